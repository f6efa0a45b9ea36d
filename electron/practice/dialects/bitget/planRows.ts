// Trigger orders, take-profits and stops as Bitget prints them. Orders of the operator have no wire data: their kind follows
// from their family and trigger.
import type { PracticeOrder, PracticeVenue } from '../../exchange.ts';
import { directionFields } from './orderRows.ts';
import { instrumentOf, marginCoinOf, wireMarginMode, wireText } from './render.ts';
import type { Row } from './wire.ts';

export function planTypeOf(order: PracticeOrder): string {
  const given = wireText(order, 'planType');
  if (given !== '') return given;
  const kind = order.trigger?.kind;
  if (order.family !== 'attached') return kind === 'trailing' ? 'track_plan' : 'normal_plan';
  if (kind === 'trailing') return 'moving_plan';
  const profit = kind === 'takeProfit';
  return order.size === null ? (profit ? 'pos_profit' : 'pos_loss') : profit ? 'profit_plan' : 'loss_plan';
}

const STATES: Readonly<Record<PracticeOrder['status'], string>> = {
  working: 'live',
  triggered: 'executed',
  filled: 'executed',
  cancelled: 'cancelled',
  expired: 'fail_execute',
};

export function planRow(venue: PracticeVenue, order: PracticeOrder): Row {
  return {
    planType: planTypeOf(order),
    symbol: order.symbol,
    size: order.size ?? '0',
    orderId: order.orderId,
    executeOrderId: order.triggeredOrderId ?? '',
    clientOid: order.clientOrderId ?? `${order.orderId}9`,
    price: order.price ?? order.trigger?.price ?? '',
    executePrice: order.family === 'attached' ? (order.price ?? '') : '',
    callbackRatio: order.trigger?.callbackPercent ?? '',
    triggerPrice: order.trigger?.price ?? '',
    triggerType: order.trigger?.by === 'mark' ? 'mark_price' : 'fill_price',
    planStatus: STATES[order.status],
    ...directionFields(order),
    marginCoin: marginCoinOf(instrumentOf(venue, order.symbol)),
    marginMode: wireMarginMode(order.marginMode ?? venue.marginMode(order.accountId, order.symbol)),
    orderType: order.type,
    enterPointSource: 'API',
    stopSurplusTriggerPrice: '',
    stopSurplusExecutePrice: '',
    stopSurplusTriggerType: 'fill_price',
    stopLossTriggerPrice: '',
    stopLossExecutePrice: '',
    stopLossTriggerType: 'fill_price',
    cTime: String(order.createdAtMs),
    uTime: String(order.updatedAtMs),
  };
}

const SHORT: Readonly<Record<string, string>> = {
  normal_plan: 'pl',
  track_plan: 'track',
  profit_plan: 'tp',
  loss_plan: 'sl',
  pos_profit: 'ptp',
  pos_loss: 'psl',
  moving_plan: 'mtpsl',
};

export function planPush(venue: PracticeVenue, order: PracticeOrder): Row {
  const { symbol, planStatus, planType, ...row } = planRow(venue, order);
  return {
    ...row,
    instId: symbol,
    status: planStatus,
    planType: SHORT[String(planType)] ?? planType,
    actualSize: order.status === 'triggered' ? row['size'] : '0',
    triggerTime: order.status === 'triggered' ? row['uTime'] : '',
  };
}
