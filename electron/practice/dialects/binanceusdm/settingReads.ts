// Brackets and settings of each symbol.
import { divide, toNumber } from '../../../../shared/decimal.ts';
import type { Instrument } from '../../exchange.ts';
import { optionalSymbol } from '../binance/orderCalls.ts';
import { mostNotional } from '../binance/settingCalls.ts';
import type { AccountCall, Row } from '../binance/wire.ts';

const bracketLeverage = (instrument: Instrument): number => Math.floor(toNumber(instrument.maxLeverage));

export function leverageBrackets(call: AccountCall): Row[] {
  const only = optionalSymbol(call.venue, call.params);
  return [...call.venue.instruments.values()]
    .filter((instrument) => only === undefined || instrument.symbol === only)
    .map((instrument) => ({
      symbol: instrument.symbol,
      notionalCoef: 1,
      brackets: [
        {
          bracket: 1,
          initialLeverage: bracketLeverage(instrument),
          notionalCap: Number(mostNotional),
          notionalFloor: 0,
          maintMarginRatio: toNumber(divide('0.5', instrument.maxLeverage)),
          cum: 0,
        },
      ],
    }));
}

export function symbolConfig(call: AccountCall): Row[] {
  const only = optionalSymbol(call.venue, call.params);
  const id = call.account.id;
  return [...call.venue.instruments.keys()]
    .filter((symbol) => only === undefined || symbol === only)
    .map((symbol) => ({
      symbol,
      marginType: call.venue.marginMode(id, symbol) === 'isolated' ? 'ISOLATED' : 'CROSSED',
      isAutoAddMargin: false,
      leverage: Number(call.venue.leverage(id, symbol)),
      maxNotionalValue: mostNotional,
    }));
}
