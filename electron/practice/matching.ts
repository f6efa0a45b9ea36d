// Orders against the book, the positions and the clock. Rules that the dialects may rely on:
//  - Events of one order: new, then per fill order, position, balance, then what the fill took with it: attached and
//    whole-position orders always die with their position, plain reduce-only orders as VenueBehaviour.onFlat says, sized
//    trigger orders stay until they fire or are cancelled (the trap that real venues set).
//  - A market order that runs out of its price band or of the book ends `expired` with what it got; with nothing to get
//    it is refused. IOC, FOK and post-only leftovers end `expired`, endReason says why.
//  - Positions below their maintenance margin are closed by force, their order's wire data says `liquidation`.
//  - A fired trigger order ends `triggered`, its child is a plain order whose wire data carries `parentOrderId`.
import {
  add,
  compare,
  decimal,
  divide,
  isPositive,
  isZero,
  multiply,
  smaller,
  subtract,
  toPlaces,
} from '../../shared/decimal.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { positionId, putFill, putOrder, type AccountState } from './accountState.ts';
import { admit, marginModeFor, refuse, type AdmissionWorld, type Admitted } from './admission.ts';
import type { OrderIntent, Placed, PositionTag, PracticeFill, PracticeOrder, Refusal } from './exchange.ts';
import { bookFill } from './ledger.ts';
import type { Outbox } from './outbox.ts';
import { isReducing, reducibleSize, restingReducers } from './reduceOnly.ts';
import { startWatch, watchFires, type Watch } from './triggers.ts';

export type Matching = ReturnType<typeof createMatching>;

export function createMatching(world: AdmissionWorld, outbox: Outbox, now: () => number) {
  const { instruments, behaviour, market, ledger } = world;
  const workingBySymbol = new Map<string, Map<string, AccountState>>();
  const watches = new Map<string, Watch>();
  let orderSequence = 0;
  let fillSequence = 0;

  function store(state: AccountState, order: PracticeOrder) {
    putOrder(state, order);
    let onSymbol = workingBySymbol.get(order.symbol);
    if (onSymbol === undefined) workingBySymbol.set(order.symbol, (onSymbol = new Map()));
    if (order.status === 'working') {
      onSymbol.set(order.orderId, state);
      return;
    }
    onSymbol.delete(order.orderId);
    watches.delete(order.orderId);
  }
  function end(state: AccountState, order: PracticeOrder, status: 'cancelled' | 'expired', endReason: string): PracticeOrder {
    const ended = { ...order, status, endReason, updatedAtMs: now() };
    store(state, ended);
    outbox.order(state, ended, status === 'cancelled' ? 'cancel' : 'expire');
    return ended;
  }
  const current = (state: AccountState, order: PracticeOrder): PracticeOrder => state.orders.get(order.orderId) ?? order;
  const remaining = (order: PracticeOrder): Decimal => (order.size === null ? '0' : subtract(order.size, order.filledSize));

  /** Fills at most `wanted`; a reducing order never more than is left to reduce. Answers null when that is nothing. */
  function fillOrder(
    state: AccountState,
    order: PracticeOrder,
    price: Decimal,
    wanted: Decimal,
    maker: boolean,
  ): PracticeFill | null {
    const size = isReducing(order) ? smaller(wanted, reducibleSize(state, order)) : wanted;
    if (!isPositive(size)) return null;
    const instrument = instruments.get(order.symbol);
    if (instrument === undefined) throw new Error(`unknown symbol ${order.symbol}`);
    const { tag, orderSide } = order;
    const feeRate = maker ? behaviour.makerFee : behaviour.takerFee;
    const marginMode = marginModeFor(state, order);
    const booked = bookFill(state, instrument, { tag, orderSide, size, price, feeRate, marginMode }, now());
    market.take(order.symbol, orderSide, price, maker ? '0' : size);
    fillSequence += 1;
    const fill: PracticeFill = {
      fillId: String(100_000_000 + fillSequence),
      orderId: order.orderId,
      clientOrderId: order.clientOrderId,
      accountId: state.account.id,
      symbol: order.symbol,
      orderSide,
      tag,
      price,
      size,
      fee: booked.fee,
      maker,
      realizedPnl: booked.realizedPnl,
      atMs: now(),
    };
    putFill(state, fill);
    const filledSize = add(order.filledSize, size);
    const paid = add(multiply(order.averagePrice ?? '0', order.filledSize), multiply(price, size)); // null: nothing filled yet
    const filled: PracticeOrder = {
      ...order,
      filledSize,
      averagePrice: decimal(toPlaces(divide(paid, filledSize), 10)),
      status: order.size !== null && compare(filledSize, order.size) >= 0 ? 'filled' : 'working',
      updatedAtMs: now(),
    };
    store(state, filled);
    outbox.order(state, filled, 'fill', fill);
    const position = state.positions.get(positionId(order.symbol, tag));
    if (position !== undefined) outbox.position(state, position);
    outbox.balance(state);
    if (booked.leftSide) clearAfterClose(state, order);
    return fill;
  }

  function clearAfterClose(state: AccountState, closer: PracticeOrder) {
    for (const order of state.working.values()) {
      if (order.orderId === closer.orderId || order.symbol !== closer.symbol || order.tag !== closer.tag) continue;
      if (order.orderSide !== closer.orderSide || !isReducing(order)) continue;
      const boundToPosition = order.family === 'attached' || order.size === null;
      const resting = order.trigger === null && behaviour.onFlat === 'cancelReduceOnly';
      if (boundToPosition || resting) end(state, order, 'cancelled', 'positionClosed');
    }
  }

  /** Lets the order take what the book offers up to `worst`. */
  function takeFromBook(state: AccountState, order: PracticeOrder, worst: Decimal): PracticeFill[] {
    const fills: PracticeFill[] = [];
    for (const [price, size] of market.walk(order.symbol, order.orderSide, remaining(order), worst).takes) {
      const fill = fillOrder(state, current(state, order), price, size, false);
      if (fill === null) break;
      fills.push(fill);
    }
    return fills;
  }

  const bandEdge = (intent: OrderIntent): Decimal => {
    const share = divide(behaviour.marketBandPercent, '100');
    const factor = intent.orderSide === 'buy' ? add('1', share) : subtract('1', share);
    return multiply(market.mark(intent.symbol), factor);
  };

  function enter(state: AccountState, intent: OrderIntent, admitted: Admitted, orderId: string): Placed | Refusal {
    const order: PracticeOrder = {
      ...intent,
      size: admitted.size,
      orderId,
      accountId: state.account.id,
      status: 'working',
      filledSize: '0',
      averagePrice: null,
      triggeredOrderId: null,
      createdAtMs: now(),
      updatedAtMs: now(),
      endReason: null,
    };
    const accept = () => {
      store(state, order);
      outbox.order(state, order, 'new');
    };
    if (intent.trigger !== null) {
      accept();
      watches.set(orderId, startWatch(intent.trigger, watchedPrice(intent.symbol, intent.trigger.by)));
      return { ok: true, order, fills: [] };
    }
    const limit = intent.type === 'limit' ? intent.price : null;
    const worst = limit ?? bandEdge(intent);
    const reach = market.walk(intent.symbol, intent.orderSide, remaining(order), worst);
    if (limit === null && reach.takes.length === 0) {
      return reach.stoppedBy === 'empty' ? refuse('noLiquidity', 'the book is empty') : refuse('priceBand', `beyond ${worst}`);
    }
    accept();
    if (intent.timeInForce === 'postOnly' && reach.takes.length > 0) {
      return { ok: true, order: end(state, order, 'expired', 'postOnlyWouldTake'), fills: [] };
    }
    if (intent.timeInForce === 'fok' && isPositive(reach.left)) {
      return { ok: true, order: end(state, order, 'expired', 'fillOrKill'), fills: [] };
    }
    const fills = takeFromBook(state, order, worst);
    const after = current(state, order);
    if (after.status !== 'working') return { ok: true, order: after, fills };
    if (limit === null) {
      const reason = reach.stoppedBy === 'empty' ? 'noLiquidity' : 'priceBand';
      return { ok: true, order: end(state, after, 'expired', reason), fills };
    }
    if (intent.timeInForce === 'ioc') return { ok: true, order: end(state, after, 'expired', 'immediateOrCancel'), fills };
    return { ok: true, order: after, fills };
  }

  const nextOrderId = (): string => {
    orderSequence += 1;
    return behaviour.newOrderId(orderSequence);
  };

  function placeIntent(state: AccountState, intent: OrderIntent, wholePosition: boolean): Placed | Refusal {
    const admitted = admit(world, state, intent, { wholePosition });
    return admitted.ok ? enter(state, intent, admitted, nextOrderId()) : admitted;
  }

  // ---- time ----
  const watchedPrice = (symbol: string, by: 'mark' | 'last'): Decimal =>
    by === 'mark' ? market.mark(symbol) : market.last(symbol);

  function fire(state: AccountState, order: PracticeOrder) {
    const whole = order.size === null || order.family === 'attached';
    const held = reducibleSize(state, order);
    const intent: OrderIntent = {
      ...pickIntent(order),
      size: whole ? (order.size === null ? held : smaller(order.size, held)) : order.size,
      reduceOnly: isReducing(order),
      trigger: null,
      attachedTo: null,
      clientOrderId: null,
      family: 'plain',
      wire: { ...order.wire, parentOrderId: order.orderId },
    };
    const admitted = admit(world, state, intent, { wholePosition: whole });
    if (!admitted.ok) {
      end(state, order, 'expired', admitted.code);
      return;
    }
    const childId = nextOrderId();
    const triggered: PracticeOrder = { ...order, status: 'triggered', triggeredOrderId: childId, updatedAtMs: now() };
    store(state, triggered);
    outbox.order(state, triggered, 'trigger');
    const child = enter(state, intent, admitted, childId);
    if (!child.ok) {
      const refused: PracticeOrder = {
        ...intent,
        size: admitted.size,
        orderId: childId,
        accountId: state.account.id,
        status: 'expired',
        filledSize: '0',
        averagePrice: null,
        triggeredOrderId: null,
        createdAtMs: now(),
        updatedAtMs: now(),
        endReason: child.code,
      };
      store(state, refused);
      outbox.order(state, refused, 'expire');
    }
  }

  /** Resting orders that the book has reached fill at their price; triggers that are reached fire; oldest first. */
  function matchSymbol(symbol: string) {
    const onSymbol = workingBySymbol.get(symbol);
    if (onSymbol === undefined || onSymbol.size === 0 || market.isSuspended(symbol)) return;
    for (const [orderId, state] of Array.from(onSymbol)) {
      const order = state.working.get(orderId);
      if (order === undefined) continue;
      if (order.trigger !== null) {
        const watch = watches.get(orderId);
        const asleep = order.family === 'attached' && isZero(reducibleSize(state, order));
        if (watch === undefined || asleep) continue;
        if (watchFires(watch, order.trigger, order.orderSide, watchedPrice(symbol, order.trigger.by))) fire(state, order);
        continue;
      }
      if (order.price === null) continue;
      const best = market.best(symbol, order.orderSide);
      const reached = order.orderSide === 'buy' ? compare(best, order.price) <= 0 : compare(best, order.price) >= 0;
      if (!reached) continue;
      fillOrder(state, order, order.price, remaining(order), true);
      const after = current(state, order);
      if (after.status === 'working') end(state, after, 'expired', 'reduceOnly');
    }
  }

  /** Closes by force what fell below its maintenance; what the band or the book leaves is tried again at the next tick. */
  function liquidate(states: Iterable<AccountState>) {
    for (const state of states) {
      for (const { symbol, tag, signedSize } of ledger.underwater(state)) {
        for (const resting of restingReducers(state, symbol, tag)) end(state, resting, 'cancelled', 'liquidation');
        placeIntent(state, { ...closingIntent(symbol, tag, isPositive(signedSize)), wire: { liquidation: true } }, true);
      }
    }
  }

  function cancelOrder(state: AccountState, orderId: string) {
    const order = state.orders.get(orderId);
    if (order === undefined) return refuse('orderNotFound', orderId);
    if (order.status !== 'working') return refuse('orderFinal', order.status);
    return { ok: true as const, order: end(state, order, 'cancelled', 'user') };
  }

  return { placeIntent, cancelOrder, end, matchSymbol, liquidate };
}

export const closingIntent = (symbol: string, tag: PositionTag, long: boolean): OrderIntent => ({
  symbol,
  orderSide: long ? 'sell' : 'buy',
  type: 'market',
  size: null,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: true,
  tag,
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
});

/** What is left of an order that turns into another one. */
const pickIntent = (order: PracticeOrder): OrderIntent => ({
  symbol: order.symbol,
  orderSide: order.orderSide,
  type: order.type,
  size: order.size,
  price: order.price,
  timeInForce: order.timeInForce,
  reduceOnly: order.reduceOnly,
  tag: order.tag,
  marginMode: order.marginMode,
  clientOrderId: order.clientOrderId,
  family: order.family,
  trigger: order.trigger,
  attachedTo: order.attachedTo,
  wire: order.wire,
});
