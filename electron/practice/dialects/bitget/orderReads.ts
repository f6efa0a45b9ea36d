// Lists and look-ups of plain orders and of fills, newest first.
import type { PracticeOrder } from '../../exchange.ts';
import { detailNotFound } from './codes.ts';
import { readInstrument } from './orderIntent.ts';
import { detailRow, fillRow, orderRow } from './orderRows.ts';
import { instrumentOf, productTypeOf, readProductType } from './render.ts';
import { missing, page, parameterError, refuse, succeed, text, type Answer, type PrivateCall } from './wire.ts';

/** Orders of the product type, and of the symbol and id where they are named. */
export function fits(call: PrivateCall, order: Pick<PracticeOrder, 'symbol' | 'orderId' | 'clientOrderId'>): boolean {
  const { params, venue } = call;
  return (
    productTypeOf(instrumentOf(venue, order.symbol)) === readProductType(text(params, 'productType')) &&
    (text(params, 'symbol')?.toUpperCase() ?? order.symbol) === order.symbol &&
    (text(params, 'orderId') ?? order.orderId) === order.orderId &&
    (text(params, 'clientOid') ?? order.clientOrderId) === order.clientOrderId
  );
}

function listed(call: PrivateCall, orders: readonly PracticeOrder[]): Answer {
  if (readProductType(text(call.params, 'productType')) === undefined) return refuse(parameterError('productType'));
  const rows = orders.filter((order) => order.trigger === null && fits(call, order)).map((order) => orderRow(call.venue, order));
  return page(call.params, rows, 'entrustedList', 'orderId');
}

export const pendingOrders = (call: PrivateCall): Answer => listed(call, call.venue.workingOrders(call.account.id).toReversed());
export const orderHistory = (call: PrivateCall): Answer => listed(call, call.venue.endedOrders(call.account.id));

export function orderDetail(call: PrivateCall): Answer {
  const instrument = readInstrument(call, call.params);
  if (!instrument.ok) return refuse(instrument.error);
  const orderId = text(call.params, 'orderId');
  const clientOrderId = text(call.params, 'clientOid');
  if (orderId === undefined && clientOrderId === undefined) return refuse(missing('orderId'));
  const order = call.venue.order(call.account.id, orderId === undefined ? { clientOrderId } : { orderId });
  const found = order !== undefined && order.trigger === null && order.symbol === instrument.value.symbol;
  return found ? succeed(detailRow(call.venue, order)) : refuse(detailNotFound);
}

export function fills(call: PrivateCall): Answer {
  const { venue, account, params } = call;
  if (readProductType(text(params, 'productType')) === undefined) return refuse(parameterError('productType'));
  const rows = [...venue.fills(account.id, { symbol: text(params, 'symbol'), orderId: text(params, 'orderId') })]
    .filter((fill) => fits({ ...call, params: { productType: params['productType'] } }, fill))
    .toSorted((a, b) => Number(b.fillId) - Number(a.fillId))
    .map((fill) => fillRow(venue, fill));
  return page(params, rows, 'fillList', 'tradeId');
}
