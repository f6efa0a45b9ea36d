// Public REST: instruments, tickers, order book, clock.
import type { Instrument } from '../../exchange.ts';
import { badParameter } from './codes.ts';
import { tickerRow } from './tickerRow.ts';
import { page, succeed, text, type Answer, type Params, type PublicCall, type Row } from './wire.ts';

const CATEGORIES = new Set(['spot', 'linear', 'inverse', 'option']);
const PAGE = { standard: 500, most: 1_000 };

/** The derivatives of a category; spot and option exist and are empty here. Null: not a category. */
export function instrumentsOf(call: PublicCall): readonly Instrument[] | null {
  const category = text(call.params, 'category');
  if (category === undefined || !CATEGORIES.has(category)) return null;
  return [...call.venue.instruments.values()].filter((instrument) => instrument.kind === category);
}

export function instrumentsInfo(call: PublicCall): Answer {
  const found = instrumentsOf(call);
  if (found === null) return badParameter('category invalid');
  const status = text(call.params, 'status') ?? 'Trading';
  const wanted = found.filter((instrument) => matches(call.params, instrument));
  const list = wanted.map((instrument) => instrumentRow(instrument)).filter((row) => row['status'] === status);
  const part = page(call.params, list, PAGE);
  return succeed({ category: text(call.params, 'category'), ...part });
}

const matches = (params: Params, instrument: Instrument): boolean =>
  (text(params, 'symbol') ?? instrument.symbol) === instrument.symbol &&
  (text(params, 'baseCoin') ?? instrument.base) === instrument.base;

function instrumentRow(instrument: Instrument): Row {
  const inverse = instrument.kind === 'inverse';
  const standard = {
    symbol: instrument.symbol,
    contractType: inverse ? 'InversePerpetual' : 'LinearPerpetual',
    status: 'Trading',
    baseCoin: instrument.base,
    quoteCoin: instrument.quote,
    launchTime: '1584230400000',
    deliveryTime: '0',
    deliveryFeeRate: '',
    priceScale: String(instrument.tickSize.split('.')[1]?.length ?? 0),
    unifiedMarginTrade: !inverse,
    fundingInterval: 480,
    settleCoin: instrument.settle,
    copyTrading: 'none',
    upperFundingRate: '0.005',
    lowerFundingRate: '-0.005',
    isPreListing: false,
    preListingInfo: null,
    riskParameters: { priceLimitRatioX: '0.01', priceLimitRatioY: '0.02' },
    symbolType: '',
    displayName: '',
  };
  const filters = {
    leverageFilter: { minLeverage: '1', maxLeverage: instrument.maxLeverage, leverageStep: '0.01' },
    priceFilter: { minPrice: instrument.tickSize, maxPrice: '1999999.8', tickSize: instrument.tickSize },
    lotSizeFilter: {
      maxOrderQty: instrument.maxLimitSize,
      minOrderQty: instrument.minSize,
      qtyStep: instrument.lotSize,
      postOnlyMaxOrderQty: instrument.maxLimitSize,
      maxMktOrderQty: instrument.maxMarketSize,
      ...(instrument.minNotional === null ? {} : { minNotionalValue: instrument.minNotional }),
    },
  };
  return { ...standard, ...filters, ...instrument.extra }; // the real definition's own digits win
}

export function tickers(call: PublicCall): Answer {
  const found = instrumentsOf(call);
  if (found === null) return badParameter('category invalid');
  const symbol = text(call.params, 'symbol');
  if (symbol !== undefined && !found.some((instrument) => instrument.symbol === symbol)) return badParameter('symbol invalid');
  const list = found
    .filter((instrument) => matches(call.params, instrument))
    .flatMap((instrument) => {
      const quote = call.venue.quote(instrument.symbol);
      if (quote === undefined) return [];
      const extra = { predictedDeliveryPrice: '', basisRate: '', deliveryFeeRate: '', deliveryTime: '0', basis: '' };
      return [{ ...tickerRow(instrument, quote), ...extra }];
    });
  return succeed({ category: text(call.params, 'category'), list });
}

export function orderBook(call: PublicCall): Answer {
  const found = instrumentsOf(call);
  const symbol = text(call.params, 'symbol');
  if (found === null) return badParameter('category invalid');
  if (symbol === undefined || !found.some((instrument) => instrument.symbol === symbol)) return badParameter('symbol invalid');
  const asked = Number(text(call.params, 'limit') ?? 25);
  const levels = Number.isInteger(asked) && asked > 0 ? Math.min(asked, 500) : 25;
  const book = call.venue.book(symbol, levels);
  const now = call.venue.now();
  return succeed({ s: symbol, b: book.bids, a: book.asks, ts: now, u: now, seq: now, cts: now });
}

export function serverTime(call: PublicCall): Answer {
  const now = call.venue.now();
  return succeed({ timeSecond: String(Math.floor(now / 1_000)), timeNano: `${now}000000` });
}
