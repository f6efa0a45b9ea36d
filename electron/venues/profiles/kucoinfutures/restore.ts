// Protective orders that were cancelled for a close that was then refused come back as they were listed, reduce-only.
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { SubmitOutcome } from '../../../exit/ports.ts';
import { memoryOf, type Context } from './account.ts';
import { spend } from './limits.ts';
import { given, type OrderRow } from './rows.ts';
import { one, tag, wholeLots, type Body } from './writes.ts';

const cannot = (message: string): SubmitOutcome => ({
  kind: 'refused',
  reason: 'other',
  failure: { kind: 'refused', message, remedy: 'Set it again at KuCoin.' },
});

/** Without a size it closes the whole position. [D] closeOrder */
function sizeAgain({ size }: WorkingOrder): Body | null {
  if (size === null) return { closeOrder: true };
  const lots = wholeLots(size);
  return lots === null ? null : { size: lots, reduceOnly: true };
}

function bodyAgain(order: WorkingOrder, row: OrderRow, size: Body, clientOrderId: string): Body {
  const price = given(row.price);
  return {
    clientOid: clientOrderId,
    symbol: row.symbol,
    side: row.side,
    type: row.type,
    ...size,
    ...(row.marginMode === null || row.marginMode === undefined ? {} : { marginMode: row.marginMode }),
    ...(order.positionSide === null ? {} : { positionSide: tag(order.positionSide) }),
    ...(row.type === 'limit' && price !== null ? { price, timeInForce: row.timeInForce ?? 'GTC' } : {}),
    ...(row.stop === null ? {} : { stop: row.stop }),
    ...(row.stopPrice === null ? {} : { stopPrice: row.stopPrice }),
    ...(row.stopPriceType === null ? {} : { stopPriceType: row.stopPriceType }),
  };
}

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  const { client, send } = context;
  const known = memoryOf(client).orders.get(order.orderId);
  if (known === undefined) return cannot('The details of this order are not known any more: it can not be put back.');
  const size = sizeAgain(order);
  if (size === null) return cannot('An order of less than a whole lot can not be put back.');
  const body = bodyAgain(order, known, size, clientOrderId);
  return one(await send<unknown>(spend('futures', 2), () => client.futuresPrivatePostOrders(body)));
}
