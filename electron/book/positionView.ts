// What the screen shows of a position beyond the venue's own numbers: value, profit and distances, all in decimals.
import {
  absolute,
  divide,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  toPlaces,
  type Decimal,
} from '../../shared/decimal.ts';
import type { Position, PositionView, WorkingOrder } from '../../shared/position.ts';
import { belongsTo } from '../exit/scope.ts';
import type { Rates } from './rates.ts';

/** Unrealised PnL in the settle currency at `mark`, before fees. */
export function unrealizedPnlAt(position: Position, mark: Decimal): Decimal {
  const { entryPrice, market, side, size } = position;
  if (!isPositive(entryPrice) || !isPositive(mark)) return '0';
  const units = multiply(size, market.contractSize);
  const gain = market.inverse
    ? subtract(divide(units, entryPrice), divide(units, mark)) // quote value over price: base coin
    : multiply(units, subtract(mark, entryPrice));
  return side === 'long' ? gain : negate(gain);
}

/** Absolute value at `price` in the quote currency. */
const quoteValueAt = ({ market, size }: Position, price: Decimal): Decimal =>
  market.inverse ? multiply(size, market.contractSize) : multiply(multiply(size, market.contractSize), price);

export function viewPosition(position: Position, orders: readonly WorkingOrder[], rates: Rates): PositionView {
  const { entryPrice, leverage, liquidationPrice, market, markPrice } = position;
  const quoteRate = rates.usdPer(market.quote);
  const settleRate = rates.usdPer(market.settle);
  const entryValue = quoteValueAt(position, entryPrice);
  const margin = leverage === null || isZero(leverage) ? null : divide(entryValue, leverage);
  // In the quote currency, so that the share is right for inverse contracts as well.
  const priced = isPositive(markPrice); // "0": nobody named a price, and what hangs on it is not known
  const pnlInQuote = market.inverse ? multiply(position.unrealizedPnl, markPrice) : position.unrealizedPnl;
  return {
    ...position,
    notionalUsd:
      quoteRate === null || !(priced || market.inverse)
        ? null
        : toPlaces(multiply(quoteValueAt(position, markPrice), quoteRate), 2),
    unrealizedPnlUsd: settleRate === null || !priced ? null : toPlaces(multiply(position.unrealizedPnl, settleRate), 2),
    unrealizedPnlPercent:
      margin === null || isZero(margin) || !priced ? null : toPlaces(multiply(divide(pnlInQuote, margin), '100'), 2),
    liquidationDistancePercent:
      liquidationPrice === null || !isPositive(liquidationPrice) || !isPositive(markPrice)
        ? null
        : toPlaces(multiply(divide(absolute(subtract(markPrice, liquidationPrice)), markPrice), '100'), 2),
    workingOrders: orders.filter((order) => belongsTo(order, position)).length,
  };
}
