// The private streams and the marks. ccxt keeps the sockets, logs in and subscribes; the frames are read here, in order.
//  - A position of size zero is gone; in net mode a position on the other side says so too.
//  - Algo orders come on a second socket (business): orders-algo, and algo-advance for the types that ccxt does not watch.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isDecimal, isZero } from '../../../../shared/decimal.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { remember, type Context } from './account.ts';
import type { Frame } from './client.ts';
import { algoFamily, isOpenAlgo, isOpenOrder, marketOf, tagOf, toAlgoOrder, toPosition, toWorkingOrder } from './nouns.ts';
import { equityOf } from './reads.ts';
import { algoRow, isContract, orderRow, positionRow, understand } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

function channelOf(frame: Frame): string | undefined {
  const arg = frame['arg'];
  const isData = typeof arg === 'object' && arg !== null && 'channel' in arg && Array.isArray(frame['data']);
  return isData && typeof arg.channel === 'string' ? arg.channel : undefined;
}

const rowsOf = (frame: Frame): readonly unknown[] => (Array.isArray(frame['data']) ? frame['data'] : []);

function emitPosition(context: Context, raw: unknown, emit: Emit): void {
  const row = understand(positionRow, raw, 'position frame');
  const { symbol } = marketOf(context, row.instId);
  const side = tagOf(row.posSide);
  const atMs = Number(row.pTime ?? row.uTime ?? context.nowEpochMs());
  const position = isZero(row.pos) ? null : toPosition(context, row);
  if (position === null) {
    emit({ kind: 'positionGone', symbol, side, atMs });
    return;
  }
  if (side === null) emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

function emitOrder(context: Context, raw: unknown, emit: Emit): void {
  const row = understand(orderRow, raw, 'order frame');
  const atMs = Number(row.uTime ?? context.nowEpochMs());
  if (!isOpenOrder(row)) {
    emit({ kind: 'orderGone', family: 'plain', orderId: row.ordId, symbol: marketOf(context, row.instId).symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'plain', row });
  emit({ kind: 'order', order: toWorkingOrder(context, row), atMs });
}

function emitAlgo(context: Context, raw: unknown, emit: Emit): void {
  const row = understand(algoRow, raw, 'algo order frame');
  const atMs = Number(row.uTime ?? context.nowEpochMs());
  if (!isOpenAlgo(row)) {
    emit({ kind: 'orderGone', family: algoFamily(row), orderId: row.algoId, symbol: marketOf(context, row.instId).symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'algo', row });
  emit({ kind: 'order', order: toAlgoOrder(context, row), atMs });
}

/** Emits what one private frame says. */
export function applyFrame(context: Context, frame: Frame, emit: Emit): void {
  const channel = channelOf(frame);
  if (channel === undefined) return;
  if (channel === 'account') {
    for (const row of rowsOf(frame)) emit({ kind: 'equity', byCurrency: equityOf(row), atMs: context.nowEpochMs() });
    return;
  }
  for (const row of rowsOf(frame).filter(isContract)) {
    if (channel === 'positions') emitPosition(context, row, emit);
    else if (channel === 'orders') emitOrder(context, row, emit);
    else if (channel === 'orders-algo' || channel === 'algo-advance') emitAlgo(context, row, emit);
  }
}

/** ccxt knows no such channel: its frames are tapped, and this ends only when the connection does. */
async function watchAdvanced({ client }: Context): Promise<unknown> {
  await client.authenticate({ access: 'business' });
  const channel = 'algo-advance';
  const request = { op: 'subscribe', args: [{ channel, instType: 'ANY' }] };
  const ended: unknown = await client.watch(client.getUrl(channel, 'business'), channel, request, channel);
  return ended;
}

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const read = (frame: Frame | 'pong', url: string) => {
    const isPrivate = url.endsWith('/private');
    if (!isPrivate && !url.endsWith('/business')) return;
    if (frame !== 'pong') applyFrame(context, frame, emit);
    // Positions come on the private socket: only its frames and pongs show that they are fresh.
    if (isPrivate) emit({ kind: 'alive', atMs: context.nowEpochMs() });
  };
  return runStreamLoops(context.client.frameListeners, signal, read, [
    () => client.watchPositions(),
    () => client.watchOrders(),
    () => client.watchBalance(),
    () => client.watchOrders(undefined, undefined, undefined, { trigger: true }),
    () => watchAdvanced(context),
  ]);
}

export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const read = (frame: Frame | 'pong', url: string) => {
    if (frame === 'pong' || !url.endsWith('/public') || channelOf(frame) !== 'mark-price') return;
    for (const row of rowsOf(frame)) {
      if (typeof row !== 'object' || row === null || !('instId' in row) || !('markPx' in row)) continue;
      const market = context.marketByNative(String(row.instId));
      if (market === undefined || !isDecimal(row.markPx)) continue;
      const atMs = 'ts' in row ? Number(row.ts) : context.nowEpochMs();
      emit({ kind: 'mark', symbol: market.symbol, markPrice: row.markPx, atMs });
    }
  };
  return runStreamLoops(context.client.frameListeners, signal, read, [() => context.client.watchMarkPrices([...symbols])]);
}
