// The private streams and the marks: one socket for each settle currency. ccxt keeps the sockets; it knows two of the three
// currencies, so the subscriptions are made here, signed by it. Frames are read in order.
//  - A position of size zero is gone; in one-way mode a position on the other side says so too.
//  - Trailing and chasing orders have no channel: the audits read them.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { memoryOf, remember, settlesOf, type Context } from './account.ts';
import type { Frame } from './client.ts';
import { isOpen, marketOf, settleOf, tagOf, toPosition, toTriggerOrder, toWorkingOrder, triggerFamily } from './nouns.ts';
import { equityOf } from './reads.ts';
import { balanceRow, orderRow, positionRow, triggerRow, understand } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

const isFrame = (value: unknown): value is Frame => typeof value === 'object' && value !== null;

function rowsOf(frame: Frame): readonly unknown[] {
  const { result } = frame;
  return Array.isArray(result) ? (result as readonly unknown[]) : isFrame(result) ? [result] : [];
}

function emitPosition(context: Context, raw: unknown, emit: Emit): void {
  const row = understand(positionRow, raw, 'position frame');
  if (isBeyondReach(context, row.contract)) return; // the list tells of it
  const { symbol } = marketOf(context, row.contract);
  const side = tagOf(row);
  const position = toPosition(context, row);
  if (position === null) {
    emit({ kind: 'positionGone', symbol, side, atMs: Number(row.time_ms ?? context.nowEpochMs()) });
    return;
  }
  const { updatedAtMs: atMs } = position;
  if (side === null) emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

function emitOrder(context: Context, raw: unknown, atMs: number, emit: Emit): void {
  const row = understand(orderRow, raw, 'order frame');
  if (isBeyondReach(context, row.contract)) return;
  if (!isOpen(row)) {
    const { symbol } = marketOf(context, row.contract);
    emit({ kind: 'orderGone', family: 'plain', orderId: row.id, symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'plain', row });
  emit({ kind: 'order', order: toWorkingOrder(context, row), atMs });
}

function emitTrigger(context: Context, raw: unknown, atMs: number, emit: Emit): void {
  const row = understand(triggerRow, raw, 'price order frame');
  if (isBeyondReach(context, row.initial.contract)) return;
  if (!isOpen(row)) {
    const { symbol } = marketOf(context, row.initial.contract);
    emit({ kind: 'orderGone', family: triggerFamily(row), orderId: row.id, symbol, atMs });
    return;
  }
  remember(context.client, { kind: 'trigger', row });
  emit({ kind: 'order', order: toTriggerOrder(context, row), atMs });
}

/** Frames carry the balance; what is not realised stays as it was read last. */
function emitBalance(context: Context, settle: string, raw: unknown, atMs: number, emit: Emit): void {
  const { balance } = understand(balanceRow, raw, 'balance frame');
  const memory = memoryOf(context.client);
  const account = memory.accounts?.get(settle);
  if (memory.accounts === null || account === undefined) return;
  memory.accounts = new Map([...memory.accounts, [settle, { ...account, total: balance }]]);
  emit({ kind: 'equity', byCurrency: equityOf(memory.accounts), atMs });
}

/** Emits what one private frame says; every frame shows that the stream lives. */
export function applyFrame(context: Context, settle: string, frame: Frame, emit: Emit): void {
  const atMs = typeof frame['time_ms'] === 'number' ? frame['time_ms'] : context.nowEpochMs();
  const rows = frame['event'] === 'update' || frame['event'] === 'all' ? rowsOf(frame) : [];
  for (const row of rows) {
    if (frame['channel'] === 'futures.positions') emitPosition(context, row, emit);
    else if (frame['channel'] === 'futures.orders') emitOrder(context, row, atMs, emit);
    else if (frame['channel'] === 'futures.autoorders') emitTrigger(context, row, atMs, emit);
    else if (frame['channel'] === 'futures.balances') emitBalance(context, settle, row, atMs, emit);
  }
}

/** [D] Private channels take the user's number, then the contracts; balances take the number alone. */
const CHANNELS: readonly (readonly [channel: string, contracts: readonly string[] | undefined])[] = [
  ['futures.positions', ['!all']],
  ['futures.orders', ['!all']],
  ['futures.autoorders', ['!all']],
  ['futures.balances', undefined],
];

const FRESH_MS = 1_000;

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const settles = settlesOf(context);
  const heardAt = new Map<string, number>();
  const read = (frame: Frame | null, url: string) => {
    const settle = settles.find((each) => client.socketOf(each) === url);
    if (settle === undefined) return;
    if (frame !== null) applyFrame(context, settle, frame, emit);
    const now = context.nowEpochMs();
    heardAt.set(settle, now);
    // Positions come on every socket: one of them alone shows nothing of the others.
    if (settles.every((each) => now - (heardAt.get(each) ?? Number.NEGATIVE_INFINITY) <= FRESH_MS))
      emit({ kind: 'alive', atMs: now });
  };
  const watches = settles.flatMap((settle) =>
    CHANNELS.map(([channel, contracts]) => async (): Promise<unknown> => {
      const payload = contracts === undefined ? undefined : [...contracts];
      const ended: unknown = await client.subscribePrivate(client.socketOf(settle), channel, payload, channel, {}, true);
      return ended;
    }),
  );
  return runStreamLoops(client.frameListeners, signal, read, watches);
}

/** [D] One unknown name fails a whole subscription, and names that are not plain letters are unknown to the sockets. */
const PLAIN_NAME = /^[A-Z0-9_]+$/;

export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const bySettle = new Map<string, string[]>();
  for (const symbol of symbols) {
    const native = client.markets?.[symbol]?.id; // what is always followed need not be listed
    const market = native === undefined ? undefined : context.marketByNative(native);
    if (market === undefined || !PLAIN_NAME.test(market.nativeSymbol)) continue;
    bySettle.set(settleOf(market), [...(bySettle.get(settleOf(market)) ?? []), market.nativeSymbol]);
  }
  const read = (frame: Frame | null) => {
    if (frame === null || frame['channel'] !== 'futures.tickers' || frame['event'] !== 'update') return;
    const atMs = typeof frame['time_ms'] === 'number' ? frame['time_ms'] : context.nowEpochMs();
    for (const row of rowsOf(frame)) emitMark(context, row, atMs, emit);
  };
  const watches = [...bySettle].map(([settle, payload]) => async (): Promise<unknown> => {
    const channel = 'futures.tickers';
    const request = { time: client.seconds(), channel, event: 'subscribe', payload };
    const ended: unknown = await client.watch(client.socketOf(settle), channel, request, channel);
    return ended;
  });
  return runStreamLoops(client.frameListeners, signal, read, watches);
}

function emitMark(context: Context, row: unknown, atMs: number, emit: Emit): void {
  if (!isFrame(row) || typeof row['contract'] !== 'string') return;
  const market = context.marketByNative(row['contract']);
  const mark: Decimal | null = isDecimal(row['mark_price']) ? decimal(row['mark_price']) : null;
  if (market === undefined || mark === null || isZero(mark)) return;
  emit({ kind: 'mark', symbol: market.symbol, markPrice: mark, atMs });
}
