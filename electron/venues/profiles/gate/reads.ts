// Reads of every settle currency that the account has, each to the last page. Triggers, trailing and chasing orders are lists
// of their own beside the plain one. One file: all of them page alike.
import type { z } from 'zod';
import { absolute, add, decimal, isDecimal, isZero, subtract, sum, type Decimal } from '../../../../shared/decimal.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError, type NotClosable, type Sent } from '../../profile.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { answered, dualMode, hasNoAccount, memoryOf, remember, settlesOf, type Context } from './account.ts';
import { spend } from './limits.ts';
import { isOpen, marketOf, settleOf, toChaseOrder, toPosition, toTrailOrder, toTriggerOrder, toWorkingOrder } from './nouns.ts';
import {
  accountRow,
  autoOrdersOf,
  chaseRow,
  orderRow,
  otherPositionRow,
  positionRow,
  rowsOf,
  timeRow,
  tradeRow,
  trailRow,
  triggerRow,
  understand,
  type AccountRow,
} from './rows.ts';

const PAGE = 100;
/** More pages than any account has: a list that never ends is an error, not a reason to stop. */
const MOST_PAGES = 100;

/** `call` gets the number of rows before the page and answers the page's rows. */
async function readPages<Schema extends z.ZodType>(
  schema: Schema,
  what: string,
  call: (before: number) => Promise<readonly unknown[]>,
): Promise<z.infer<Schema>[]> {
  const all: z.infer<Schema>[] = [];
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const rows = await call(page * PAGE);
    all.push(...rows.map((row) => understand(schema, row, what)));
    if (rows.length < PAGE) return all;
  }
  throw new VenueReadError({ kind: 'unreadable', message: `Gate's ${what} does not end` });
}

/** Futures has no clock of its own; this one is public and Gate's. */
export async function ping(context: Context): Promise<number | null> {
  const body = answered(await context.send<unknown>(spend('spot/time'), () => context.client.publicSpotGetTime({})));
  return understand(timeRow, body, 'clock').server_time;
}

/** Null: there is no account in this currency. */
async function readAccount(context: Context, settle: string): Promise<AccountRow | null> {
  const call = () => context.client.privateFuturesGetSettleAccounts({ settle });
  const sent = await context.send<unknown>(spend('futures/accounts'), call);
  return hasNoAccount(sent) ? null : understand(accountRow, answered(sent), 'account');
}

async function readAccounts(context: Context): Promise<ReadonlyMap<string, AccountRow>> {
  const { client } = context;
  const rows = await Promise.all(client.settles.map(async (settle) => [settle, await readAccount(context, settle)] as const));
  const accounts = new Map(rows.flatMap(([settle, row]) => (row === null ? [] : [[settle, row] as const])));
  memoryOf(client).accounts = accounts;
  return accounts;
}

/** Which accounts there are, whose they are (the streams want the user's number) and how positions are kept in each. */
export async function prepare(context: Context): Promise<void> {
  const accounts = [...(await readAccounts(context)).values()];
  if (accounts.length === 0) {
    throw new VenueReadError({
      kind: 'credentials',
      message: 'This Gate user has no futures account yet.',
      remedy: 'Transfer something into the futures account at Gate once: it exists from then on.',
    });
  }
  // [D] position_mode: single, dual, or split ("dual_plus"), where one side of a contract can be held twice.
  const split = accounts.find(({ position_mode }) => position_mode !== null && !['single', 'dual'].includes(position_mode));
  if (split !== undefined) {
    throw new VenueReadError({
      kind: 'credentials',
      message: `This Gate account keeps positions in a mode that Breakglass can not close (${split.position_mode ?? ''}).`,
      remedy: 'Switch the account to one-way or hedge mode at Gate.',
    });
  }
  const user = accounts.find((account) => account.user !== null)?.user;
  if (user !== null && user !== undefined) context.client.uid = user;
  const modes = new Set(accounts.map(dualMode));
  const [mode] = modes;
  context.setHedgeMode(modes.size === 1 && mode !== undefined ? mode : null);
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const { client } = context;
  const [perSettle, elsewhere] = await Promise.all([
    Promise.all(
      client.settles.map((settle) =>
        readPages(positionRow, 'positions', async (offset) => {
          const call = () => client.privateFuturesGetSettlePositions({ settle, holding: true, limit: PAGE, offset });
          const sent = await context.send<unknown>(spend('futures/positions'), call);
          return hasNoAccount(sent) ? [] : rowsOf(answered(sent), 'positions');
        }),
      ),
    ),
    readElsewhere(context),
  ]);
  const others: NotClosable[] = [];
  const found = perSettle.flat().flatMap((row) => {
    if (isZero(row.size) || !isBeyondReach(context, row.contract)) return toPosition(context, row) ?? [];
    others.push({ what: 'contract that is not listed', nativeSymbol: row.contract, size: row.size });
    return [];
  });
  context.setNotClosable('positions', [...elsewhere, ...others]);
  if (new Set(found.map(({ key }) => key)).size === found.length) return found;
  throw new VenueReadError({
    kind: 'unreadable',
    message: 'Gate tells one side of a contract twice: the account is in split position mode.',
    remedy: 'Switch the account to one-way or hedge mode at Gate.',
  });
}

/** Refused: no such account, or the key may not see it. Anything else leaves open what is there. */
function heldElsewhere(what: string, sent: Sent<unknown>): readonly NotClosable[] {
  if (sent.kind === 'refused' && sent.reason !== 'rateLimited') return [];
  return rowsOf(answered(sent), what).flatMap((row) => {
    const { contract, size } = understand(otherPositionRow, row, what);
    return isZero(size) ? [] : [{ what, nativeSymbol: contract, size }];
  });
}

/** Dated futures and options of the same user: other books, which this profile does not trade. */
async function readElsewhere({ client, send }: Context): Promise<readonly NotClosable[]> {
  const [dated, options] = await Promise.all([
    send<unknown>(spend('delivery/positions'), () => client.privateDeliveryGetSettlePositions({ settle: 'usdt' })),
    send<unknown>(spend('options/positions'), () => client.privateOptionsGetPositions({})),
  ]);
  return [...heldElsewhere('dated future', dated), ...heldElsewhere('option', options)];
}

/** What may still become a position there. */
async function readOrdersElsewhere({ client, send }: Context): Promise<readonly NotClosable[]> {
  const status = 'open';
  const [dated, options] = await Promise.all([
    send<unknown>(spend('delivery/orders'), () => client.privateDeliveryGetSettleOrders({ settle: 'usdt', status })),
    send<unknown>(spend('options/orders'), () => client.privateOptionsGetOrders({ status })),
  ]);
  return [...heldElsewhere('order of a dated future', dated), ...heldElsewhere('order of an option', options)];
}

/** Of what is listed; the rest goes to `others`. */
const listed = <Row>(context: Context, rows: readonly Row[], contractOf: (row: Row) => string, others: NotClosable[]) =>
  rows.filter((row) => {
    const nativeSymbol = contractOf(row);
    if (!isBeyondReach(context, nativeSymbol)) return true;
    others.push({ what: 'order of a contract that is not listed', nativeSymbol, size: null });
    return false;
  });

async function readPlain(context: Context, settle: string, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const rows = await readPages(orderRow, 'orders', async (offset) => {
    const call = () => context.client.privateFuturesGetSettleOrders({ settle, status: 'open', limit: PAGE, offset });
    return rowsOf(answered(await context.send<unknown>(spend('futures/orders'), call)), 'orders');
  });
  return listed(context, rows.filter(isOpen), ({ contract }) => contract, others).map((row) => {
    remember(context.client, { kind: 'plain', row });
    return toWorkingOrder(context, row);
  });
}

async function readTriggers(context: Context, settle: string, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const rows = await readPages(triggerRow, 'price orders', async (offset) => {
    const call = () => context.client.privateFuturesGetSettlePriceOrders({ settle, status: 'open', limit: PAGE, offset });
    return rowsOf(answered(await context.send<unknown>(spend('futures/price_orders'), call)), 'price orders');
  });
  return listed(context, rows.filter(isOpen), ({ initial }) => initial.contract, others).map((row) => {
    remember(context.client, { kind: 'trigger', row });
    return toTriggerOrder(context, row);
  });
}

const pageOf = (before: number) => ({ page_num: before / PAGE + 1, page_size: PAGE });

async function readTrails(context: Context, settle: string, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const rows = await readPages(trailRow, 'trail orders', async (before) => {
    const query = { settle, is_finished: false, ...pageOf(before) };
    const call = () => context.client.privateFuturesGetSettleAutoorderV1TrailList(query);
    return autoOrdersOf(answered(await context.send<unknown>(spend('futures/autoorder/trail'), call)), 'trail orders');
  });
  return listed(context, rows.filter(isOpen), ({ contract }) => contract, others).map((row) => {
    remember(context.client, { kind: 'trail', row });
    return toTrailOrder(context, row);
  });
}

/** The order of the list must be asked for: 1 is by creation. */
async function readChases(context: Context, settle: string, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const rows = await readPages(chaseRow, 'chase orders', async (before) => {
    const query = { settle, is_finished: false, sort_by: 1, ...pageOf(before) };
    const call = () => context.client.privateFuturesGetSettleAutoorderV1ChaseList(query);
    return autoOrdersOf(answered(await context.send<unknown>(spend('futures/autoorder/chase'), call)), 'chase orders');
  });
  return listed(context, rows.filter(isOpen), ({ contract }) => contract, others).map((row) => toChaseOrder(context, row));
}

type List = Readonly<{
  what: string;
  families: readonly OrderFamily[];
  read: (context: Context, settle: string, others: NotClosable[]) => Promise<readonly WorkingOrder[]>;
  /** Newer than the others: a place that does not know the path has no such orders. */
  isNew: boolean;
}>;

const LISTS: readonly List[] = [
  { what: 'plain', families: ['plain'], read: readPlain, isNew: false },
  { what: 'price-triggered', families: ['trigger', 'attached'], read: readTriggers, isNew: false },
  { what: 'trailing', families: ['algo'], read: readTrails, isNew: true },
  { what: 'chasing', families: ['algo'], read: readChases, isNew: true },
];

const ELSEWHERE: List & Readonly<{ settle: string }> = {
  what: 'dated futures’ and options’',
  families: ['plain'],
  read: async (context, _settle, others) => {
    others.push(...(await readOrdersElsewhere(context)));
    return [];
  },
  isNew: true,
  settle: '',
};

type Unread = Readonly<{ whats: ReadonlySet<string>; failure: Failure }>;

/** One entry a family; it names every list that failed, since a family may have several. */
const nameUnread = ([family, { whats, failure }]: readonly [OrderFamily, Unread]) => ({
  family,
  failure: { ...failure, message: `The list of ${[...whats].join(', ')} orders can not be read: ${failure.message}` },
});

export async function readOrders(context: Context): Promise<OrdersRead> {
  const others: NotClosable[] = [];
  const wanted = [...settlesOf(context).flatMap((settle) => LISTS.map((list) => ({ settle, ...list }))), ELSEWHERE];
  const results = await Promise.allSettled(wanted.map(({ read, settle }) => read(context, settle, others)));
  const orders: WorkingOrder[] = [];
  const unread = new Map<OrderFamily, Unread>();
  const failures: Failure[] = [];
  results.forEach((result, index) => {
    const list = wanted[index];
    if (result.status === 'fulfilled') orders.push(...result.value);
    else if (!(result.reason instanceof VenueReadError)) throw result.reason;
    else if (list !== undefined && !hasNothing(result.reason, list.isNew)) {
      const { failure } = result.reason;
      if (list !== ELSEWHERE) failures.push(failure);
      for (const family of list.families) {
        const before = unread.get(family);
        const whats = new Set([...(before?.whats ?? []), list.what]);
        unread.set(family, { whats, failure: before?.failure ?? failure });
      }
    }
  });
  const [first] = failures;
  if (failures.length === wanted.length - 1 && first !== undefined) throw new VenueReadError(first);
  context.setNotClosable('orders', others);
  return { orders, unreadable: [...unread].map(nameUnread) };
}

const hasNothing = ({ failure: { venueCode } }: VenueReadError, isNew: boolean): boolean =>
  venueCode === 'USER_NOT_FOUND' || (isNew && venueCode === 'NOT_FOUND');

export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  return equityOf(await readAccounts(context));
}

/** `total` leaves out what is not realised. */
export const equityOf = (accounts: ReadonlyMap<string, AccountRow>): Readonly<Record<string, Decimal>> =>
  Object.fromEntries(
    [...accounts.values()].map(({ currency, total, unrealised_pnl }) => [
      currency.toUpperCase(),
      isDecimal(unrealised_pnl) ? add(total, unrealised_pnl) : total,
    ]),
  );

/**
 * [D] By its own text an order is found while it works and for a minute after its end, then no more: what filled longer ago
 * (an exit that goes on after a crash) stands among the contract's executions.
 */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const query = { settle: settleOf(order.position.market), order_id: order.clientOrderId };
  const call = () => context.client.privateFuturesGetSettleOrdersOrderId(query);
  const sent = await context.send<unknown>(spend('futures/orders/{order_id}'), call);
  if (sent.kind === 'refused' && sent.failure.venueCode === 'ORDER_NOT_FOUND') return findFilled(context, order);
  const row = understand(orderRow, answered(sent), 'order');
  return { kind: 'found', orderId: row.id, working: row.status === 'open', filledSize: filledOf(row) };
}

const FILLED_PAGES = 5;
const FILLED_BACK_S = 86_400;

/** Newest first, a day back at most. */
async function findFilled(context: Context, { clientOrderId, position }: CloseOrder): Promise<OrderState> {
  const query = { settle: settleOf(position.market), contract: position.nativeSymbol, limit: PAGE };
  const sinceS = context.nowEpochMs() / 1_000 - FILLED_BACK_S;
  const own: z.infer<typeof tradeRow>[] = [];
  for (let page = 0; page < FILLED_PAGES; page += 1) {
    const call = () => context.client.privateFuturesGetSettleMyTrades({ ...query, offset: page * PAGE });
    const body = answered(await context.send<unknown>(spend('futures/my_trades'), call));
    const rows = rowsOf(body, 'fills').map((row) => understand(tradeRow, row, 'fill'));
    const before = own.length;
    own.push(...rows.filter(({ text }) => text === clientOrderId));
    const last = rows.at(-1);
    const isWhole = own.length > 0 && own.length === before; // its executions stand together
    if (isWhole || last === undefined || rows.length < PAGE || (last.create_time !== null && last.create_time < sinceS)) break;
  }
  const [first] = own;
  if (first === undefined) return { kind: 'absent' };
  const filledSize = sum(own.map(({ size }) => absolute(size)));
  return { kind: 'found', orderId: first.order_id, working: false, filledSize };
}

export const filledOf = ({ size, left }: Readonly<{ size: string; left: string }>): Decimal =>
  subtract(absolute(size), absolute(left));

/** A fee that was paid is positive. Points that paid it are no money: the fee is not known then. Profit is not told per fill. */
export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const perOrder = await Promise.all(orders.map((order) => readTrades(context, order)));
  return perOrder.flat().map((row) => ({
    orderId: row.order_id,
    clientOrderId: row.text,
    symbol: marketOf(context, row.contract).symbol,
    price: row.price,
    size: absolute(row.size),
    fee: isDecimal(row.fee) && !paidInPoints(row.point_fee) ? decimal(row.fee) : null,
    realizedPnl: null,
  }));
}

const paidInPoints = (fee: string | null): boolean => isDecimal(fee) && !isZero(fee);

async function readTrades(context: Context, { symbol, orderId }: Readonly<{ symbol: string; orderId: string }>) {
  const native = context.client.markets?.[symbol]?.id; // reports carry unified symbols
  const market = marketOf(context, native ?? symbol);
  const query = { settle: settleOf(market), contract: market.nativeSymbol, order: orderId, limit: PAGE };
  const rows = await readPages(tradeRow, 'fills', async (offset) => {
    const call = () => context.client.privateFuturesGetSettleMyTrades({ ...query, offset });
    return rowsOf(answered(await context.send<unknown>(spend('futures/my_trades'), call)), 'fills');
  });
  return rows.filter((row) => row.order_id === orderId);
}
