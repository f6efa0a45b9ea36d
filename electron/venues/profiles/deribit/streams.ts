// The private channels and the marks. ccxt keeps the socket and logs in; the frames are read here, in order.
//  - user.changes tells orders and positions of all instruments when they change; a position of size zero is gone.
//  - user.portfolio tells the equity of one currency.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isZero } from '../../../../shared/decimal.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { memoryOf, type Context } from './account.ts';
import type { Frame } from './client.ts';
import { isOpen, isOwnOrder, isOwnPosition, marketOf, toOrder, toPosition } from './nouns.ts';
import { changes, portfolio, ticker, understand, type OrderRow, type PositionRow } from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

function emitPosition(context: Context, row: PositionRow, emit: Emit): void {
  if (isZero(row.size) && context.marketByNative(row.instrument_name) === undefined) return; // gone, and never told here
  const { symbol } = marketOf(context, row.instrument_name);
  const atMs = context.nowEpochMs();
  const position = toPosition(context, row);
  if (position === null) {
    emit({ kind: 'positionGone', symbol, side: null, atMs });
    return;
  }
  emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
  emit({ kind: 'position', position });
}

/** A stop that fires becomes an order of the book, by its id or by a new one. */
function emitOrder(context: Context, row: OrderRow, emit: Emit): void {
  const order = toOrder(context, row);
  const atMs = row.last_update_timestamp === null ? context.nowEpochMs() : Number(row.last_update_timestamp);
  const { orderId, symbol } = order;
  if (!isOpen(row)) {
    emit({ kind: 'orderGone', family: null, orderId, symbol, atMs });
    return;
  }
  if (order.family === 'plain') emit({ kind: 'orderGone', family: 'trigger', orderId, symbol, atMs });
  emit({ kind: 'order', order, atMs });
}

/** Emits what one private frame says; every frame shows that the stream lives. */
export function applyFrame(context: Context, frame: Frame | null, emit: Emit): void {
  if (frame?.channel.startsWith('user.changes.') === true) {
    const { orders, positions, position } = understand(changes, frame.data, 'changes');
    for (const row of orders ?? []) if (isOwnOrder(context, row)) emitOrder(context, row, emit);
    for (const row of positions ?? position ?? []) if (isOwnPosition(context, row)) emitPosition(context, row, emit);
  } else if (frame?.channel.startsWith('user.portfolio.') === true) {
    const { currency, equity } = understand(portfolio, frame.data, 'portfolio');
    const { equity: known } = memoryOf(context.client);
    known.set(currency, equity);
    emit({ kind: 'equity', byCurrency: Object.fromEntries(known), atMs: context.nowEpochMs() });
  }
  emit({ kind: 'alive', atMs: context.nowEpochMs() });
}

const CHANGES = 'user.changes.any.any.raw';
const CHANNELS = [CHANGES, 'user.portfolio.any'];

/** [S] ccxt has no such watch, and lets a second login pass before the first is answered: one login, one subscription. */
async function subscribe({ client }: Context): Promise<unknown> {
  await client.authenticate();
  const id = client.requestId();
  client.needed = { id, channel: CHANGES };
  const request = { jsonrpc: '2.0', id, method: 'private/subscribe', params: { channels: CHANNELS } };
  const url = (client.urls['api'] as Readonly<Record<'ws', string>>).ws;
  const ended: unknown = await client.watch(url, 'account', request, 'account');
  return ended;
}

export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const read = (frame: Frame | null) => applyFrame(context, frame, emit);
  return runStreamLoops(context.client.frameListeners, signal, read, [() => subscribe(context)]);
}

/** The feed asks for a market that other venues have; what is not listed here has no mark. */
export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const own = symbols.filter((symbol) => client.markets?.[symbol] !== undefined);
  const read = (frame: Frame | null) => {
    if (frame?.channel.startsWith('ticker.') !== true) return;
    const { instrument_name, mark_price, timestamp } = understand(ticker, frame.data, 'ticker');
    emit({ kind: 'mark', symbol: marketOf(context, instrument_name).symbol, markPrice: mark_price, atMs: timestamp });
  };
  const loops = own.length === 0 ? [] : [() => client.watchTickers(own)];
  return runStreamLoops(client.frameListeners, signal, read, loops);
}
