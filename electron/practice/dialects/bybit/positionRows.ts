// Positions as Bybit prints them: strings for all numbers, "" for what is missing.
import { absolute, isNegative, isZero } from '../../../../shared/decimal.ts';
import type { PositionTag, PracticePosition, PracticeVenue } from '../../exchange.ts';
import { indexOfTag, money, instrumentOf, valueAt } from './render.ts';
import type { Row } from './wire.ts';

const isLong = (position: PracticePosition): boolean =>
  position.tag === 'both' ? !isNegative(position.signedSize) : position.tag === 'long';

/** What lives on the position: prices of its whole-position take-profit, stop and trailing stop. */
function protection(venue: PracticeVenue, position: Pick<PracticePosition, 'accountId' | 'symbol' | 'tag'>): Row {
  const attached = venue
    .workingOrders(position.accountId, { symbol: position.symbol, family: 'attached' })
    .filter((order) => order.attachedTo === position.tag && order.size === null);
  const priceOf = (kind: string) => attached.find((order) => order.trigger?.kind === kind)?.trigger?.price ?? '';
  const trailing = attached.find((order) => order.trigger?.kind === 'trailing');
  return {
    takeProfit: priceOf('takeProfit'),
    stopLoss: priceOf('stop'),
    trailingStop: typeof trailing?.wire['trailingStop'] === 'string' ? trailing.wire['trailingStop'] : '0',
  };
}

/** As position/list prints it; the stream's rows carry `entryPrice` and `category` instead of `avgPrice`. */
export function positionRow(venue: PracticeVenue, position: PracticePosition, stream: boolean): Row {
  const instrument = instrumentOf(venue, position.symbol);
  const size = absolute(position.signedSize);
  const flat = isZero(size);
  const entry = flat ? '0' : position.entryPrice;
  const shared = {
    positionIdx: indexOfTag(position.tag),
    riskId: 1,
    riskLimitValue: '2000000',
    symbol: position.symbol,
    side: flat ? '' : isLong(position) ? 'Buy' : 'Sell',
    size,
    positionValue: flat ? (stream ? '0' : '') : money(valueAt(instrument, size, entry)),
    tradeMode: 0,
    positionStatus: 'Normal',
    autoAddMargin: 0,
    adlRankIndicator: flat ? 0 : 2,
    leverage: position.leverage,
    positionBalance: flat ? '0' : money(position.initialMargin),
    markPrice: position.markPrice,
    liqPrice: position.liquidationPrice ?? '',
    bustPrice: '',
    positionMM: flat ? '0' : money(position.maintenanceMargin),
    positionIM: flat ? '0' : money(position.initialMargin),
    tpslMode: 'Full',
    ...protection(venue, position),
    unrealisedPnl: flat ? (stream ? '0' : '') : money(position.unrealizedPnl),
    curRealisedPnl: money(position.realizedPnl),
    cumRealisedPnl: money(position.realizedPnl),
    sessionAvgPrice: '',
    seq: position.updatedAtMs,
    isReduceOnly: false,
    mmrSysUpdatedTime: '',
    leverageSysUpdatedTime: '',
    createdTime: String(position.createdAtMs),
    updatedTime: String(position.updatedAtMs),
  };
  return stream ? { ...shared, entryPrice: entry, category: instrument.kind } : { ...shared, avgPrice: flat ? '' : entry };
}

/** A symbol without a position, which position/list answers when it is asked for by name. */
export function emptyPositionRow(venue: PracticeVenue, accountId: string, symbol: string, tag: PositionTag): Row {
  const quote = venue.quote(symbol);
  const mark = quote?.mark ?? '0';
  return positionRow(
    venue,
    {
      accountId,
      symbol,
      tag,
      signedSize: '0',
      entryPrice: '0',
      markPrice: mark,
      liquidationPrice: null,
      leverage: venue.leverage(accountId, symbol),
      marginMode: venue.marginMode(accountId, symbol),
      initialMargin: '0',
      maintenanceMargin: '0',
      unrealizedPnl: '0',
      realizedPnl: '0',
      notional: '0',
      createdAtMs: venue.now(),
      updatedAtMs: venue.now(),
    },
    false,
  );
}
