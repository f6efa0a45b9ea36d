// Prices have at most 5 significant figures and at most 6 - szDecimals decimal places; whole numbers always pass
// [D tick-and-lot-size]. Sizes and prices are signed without trailing zeros [D signing].
import { add, ceilToStep, decimal, floorToStep, multiply, subtract, type Decimal } from '../../../../shared/decimal.ts';
import type { MarketRules, OrderSide } from '../../../../shared/position.ts';

const MOST_PLACES = 6;
const SIGNIFICANT = 5;
/** What a close may give away against the mark. The venue refuses a price that is far from its reference, not this one. */
const SLIPPAGE: Decimal = '0.05';

const unit = (places: number): Decimal => (places <= 0 ? '1' : `0.${'0'.repeat(places - 1)}1`);

export const placesOf = (step: Decimal): number => decimal(step).split('.')[1]?.length ?? 0;

/** Smallest step of a price of this height on a market whose sizes have `sizePlaces` decimals. */
export function priceStep(price: Decimal, sizePlaces: number): Decimal {
  const [whole = '0', fraction = ''] = decimal(price).split('.');
  const leading = /^0*/.exec(fraction)?.[0].length ?? 0; // no zeros in front
  const places = whole === '0' ? leading + SIGNIFICANT : SIGNIFICANT - whole.length;
  return unit(Math.min(places, MOST_PLACES - sizePlaces));
}

export const wire = (value: Decimal): Decimal => decimal(value);

/** A valid price, moved toward the fill: down for a sale, up for a purchase. */
export function validPrice(price: Decimal, orderSide: OrderSide, { lotSize }: Pick<MarketRules, 'lotSize'>): Decimal {
  const step = priceStep(price, placesOf(lotSize));
  return wire(orderSide === 'sell' ? floorToStep(price, step) : ceilToStep(price, step));
}

/** The worst price at which a close may fill. */
export const closingPrice = (mark: Decimal, orderSide: OrderSide, market: Pick<MarketRules, 'lotSize'>): Decimal =>
  validPrice(multiply(mark, orderSide === 'sell' ? subtract('1', SLIPPAGE) : add('1', SLIPPAGE)), orderSide, market);
