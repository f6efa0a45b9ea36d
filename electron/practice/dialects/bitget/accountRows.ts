// Accounts and positions as Bitget prints them, over HTTP and over the socket.
import { absolute, isZero, subtract, sum } from '../../../../shared/decimal.ts';
import type { PracticeBalance, PracticePosition, PracticeVenue } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import {
  holdSideOf,
  instrumentOf,
  marginCoinOf,
  money,
  plain,
  posModeOf,
  productTypeOf,
  SETTLE,
  wireMarginMode,
  type ProductType,
} from './render.ts';
import type { Row } from './wire.ts';

/** The one account of a product type; without anything in it, all zeros. */
export function balanceOf(venue: PracticeVenue, accountId: string, productType: ProductType): PracticeBalance {
  const currency = SETTLE[productType];
  const found = venue.balances(accountId).find((balance) => balance.currency === currency);
  const zero = { wallet: '0', unrealizedPnl: '0', equity: '0', available: '0', initialMargin: '0', maintenanceMargin: '0' };
  return found ?? { currency, ...zero };
}

export function accountRow(venue: PracticeVenue, accountId: string, productType: ProductType): Row {
  const balance = balanceOf(venue, accountId, productType);
  const market = { settle: balance.currency };
  const inCoin = (amount: string) => money(venue, market, amount);
  return {
    marginCoin: marginCoinOf(market),
    locked: inCoin(balance.initialMargin),
    available: inCoin(balance.available),
    crossedMaxAvailable: inCoin(balance.available),
    isolatedMaxAvailable: inCoin(balance.available),
    maxTransferOut: inCoin(balance.available),
    accountEquity: inCoin(balance.equity),
    usdtEquity: plain(balance.equity),
    btcEquity: money(venue, { settle: 'USD' }, balance.equity),
    crossedRiskRate: '0',
    unrealizedPL: inCoin(balance.unrealizedPnl),
    coupon: '0',
    unionTotalMargin: '0',
    unionAvailable: '0',
    unionMm: '0',
    assetList: [],
    isolatedMargin: '0',
    crossedMargin: inCoin(balance.initialMargin),
    crossedUnrealizedPL: inCoin(balance.unrealizedPnl),
    isolatedUnrealizedPL: '0',
    assetMode: 'single',
  };
}

export function accountPush(venue: PracticeVenue, accountId: string, productType: ProductType): Row {
  const row = accountRow(venue, accountId, productType);
  return {
    marginCoin: row['marginCoin'],
    frozen: row['locked'],
    available: row['available'],
    maxOpenPosAvailable: row['available'],
    maxTransferOut: row['available'],
    equity: row['accountEquity'],
    usdtEquity: row['usdtEquity'],
    crossedRiskRate: '0',
    unrealizedPL: row['unrealizedPL'],
    unionTotalMargin: '0',
    unionAvailable: '0',
    unionMm: '0',
    assetsMode: 'single',
  };
}

/** What own resting orders that close leave of a position. */
export function availableSize(venue: PracticeVenue, position: PracticePosition): string {
  const closing = venue
    .workingOrders(position.accountId, { symbol: position.symbol })
    .filter((order) => order.trigger === null && order.tag === position.tag && isReducing(order) && order.size !== null);
  const held = sum(closing.map((order) => subtract(order.size ?? '0', order.filledSize)));
  const free = subtract(absolute(position.signedSize), held);
  return free.startsWith('-') ? '0' : free;
}

export function positionRow(venue: PracticeVenue, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const inCoin = (amount: string) => money(venue, instrument, amount);
  const total = absolute(position.signedSize);
  const available = availableSize(venue, position);
  return {
    marginCoin: marginCoinOf(instrument),
    symbol: position.symbol,
    holdSide: holdSideOf(position),
    openDelegateSize: '0',
    marginSize: inCoin(position.initialMargin),
    available,
    locked: subtract(total, available),
    total,
    leverage: position.leverage,
    achievedProfits: inCoin(position.realizedPnl),
    openPriceAvg: plain(position.entryPrice),
    marginMode: wireMarginMode(position.marginMode),
    posMode: posModeOf(position.tag),
    unrealizedPL: inCoin(position.unrealizedPnl),
    liquidationPrice: position.liquidationPrice === null ? '0' : plain(position.liquidationPrice),
    keepMarginRate: '0.004',
    markPrice: position.markPrice,
    marginRatio: '0.01',
    breakEvenPrice: plain(position.entryPrice),
    totalFee: '',
    deductedFee: '0',
    grant: '',
    assetMode: 'single',
    autoMargin: 'off',
    takeProfit: '',
    stopLoss: '',
    takeProfitId: '',
    stopLossId: '',
    cTime: String(position.createdAtMs),
    uTime: String(position.updatedAtMs),
  };
}

function positionNumber({ accountId, symbol, tag }: Pick<PracticePosition, 'accountId' | 'symbol' | 'tag'>): string {
  let hash = 7n;
  for (const letter of `${accountId}|${symbol}|${tag}`) hash = (hash * 1_000_003n + BigInt(letter.charCodeAt(0))) % 10n ** 15n;
  return `926${String(hash).padStart(15, '0')}`;
}

export function positionPush(venue: PracticeVenue, position: PracticePosition): Row {
  const { symbol, locked, marginRatio, leverage, ...row } = positionRow(venue, position);
  return {
    ...row,
    posId: positionNumber(position),
    instId: symbol,
    frozen: locked,
    marginRate: marginRatio,
    leverage: Number(leverage), // a number on the socket [D positions channel]
    unrealizedPLR: '0',
  };
}

/** Told when a position is closed whole. */
export function closedPush(venue: PracticeVenue, before: PracticePosition): Row {
  const row = positionPush(venue, before);
  return {
    posId: row['posId'],
    instId: before.symbol,
    marginCoin: row['marginCoin'],
    marginMode: row['marginMode'],
    holdSide: row['holdSide'],
    posMode: row['posMode'],
    openPriceAvg: row['openPriceAvg'],
    closePriceAvg: venue.quote(before.symbol)?.last ?? '',
    openSize: row['total'],
    closeSize: row['total'],
    achievedProfits: row['achievedProfits'],
    settleFee: '0',
    openFee: '0',
    closeFee: '0',
    cTime: row['cTime'],
    uTime: String(venue.now()),
  };
}

/** Open positions of a product type. */
export const positionsOf = (venue: PracticeVenue, accountId: string, productType: ProductType): readonly PracticePosition[] =>
  venue
    .positions(accountId)
    .filter((position) => !isZero(position.signedSize) && productTypeOf(instrumentOf(venue, position.symbol)) === productType);
