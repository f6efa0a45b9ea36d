// Balances and positions; amounts in the coin of each contract.
import { compare, divide, isNegative, isZero, negate } from '../../../../shared/decimal.ts';
import type { PracticePosition, PracticeVenue } from '../../exchange.ts';
import { valueAt } from '../../margin.ts';
import { assetRow, emptyPosition } from '../binance/accountCalls.ts';
import { money, SIDES, signedAmount, size } from '../binance/numbers.ts';
import { breakEven, instrumentOf } from '../binance/render.ts';
import { mostQuantity } from '../binance/settingCalls.ts';
import { optional, type AccountCall, type Row } from '../binance/wire.ts';

export const account = (call: AccountCall): Row => ({
  assets: call.venue.balances(call.account.id).map((balance) => assetRow(balance, call.venue.now())),
  positions: everyPosition(call).map((position) => accountPosition(call.venue, position)),
  canDeposit: true,
  canTrade: true,
  canWithdraw: call.account.key.withdraw,
  feeTier: 0,
  updateTime: 0,
});

export const balances = (call: AccountCall): Row[] =>
  call.venue.balances(call.account.id).map((balance) => ({
    accountAlias: call.account.uid,
    asset: balance.currency,
    balance: money(balance.wallet),
    withdrawAvailable: money(balance.available),
    crossWalletBalance: money(balance.wallet),
    crossUnPnl: money(balance.unrealizedPnl),
    availableBalance: money(balance.available),
    updateTime: call.venue.now(),
  }));

/** One-way mode lists the side BOTH of every symbol, hedge mode LONG and SHORT too; what is not held has size zero. */
function everyPosition(call: AccountCall): readonly PracticePosition[] {
  const pair = optional(call.params, 'pair');
  const coin = optional(call.params, 'marginAsset');
  const tags: readonly PracticePosition['tag'][] = call.account.positionMode === 'hedge' ? ['both', 'long', 'short'] : ['both'];
  return [...call.venue.instruments.values()]
    .filter(({ base, quote, settle }) => (pair ?? `${base}${quote}`) === `${base}${quote}` && (coin ?? settle) === settle)
    .flatMap(({ symbol }) =>
      tags.map((tag) => call.venue.position(call.account.id, symbol, tag) ?? emptyPosition(call, symbol, tag)),
    );
}

const signed = (position: PracticePosition, worth: string): string =>
  isNegative(signedAmount(position)) ? money(negate(worth)) : money(worth);

/** Worth of the position at its mark, in the coin; below zero for a short. */
function notionalValue(venue: PracticeVenue, position: PracticePosition): string {
  if (isZero(position.signedSize)) return '0';
  return signed(position, valueAt(instrumentOf(venue, position.symbol), position.signedSize, position.markPrice));
}

export const positionRisk = (call: AccountCall): Row[] =>
  everyPosition(call).map((position) => {
    const instrument = instrumentOf(call.venue, position.symbol);
    const isolated = position.marginMode === 'isolated';
    return {
      symbol: position.symbol,
      positionAmt: size(instrument, signedAmount(position)),
      entryPrice: position.entryPrice,
      breakEvenPrice: breakEven(call.venue, position),
      markPrice: money(position.markPrice),
      unRealizedProfit: money(position.unrealizedPnl),
      liquidationPrice: position.liquidationPrice ?? '0',
      leverage: position.leverage,
      maxQty: mostQuantity,
      marginType: position.marginMode,
      isolatedMargin: isolated ? money(position.initialMargin) : '0.00000000',
      isAutoAddMargin: 'false',
      positionSide: SIDES[position.tag],
      notionalValue: notionalValue(call.venue, position),
      isolatedWallet: isolated ? money(position.initialMargin) : '0',
      updateTime: position.updatedAtMs,
    };
  });

function accountPosition(venue: PracticeVenue, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const worth = notionalValue(venue, position);
  const initial = compare(position.leverage, '0') > 0 ? money(divide(worth.replace('-', ''), position.leverage)) : '0';
  return {
    symbol: position.symbol,
    positionAmt: size(instrument, signedAmount(position)),
    initialMargin: initial,
    maintMargin: money(position.maintenanceMargin),
    unrealizedProfit: money(position.unrealizedPnl),
    positionInitialMargin: initial,
    openOrderInitialMargin: '0',
    leverage: position.leverage,
    isolated: position.marginMode === 'isolated',
    positionSide: SIDES[position.tag],
    entryPrice: position.entryPrice,
    breakEvenPrice: breakEven(venue, position),
    maxQty: mostQuantity,
    notionalValue: worth,
    isolatedWallet: position.marginMode === 'isolated' ? money(position.initialMargin) : '0',
    updateTime: position.updatedAtMs,
  };
}
