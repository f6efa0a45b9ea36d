// Reads. Each dex has an account state and a list of orders of its own; orders are read where the account uses the dex.
import { isZero, subtract, type Decimal } from '../../../../shared/decimal.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { isStillUnlisted } from '../../unlisted.ts';
import { heavy, LIGHT } from './limits.ts';
import { dexesWithOrders, dexOf, MAIN_DEX, memoryOf, type Context } from './memory.ts';
import { marketOf, toPosition, toTwap, toWorkingOrder } from './nouns.ts';
import {
  accountState,
  answered,
  coinRow,
  endedTwap,
  exchangeStatus,
  fillRow,
  mids,
  orderRow,
  orderStatus,
  positionRow,
  spotState,
  twapRow,
  twapSpan,
  understand,
  type AccountState,
} from './rows.ts';

type Question = Readonly<Record<string, unknown>>;

async function ask(context: Context, spend: typeof LIGHT, question: Question): Promise<unknown> {
  return answered(await context.send<unknown>(spend, () => context.client.publicPostInfo(question)));
}

/** The main dex is asked for by saying nothing. */
const of = (dex: string): Question => (dex === MAIN_DEX ? {} : { dex });

export async function ping(context: Context): Promise<number | null> {
  return understand(exchangeStatus, await ask(context, LIGHT, { type: 'exchangeStatus' }), 'clock').time;
}

type DexState = Readonly<{ dex: string; state: AccountState }>;

/** Notes whether the account uses the dex, and the venue's time. */
export function noteState(context: Context, { dex, state }: DexState): void {
  context.client.noteTime(state.time);
  const empty = state.assetPositions.length === 0 && isZero(state.marginSummary.accountValue);
  if (dex !== MAIN_DEX && !empty) memoryOf(context.client).used.add(dex);
}

export function readStates(context: Context): Promise<readonly DexState[]> {
  const user = context.client.walletAddress;
  const read = async (dex: string): Promise<DexState> => {
    const body = await ask(context, LIGHT, { type: 'clearinghouseState', user, ...of(dex) });
    const found = { dex, state: understand(accountState, body, 'account') };
    noteState(context, found);
    return found;
  };
  return Promise.all([MAIN_DEX, ...memoryOf(context.client).dexes].map(read));
}

/** Builder-deployed markets are loaded up to a number; one of the main dex that stays unlisted is not traded any more. */
const isBeyondReach = (context: Context, coin: string): boolean =>
  context.marketByNative(coin) === undefined && (dexOf(coin) !== MAIN_DEX || isStillUnlisted(context, coin));

const beyondWhat = (what: string, coin: string): string =>
  dexOf(coin) === MAIN_DEX ? `${what} in a market that is not listed` : `${what} in a builder-deployed market`;

export type Held = Readonly<{ positions: readonly Position[]; beyond: readonly NotClosable[] }>;

/** Positions of one dex; `beyond` are those of markets that are not in the list. */
export function heldIn(context: Context, state: AccountState): Held {
  const positions: Position[] = [];
  const beyond: NotClosable[] = [];
  for (const raw of state.assetPositions) {
    const row = understand(positionRow, raw, 'position');
    const { coin, szi } = row.position;
    if (isZero(szi)) continue;
    if (isBeyondReach(context, coin)) {
      beyond.push({ what: beyondWhat('position', coin), nativeSymbol: coin, size: szi });
      continue;
    }
    const position = toPosition(context, row, state.time);
    if (position !== null) positions.push(position);
  }
  return { positions, beyond };
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const held = (await readStates(context)).map(({ state }) => heldIn(context, state));
  context.setNotClosable(
    'positions',
    held.flatMap(({ beyond }) => beyond),
  );
  return held.flatMap(({ positions }) => positions);
}

/**
 * "PURR/USDC" and "@107" are spot, "#970" and "+8470" sides of an outcome (HIP-4): paid for in full and held as coins, they need
 * no closing.
 */
const isSpot = (coin: string): boolean => coin.includes('/') || /^[@#+]/.test(coin);

export type Listed = Readonly<{ orders: readonly WorkingOrder[]; beyond: readonly NotClosable[] }>;

export function listedIn(context: Context, rows: readonly unknown[]): Listed {
  const orders: WorkingOrder[] = [];
  const beyond: NotClosable[] = [];
  for (const raw of rows) {
    const { coin } = understand(coinRow, raw, 'order');
    if (isSpot(coin)) continue;
    const row = understand(orderRow, raw, 'order');
    if (isBeyondReach(context, coin)) {
      beyond.push({ what: beyondWhat('order', coin), nativeSymbol: coin, size: row.sz });
    } else orders.push(toWorkingOrder(context, row));
  }
  return { orders, beyond };
}

async function readDexOrders(context: Context, dex: string): Promise<Listed> {
  const question = { type: 'frontendOpenOrders', user: context.client.walletAddress, ...of(dex) };
  const rows = await ask(context, heavy(), question);
  if (!Array.isArray(rows)) throw new VenueReadError({ kind: 'unreadable', message: "Hyperliquid's orders are no list" });
  return listedIn(context, rows);
}

/** TWAPs that run: orders of a kind of their own that no other list names. */
async function readTwaps(context: Context): Promise<Listed> {
  const memory = memoryOf(context.client);
  const question = { type: 'twapHistory', user: context.client.walletAddress };
  const rows = await ask(context, heavy(Math.ceil(memory.twaps / 20)), question);
  if (!Array.isArray(rows)) throw new VenueReadError({ kind: 'unreadable', message: "Hyperliquid's TWAPs are no list" });
  memory.twaps = rows.length;
  const orders: WorkingOrder[] = [];
  const beyond: NotClosable[] = [];
  const nowMs = context.client.nonce();
  // A TWAP is listed again with each change of its status.
  const ended = new Set<string>();
  const running = rows.flatMap((raw: unknown) => {
    const over = twapSpan.safeParse(raw).data;
    if (over !== undefined && over < nowMs) return [];
    if (!endedTwap.safeParse(raw).success) return [understand(twapRow, raw, 'TWAP')];
    const { data } = twapRow.safeParse(raw);
    if (data !== undefined) ended.add(data.twapId);
    return [];
  });
  for (const row of running) {
    const { coin, sz } = row.state;
    if (ended.has(row.twapId) || isSpot(coin)) continue;
    if (isBeyondReach(context, coin)) {
      beyond.push({ what: beyondWhat('TWAP', coin), nativeSymbol: coin, size: sz });
    } else orders.push(toTwap(context, row));
  }
  return { orders, beyond };
}

const ONE_LIST = ['plain', 'trigger', 'attached'] as const satisfies readonly OrderFamily[];

export async function readOrders(context: Context): Promise<OrdersRead> {
  const lists = [
    ...dexesWithOrders(memoryOf(context.client)).map((dex) => ({
      what: dex === MAIN_DEX ? 'orders' : `orders on the dex ${dex}`,
      families: ONE_LIST as readonly OrderFamily[],
      read: readDexOrders(context, dex),
    })),
    { what: 'running TWAPs', families: ['algo'] as readonly OrderFamily[], read: readTwaps(context) },
  ];
  const results = await Promise.allSettled(lists.map(({ read }) => read));
  const orders: WorkingOrder[] = [];
  const beyond: NotClosable[] = [];
  const failures: Failure[] = [];
  const unreadable = new Map<OrderFamily, Failure>();
  results.forEach((result, index) => {
    if (result.status === 'fulfilled') {
      orders.push(...result.value.orders);
      beyond.push(...result.value.beyond);
      return;
    }
    if (!(result.reason instanceof VenueReadError)) throw result.reason;
    const { failure } = result.reason;
    const list = lists[index];
    failures.push(failure);
    const message = `The list of ${list?.what ?? 'orders'} can not be read: ${failure.message}`;
    for (const family of list?.families ?? ONE_LIST) {
      if (!unreadable.has(family)) unreadable.set(family, { ...failure, message });
    }
  });
  const [first] = failures;
  if (failures.length === lists.length && first !== undefined) throw new VenueReadError(first);
  context.setNotClosable('orders', beyond);
  return { orders, unreadable: [...unreadable].map(([family, failure]) => ({ family, failure })) };
}

/** Where all dexes share one margin the dollars lie with spot, and positions add what they gained or lost. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const user = context.client.walletAddress;
  if (memoryOf(context.client).sharedMargin) {
    const body = await ask(context, LIGHT, { type: 'spotClearinghouseState', user });
    const { balances } = understand(spotState, body, 'spot balances');
    return Object.fromEntries(balances.flatMap(({ coin, total }) => (coin === 'USDC' ? [[coin, total]] : [])));
  }
  const body = await ask(context, LIGHT, { type: 'clearinghouseState', user });
  return equityOf(understand(accountState, body, 'account'));
}

export const equityOf = ({ marginSummary }: AccountState): Readonly<Record<string, Decimal>> => ({
  USDC: marginSummary.accountValue,
});

/** By cloid, which the venue takes in the place of an order id [D info-endpoint: orderStatus]. */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const question = { type: 'orderStatus', user: context.client.walletAddress, oid: order.clientOrderId };
  const found = understand(orderStatus, await ask(context, LIGHT, question), 'order');
  if (found.status === 'unknownOid') return { kind: 'absent' };
  const { oid, origSz, sz } = found.order.order;
  // "open" and "triggered" are the only words of an order that may still fill.
  const working = found.order.status === 'open' || found.order.status === 'triggered';
  return { kind: 'found', orderId: oid, working, filledSize: subtract(origSz, sz) };
}

const FILLS_BACK_MS = 15 * 60_000;
const FILLS_PAGE = 2_000; // rows in one answer [D userFillsByTime]
const MOST_PAGES = 5;

/** Profit of a fill is before fees; a fee that was paid is positive. */
export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  if (orders.length === 0) return [];
  const wanted = new Set(orders.map(({ orderId }) => orderId));
  const found = new Map<string, Fill>();
  let startTime = context.client.nonce() - FILLS_BACK_MS;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const question = { type: 'userFillsByTime', user: context.client.walletAddress, startTime, aggregateByTime: false };
    const rows = await ask(context, heavy(5), question);
    if (!Array.isArray(rows)) throw new VenueReadError({ kind: 'unreadable', message: "Hyperliquid's fills are no list" });
    for (const raw of rows as readonly unknown[]) {
      const { coin } = understand(coinRow, raw, 'fill');
      if (isSpot(coin)) continue;
      const row = understand(fillRow, raw, 'fill');
      startTime = Math.max(startTime, row.time);
      if (!wanted.has(row.oid)) continue;
      const market = marketOf(context, coin);
      found.set(row.tid, {
        orderId: row.oid,
        clientOrderId: row.cloid,
        symbol: market.symbol,
        price: row.px,
        size: row.sz,
        fee: row.feeToken === market.settle ? row.fee : null,
        realizedPnl: row.closedPnl,
      });
    }
    if (rows.length < FILLS_PAGE) break;
  }
  return [...found.values()];
}

/** Middle of the book of every market, for closes of positions that nobody knows a mark of. Empty when it can not be read. */
export async function readMids(context: Context, dex: string): Promise<ReadonlyMap<string, Decimal>> {
  const question = { type: 'allMids', ...of(dex) };
  const sent = await context.send<unknown>(LIGHT, () => context.client.publicPostInfo(question));
  const { data } = mids.safeParse(sent.kind === 'answered' ? sent.body : undefined);
  return new Map(data === undefined ? [] : Object.entries(data));
}
