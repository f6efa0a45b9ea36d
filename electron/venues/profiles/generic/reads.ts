// Reads through ccxt's unified methods. A list that could not be read is named, never left out.
import { z } from 'zod';
import { compare, decimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { MarketRules, OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { NOTHING_TOLD, VenueReadError, type DepthLevels, type KeyFacts, type NotClosable, type Spend } from '../../profile.ts';
import { answered, type Context, type Kit } from './kit.ts';
import type { Lists } from './lists.ts';
import { isContract, marketOf, toOrder, toPosition } from './nouns.ts';
import { balance, book, modeRow, orderRow, placedRow, positionRow, tradeRow, understand } from './rows.ts';

export const CALL: readonly Spend[] = [{ bucket: 'calls', cost: 1 }];

const can = (context: Context, method: string): boolean =>
  (context.client.has as Readonly<Record<string, unknown>>)[method] === true;

export async function ping(context: Context): Promise<number | null> {
  if (!can(context, 'fetchTime')) return null;
  const time: unknown = answered(await context.send<unknown>(CALL, () => context.client.fetchTime()));
  return typeof time === 'number' ? time : null;
}

/** A hedge-mode account is refused: which tag closes which side is the venue's own secret. */
export async function prepare(kit: Kit, context: Context): Promise<void> {
  context.setHedgeMode(null);
  if (!can(context, 'fetchPositionMode')) return;
  const sent = await context.send<unknown>(CALL, () => context.client.fetchPositionMode());
  // A venue that refuses to say tells it position by position; silence says nothing, and the next connection asks again.
  if (sent.kind === 'refused' && sent.reason !== 'credentials' && sent.reason !== 'rateLimited') return;
  const { hedged } = understand(kit.id, modeRow, answered(sent), 'The position mode');
  if (hedged) throw new VenueReadError(hedgeFailure(kit));
  context.setHedgeMode(false);
}

export const hedgeFailure = (kit: Kit): Failure => ({
  kind: 'refused',
  message: `Breakglass does not close hedge-mode positions on ${kit.id}: it has no profile of that venue.`,
  remedy: 'Switch the account to one-way mode, or close such positions at the venue.',
});

export const readKey = (kit: Kit): KeyFacts => ({
  ...NOTHING_TOLD,
  notes: [
    `${kit.id} is known by ccxt's common methods alone: what its key may do is not told.`,
    ...(kit.lists.whole
      ? []
      : [`Only the contracts and orders that ccxt lists for ${kit.id} by itself are seen: look at the venue after an exit.`]),
  ],
});

export async function readPositions(kit: Kit, context: Context): Promise<readonly Position[]> {
  const answers = await Promise.all(
    kit.lists.positions.map(async (parameters) => {
      const call = () => context.client.fetchPositions(undefined, parameters);
      const body: unknown = answered(await context.send<unknown>(CALL, call));
      return understand(kit.id, z.array(positionRow), body, 'The positions');
    }),
  );
  const rows = answers.flat().filter(({ contracts }) => contracts === null || !isZero(contracts));
  const others = rows.filter(({ symbol }) => !isContract(context, symbol));
  context.setNotClosable(
    'positions',
    others.map(({ symbol, contracts }) => ({ what: 'position', nativeSymbol: symbol, size: contracts })),
  );
  return rows.filter(({ symbol }) => isContract(context, symbol)).flatMap((row) => toPosition(kit, context, row) ?? []);
}

type Wanted = Lists['orders'][number] & Readonly<{ symbol: string | undefined }>;

/** Where orders are listed contract by contract, those of the held ones are read and the rest is said to be unread. */
async function wantedLists(kit: Kit, context: Context): Promise<readonly Wanted[]> {
  if (!kit.abilities.ordersBySymbol) return kit.lists.orders.map((list) => ({ ...list, symbol: undefined }));
  const held = new Set((await readPositions(kit, context)).map(({ symbol }) => symbol));
  return [...held].flatMap((symbol) => kit.lists.orders.map((list) => ({ ...list, symbol })));
}

export async function readOrders(kit: Kit, context: Context): Promise<OrdersRead> {
  const lists = await wantedLists(kit, context);
  const orders = new Map<string, WorkingOrder>();
  const unreadable = new Map<OrderFamily, Failure>();
  const others = new Map<string, NotClosable>();
  if (kit.abilities.ordersBySymbol) {
    const message = `${kit.id} lists orders contract by contract: those of contracts without a position are not seen.`;
    unreadable.set('plain', { kind: 'unreadable', message });
  }
  const answers = await Promise.all(
    lists.map(async ({ parameters, symbol }) =>
      context.send<unknown>(CALL, () => context.client.fetchOpenOrders(symbol, undefined, undefined, parameters)),
    ),
  );
  // A trigger order may stand in the plain list too: its own list comes later and wins.
  answers.forEach((sent, index) => {
    const list = lists[index];
    if (list === undefined) return;
    if (sent.kind !== 'answered') {
      unreadable.set(list.family, sent.failure);
      return;
    }
    const rows = understand(kit.id, z.array(orderRow), sent.body, 'The orders');
    const own = rows.filter(({ symbol }) => isContract(context, symbol)).map((row) => toOrder(kit, context, row, list.family));
    kit.rememberList(context.client, own, list.parameters);
    for (const order of own) orders.set(order.orderId, order);
    const named = new Set(own.map(({ orderId }) => orderId));
    for (const { id, symbol, amount } of rows) {
      const market = context.client.markets?.[symbol];
      if (named.has(id) || market?.spot === true) continue; // spot orders open no position
      const what = market?.option === true ? 'option order' : 'order of a contract that is not listed';
      others.set(id, { what, nativeSymbol: symbol, size: amount });
    }
  });
  const [first] = unreadable.values();
  if (answers.length > 0 && answers.every(({ kind }) => kind !== 'answered') && first !== undefined) {
    throw new VenueReadError(first);
  }
  context.setNotClosable('orders', [...others.values()]);
  return { orders: [...orders.values()], unreadable: [...unreadable].map(([family, failure]) => ({ family, failure })) };
}

export async function readEquity(kit: Kit, context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body: unknown = answered(await context.send<unknown>(CALL, () => context.client.fetchBalance({ type: 'swap' })));
  const { total } = understand(kit.id, balance, body, 'The balance');
  return Object.fromEntries(
    Object.entries(total).flatMap(([currency, value]) => (value === null || isZero(value) ? [] : [[currency, decimal(value)]])),
  );
}

const LEVELS = 50;

export async function readDepth(kit: Kit, context: Context, { symbol }: MarketRules): Promise<DepthLevels> {
  const body: unknown = answered(await context.send<unknown>(CALL, () => context.client.fetchOrderBook(symbol)));
  const { bids, asks } = understand(kit.id, book, body, 'The order book');
  return {
    bids: bids.slice(0, LEVELS).map(([price, size]) => [price, size]),
    asks: asks.slice(0, LEVELS).map(([price, size]) => [price, size]),
  };
}

/** Ended orders, by the first of these that the venue has. */
const ENDED = ['fetchCanceledAndClosedOrders', 'fetchOrders', 'fetchClosedOrders'] as const;
/** Leaves out what was cancelled, which an order that filled in part and found no more is. */
const ONLY_FILLED = 'fetchClosedOrders';

/** Among the open and the ended orders of the contract. A venue that does not list all ended ones can not say "never". */
export async function lookUp(kit: Kit, context: Context, order: CloseOrder): Promise<OrderState> {
  const { client } = context;
  const { symbol } = order.position;
  const find = async (request: () => Promise<unknown>) => {
    const body = answered(await context.send<unknown>(CALL, request));
    const rows = understand(kit.id, z.array(z.unknown()), body, 'The orders');
    return rows.find(
      (row) => typeof row === 'object' && row !== null && 'clientOrderId' in row && row.clientOrderId === order.clientOrderId,
    );
  };
  const open = await find(() => client.fetchOpenOrders(symbol));
  const ended = ENDED.find((method) => can(context, method));
  const row = open ?? (ended === undefined ? undefined : await find(() => client[ended](symbol)));
  if (row !== undefined) {
    const { id, filled } = understand(kit.id, placedRow, row, 'An order');
    return { kind: 'found', orderId: id, working: open !== undefined, filledSize: filled };
  }
  // Of a whole position a second close is cut to what is left; a share would be closed twice.
  const isShare = compare(order.size, order.position.size) < 0;
  if (ended !== undefined && (ended !== ONLY_FILLED || !isShare)) return { kind: 'absent' };
  const message = `${kit.id} does not list all ended orders: only its position can tell.`;
  throw new VenueReadError({ kind: 'unreadable', message });
}

export async function readFills(
  kit: Kit,
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  if (!can(context, 'fetchMyTrades')) {
    throw new VenueReadError({ kind: 'unreadable', message: `${kit.id} does not list trades through ccxt.` });
  }
  const wanted = new Set(orders.map(({ orderId }) => orderId));
  const answers = await Promise.all(
    [...new Set(orders.map(({ symbol }) => symbol))].map(async (symbol) => {
      const body: unknown = answered(await context.send<unknown>(CALL, () => context.client.fetchMyTrades(symbol)));
      return understand(kit.id, z.array(tradeRow), body, 'The trades');
    }),
  );
  return answers.flat().flatMap(({ order, symbol, price, amount, fee }) => {
    if (order === null || !wanted.has(order)) return [];
    const { settle } = marketOf(kit, context, symbol);
    const paid = fee?.currency === settle ? fee.cost : null;
    return [{ orderId: order, clientOrderId: null, symbol, price, size: amount, fee: paid, realizedPnl: null }];
  });
}
