// Reads, each to the last page. Positions and orders are listed per category and settle coin: there is no call for all.
import type { z } from 'zod';
import type { Decimal } from '../../../../shared/decimal.ts';
import type { Position } from '../../../../shared/position.ts';
import type { CloseOrder, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError } from '../../profile.ts';
import { answered, memoryOf, rememberOrder, type Context } from './account.ts';
import { spend } from './limits.ts';
import { askKey, mayTrade } from './key.ts';
import { categoryOf, isOpen, toPosition, toWorkingOrder } from './nouns.ts';
import {
  accountAnswer,
  orderPage,
  positionPage,
  timeAnswer,
  understand,
  walletAnswer,
  type OrderRow,
  type PageOf,
} from './rows.ts';

type Query = Readonly<Record<string, string | number>>;
type Call = (query: Query) => Promise<unknown>;

const SCOPES: readonly Query[] = [
  { category: 'linear', settleCoin: 'USDT' },
  { category: 'linear', settleCoin: 'USDC' },
  { category: 'inverse' },
];

/** More pages than any account has: a cursor that never ends is an error, not a reason to stop. */
const MOST_PAGES = 100;

/** All pages. The venue may hand out a cursor with the last page too; an empty page ends it as well. */
export async function readPages<Row extends z.ZodType>(
  context: Context,
  bucket: string,
  call: Call,
  query: Query,
  page: PageOf<Row>,
): Promise<z.infer<Row>[]> {
  const all: z.infer<Row>[] = [];
  let cursor: string | null = null;
  for (let pageNumber = 0; pageNumber < MOST_PAGES; pageNumber += 1) {
    const asked: Query = cursor === null ? query : { ...query, cursor };
    const body = answered(await context.send(spend(bucket), () => call(asked)));
    const { result } = understand(page, body, bucket);
    all.push(...result.list);
    const next: string | null = result.nextPageCursor ?? null;
    if (next === null || next === cursor || result.list.length === 0) return all;
    cursor = next;
  }
  throw new VenueReadError({ kind: 'unreadable', message: `Bybit's ${bucket} does not end` });
}

export async function ping(context: Context): Promise<number | null> {
  const body = answered(await context.send(spend(null), () => context.client.publicGetV5MarketTime({})));
  return Number(understand(timeAnswer, body, 'clock').time);
}

/** Position mode is per symbol at Bybit and comes with each position; the margin mode is the account's. */
export async function prepare(context: Context): Promise<void> {
  const { client } = context;
  context.setHedgeMode(null);
  const [account, key] = await Promise.all([
    context.send(spend('account/info'), () => client.privateGetV5AccountInfo({})),
    askKey(context),
  ]);
  const { marginMode } = understand(accountAnswer, answered(account), 'account').result;
  memoryOf(client).marginMode = marginMode === 'ISOLATED_MARGIN' ? 'isolated' : 'cross';
  if (key === null || mayTrade(key)) return;
  throw new VenueReadError({
    kind: 'credentials',
    message: 'This Bybit key may read but not trade derivatives.',
    remedy: 'Give the key the permission for orders and positions of contracts, and switch read-only off.',
  });
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const { client } = context;
  const call: Call = (query) => client.privateGetV5PositionList(query);
  const scopes = await Promise.all(
    SCOPES.map((scope) => readPages(context, 'position/list', call, { ...scope, limit: 200 }, positionPage)),
  );
  return scopes.flat().flatMap((row) => toPosition(context, row) ?? []);
}

/** Without orderFilter the list has every kind: plain, conditional, and those of positions. */
export async function readOrders(context: Context): Promise<OrdersRead> {
  const { client } = context;
  const call: Call = (query) => client.privateGetV5OrderRealtime(query);
  const scopes = await Promise.all(
    SCOPES.map((scope) => readPages(context, 'order/realtime', call, { ...scope, openOnly: 0, limit: 50 }, orderPage)),
  );
  const rows = scopes.flat().filter(isOpen);
  for (const row of rows) rememberOrder(client, row);
  return { orders: rows.map((row) => toWorkingOrder(context, row)), unreadable: [] };
}

export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const { client } = context;
  const body = answered(
    await context.send(spend('account/wallet-balance'), () =>
      client.privateGetV5AccountWalletBalance({ accountType: 'UNIFIED' }),
    ),
  );
  const { list } = understand(walletAnswer, body, 'wallet').result;
  return Object.fromEntries(
    list.flatMap((wallet) => wallet.coin.flatMap(({ coin, equity }) => (equity === null ? [] : [[coin, equity]]))),
  );
}

/** Absent only when neither the working and recent orders nor the history know the id. */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const { client } = context;
  const { market, nativeSymbol } = order.position;
  const query = { category: categoryOf(market), symbol: nativeSymbol, orderLinkId: order.clientOrderId };
  const places: readonly (readonly [bucket: string, call: Call])[] = [
    ['order/realtime', (asked) => client.privateGetV5OrderRealtime(asked)],
    ['order/history', (asked) => client.privateGetV5OrderHistory(asked)],
  ];
  for (const [bucket, call] of places) {
    const body = answered(await context.send(spend(bucket), () => call(query)));
    const { list } = understand(orderPage, body, bucket).result;
    const row = list.find((each: OrderRow) => each.orderLinkId === order.clientOrderId);
    if (row !== undefined) {
      const working = isOpen(row) || row.orderStatus === 'Triggered';
      return { kind: 'found', orderId: row.orderId, working, filledSize: row.cumExecQty };
    }
  }
  return { kind: 'absent' };
}
