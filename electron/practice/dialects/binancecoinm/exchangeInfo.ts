// Contract definitions with the venue's real filters; a contract has a `contractStatus`, a pair and a size in dollars.
import { toNumber } from '../../../../shared/decimal.ts';
import type { Instrument } from '../../exchange.ts';
import { filters, NEVER_DELIVERED_MS, otherFields, rateLimitRows } from '../binance/definitions.ts';
import { pricePlaces, sizePlaces } from '../binance/numbers.ts';
import { pairOf } from '../binance/render.ts';
import type { Call, Row } from '../binance/wire.ts';

const symbolRow = (instrument: Instrument): Row => ({
  symbol: instrument.symbol,
  pair: pairOf(instrument),
  contractType: 'PERPETUAL',
  deliveryDate: NEVER_DELIVERED_MS,
  contractStatus: 'TRADING',
  baseAsset: instrument.base,
  quoteAsset: instrument.quote,
  marginAsset: instrument.settle,
  pricePrecision: pricePlaces(instrument),
  quantityPrecision: sizePlaces(instrument),
  contractSize: toNumber(instrument.contractSize),
  filters: filters(instrument),
  ...otherFields(instrument),
});

export const exchangeInfo = ({ venue }: Call): Row => ({
  timezone: 'UTC',
  serverTime: venue.now(),
  rateLimits: rateLimitRows,
  exchangeFilters: [],
  symbols: [...venue.instruments.values()].map(symbolRow),
});
