// Positions: list, mode, leverage, and what lives on a position (take-profit, stop, trailing stop).
import { absolute, compare, isDecimal, isZero } from '../../../../shared/decimal.ts';
import type { Instrument, PositionTag, PracticeOrder, PracticePosition, PracticeVenue } from '../../exchange.ts';
import { badParameter, notUnified, refuseOrder, tpslNotModified } from './codes.ts';
import { protectionIntent, readInstrument, readTag, triggeredBy, type Protection } from './orderIntent.ts';
import { emptyPositionRow, positionRow } from './positionRows.ts';
import { instrumentOf } from './render.ts';
import { page, refuse, succeed, text, type Answer, type Params, type PrivateCall } from './wire.ts';

/** By symbol: a row a position index, held or not. By settle coin: only what is held. */
export function positionList(call: PrivateCall): Answer {
  const { params, venue, account } = call;
  const category = text(params, 'category');
  if (category === 'option') return succeed({ category, list: [], nextPageCursor: '' });
  if (category !== 'linear' && category !== 'inverse') return badParameter('category invalid');
  const symbol = text(params, 'symbol');
  const settleCoin = text(params, 'settleCoin');
  if (category === 'linear' && symbol === undefined && settleCoin === undefined) {
    return badParameter('Missing some parameters that must be filled in, symbol or settleCoin');
  }
  if (symbol !== undefined) {
    const symbols = symbol.split(',');
    if (symbols.some((each) => venue.instruments.get(each)?.kind !== category)) return badParameter('symbol invalid');
    const list = symbols.flatMap((each) => rowsOfSymbol(call, each));
    return succeed({ category, list, nextPageCursor: '' });
  }
  const held = venue.positions(account.id).filter((position) => {
    const instrument = instrumentOf(venue, position.symbol);
    return instrument.kind === category && (settleCoin ?? instrument.settle) === instrument.settle;
  });
  const part = page(params, held, { standard: 20, most: 200 });
  const list = part.list.map((position) => positionRow(venue, position, false));
  return succeed({ category, list, nextPageCursor: part.nextPageCursor });
}

function rowsOfSymbol(call: PrivateCall, symbol: string) {
  const { venue, account } = call;
  const held = venue.positions(account.id).filter((position) => position.symbol === symbol);
  const oneWay = venue.account(account.id).positionMode === 'oneWay';
  const tags: readonly PositionTag[] = oneWay ? ['both'] : ['long', 'short'];
  return tags.map((tag) => {
    const position = held.find((each) => each.tag === tag);
    return position === undefined ? emptyPositionRow(venue, account.id, symbol, tag) : positionRow(venue, position, false);
  });
}

/** Bybit switches per symbol or coin; the practice account switches as a whole. */
export function switchMode({ venue, account, params }: PrivateCall): Answer {
  const mode = text(params, 'mode');
  if (mode !== '0' && mode !== '3') return badParameter('mode invalid');
  if (text(params, 'category') !== 'linear') return refuse(110029, 'Hedge mode is not available for this symbol');
  if (text(params, 'symbol') === undefined && text(params, 'coin') === undefined)
    return badParameter('symbol or coin is required');
  const switched = venue.setPositionMode(account.id, mode === '3' ? 'hedge' : 'oneWay');
  if (switched.ok) return succeed({});
  const onlyOrders = switched.code === 'modeChangeWithExposure' && venue.positions(account.id).length === 0;
  return onlyOrders ? refuse(110028, 'Open orders exist, so you cannot change position mode') : refuseOrder(switched);
}

export function setLeverage(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument.answer;
  const buy = text(params, 'buyLeverage');
  const sell = text(params, 'sellLeverage');
  if (buy === undefined || sell === undefined || !isDecimal(buy) || !isDecimal(sell) || compare(buy, sell) !== 0) {
    return badParameter('buyLeverage and sellLeverage must be equal');
  }
  if (compare(buy, '1') < 0 || compare(buy, instrument.value.maxLeverage) > 0) {
    return refuse(110013, 'Cannot set leverage due to risk limit level.');
  }
  const set = venue.setLeverage(account.id, instrument.value.symbol, buy);
  if (set.ok) return succeed({});
  return set.code === 'noChange' ? refuse(110043, 'Set leverage not modified') : refuseOrder(set);
}

/** Gone in UTA 2.0, where the margin mode belongs to the account (account/set-margin-mode). */
export const switchIsolated = (): Answer => notUnified;

/**
 * Full mode: one take-profit and one stop for the whole position, replaced by the next call, removed by "0".
 * Partial mode adds orders of their own size.
 */
export function tradingStop(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument.answer;
  const tag = readTag(params);
  if (!tag.ok) return tag.answer;
  const oneWay = venue.account(account.id).positionMode === 'oneWay';
  if (oneWay !== (tag.value === 'both')) return refuse(10001, 'position idx not match position mode');
  const position = venue.position(account.id, instrument.value.symbol, tag.value);
  if (position === undefined || isZero(position.signedSize)) {
    return refuse(10001, 'can not set tp/sl/ts for zero position');
  }
  const wanted = readProtections(params, position);
  if (wanted === null) return badParameter('takeProfit, stopLoss or trailingStop invalid');
  if (wanted.length === 0) return badParameter('takeProfit, stopLoss or trailingStop is required');
  return setProtections(venue, instrument.value, position, wanted);
}

type Wanted = Readonly<{ kind: Protection['kind']; order: Protection | null }>; // null: remove

function readProtections(params: Params, position: PracticePosition): readonly Wanted[] | null {
  const partial = text(params, 'tpslMode') === 'Partial';
  const wanted: Wanted[] = [];
  for (const [kind, name, short] of [
    ['takeProfit', 'takeProfit', 'tp'],
    ['stop', 'stopLoss', 'sl'],
    ['trailing', 'trailingStop', 'ts'],
  ] as const) {
    const value = text(params, name);
    if (value === undefined) continue;
    if (!isDecimal(value) || value.startsWith('-')) return null;
    const size = partial && kind !== 'trailing' ? text(params, `${short}Size`) : undefined;
    const order: Protection = {
      symbol: position.symbol,
      tag: position.tag,
      kind,
      price: kind === 'trailing' ? (text(params, 'activePrice') ?? null) : value,
      distance: kind === 'trailing' ? value : null,
      size: size ?? null,
      limitPrice: text(params, `${short}OrderType`) === 'Limit' ? (text(params, `${short}LimitPrice`) ?? null) : null,
      by: triggeredBy(text(params, `${short}TriggerBy`)),
    };
    wanted.push({ kind, order: isZero(value) ? null : order });
  }
  return wanted;
}

const wholePosition = (venue: PracticeVenue, position: PracticePosition, kind: Protection['kind']): PracticeOrder | undefined =>
  venue
    .workingOrders(position.accountId, { symbol: position.symbol, family: 'attached' })
    .find((order) => order.attachedTo === position.tag && order.size === null && order.trigger?.kind === kind);

/** Also used for take-profit and stop that were sent along with an order, once it fills. */
export function setProtections(
  venue: PracticeVenue,
  instrument: Instrument,
  position: PracticePosition,
  wanted: readonly Wanted[],
): Answer {
  let changed = false;
  for (const { kind, order } of wanted) {
    if (order !== null && order.size !== null && compare(order.size, absolute(position.signedSize)) > 0) {
      return refuse(110058, 'Insufficient number of remaining position size to set take profit and stop loss');
    }
    const current = order === null || order.size === null ? wholePosition(venue, position, kind) : undefined;
    if (current === undefined && order === null) continue;
    if (current !== undefined && order !== null && current.trigger?.price === order.price && order.distance === null) continue;
    if (order !== null) {
      const placed = venue.place(position.accountId, protectionIntent(instrument, position, order));
      if (!placed.ok) return refuseOrder(placed, protectionIntent(instrument, position, order));
    }
    if (current !== undefined) {
      const cancelled = venue.cancel(position.accountId, current.orderId);
      if (!cancelled.ok && cancelled.code !== 'orderFinal') return refuseOrder(cancelled);
    }
    changed = true;
  }
  return changed ? succeed({}) : tpslNotModified;
}
