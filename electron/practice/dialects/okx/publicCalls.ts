// Public REST: instruments, clock, marks, price limits, tickers, order book.
import { add, divide, isPositive, multiply, subtract, toPlaces, floorToStep } from '../../../../shared/decimal.ts';
import type { Instrument } from '../../exchange.ts';
import { instrumentRow } from './instrumentRow.ts';
import { bookRow, markRow, tickerRow } from './marketRows.ts';
import { familyOf, instTypeOf } from './render.ts';
import { badParameter, refuse, succeed, text, type Answer, type Params, type PublicCall } from './wire.ts';

const INST_TYPES = new Set(['SPOT', 'MARGIN', 'SWAP', 'FUTURES', 'OPTION']);

export const unknownInstrument = refuse('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.");

/** Whether an instrument meets the usual filters; spot, margin and options exist and are empty here. */
export const meets = (params: Params, instrument: Instrument): boolean =>
  (text(params, 'instType') ?? instTypeOf(instrument)) === instTypeOf(instrument) &&
  (text(params, 'instId') ?? instrument.symbol) === instrument.symbol &&
  (text(params, 'instFamily') ?? familyOf(instrument)) === familyOf(instrument) &&
  (text(params, 'uly') ?? familyOf(instrument)) === familyOf(instrument);

export function hasBadType(params: Params, needed: boolean): boolean {
  const type = text(params, 'instType');
  return type === undefined ? needed : !INST_TYPES.has(type);
}

const listed = ({ venue, params }: PublicCall) =>
  [...venue.instruments.values()].filter((instrument) => meets(params, instrument));

export function instruments(call: PublicCall): Answer {
  if (hasBadType(call.params, true)) return badParameter('instType');
  const found = listed(call);
  if (found.length === 0 && text(call.params, 'instId') !== undefined) return unknownInstrument;
  return succeed(found.map((instrument) => instrumentRow(instrument)));
}

export const serverTime = ({ venue }: PublicCall): Answer => succeed([{ ts: String(venue.now()) }]);

export function markPrices(call: PublicCall): Answer {
  if (hasBadType(call.params, true)) return badParameter('instType');
  return succeed(
    listed(call).flatMap((instrument) => {
      const quote = call.venue.quote(instrument.symbol);
      return quote === undefined ? [] : [markRow(instrument, quote)];
    }),
  );
}

export function tickers(call: PublicCall): Answer {
  if (hasBadType(call.params, true)) return badParameter('instType');
  return tickerRows(call);
}

export function ticker(call: PublicCall): Answer {
  const answer = text(call.params, 'instId') === undefined ? badParameter('instId') : tickerRows(call);
  return answer.code === '0' && answer.data.length === 0 ? unknownInstrument : answer;
}

const tickerRows = (call: PublicCall): Answer =>
  succeed(
    listed(call).flatMap((instrument) => {
      const quote = call.venue.quote(instrument.symbol);
      return quote === undefined ? [] : [tickerRow(instrument, quote)];
    }),
  );

export function books(call: PublicCall): Answer {
  const symbol = text(call.params, 'instId') ?? '';
  if (!call.venue.instruments.has(symbol)) return unknownInstrument;
  const levels = Number(text(call.params, 'sz') ?? 1);
  if (!(levels >= 1 && levels <= 400)) return badParameter('sz');
  return succeed([bookRow(call.venue, symbol, levels)]);
}

/** Highest buy and lowest sell price that an order may have. */
export const priceLimit =
  (bandPercent: string) =>
  ({ venue, params }: PublicCall): Answer => {
    const instrument = venue.instruments.get(text(params, 'instId') ?? '');
    const quote = instrument === undefined ? undefined : venue.quote(instrument.symbol);
    if (instrument === undefined || quote === undefined) return unknownInstrument;
    const move = multiply(quote.mark, divide(bandPercent, '100'));
    const lowest = floorToStep(subtract(quote.mark, move), instrument.tickSize);
    return succeed([
      {
        instType: instTypeOf(instrument),
        instId: instrument.symbol,
        buyLmt: floorToStep(add(quote.mark, move), instrument.tickSize),
        sellLmt: isPositive(lowest) ? lowest : instrument.tickSize,
        enabled: true,
        ts: String(venue.now()),
      },
    ]);
  };

export function fundingRate({ venue, params }: PublicCall): Answer {
  const quote = venue.quote(text(params, 'instId') ?? '');
  if (quote === undefined) return unknownInstrument;
  return succeed([
    {
      instType: 'SWAP',
      instId: quote.symbol,
      fundingRate: toPlaces(quote.fundingRate, 8),
      fundingTime: String(quote.nextFundingAtMs),
      nextFundingRate: '',
      nextFundingTime: String(quote.nextFundingAtMs + 8 * 3_600_000),
      settState: 'settled',
      ts: String(quote.atMs),
    },
  ]);
}
