// The private stream and the marks. ccxt keeps the sockets, signs in and subscribes; the frames are read here, in order.
//  - A position frame of size zero says that the side is gone; in one-way mode a position on the other side says so too.
//  - Positions carry their last mark only when something else changes: marks come from the tickers.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isDecimal, isZero } from '../../../../shared/decimal.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { rememberOrder, type Context } from './account.ts';
import type { Frame } from './client.ts';
import { groupBy } from './groupBy.ts';
import { isOpen, marketOf, tagOf, toPosition, toWorkingOrder } from './nouns.ts';
import { orderRow, positionRow, understand, walletRow } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

const rowsOf = (frame: Frame): readonly unknown[] => (Array.isArray(frame['data']) ? frame['data'] : []);

const topicOf = (frame: Frame): readonly string[] => (typeof frame['topic'] === 'string' ? frame['topic'].split('.') : []);

const isDerivative = (row: unknown): boolean =>
  typeof row === 'object' && row !== null && 'category' in row && (row.category === 'linear' || row.category === 'inverse');

function emitPosition(context: Context, raw: unknown, atMs: number, emit: Emit): void {
  const row = understand(positionRow, raw, 'position frame');
  const { symbol } = marketOf(context, row.symbol);
  const tag = tagOf(row.positionIdx);
  if (isZero(row.size)) {
    emit({ kind: 'positionGone', symbol, side: tag, atMs });
    return;
  }
  const position = toPosition(context, row);
  if (position === null) return;
  if (tag === null) emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

function emitOrder(context: Context, raw: unknown, atMs: number, emit: Emit): void {
  const row = understand(orderRow, raw, 'order frame');
  const { symbol } = marketOf(context, row.symbol);
  if (!isOpen(row)) {
    emit({ kind: 'orderGone', family: null, orderId: row.orderId, symbol, atMs });
    return;
  }
  rememberOrder(context.client, row);
  const order = toWorkingOrder(context, row);
  emit({ kind: 'order', order, atMs });
  // Once triggered it keeps its id and becomes a plain order: it is no conditional one any more.
  if (order.family !== 'plain' || (row.triggerPrice === null && row.stopOrderType === null)) return;
  for (const family of ['trigger', 'attached'] as const) emit({ kind: 'orderGone', family, orderId: row.orderId, symbol, atMs });
}

function emitEquity(raw: unknown, atMs: number, emit: Emit): void {
  const { coin } = understand(walletRow, raw, 'wallet frame');
  const byCurrency = Object.fromEntries(
    coin.flatMap((each) => (each.equity === null ? [] : [[each.coin, each.equity] as const])),
  );
  emit({ kind: 'equity', byCurrency, atMs });
}

/** Emits what one private frame says; every frame, pongs included, shows that the stream lives. */
export function applyFrame(context: Context, frame: Frame, emit: Emit): void {
  const now = context.nowEpochMs();
  const atMs = typeof frame['creationTime'] === 'number' ? frame['creationTime'] : now;
  const [topic] = topicOf(frame);
  if (topic === 'position') {
    for (const row of rowsOf(frame).filter(isDerivative)) emitPosition(context, row, atMs, emit);
  } else if (topic === 'order') {
    for (const row of rowsOf(frame).filter(isDerivative)) emitOrder(context, row, atMs, emit);
  } else if (topic === 'wallet') {
    for (const row of rowsOf(frame)) emitEquity(row, atMs, emit);
  }
  emit({ kind: 'alive', atMs: now });
}

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const read = (frame: Frame, url: string) => {
    if (url.endsWith('/v5/private')) applyFrame(context, frame, emit);
  };
  return runStreamLoops(client.frameListeners, signal, read, [
    () => client.watchPositions(),
    () => client.watchOrders(),
    () => client.watchBalance(),
  ]);
}

export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const read = (frame: Frame, url: string) => {
    if (!url.includes('/v5/public/')) return;
    const [topic, nativeSymbol] = topicOf(frame);
    const data = frame['data'];
    if (topic !== 'tickers' || nativeSymbol === undefined || typeof data !== 'object' || data === null) return;
    const market = context.marketByNative(nativeSymbol);
    if (market === undefined || !('markPrice' in data) || !isDecimal(data.markPrice)) return;
    const atMs = typeof frame['ts'] === 'number' ? frame['ts'] : context.nowEpochMs();
    emit({ kind: 'mark', symbol: market.symbol, markPrice: data.markPrice, atMs });
  };
  const groups = groupBy(symbols, (symbol) => client.market(symbol).inverse === true);
  return runStreamLoops(
    client.frameListeners,
    signal,
    read,
    [...groups.values()].map((group) => () => client.watchTickers([...group])),
  );
}
