// Which orders can only make a position smaller, and how much of it they may still take.
//  - Reducing: the reduce-only flag, or in hedge mode the side against the tag (sell of a long, buy of a short).
//  - A reducing order never increases, never flips: at every fill it is cut to what is left.
//  - Own plain reducing orders that rest hold their size; what they leave is the free size. Trigger orders hold nothing
//    until they fire.
import { absolute, isNegative, isPositive, isZero, subtract, type Decimal } from '../../shared/decimal.ts';
import { positionId, type AccountState } from './accountState.ts';
import type { OrderIntent, PositionTag } from './exchange.ts';

export const isReducing = (order: Pick<OrderIntent, 'reduceOnly' | 'tag' | 'orderSide' | 'size' | 'attachedTo'>): boolean =>
  order.reduceOnly ||
  order.size === null ||
  order.attachedTo !== null ||
  (order.tag === 'long' && order.orderSide === 'sell') ||
  (order.tag === 'short' && order.orderSide === 'buy');

/** What the order could reduce, all resting orders aside: zero when flat or when the order points the other way. */
export function reducibleSize(state: AccountState, order: Pick<OrderIntent, 'symbol' | 'tag' | 'orderSide'>): Decimal {
  const position = state.positions.get(positionId(order.symbol, order.tag));
  if (position === undefined || isZero(position.signedSize)) return '0';
  const opposite = order.orderSide === 'sell' ? isPositive(position.signedSize) : isNegative(position.signedSize);
  return opposite ? absolute(position.signedSize) : '0';
}

export function restingReducers(state: AccountState, symbol: string, tag: PositionTag) {
  return [...state.working.values()].filter(
    (order) =>
      order.symbol === symbol && order.tag === tag && order.family === 'plain' && order.trigger === null && isReducing(order),
  );
}

/** Reducible size less what own resting reducing orders of the same direction hold; never below zero. */
export function freeSize(state: AccountState, order: Pick<OrderIntent, 'symbol' | 'tag' | 'orderSide'>): Decimal {
  let free = reducibleSize(state, order);
  for (const resting of restingReducers(state, order.symbol, order.tag)) {
    if (resting.orderSide !== order.orderSide || resting.size === null) continue;
    free = subtract(free, subtract(resting.size, resting.filledSize));
  }
  return isPositive(free) ? free : '0';
}
