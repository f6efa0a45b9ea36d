// Algo orders as OKX prints them. Orders of the operator have no wire data: their fields come from the trigger.
import { divide } from '../../../../shared/decimal.ts';
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import type { AlgoPairs } from './algoPairs.ts';
import { clOrdIdOf } from './orderNames.ts';
import { familyOf, instrumentOf, instTypeOf, posSideOf, wireText } from './render.ts';
import type { Row } from './wire.ts';

/** OKX's type of a trigger order; orders of the operator have no wire data and are told by their trigger. */
export function algoTypeOf(order: PracticeOrder): string {
  const given = wireText(order, 'ordType');
  if (given !== '' && order.wire['algo'] === true) return given;
  if (order.trigger?.kind === 'trailing') return 'move_order_stop';
  return order.trigger?.kind === 'either' ? 'trigger' : 'conditional';
}

const priceType = (order: PracticeOrder): string => (order.trigger?.by === 'mark' ? 'mark' : 'last');

export function triggerFields(order: PracticeOrder, names?: readonly string[]): Row {
  const fields: Record<string, string> = {
    activePx: '',
    callbackRatio: '',
    callbackSpread: '',
    ordPx: '',
    slOrdPx: '',
    slTriggerPx: '',
    slTriggerPxType: '',
    tpOrdPx: '',
    tpTriggerPx: '',
    tpTriggerPxType: '',
    triggerPx: '',
    triggerPxType: '',
  };
  if (order.wire['algo'] === true) {
    for (const name of Object.keys(fields)) fields[name] = wireText(order, name);
  } else if (order.trigger !== null) {
    const at = order.trigger.price ?? '';
    const limit = order.type === 'limit' ? (order.price ?? '-1') : '-1';
    const prefix = order.trigger.kind === 'takeProfit' ? 'tp' : 'sl';
    if (order.trigger.kind === 'trailing') {
      fields['callbackRatio'] = divide(order.trigger.callbackPercent ?? '1', '100');
      fields['activePx'] = at;
    } else if (order.trigger.kind === 'either') {
      Object.assign(fields, { triggerPx: at, triggerPxType: priceType(order), ordPx: limit });
    } else {
      Object.assign(fields, {
        [`${prefix}TriggerPx`]: at,
        [`${prefix}TriggerPxType`]: priceType(order),
        [`${prefix}OrdPx`]: limit,
      });
    }
  }
  return names === undefined ? fields : Object.fromEntries(names.map((name) => [name, fields[name] ?? '']));
}

function algoState(order: PracticeOrder, fired: PracticeOrder | undefined): string {
  if (fired !== undefined) return 'effective';
  if (order.status === 'working') return 'live';
  if (order.status === 'expired') return 'order_failed';
  return 'canceled';
}

export function algoRow(venue: PracticeVenue, pairs: AlgoPairs, order: PracticeOrder): Row {
  const instrument = instrumentOf(venue, order.symbol);
  const fired = order.status === 'triggered' ? order : pairs.firedOther(order);
  const child = fired?.triggeredOrderId;
  const made = child === null || child === undefined ? undefined : venue.order(order.accountId, { orderId: child });
  const takeProfitFired = fired?.trigger?.kind === 'takeProfit';
  return {
    actualPx: made?.averagePrice ?? '',
    actualSide: fired === undefined ? '' : takeProfitFired ? 'tp' : 'sl',
    actualSz: made?.filledSize ?? '0',
    algoClOrdId: clOrdIdOf(order),
    algoId: order.orderId,
    amendPxOnTriggerType: '0',
    attachAlgoOrds: [],
    cTime: String(order.createdAtMs),
    ccy: '',
    chaseType: '',
    clOrdId: '',
    closeFraction: order.size === null ? '1' : '',
    failCode: order.status === 'expired' ? '51169' : '0',
    instId: order.symbol,
    instType: instTypeOf(instrument),
    isTradeBorrowMode: '',
    last: venue.quote(order.symbol)?.last ?? '',
    lever: venue.leverage(order.accountId, order.symbol),
    linkedOrd: { ordId: '' },
    moveTriggerPx: order.trigger?.kind === 'trailing' ? (order.trigger.price ?? '') : '',
    ordId: child ?? '',
    ordIdList: child === null || child === undefined ? [] : [child],
    ordType: algoTypeOf(order),
    posSide: posSideOf(order.tag),
    pxLimit: '',
    pxSpread: '',
    pxVar: '',
    quickMgnType: '',
    reduceOnly: String(isReducing(order) && order.tag === 'both'),
    side: order.orderSide,
    state: algoState(order, fired),
    sz: order.size ?? '',
    szLimit: '',
    tag: wireText(order, 'tag'),
    tdMode: order.marginMode ?? venue.marginMode(order.accountId, order.symbol),
    tgtCcy: '',
    timeInterval: '',
    triggerTime: fired === undefined ? '' : String(fired.updatedAtMs),
    uTime: String(order.updatedAtMs),
    uly: familyOf(instrument),
    ...triggerFields(order),
  };
}
