// Balances, positions and configuration.
import { sum, type Decimal } from '../../../../shared/decimal.ts';
import type { PracticeBalance, PracticePosition } from '../../exchange.ts';
import { assetRow, emptyPosition } from '../binance/accountCalls.ts';
import { money } from '../binance/numbers.ts';
import { optionalSymbol } from '../binance/orderCalls.ts';
import { mostNotional } from '../binance/settingCalls.ts';
import type { AccountCall, Row } from '../binance/wire.ts';
import { riskRow } from './positionRows.ts';

export function account(call: AccountCall, version: 2 | 3): Row {
  const { venue } = call;
  const balances = venue.balances(call.account.id);
  const total = (pick: (balance: PracticeBalance) => Decimal): string => money(sum(balances.map(pick)));
  const positions = venue.positions(call.account.id).map((position) => accountPosition(call, position, version));
  return {
    ...(version === 2
      ? {
          feeTier: 0,
          canTrade: true,
          canDeposit: true,
          canWithdraw: call.account.key.withdraw,
          updateTime: 0,
          multiAssetsMargin: false,
        }
      : {}),
    totalInitialMargin: total((balance) => balance.initialMargin),
    totalMaintMargin: total((balance) => balance.maintenanceMargin),
    totalWalletBalance: total((balance) => balance.wallet),
    totalUnrealizedProfit: total((balance) => balance.unrealizedPnl),
    totalMarginBalance: total((balance) => balance.equity),
    totalPositionInitialMargin: total((balance) => balance.initialMargin),
    totalOpenOrderInitialMargin: '0.00000000',
    totalCrossWalletBalance: total((balance) => balance.wallet),
    totalCrossUnPnl: total((balance) => balance.unrealizedPnl),
    availableBalance: total((balance) => balance.available),
    maxWithdrawAmount: total((balance) => balance.available),
    assets: balances.map((balance) => ({ ...assetRow(balance, venue.now()), marginAvailable: true })),
    positions,
  };
}

function accountPosition(call: AccountCall, position: PracticePosition, version: 2 | 3): Row {
  const risk = riskRow(call.venue, position);
  const pick = (...names: readonly string[]) => Object.fromEntries(names.map((name) => [name, risk[name]]));
  const shared = {
    ...pick('symbol', 'positionSide', 'positionAmt'),
    unrealizedProfit: risk['unRealizedProfit'],
    ...pick('isolatedMargin', 'notional', 'isolatedWallet', 'initialMargin', 'maintMargin', 'updateTime'),
  };
  if (version === 3) return shared;
  return {
    ...shared,
    ...pick('entryPrice', 'breakEvenPrice', 'positionInitialMargin', 'openOrderInitialMargin', 'bidNotional', 'askNotional'),
    leverage: position.leverage,
    isolated: position.marginMode === 'isolated',
    maxNotional: mostNotional,
  };
}

export const balances = (call: AccountCall): Row[] =>
  call.venue.balances(call.account.id).map((balance) => ({
    accountAlias: call.account.uid,
    asset: balance.currency,
    balance: money(balance.wallet),
    crossWalletBalance: money(balance.wallet),
    crossUnPnl: money(balance.unrealizedPnl),
    availableBalance: money(balance.available),
    maxWithdrawAmount: money(balance.available),
    marginAvailable: true,
    updateTime: call.venue.now(),
  }));

/** Version 3: open positions and symbols with orders. Version 2: every symbol, with leverage and margin type. */
export function positionRisk(call: AccountCall, version: 2 | 3): Row[] {
  const { venue } = call;
  const id = call.account.id;
  const only = optionalSymbol(venue, call.params);
  const open = venue.positions(id).filter((position) => only === undefined || position.symbol === only);
  const seen = new Set(open.map((position) => `${position.symbol}|${position.tag}`));
  const tags: readonly PracticePosition['tag'][] = call.account.positionMode === 'hedge' ? ['long', 'short'] : ['both'];
  const others =
    version === 2
      ? [...venue.instruments.keys()].flatMap((symbol) => tags.map((tag) => ({ symbol, tag })))
      : venue.workingOrders(id, { family: 'plain' }).map(({ symbol, tag }) => ({ symbol, tag }));
  const rows = [...open];
  for (const { symbol, tag } of others) {
    if (seen.has(`${symbol}|${tag}`) || (only !== undefined && symbol !== only)) continue;
    seen.add(`${symbol}|${tag}`);
    rows.push(emptyPosition(call, symbol, tag));
  }
  return rows.map((position) => (version === 3 ? riskRow(venue, position) : oldRiskRow(call, position)));
}

function oldRiskRow(call: AccountCall, position: PracticePosition): Row {
  const { initialMargin: _initial, maintMargin: _maintenance, ...row } = riskRow(call.venue, position);
  return {
    ...row,
    leverage: position.leverage,
    marginType: position.marginMode,
    isAutoAddMargin: 'false',
    maxNotionalValue: mostNotional,
  };
}

export const accountConfig = (call: AccountCall): Row => ({
  feeTier: 0,
  canTrade: true,
  canDeposit: true,
  canWithdraw: call.account.key.withdraw,
  dualSidePosition: call.account.positionMode === 'hedge',
  updateTime: 0,
  multiAssetsMargin: false,
  tradeGroupId: -1,
});

export const multiAssetsMargin = (): Row => ({ multiAssetsMargin: false });
