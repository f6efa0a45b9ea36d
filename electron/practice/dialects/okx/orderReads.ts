// Lists and look-ups of plain orders and of fills, newest first.
import type { PracticeOrder } from '../../exchange.ts';
import { ordIdOf } from './orderNames.ts';
import { fillRow, orderRow } from './orderRows.ts';
import { hasBadType, meets } from './publicCalls.ts';
import { instrumentOf } from './render.ts';
import { badParameter, page, refuse, succeed, text, type Answer, type PrivateCall, type Row } from './wire.ts';

function plainRows(call: PrivateCall, orders: readonly PracticeOrder[]): readonly Row[] {
  const { venue, params, names } = call;
  const types = text(params, 'ordType')?.split(',');
  const state = text(params, 'state');
  return orders
    .filter((order) => order.trigger === null && names.isVisible(order))
    .filter((order) => meets(params, instrumentOf(venue, order.symbol)))
    .map((order) => orderRow(venue, order))
    .filter((row) => types === undefined || types.includes(String(row['ordType'])))
    .filter((row) => state === undefined || row['state'] === state);
}

const paged = (call: PrivateCall, rows: readonly Row[]): Answer =>
  succeed(page(call.params, rows, (row) => String(row['ordId'])));

export function pendingOrders(call: PrivateCall): Answer {
  if (hasBadType(call.params, false)) return badParameter('instType');
  return paged(call, plainRows(call, [...call.venue.workingOrders(call.account.id)].reverse()));
}

export function orderHistory(call: PrivateCall): Answer {
  if (hasBadType(call.params, true)) return badParameter('instType');
  return paged(call, plainRows(call, call.venue.endedOrders(call.account.id)));
}

export function orderDetails({ venue, account, params, names }: PrivateCall): Answer {
  const instId = text(params, 'instId');
  const ordId = text(params, 'ordId');
  const clOrdId = text(params, 'clOrdId');
  if (instId === undefined || !venue.instruments.has(instId)) {
    return refuse('51001', "Instrument ID, Instrument ID code, or Spread ID doesn't exist.");
  }
  if (ordId === undefined && clOrdId === undefined) return badParameter('ordId or clOrdId');
  const order = names.find(account.id, { ordId, clOrdId });
  const found = order !== undefined && order.symbol === instId && order.trigger === null;
  return found ? succeed([orderRow(venue, order)]) : refuse('51603', 'Order does not exist');
}

export function fills(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  if (hasBadType(params, false)) return badParameter('instType');
  const ordId = text(params, 'ordId');
  const begin = Number(text(params, 'begin') ?? 0);
  const end = Number(text(params, 'end') ?? Number.MAX_SAFE_INTEGER);
  const rows = [...venue.fills(account.id)]
    .reverse()
    .filter((fill) => fill.atMs >= begin && fill.atMs <= end)
    .filter((fill) => meets(params, instrumentOf(venue, fill.symbol)))
    .filter((fill) => {
      if (ordId === undefined || fill.orderId === ordId) return true;
      const order = venue.order(account.id, { orderId: fill.orderId });
      return order !== undefined && ordIdOf(order) === ordId;
    })
    .map((fill) => fillRow(venue, fill));
  return succeed(page(params, rows, (row) => String(row['billId'])));
}

export function fillsHistory(call: PrivateCall): Answer {
  return hasBadType(call.params, true) ? badParameter('instType') : fills(call);
}
