// The private stream and the marks, on two sockets. Frames are tapped, in order.
//  - One message subscribes every private channel of every product type.
//  - A position is gone when its row says size zero, when `positions-history` tells of its whole close, or when the frame of
//    its product type is empty. That a row is missing from a frame with others in it says nothing.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isDecimal, isZero } from '../../../../shared/decimal.ts';
import type { Side } from '../../../../shared/position.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { memoryOf, remember, type Context } from './account.ts';
import type { Channel, Frame } from './client.ts';
import { addUp, equityRows } from './equity.ts';
import { isOpenOrder, isOpenPlan, marketOf, nativeOf, planFamily, toPlanOrder, toPosition, toWorkingOrder } from './nouns.ts';
import { isProductType, PRODUCT_TYPES, productTypeOf, type ProductType } from './productType.ts';
import { closedRow, orderRow, planRow, positionRow, understand } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

function argOf(frame: Frame): Readonly<{ channel: string; productType: ProductType }> | null {
  const arg = frame['arg'];
  if (typeof arg !== 'object' || arg === null || !('channel' in arg) || !('instType' in arg)) return null;
  const { channel, instType } = arg;
  return typeof channel === 'string' && isProductType(instType) ? { channel, productType: instType } : null;
}

const rowsOf = (frame: Frame): readonly unknown[] => (Array.isArray(frame['data']) ? frame['data'] : []);

const heldKey = (nativeSymbol: string, side: Side, marginCoin: string): string => `${nativeSymbol}|${side}|${marginCoin}`;

/** Gone, unless the same side of the symbol is also held in another coin. */
function emitGone(context: Context, nativeSymbol: string, side: Side, marginCoin: string, atMs: number, emit: Emit): void {
  const { held } = memoryOf(context.client);
  held.delete(heldKey(nativeSymbol, side, marginCoin));
  const twin = [...held.values()].some((each) => each.nativeSymbol === nativeSymbol && each.side === side);
  if (!twin) emit({ kind: 'positionGone', symbol: marketOf(context, nativeSymbol).symbol, side, atMs });
}

function emitPosition(context: Context, productType: ProductType, raw: unknown, emit: Emit): void {
  const row = understand(positionRow, raw, 'position frame');
  if (isBeyondReach(context, row.symbol)) return; // the list tells of it
  const atMs = Number(row.uTime ?? context.nowEpochMs());
  const position = toPosition(context, row);
  if (position === null) {
    emitGone(context, row.symbol, row.holdSide, row.marginCoin, atMs, emit);
    return;
  }
  const other: Side = row.holdSide === 'long' ? 'short' : 'long';
  if (!position.hedged) emitGone(context, row.symbol, other, row.marginCoin, atMs, emit);
  const { symbol: nativeSymbol, holdSide: side, marginCoin } = row;
  memoryOf(context.client).held.set(heldKey(nativeSymbol, side, marginCoin), { productType, nativeSymbol, side, marginCoin });
  emit({ kind: 'position', position });
}

function emitNoPositions(context: Context, productType: ProductType, atMs: number, emit: Emit): void {
  for (const each of memoryOf(context.client).held.values()) {
    if (each.productType === productType) emitGone(context, each.nativeSymbol, each.side, each.marginCoin, atMs, emit);
  }
}

function emitClosed(context: Context, raw: unknown, emit: Emit): void {
  const row = understand(closedRow, raw, 'closed position frame');
  if (isBeyondReach(context, row.instId)) return;
  emitGone(context, row.instId, row.holdSide, row.marginCoin, Number(row.uTime ?? context.nowEpochMs()), emit);
}

function emitOrder(context: Context, productType: ProductType, raw: unknown, emit: Emit): void {
  const row = understand(orderRow, raw, 'order frame');
  if (isBeyondReach(context, row.symbol)) return;
  const atMs = Number(row.uTime ?? context.nowEpochMs());
  if (!isOpenOrder(row)) {
    emit({ kind: 'orderGone', family: 'plain', orderId: row.orderId, symbol: marketOf(context, row.symbol).symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'plain', productType, row });
  emit({ kind: 'order', order: toWorkingOrder(context, row), atMs });
}

function emitPlan(context: Context, productType: ProductType, raw: unknown, emit: Emit): void {
  const row = understand(planRow, raw, 'trigger order frame');
  if (isBeyondReach(context, row.symbol)) return;
  const atMs = Number(row.uTime ?? context.nowEpochMs());
  if (!isOpenPlan(row)) {
    const { symbol } = marketOf(context, row.symbol);
    emit({ kind: 'orderGone', family: planFamily(row), orderId: row.orderId, symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'plan', productType, row });
  emit({ kind: 'order', order: toPlanOrder(context, row), atMs });
}

function emitEquity(context: Context, productType: ProductType, rows: readonly unknown[], emit: Emit): void {
  const { equity } = memoryOf(context.client);
  for (const each of equityRows(rows)) equity.set(`${productType}|${each.coin}`, each.equity);
  const all = [...equity].map(([key, told]) => ({ coin: key.slice(key.indexOf('|') + 1), equity: told }));
  emit({ kind: 'equity', byCurrency: addUp(all), atMs: context.nowEpochMs() });
}

/** Emits what one private frame says. */
export function applyFrame(context: Context, frame: Frame, emit: Emit): void {
  const arg = argOf(frame);
  if (arg === null || !Array.isArray(frame['data'])) return;
  const { channel, productType } = arg;
  const rows = rowsOf(frame);
  const atMs = typeof frame['ts'] === 'number' ? frame['ts'] : context.nowEpochMs();
  if (channel === 'positions') {
    if (rows.length === 0) emitNoPositions(context, productType, atMs, emit);
    for (const row of rows) emitPosition(context, productType, row, emit);
  } else if (channel === 'positions-history') for (const row of rows) emitClosed(context, row, emit);
  else if (channel === 'orders') for (const row of rows) emitOrder(context, productType, row, emit);
  else if (channel === 'orders-algo') for (const row of rows) emitPlan(context, productType, row, emit);
  else if (channel === 'account') emitEquity(context, productType, rows, emit);
}

const PRIVATE: readonly Channel[] = PRODUCT_TYPES.flatMap((instType) => [
  { instType, channel: 'positions', instId: 'default' },
  { instType, channel: 'positions-history', instId: 'default' },
  { instType, channel: 'orders', instId: 'default' },
  { instType, channel: 'orders-algo', instId: 'default' },
  { instType, channel: 'account', coin: 'default' },
]);

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const url = client.socketUrl('private');
  memoryOf(client).held.clear(); // told anew by the snapshots
  const read = (frame: Frame | 'pong', from: string) => {
    if (from !== url) return;
    if (frame !== 'pong') applyFrame(context, frame, emit);
    emit({ kind: 'alive', atMs: context.nowEpochMs() });
  };
  return runStreamLoops(client.frameListeners, signal, read, [() => client.subscribe('private', PRIVATE)]);
}

/** A subscription of more than 4096 bytes is refused; a channel takes up to eighty. */
const MARKS_AT_ONCE = 40;

export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const url = client.socketUrl('public');
  const read = (frame: Frame | 'pong', from: string) => {
    if (frame === 'pong' || from !== url || argOf(frame)?.channel !== 'ticker') return;
    for (const row of rowsOf(frame)) {
      if (typeof row !== 'object' || row === null || !('instId' in row) || !('markPrice' in row)) continue;
      const market = context.marketByNative(String(row.instId));
      if (market === undefined || !isDecimal(row.markPrice) || isZero(row.markPrice)) continue;
      const atMs = typeof frame['ts'] === 'number' ? frame['ts'] : context.nowEpochMs();
      emit({ kind: 'mark', symbol: market.symbol, markPrice: row.markPrice, atMs });
    }
  };
  const channels = symbols.map((symbol): Channel => {
    const id = nativeOf(context, symbol);
    return { instType: productTypeOf(marketOf(context, id)), channel: 'ticker', instId: id };
  });
  const loops = Array.from({ length: Math.ceil(channels.length / MARKS_AT_ONCE) }, (_, index) => {
    const chunk = channels.slice(index * MARKS_AT_ONCE, (index + 1) * MARKS_AT_ONCE);
    return () => client.subscribe('public', chunk);
  });
  return runStreamLoops(client.frameListeners, signal, read, loops);
}
