// The account's streams and the marks, all on one kind of socket [D websocket/subscriptions]. ccxt keeps the socket and pings it; the
// frames are read here.
//  - clearinghouseState and openOrders tell the whole of a dex each time: what is not in a frame any more is gone.
//  - orderUpdates tells the end of an order at once, of every dex. It does not say whether an order only reduces: news of
//    working orders are left to openOrders.
import { z } from 'zod';
import { isDecimal, type Decimal } from '../../../../shared/decimal.ts';
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import type { Frame, HyperliquidClient } from './client.ts';
import { dexesWithOrders, dexOf, MAIN_DEX, memoryOf, type Context } from './memory.ts';
import { equityOf, heldIn, listedIn, noteState } from './reads.ts';
import { accountState, orderUpdate, understand } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

const stateFrame = z.object({ dex: z.string(), clearinghouseState: accountState });
const ordersFrame = z.object({ dex: z.string(), orders: z.array(z.unknown()) });
const markFrame = z.object({ coin: z.string(), ctx: z.object({ markPx: z.string().refine(isDecimal) }) });

/** What the last frame of a dex held: whatever is missing in the next one is gone. */
type Shown = Readonly<{ symbols: Map<string, readonly string[]>; orders: Map<string, ReadonlyMap<string, string>> }>;

export const newShown = (): Shown => ({ symbols: new Map(), orders: new Map() });

function applyState(context: Context, data: unknown, shown: Shown, emit: Emit): void {
  const { dex, clearinghouseState: state } = understand(stateFrame, data, 'account frame');
  noteState(context, { dex, state });
  const { positions } = heldIn(context, state);
  const symbols = positions.map(({ symbol }) => symbol);
  for (const symbol of shown.symbols.get(dex) ?? symbols) {
    if (!symbols.includes(symbol)) emit({ kind: 'positionGone', symbol, side: null, atMs: state.time });
  }
  shown.symbols.set(dex, symbols);
  for (const position of positions) emit({ kind: 'position', position });
  if (dex === MAIN_DEX && !memoryOf(context.client).sharedMargin) {
    emit({ kind: 'equity', byCurrency: equityOf(state), atMs: state.time });
  }
}

function applyOrders(context: Context, data: unknown, shown: Shown, emit: Emit): void {
  const { dex, orders: rows } = understand(ordersFrame, data, 'orders frame');
  const { orders } = listedIn(context, rows);
  const atMs = context.nowEpochMs();
  const now = new Map(orders.map(({ orderId, symbol }) => [orderId, symbol]));
  for (const [orderId, symbol] of shown.orders.get(dex) ?? now) {
    if (!now.has(orderId)) emit({ kind: 'orderGone', family: null, orderId, symbol, atMs });
  }
  shown.orders.set(dex, now);
  for (const order of orders) emit({ kind: 'order', order, atMs });
}

/** A fired trigger goes on under its number as what it turned into. */
const WORKS = new Set(['open', 'triggered']);

function applyUpdates(context: Context, data: unknown, emit: Emit): void {
  for (const raw of Array.isArray(data) ? data : []) {
    const { order, status, statusTimestamp } = understand(orderUpdate, raw, 'order frame');
    const dex = dexOf(order.coin);
    if (dex !== MAIN_DEX) memoryOf(context.client).used.add(dex);
    const market = context.marketByNative(order.coin); // spot has none
    if (WORKS.has(status) || market === undefined) continue;
    emit({ kind: 'orderGone', family: null, orderId: order.oid, symbol: market.symbol, atMs: statusTimestamp });
  }
}

/** Emits what one frame says. */
export function applyFrame(context: Context, { channel, data }: Frame, shown: Shown, emit: Emit): void {
  if (channel === 'clearinghouseState') applyState(context, data, shown, emit);
  else if (channel === 'openOrders') applyOrders(context, data, shown, emit);
  else if (channel === 'orderUpdates') applyUpdates(context, data, emit);
}

const socketUrl = (client: HyperliquidClient): string => {
  const urls = client.urls['api'] as Readonly<{ ws: Readonly<{ public: string }> }>;
  return urls.ws.public;
};

/** Ends only when the connection does: ccxt answers nothing to a frame that it does not see. */
function subscribe(client: HyperliquidClient, subscription: Readonly<Record<string, string>>): Promise<unknown> {
  const name = Object.values(subscription).join('|');
  return client.watch(socketUrl(client), name, { method: 'subscribe', subscription }, name);
}

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const user = client.walletAddress;
  const memory = memoryOf(client);
  const shown = newShown();
  const read = (frame: Frame) => {
    applyFrame(context, frame, shown, emit);
    emit({ kind: 'alive', atMs: context.nowEpochMs() });
  };
  const of = (dex: string) => (dex === MAIN_DEX ? {} : { dex });
  const subscriptions: readonly Readonly<Record<string, string>>[] = [
    ...[MAIN_DEX, ...memory.dexes].map((dex) => ({ type: 'clearinghouseState', user, ...of(dex) })),
    ...dexesWithOrders(memory).map((dex) => ({ type: 'openOrders', user, ...of(dex) })),
    { type: 'orderUpdates', user },
  ];
  return runStreamLoops(
    client.frameListeners,
    signal,
    read,
    subscriptions.map((subscription) => () => subscribe(client, subscription)),
  );
}

export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const markets = Object.values(client.markets ?? {});
  const coins = symbols.flatMap((symbol) => markets.find((market) => market?.symbol === symbol)?.['baseName'] ?? []);
  const read = ({ channel, data }: Frame) => {
    if (channel !== 'activeAssetCtx') return;
    const { data: row } = markFrame.safeParse(data);
    const market = row === undefined ? undefined : context.marketByNative(row.coin);
    if (row === undefined || market === undefined) return;
    const markPrice: Decimal = row.ctx.markPx;
    emit({ kind: 'mark', symbol: market.symbol, markPrice, atMs: context.nowEpochMs() });
  };
  // Bitcoin is asked for when nothing is held: the stream must live on something.
  const wanted = coins.length === 0 ? ['BTC'] : coins;
  return runStreamLoops(
    client.frameListeners,
    signal,
    read,
    wanted.map((coin) => () => subscribe(client, { type: 'activeAssetCtx', coin: String(coin) })),
  );
}
