// Trigger orders (normal_plan, track_plan), take-profits and stops: placing, cancelling, listing.
import type { PracticeOrder } from '../../exchange.ts';
import { noPlan, orderError } from './codes.ts';
import { readInstrument, readPlan, readTpsl } from './orderIntent.ts';
import { fits } from './orderReads.ts';
import { planRow, planTypeOf } from './planRows.ts';
import { readProductType } from './render.ts';
import {
  missing,
  page,
  parameterError,
  records,
  refuse,
  succeed,
  text,
  type Answer,
  type PrivateCall,
  type Row,
} from './wire.ts';

const MOST_ITEMS = 50;

function placeWith(call: PrivateCall, read: typeof readPlan): Answer {
  const intent = read(call, call.params);
  if (!intent.ok) return refuse(intent.error);
  const placed = call.venue.place(call.account.id, intent.value);
  if (!placed.ok) return refuse(orderError(placed, intent.value));
  const { orderId, clientOrderId } = placed.order;
  return succeed({ orderId, clientOid: clientOrderId ?? `${orderId}9` });
}

export const placePlan = (call: PrivateCall): Answer => placeWith(call, readPlan);
export const placeTpsl = (call: PrivateCall): Answer => placeWith(call, readTpsl);

/** A take-profit and a stop of one position in one call; without a size they are for all of it. */
export function placePosTpsl(call: PrivateCall): Answer {
  const halves = (['stopSurplus', 'stopLoss'] as const).flatMap((name) => {
    const triggerPrice = text(call.params, `${name}TriggerPrice`);
    if (triggerPrice === undefined) return [];
    const size = text(call.params, `${name}Size`);
    const profit = name === 'stopSurplus';
    const planType = size === undefined ? (profit ? 'pos_profit' : 'pos_loss') : profit ? 'profit_plan' : 'loss_plan';
    return [
      {
        ...call.params,
        planType,
        triggerPrice,
        size,
        triggerType: text(call.params, `${name}TriggerType`),
        executePrice: text(call.params, `${name}ExecutePrice`),
        clientOid: text(call.params, `${name}ClientOid`),
      },
    ];
  });
  if (halves.length === 0) return refuse(missing('stopLossTriggerPrice'));
  const rows: unknown[] = [];
  for (const params of halves) {
    const answer = placeTpsl({ ...call, params });
    if (answer.code !== '00000') return answer;
    rows.push(answer.data);
  }
  return succeed(rows);
}

/** What a list is asked for; `profit_loss` is all five kinds that live on a position. */
const listedUnder = (planType: string): string =>
  planType === 'normal_plan' || planType === 'track_plan' ? planType : 'profit_loss';

function listed(call: PrivateCall, orders: readonly PracticeOrder[]): Answer {
  const planType = text(call.params, 'planType');
  if (readProductType(text(call.params, 'productType')) === undefined) return refuse(parameterError('productType'));
  if (planType === undefined) return refuse(missing('planType'));
  if (planType !== 'profit_loss' && listedUnder(planType) === 'profit_loss') return refuse(parameterError('planType'));
  const rows = orders
    .filter((order) => order.trigger !== null && listedUnder(planTypeOf(order)) === planType && fits(call, order))
    .map((order) => planRow(call.venue, order));
  return page(call.params, rows, 'entrustedList', 'orderId');
}

export const pendingPlans = (call: PrivateCall): Answer => listed(call, call.venue.workingOrders(call.account.id).toReversed());
export const planHistory = (call: PrivateCall): Answer => listed(call, call.venue.endedOrders(call.account.id));

/** Names orders of one symbol and exact kind; without names all of that kind, normal_plan by default. */
export function cancelPlans(call: PrivateCall): Answer {
  const { orderIdList, ...common } = call.params;
  const named = records(orderIdList);
  if (named.length > MOST_ITEMS) return refuse(parameterError('orderIdList'));
  if (named.length > 0) {
    const instrument = readInstrument(call, common);
    if (!instrument.ok) return refuse(instrument.error);
  } else if (readProductType(text(common, 'productType')) === undefined) return refuse(parameterError('productType'));
  const planType = text(common, 'planType') ?? 'normal_plan';
  if (planType === 'profit_loss') return refuse(parameterError('planType'));
  const working = call.venue
    .workingOrders(call.account.id)
    .filter((order) => order.trigger !== null && planTypeOf(order) === planType && fits({ ...call, params: common }, order));
  const wanted: readonly Row[] = named.length > 0 ? named : working.map(({ orderId }) => ({ orderId }));
  const successList: Row[] = [];
  const failureList: Row[] = [];
  for (const item of wanted) {
    const order = working.find(
      ({ orderId, clientOrderId }) => orderId === text(item, 'orderId') || clientOrderId === text(item, 'clientOid'),
    );
    const cancelled = order === undefined ? undefined : call.venue.cancel(call.account.id, order.orderId);
    if (order !== undefined && cancelled?.ok === true) {
      successList.push({ orderId: order.orderId, clientOid: order.clientOrderId ?? `${order.orderId}9` });
    } else {
      failureList.push({ orderId: text(item, 'orderId') ?? '', clientOid: text(item, 'clientOid') ?? '', errorMsg: noPlan });
    }
  }
  return succeed({ successList, failureList });
}
