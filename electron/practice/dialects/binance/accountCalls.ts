// What an account has at both futures exchanges alike: fees, income, what the key may do, and the rows of balances and positions
// that they are told in.
import { absolute, multiply } from '../../../../shared/decimal.ts';
import type { Instrument, PracticeBalance, PracticePosition } from '../../exchange.ts';
import { money, SIDES, signedAmount, size } from './numbers.ts';
import { knownSymbol, optionalSymbol } from './orderCalls.ts';
import { instrumentOf } from './render.ts';
import { optional, type AccountCall, type Row } from './wire.ts';

export const assetRow = (balance: PracticeBalance, nowMs: number): Row => ({
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
  updateTime: nowMs,
});

/** A row without size, as the venue lists it for a symbol that only has orders. */
export function emptyPosition(call: AccountCall, symbol: string, tag: PracticePosition['tag']): PracticePosition {
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

export const commissionRate = (call: AccountCall): Row => ({
  symbol: knownSymbol(call.venue, call.params),
  makerCommissionRate: call.venue.makerFee,
  takerCommissionRate: call.venue.takerFee,
});

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
  ipRestrict: call.account.key.addressesListed !== false,
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
