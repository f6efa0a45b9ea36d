// Public REST: clock, contracts, tickers, order book. Spot and margin exist and are empty here.
import { unknownSymbol } from './codes.ts';
import { contractRow, depthRow, tickerRow } from './marketRows.ts';
import { productTypeOf, readProductType } from './render.ts';
import { parameterError, refuse, succeed, text, type Answer, type PublicCall } from './wire.ts';

export const serverTime = ({ venue }: PublicCall): Answer => succeed({ serverTime: String(venue.now()) });
export const nothing = (): Answer => succeed([]);

/** Instruments of the product type, all or the one that is asked for. */
function listed({ venue, params }: PublicCall) {
  const productType = readProductType(text(params, 'productType'));
  const symbol = text(params, 'symbol');
  if (productType === undefined) return null;
  return [...venue.instruments.values()].filter(
    (instrument) => productTypeOf(instrument) === productType && (symbol ?? instrument.symbol) === instrument.symbol,
  );
}

const SIMULATED = /^S(USDT|USDC|COIN)-FUTURES$/;

export function contracts(call: PublicCall): Answer {
  if (SIMULATED.test(text(call.params, 'productType') ?? '')) return succeed([]); // retired
  const found = listed(call);
  if (found === null) return refuse(parameterError('productType'));
  return found.length === 0 ? refuse(unknownSymbol) : succeed(found.map(contractRow));
}

export function tickers(call: PublicCall): Answer {
  const found = listed(call);
  if (found === null) return refuse(parameterError('productType'));
  if (found.length === 0) return refuse(unknownSymbol);
  return succeed(
    found.flatMap(({ symbol }) => {
      const quote = call.venue.quote(symbol);
      return quote === undefined ? [] : [tickerRow(quote)];
    }),
  );
}

export const ticker = (call: PublicCall): Answer =>
  text(call.params, 'symbol') === undefined ? refuse(parameterError('symbol')) : tickers(call);

const LEVELS: Readonly<Record<string, number>> = { '1': 1, '5': 5, '15': 15, '50': 50, max: 200 };

export function mergeDepth(call: PublicCall): Answer {
  const [found] = listed(call) ?? [];
  const levels = LEVELS[text(call.params, 'limit') ?? '50'];
  if (levels === undefined) return refuse(parameterError('limit'));
  return found === undefined ? refuse(unknownSymbol) : succeed(depthRow(call.venue, found.symbol, levels));
}

export function fundRate(call: PublicCall): Answer {
  const quote = call.venue.quote(text(call.params, 'symbol') ?? '');
  if (quote === undefined) return refuse(unknownSymbol);
  const { symbol, fundingRate, nextFundingAtMs } = quote;
  return succeed([
    {
      symbol,
      fundingRate,
      fundingRateInterval: '8',
      nextUpdate: String(nextFundingAtMs),
      minFundingRate: '-0.003',
      maxFundingRate: '0.003',
    },
  ]);
}
