// The private feeds and the marks. ccxt keeps the socket, answers the challenge and subscribes; the frames are read here.
//  - open_positions tells the positions that there are. [D] does not say whether a frame has all of them, so a position is
//    gone only when its own row says zero or when the list is empty; the next audit takes care of the rest.
//  - The end of an order may name its id alone.
import type { AccountTruthEvent } from '../../../../shared/truth.ts';
import { isZero } from '../../../../shared/decimal.ts';
import { runStreamLoops } from '../../streamLoop.ts';
import { equityOf, memoryOf, type Context, type Wallet } from './account.ts';
import type { Frame } from './client.ts';
import { currencyOf, isBeyondReach, marketOf, toStreamOrder, toStreamPosition } from './nouns.ts';
import {
  balancesFrame,
  orderFrame,
  ordersFrame,
  positionsFrame,
  streamOrderRow,
  streamPositionRow,
  tickerFrame,
  understand,
} from './rows.ts';

type Emit = (event: AccountTruthEvent) => void;

function applyPositions(context: Context, frame: Frame, emit: Emit): void {
  const { positions, timestamp } = understand(positionsFrame, frame, 'positions frame');
  const atMs = timestamp === null ? context.nowEpochMs() : Number(timestamp);
  const { held } = memoryOf(context.client);
  if (positions.length === 0) {
    for (const symbol of held) emit({ kind: 'positionGone', symbol, side: null, atMs });
    held.clear();
  }
  for (const raw of positions) {
    const row = understand(streamPositionRow, raw, 'position frame');
    if (isBeyondReach(context, row.instrument)) continue; // the list tells of it
    const { symbol } = marketOf(context, row.instrument);
    const position = toStreamPosition(context, row, atMs);
    if (position === null) {
      held.delete(symbol);
      emit({ kind: 'positionGone', symbol, side: null, atMs });
    } else {
      held.add(symbol);
      emit({ kind: 'positionGone', symbol, side: position.side === 'long' ? 'short' : 'long', atMs });
      emit({ kind: 'position', position });
    }
  }
}

function applyOrder(context: Context, frame: Frame, emit: Emit): void {
  const { order: raw, order_id, is_cancel } = understand(orderFrame, frame, 'order frame');
  const now = context.nowEpochMs();
  if (raw === undefined || raw === null) {
    const symbol = order_id === null ? undefined : memoryOf(context.client).orders.get(order_id)?.symbol;
    if (order_id === null || symbol === undefined) return; // one that was never told here
    emit({ kind: 'orderGone', family: null, orderId: order_id, symbol, atMs: now });
    return;
  }
  const row = understand(streamOrderRow, raw, 'order frame');
  if (isBeyondReach(context, row.instrument)) return;
  const order = toStreamOrder(context, row);
  const atMs = row.last_update_time === null ? now : Number(row.last_update_time);
  if (is_cancel || isZero(row.qty)) {
    emit({ kind: 'orderGone', family: null, orderId: order.orderId, symbol: order.symbol, atMs });
  } else {
    emit({ kind: 'order', order, atMs });
  }
}

/** A frame tells of some wallets: "F-XBT:USD" is what the list calls fi_xbtusd. */
function applyBalances(context: Context, frame: Frame, emit: Emit): void {
  const { futures, flex_futures } = understand(balancesFrame, frame, 'balances frame');
  const memory = memoryOf(context.client);
  const wallets = new Map<string, Wallet>(memory.wallets);
  for (const { name, unit, portfolio_value } of Object.values(futures ?? {})) {
    const own = name.toLowerCase().replace(/^f-/, 'fi_').replace(':', '');
    wallets.set(own, { currency: currencyOf(unit), value: portfolio_value });
  }
  if (flex_futures !== null && flex_futures !== undefined) {
    wallets.set('flex', { currency: 'USD', value: flex_futures.portfolio_value });
  }
  memory.wallets = wallets;
  emit({ kind: 'equity', byCurrency: equityOf(wallets.values()), atMs: context.nowEpochMs() });
}

/** Answers to a subscription name its feed too. */
const feedOf = (frame: Frame): unknown => (frame['event'] === undefined ? frame['feed'] : undefined);

/** Emits what one private frame says; every frame shows that the stream lives. */
export function applyFrame(context: Context, frame: Frame, emit: Emit): void {
  switch (feedOf(frame)) {
    case 'open_positions':
      applyPositions(context, frame, emit);
      break;
    case 'open_orders_verbose_snapshot':
      for (const raw of understand(ordersFrame, frame, 'orders frame').orders) {
        applyOrder(context, { order: raw, is_cancel: false }, emit);
      }
      break;
    case 'open_orders_verbose':
      applyOrder(context, frame, emit);
      break;
    case 'balances_snapshot':
    case 'balances':
      applyBalances(context, frame, emit);
      break;
    default:
  }
  emit({ kind: 'alive', atMs: context.nowEpochMs() });
}

/** Frames go past ccxt's caches, so these waits end only when the connection does. */
export function watchAccount(context: Context, emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const feeds = ['open_positions', 'open_orders_verbose', 'balances'];
  return runStreamLoops(
    client.frameListeners,
    signal,
    (frame) => applyFrame(context, frame, emit),
    feeds.map((feed) => (): Promise<unknown> => client.subscribePrivate(feed, feed)),
  );
}

/** The feed asks for a market that other venues have; what is not listed here has no mark. */
export function watchMarks(context: Context, symbols: readonly string[], emit: Emit, signal: AbortSignal): Promise<never> {
  const { client } = context;
  const own = symbols.filter((symbol) => client.markets?.[symbol] !== undefined);
  const read = (frame: Frame) => {
    if (feedOf(frame) !== 'ticker') return;
    const { product_id, markPrice, time } = understand(tickerFrame, frame, 'ticker');
    const { symbol } = marketOf(context, product_id);
    emit({ kind: 'mark', symbol, markPrice, atMs: time === null ? context.nowEpochMs() : Number(time) });
  };
  const loops = own.length === 0 ? [] : [() => client.watchTickers(own)];
  return runStreamLoops(client.frameListeners, signal, read, loops);
}
