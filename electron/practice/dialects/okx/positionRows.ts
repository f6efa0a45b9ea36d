// Positions as OKX prints them, with what is available of them and the triggers of the whole position.
import { absolute, add, divide, isZero, subtract, sum, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { PracticePosition, PracticeVenue } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import type { AlgoPairs } from './algoPairs.ts';
import { triggerFields } from './algoRows.ts';
import { instrumentOf, instTypeOf, money, posSideOf, usdValue } from './render.ts';
import type { Row } from './wire.ts';

export function positionId(position: Pick<PracticePosition, 'symbol' | 'tag' | 'accountId'>): string {
  let hash = 7n;
  for (const letter of `${position.accountId}|${position.symbol}|${position.tag}`) {
    hash = (hash * 1_000_003n + BigInt(letter.charCodeAt(0))) % 1_000_000_000_000_000n;
  }
  return `170${String(hash).padStart(15, '0')}`;
}

/** Own resting orders that close a hedge position use up what is available of it. */
export function availableSize(venue: PracticeVenue, position: PracticePosition): Decimal {
  const closing = venue
    .workingOrders(position.accountId, { symbol: position.symbol })
    .filter((order) => order.trigger === null && order.tag === position.tag && isReducing(order) && order.size !== null);
  const held = sum(closing.map((order) => subtract(order.size ?? '0', order.filledSize)));
  const free = subtract(absolute(position.signedSize), held);
  return free.startsWith('-') ? '0' : free;
}

/** Take-profit and stop of the whole position, as a position row names them. */
function closeOrderAlgo(venue: PracticeVenue, pairs: AlgoPairs, position: PracticePosition): readonly Row[] {
  return venue
    .workingOrders(position.accountId, { symbol: position.symbol })
    .filter((order) => order.trigger !== null && order.size === null && order.tag === position.tag && !pairs.isHidden(order))
    .map((order) => ({
      algoId: order.orderId,
      ...triggerFields(order, ['slTriggerPx', 'slTriggerPxType', 'tpTriggerPx', 'tpTriggerPxType']),
      closeFraction: '1',
    }));
}

export function positionRow(venue: PracticeVenue, pairs: AlgoPairs, position: PracticePosition): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const quote = venue.quote(position.symbol);
  const flat = isZero(position.signedSize);
  const isolated = position.marginMode === 'isolated';
  const margin = isZero(position.initialMargin) ? '1' : position.initialMargin;
  const ratio = isZero(position.maintenanceMargin)
    ? ''
    : toPlaces(divide(add(position.initialMargin, position.unrealizedPnl), position.maintenanceMargin), 8);
  const value = (text: string): string => (flat ? '' : text);
  return {
    adl: '1',
    availPos: position.tag === 'both' || flat ? '' : availableSize(venue, position),
    avgPx: value(money(position.entryPrice)),
    baseBal: '',
    bePx: value(money(position.entryPrice)),
    bizRefId: '',
    bizRefType: '',
    cTime: String(position.createdAtMs),
    ccy: instrument.settle,
    closeOrderAlgo: flat ? [] : closeOrderAlgo(venue, pairs, position),
    fee: '0',
    fundingFee: '0',
    idxPx: quote?.index ?? '',
    imr: isolated ? '' : value(money(position.initialMargin)),
    instId: position.symbol,
    instType: instTypeOf(instrument),
    interest: '',
    last: quote?.last ?? '',
    lever: position.leverage,
    liab: '',
    liabCcy: '',
    liqPenalty: '0',
    liqPx: value(position.liquidationPrice === null ? '' : money(position.liquidationPrice)),
    margin: isolated ? value(money(position.initialMargin)) : '',
    markPx: position.markPrice,
    mgnMode: position.marginMode,
    mgnRatio: value(ratio),
    mmr: value(money(position.maintenanceMargin)),
    notionalUsd: value(usdValue(instrument, absolute(position.signedSize), position.markPrice)),
    optVal: '',
    pTime: String(venue.now()),
    pnl: money(position.realizedPnl),
    pos: position.signedSize,
    posCcy: '',
    posId: positionId(position),
    posSide: posSideOf(position.tag),
    realizedPnl: money(position.realizedPnl),
    settledPnl: '',
    tradeId: '',
    uTime: String(position.updatedAtMs),
    upl: value(money(position.unrealizedPnl)),
    uplLastPx: value(money(position.unrealizedPnl)),
    uplRatio: value(toPlaces(divide(position.unrealizedPnl, margin), 8)),
    usdPx: '',
  };
}
