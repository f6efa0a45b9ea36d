// Contract definitions with the venue's real filters.
import type { Instrument } from '../../exchange.ts';
import { filters, NEVER_DELIVERED_MS, otherFields, rateLimitRows } from '../binance/definitions.ts';
import { pricePlaces, sizePlaces } from '../binance/numbers.ts';
import type { Call, Row } from '../binance/wire.ts';

const symbolRow = (instrument: Instrument): Row => ({
  symbol: instrument.symbol,
  pair: instrument.symbol,
  contractType: 'PERPETUAL',
  deliveryDate: NEVER_DELIVERED_MS,
  onboardDate: 1_569_398_400_000,
  status: 'TRADING',
  maintMarginPercent: '2.5000',
  requiredMarginPercent: '5.0000',
  baseAsset: instrument.base,
  quoteAsset: instrument.quote,
  marginAsset: instrument.settle,
  pricePrecision: pricePlaces(instrument),
  quantityPrecision: sizePlaces(instrument),
  baseAssetPrecision: 8,
  quotePrecision: 8,
  underlyingType: 'COIN',
  underlyingSubType: [],
  triggerProtect: '0.0500',
  liquidationFee: '0.012500',
  marketTakeBound: '0.05',
  maxMoveOrderLimit: 10_000,
  filters: filters(instrument),
  orderTypes: ['LIMIT', 'MARKET', 'STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET'],
  timeInForce: ['GTC', 'IOC', 'FOK', 'GTX', 'GTD'],
  ...otherFields(instrument),
});

export const exchangeInfo = ({ venue }: Call): Row => ({
  timezone: 'UTC',
  serverTime: venue.now(),
  futuresType: 'U_MARGINED',
  rateLimits: rateLimitRows,
  exchangeFilters: [],
  assets: [...new Set([...venue.instruments.values()].map((instrument) => instrument.settle))].map((asset) => ({
    asset,
    marginAvailable: true,
    autoAssetExchange: '-10000',
  })),
  symbols: [...venue.instruments.values()].map(symbolRow),
});
