import { absolute, add, divide, multiply } from '../../../../shared/decimal.ts';
import type { PracticePosition, PracticeVenue } from '../../exchange.ts';
import { money, SIDES, signedAmount, size } from '../binance/numbers.ts';
import { breakEven, instrumentOf } from '../binance/render.ts';
import type { Row } from '../binance/wire.ts';

/** A row of positionRisk v3: neither leverage nor margin type, and nothing for symbols without position and order. */
export function riskRow(venue: PracticeVenue, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const isolated = position.marginMode === 'isolated';
  const amount = signedAmount(position);
  const notional = multiply(amount, position.markPrice);
  const initial = divide(absolute(notional), position.leverage);
  return {
    symbol: position.symbol,
    positionSide: SIDES[position.tag],
    positionAmt: size(instrument, amount),
    entryPrice: position.entryPrice,
    breakEvenPrice: breakEven(venue, position),
    markPrice: money(position.markPrice),
    unRealizedProfit: money(position.unrealizedPnl),
    liquidationPrice: position.liquidationPrice ?? '0',
    isolatedMargin: isolated ? money(add(position.initialMargin, position.unrealizedPnl)) : '0',
    notional: money(notional),
    marginAsset: instrument.settle,
    isolatedWallet: isolated ? money(position.initialMargin) : '0',
    initialMargin: money(initial),
    maintMargin: money(position.maintenanceMargin),
    positionInitialMargin: money(initial),
    openOrderInitialMargin: '0',
    adl: 1,
    bidNotional: '0',
    askNotional: '0',
    updateTime: position.updatedAtMs,
  };
}
