// Reads, each to the last page. Algo orders are listed type by type: there is no call for all of them.
import type { z } from 'zod';
import type { Failure } from '../../../../shared/failure.ts';
import type { Decimal } from '../../../../shared/decimal.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { negate } from '../../../../shared/decimal.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { answered, remember, type Context } from './account.ts';
import { spend } from './limits.ts';
import { isOpenAlgo, isOpenOrder, marketOf, toAlgoOrder, toPosition, toWorkingOrder } from './nouns.ts';
import {
  algoRow,
  balanceRow,
  configRow,
  fillRow,
  firstRow,
  isContract,
  notClosable,
  orderRow,
  positionRow,
  rowsOf,
  timeRow,
  understand,
} from './rows.ts';

type Query = Readonly<Record<string, string | number>>;

const PAGE = 100;
/** More pages than any account has: a list that never ends is an error, not a reason to stop. */
const MOST_PAGES = 100;

/** All contract rows (what the others hold goes to `others`) of a list whose pages go on after the last id. */
async function readPages<Schema extends z.ZodType>(
  context: Context,
  bucket: string,
  call: (query: Query) => Promise<unknown>,
  query: Query,
  schema: Schema,
  idOf: (row: z.infer<Schema>) => string,
  others: NotClosable[] = [],
): Promise<z.infer<Schema>[]> {
  const all: z.infer<Schema>[] = [];
  let after: Query = {};
  for (let pageNumber = 0; pageNumber < MOST_PAGES; pageNumber += 1) {
    const asked = { ...query, limit: PAGE, ...after };
    const rows = rowsOf(answered(await context.send(spend(bucket), () => call(asked))), bucket);
    others.push(...notClosable(rows, 'orders'));
    all.push(...rows.filter(isContract).map((row) => understand(schema, row, bucket)));
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) return all;
    after = { after: idOf(understand(schema, last, bucket)) };
  }
  throw new VenueReadError({ kind: 'unreadable', message: `OKX's ${bucket} does not end` });
}

export async function ping(context: Context): Promise<number | null> {
  const body = answered(await context.send(spend('public/time'), () => context.client.publicGetPublicTime({})));
  return Number(firstRow(timeRow, body, 'clock').ts);
}

/** The clock has ten calls in two seconds for the whole address; this list has sixty for each user. */
export async function warm(context: Context): Promise<void> {
  answered(await context.send(spend('trade/orders-pending'), () => context.client.privateGetTradeOrdersPending({ limit: 1 })));
}

/** One call tells position mode, account mode and permissions. */
export async function prepare(context: Context): Promise<void> {
  const body = answered(await context.send(spend('account/config'), () => context.client.privateGetAccountConfig({})));
  const { posMode, acctLv, perm } = firstRow(configRow, body, 'account configuration');
  context.setHedgeMode(posMode === 'long_short_mode');
  if (acctLv === '1') {
    throw new VenueReadError({
      kind: 'credentials',
      message: 'This OKX account is in spot mode, which has no contracts.',
      remedy: 'Switch the account to futures mode or above at OKX.',
    });
  }
  if (perm.split(',').includes('trade')) return;
  throw new VenueReadError({
    kind: 'credentials',
    message: 'This OKX key may read but not trade.',
    remedy: 'Give the key the permission to trade.',
  });
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const body = answered(await context.send(spend('account/positions'), () => context.client.privateGetAccountPositions({})));
  const rows = rowsOf(body, 'positions');
  context.setNotClosable('positions', notClosable(rows, 'positions'));
  return rows.filter(isContract).flatMap((row) => toPosition(context, understand(positionRow, row, 'position')) ?? []);
}

async function readPlain(context: Context, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const call = (query: Query) => context.client.privateGetTradeOrdersPending(query);
  const rows = await readPages(context, 'trade/orders-pending', call, {}, orderRow, (row) => row.ordId, others);
  return rows.filter(isOpenOrder).map((row) => {
    remember(context.client, { kind: 'plain', row });
    return toWorkingOrder(context, row);
  });
}

/** Types that one list call takes, and the families that are unread when it fails. */
const ALGO_LISTS: readonly (readonly [ordType: string, families: readonly OrderFamily[]])[] = [
  ['conditional,oco', ['algo', 'attached']],
  ['trigger', ['trigger']],
  ['move_order_stop', ['algo']],
  ['iceberg', ['algo']],
  ['twap', ['algo']],
  ['chase', ['algo']],
];

async function readAlgos(context: Context, ordType: string, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const call = (query: Query) => context.client.privateGetTradeOrdersAlgoPending(query);
  const rows = await readPages(context, 'trade/orders-algo-pending', call, { ordType }, algoRow, (row) => row.algoId, others);
  return rows.filter(isOpenAlgo).map((row) => {
    remember(context.client, { kind: 'algo', row });
    return toAlgoOrder(context, row);
  });
}

/** Chase orders are the newest type: where it is not known as a parameter there are none. */
const isUnknownType = (ordType: string, error: VenueReadError): boolean =>
  ordType === 'chase' && error.failure.venueCode === '51000';

type Unread = Readonly<{ types: readonly string[]; failure: Failure }>;

/** One entry a family; it names every list that failed, since a family may have several. */
const nameUnread = ([family, { types, failure }]: readonly [OrderFamily, Unread]) => ({
  family,
  failure: { ...failure, message: `The list of ${types.join(', ')} orders can not be read: ${failure.message}` },
});

export async function readOrders(context: Context): Promise<OrdersRead> {
  const others: NotClosable[] = [];
  const lists: readonly Readonly<{
    families: readonly OrderFamily[];
    ordType: string;
    read: Promise<readonly WorkingOrder[]>;
  }>[] = [
    { families: ['plain'], ordType: 'plain', read: readPlain(context, others) },
    ...ALGO_LISTS.map(([ordType, families]) => ({ families, ordType, read: readAlgos(context, ordType, others) })),
  ];
  const results = await Promise.allSettled(lists.map(({ read }) => read));
  const orders: WorkingOrder[] = [];
  const unread = new Map<OrderFamily, Unread>();
  const failures: Failure[] = [];
  results.forEach((result, index) => {
    const list = lists[index];
    if (result.status === 'fulfilled') orders.push(...result.value);
    else if (!(result.reason instanceof VenueReadError)) throw result.reason;
    else if (list !== undefined && !isUnknownType(list.ordType, result.reason)) {
      const { failure } = result.reason;
      failures.push(failure);
      for (const family of list.families) {
        const before = unread.get(family);
        unread.set(family, { types: [...(before?.types ?? []), list.ordType], failure: before?.failure ?? failure });
      }
    }
  });
  const [first] = failures;
  if (failures.length === lists.length && first !== undefined) throw new VenueReadError(first);
  context.setNotClosable('orders', others);
  return { orders, unreadable: [...unread].map(nameUnread) };
}

export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body = answered(await context.send(spend('account/balance'), () => context.client.privateGetAccountBalance({})));
  return equityOf(rowsOf(body, 'balance')[0]);
}

export function equityOf(row: unknown): Readonly<Record<string, Decimal>> {
  const { details } = understand(balanceRow, row, 'balance');
  return Object.fromEntries(details.flatMap(({ ccy, eq }) => (eq === null ? [] : [[ccy, eq]])));
}

/** 51603: the venue never saw this id (or cancelled it unfilled more than two hours ago). */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const query = { instId: order.position.nativeSymbol, clOrdId: order.clientOrderId };
  const sent = await context.send<unknown>(spend('trade/order (look-up)'), () => context.client.privateGetTradeOrder(query));
  if (sent.kind === 'refused' && sent.failure.venueCode === '51603') return { kind: 'absent' };
  const row = firstRow(orderRow, answered(sent), 'order');
  return { kind: 'found', orderId: row.ordId, working: isOpenOrder(row), filledSize: row.accFillSz };
}

/** A fee that was paid is negative at OKX; profit of a fill is before fees. */
export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const call = (query: Query) => context.client.privateGetTradeFills(query);
  const rows = await Promise.all(
    orders.map(({ orderId }) => readPages(context, 'trade/fills', call, { ordId: orderId }, fillRow, (row) => row.billId)),
  );
  return rows.flat().map((row) => ({
    orderId: row.ordId,
    clientOrderId: row.clOrdId,
    symbol: marketOf(context, row.instId).symbol,
    price: row.fillPx,
    size: row.fillSz,
    fee: negate(row.fee),
    realizedPnl: row.fillPnl,
  }));
}
