// Leverage brackets, by quantity of the coin; one bracket here.
import { divide, toNumber } from '../../../../shared/decimal.ts';
import type { Instrument } from '../../exchange.ts';
import { optionalSymbol } from '../binance/orderCalls.ts';
import { pairOf } from '../binance/render.ts';
import { mostQuantity } from '../binance/settingCalls.ts';
import type { AccountCall, Row } from '../binance/wire.ts';

const brackets = ({ maxLeverage }: Instrument): readonly Row[] => [
  {
    bracket: 1,
    initialLeverage: Math.floor(toNumber(maxLeverage)),
    qtyCap: Number(mostQuantity),
    qtyFloor: 0,
    maintMarginRatio: toNumber(divide('0.5', maxLeverage)),
    cum: 0,
  },
];

const listed = (call: AccountCall): readonly Instrument[] => {
  const only = optionalSymbol(call.venue, call.params);
  return [...call.venue.instruments.values()].filter(({ symbol }) => only === undefined || symbol === only);
};

export const leverageBrackets = (call: AccountCall): Row[] =>
  listed(call).map((instrument) => ({ symbol: instrument.symbol, notionalCoef: 1, brackets: brackets(instrument) }));

export const pairBrackets = (call: AccountCall): Row[] =>
  listed(call).map((instrument) => ({ pair: pairOf(instrument), brackets: brackets(instrument) }));
