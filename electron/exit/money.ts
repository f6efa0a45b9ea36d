// Value of a position in its settle currency and in USD, contract size and inverse contracts honoured.
import { divide, isZero, multiply, subtract, type Decimal } from '../../shared/decimal.ts';
import type { Position } from '../../shared/position.ts';

export type Rates = Readonly<Record<string, Decimal>>; // USD per unit of currency

/** Absolute value of `size` at the mark, in the settle currency. */
export function notionalOf(position: Position, size: Decimal): Decimal {
  const { market, markPrice } = position;
  const units = multiply(size, market.contractSize);
  if (!market.inverse) return multiply(units, markPrice);
  return isZero(markPrice) ? '0' : divide(units, markPrice);
}

export const takerFeeOf = (position: Position, size: Decimal): Decimal =>
  multiply(notionalOf(position, size), position.market.takerFee);

/** Share of the unrealised PnL that belongs to `size`, settle currency, before fees. */
function pnlOf(position: Position, size: Decimal): Decimal {
  if (size === position.size) return position.unrealizedPnl;
  return divide(multiply(position.unrealizedPnl, size), position.size);
}

export const netPnlOf = (position: Position, size: Decimal): Decimal =>
  subtract(pnlOf(position, size), takerFeeOf(position, size));

/** Null when there is no rate for the currency. */
export function toUsd(amount: Decimal, settle: string, rates: Rates): Decimal | null {
  const rate = rates[settle];
  return rate === undefined ? null : multiply(amount, rate);
}

/** The sum, or null as soon as one part is not known. */
export function sumKnown(parts: readonly (Decimal | null)[], add: (a: Decimal, b: Decimal) => Decimal): Decimal | null {
  let total: Decimal = '0';
  for (const part of parts) {
    if (part === null) return null;
    total = add(total, part);
  }
  return total;
}
