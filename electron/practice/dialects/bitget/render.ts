// How Bitget writes money, product types and margin coins: strings for all numbers. COIN-M is reckoned in dollars by the market
// model and told in coin; practice accounts hold their coin collateral in bitcoin, which margins every COIN-M position.
import { add, divide, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeOrder, PracticePosition, PracticeVenue } from '../../exchange.ts';

export const PRODUCT_TYPES = ['USDT-FUTURES', 'USDC-FUTURES', 'COIN-FUTURES'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

export const readProductType = (given: string | undefined): ProductType | undefined =>
  PRODUCT_TYPES.find((each) => each === given?.toUpperCase());

/** Currency of the model that a product type is settled in. */
export const SETTLE: Readonly<Record<ProductType, string>> = {
  'USDT-FUTURES': 'USDT',
  'USDC-FUTURES': 'USDC',
  'COIN-FUTURES': 'USD',
};

export const productTypeOf = ({ settle }: Pick<Instrument, 'settle'>): ProductType =>
  settle === 'USDT' ? 'USDT-FUTURES' : settle === 'USDC' ? 'USDC-FUTURES' : 'COIN-FUTURES';

const COLLATERAL = 'BTC';
export const marginCoinOf = ({ settle }: Pick<Instrument, 'settle'>): string => (settle === 'USD' ? COLLATERAL : settle);

/** Money with at most 12 places and no trailing zeros. */
export const plain = (value: Decimal): string => add(toPlaces(value, 12), '0');

/** An amount of the model's settle currency in the margin coin. */
export function money(venue: PracticeVenue, market: Pick<Instrument, 'settle'>, amount: Decimal): string {
  if (market.settle !== 'USD') return plain(amount);
  const mark = venue.quote('BTCUSD')?.mark;
  if (mark === undefined) throw new Error('the practice venue does not quote BTCUSD');
  return plain(divide(amount, mark));
}

export function instrumentOf(venue: PracticeVenue, symbol: string): Instrument {
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) throw new Error(`no instrument ${symbol}`);
  return instrument;
}

export const wireText = (order: Pick<PracticeOrder, 'wire'>, name: string): string => {
  const value = order.wire[name];
  return typeof value === 'string' ? value : '';
};

export const holdSideOf = ({ tag, signedSize }: Pick<PracticePosition, 'tag' | 'signedSize'>): 'long' | 'short' =>
  tag === 'both' ? (signedSize.startsWith('-') ? 'short' : 'long') : tag;

export const posModeOf = (tag: PracticePosition['tag']): string => (tag === 'both' ? 'one_way_mode' : 'hedge_mode');
export const wireMarginMode = (mode: 'cross' | 'isolated'): string => (mode === 'cross' ? 'crossed' : 'isolated');
