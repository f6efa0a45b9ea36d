// Balances, positions, configuration, income and what the key may do.
import { absolute, multiply, sum, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeBalance, PracticePosition } from '../../exchange.ts';
import { money, SIDES, signedAmount, size } from './numbers.ts';
import { knownSymbol, optionalSymbol } from './orderCalls.ts';
import { instrumentOf, riskRow } from './render.ts';
import { mostNotional } from './settingCalls.ts';
import { optional, type AccountCall, type Row } from './wire.ts';

const assetRow = (balance: PracticeBalance, nowMs: number): Row => ({
  asset: balance.currency,
  walletBalance: money(balance.wallet),
  unrealizedProfit: money(balance.unrealizedPnl),
  marginBalance: money(balance.equity),
  maintMargin: money(balance.maintenanceMargin),
  initialMargin: money(balance.initialMargin),
  positionInitialMargin: money(balance.initialMargin),
  openOrderInitialMargin: '0.00000000',
  crossWalletBalance: money(balance.wallet),
  crossUnPnl: money(balance.unrealizedPnl),
  availableBalance: money(balance.available),
  maxWithdrawAmount: money(balance.available),
  marginAvailable: true,
  updateTime: nowMs,
});

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
    assets: balances.map((balance) => assetRow(balance, venue.now())),
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

/** A row without size, as the venue lists it for a symbol that only has orders. */
function emptyPosition(call: AccountCall, symbol: string, tag: PracticePosition['tag']): PracticePosition {
  const mark = call.venue.quote(symbol)?.mark ?? '0';
  return {
    accountId: call.account.id,
    symbol,
    tag,
    signedSize: '0',
    entryPrice: '0.0',
    markPrice: mark,
    liquidationPrice: null,
    leverage: call.venue.leverage(call.account.id, symbol),
    marginMode: call.venue.marginMode(call.account.id, symbol),
    initialMargin: '0',
    maintenanceMargin: '0',
    unrealizedPnl: '0',
    realizedPnl: '0',
    notional: '0',
    createdAtMs: 0,
    updatedAtMs: 0,
  };
}

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

export const commissionRate = (call: AccountCall): Row => ({
  symbol: knownSymbol(call.venue, call.params),
  makerCommissionRate: call.venue.makerFee,
  takerCommissionRate: call.venue.takerFee,
});

export const multiAssetsMargin = (): Row => ({ multiAssetsMargin: false });

/** Realised PnL and fees out of the fills; oldest first. */
export function income(call: AccountCall): Row[] {
  const only = optionalSymbol(call.venue, call.params);
  const wanted = optional(call.params, 'incomeType');
  const rows = call.venue.fills(call.account.id, { symbol: only }).flatMap((fill) => {
    const asset = instrumentOf(call.venue, fill.symbol).settle;
    const row = (incomeType: string, amount: string) => ({
      symbol: fill.symbol,
      incomeType,
      income: amount,
      asset,
      info: incomeType,
      time: fill.atMs,
      tranId: fill.fillId,
      tradeId: fill.fillId,
    });
    return [row('REALIZED_PNL', money(fill.realizedPnl)), row('COMMISSION', money(multiply(fill.fee, '-1')))];
  });
  return rows.filter((row) => wanted === undefined || row.incomeType === wanted).slice(-1_000);
}

/** What the key may do (spot service; the panel asks it for the withdraw right). */
export const apiRestrictions = (call: AccountCall): Row => ({
  ipRestrict: !call.account.key.ipAllowed,
  createTime: 1_700_000_000_000,
  enableReading: true,
  enableWithdrawals: call.account.key.withdraw,
  enableInternalTransfer: false,
  enableMargin: false,
  enableFutures: call.account.key.trade,
  permitsUniversalTransfer: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: false,
  enableSpotAndMarginTrading: false,
  enablePortfolioMarginTrading: false,
});

/** Coins of the wallet service: the settle currencies, each with one network. */
export function coins(call: AccountCall): Row[] {
  const settled = new Set([...call.venue.instruments.values()].map((instrument) => instrument.settle));
  return [...settled].map((coin) => ({
    coin,
    name: coin,
    depositAllEnable: true,
    withdrawAllEnable: true,
    trading: true,
    isLegalMoney: false,
    free: '0',
    locked: '0',
    freeze: '0',
    withdrawing: '0',
    ipoing: '0',
    ipoable: '0',
    storage: '0',
    networkList: [
      {
        network: 'ETH',
        coin,
        name: 'Ethereum (ERC20)',
        isDefault: true,
        depositEnable: true,
        withdrawEnable: true,
        withdrawIntegerMultiple: '0.000001',
        withdrawFee: '1',
        withdrawMin: '10',
        withdrawMax: '10000000',
        minConfirm: 6,
      },
    ],
  }));
}

/** Futures account stream row of a position (ACCOUNT_UPDATE). */
export function streamPosition(instrument: Instrument, position: PracticePosition): Row {
  const isolated = position.marginMode === 'isolated';
  return {
    s: position.symbol,
    pa: size(instrument, signedAmount(position)),
    ep: position.entryPrice,
    bep: position.entryPrice,
    cr: money(position.realizedPnl),
    up: money(position.unrealizedPnl),
    mt: position.marginMode,
    iw: isolated ? money(absolute(position.initialMargin)) : '0',
    ps: SIDES[position.tag],
    ma: instrument.settle,
  };
}
