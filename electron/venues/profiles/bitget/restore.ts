// Puts a protective order back as it was, from its remembered row. Nothing that could open a position is put back: one-way
// trigger orders say nowhere whether they are reduce-only.
import { isDecimal, isZero } from '../../../../shared/decimal.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { SubmitOutcome } from '../../../exit/ports.ts';
import { VenueReadError } from '../../profile.ts';
import { recall, type Context, type RememberedOrder } from './account.ts';
import { spend } from './limits.ts';
import { notUnderstood } from './orderItems.ts';
import type { ProductType } from './productType.ts';
import { dataOf, given, orderAck, type OrderRow, type PlanRow } from './rows.ts';

type Fields = Readonly<Record<string, string>>;

const filled = (fields: Readonly<Record<string, string | null>>): Fields =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

const refused = (message: string): SubmitOutcome => ({ kind: 'refused', reason: 'other', failure: { kind: 'refused', message } });

const base = (productType: ProductType, row: OrderRow | PlanRow, clientOid: string): Fields =>
  filled({ symbol: row.symbol, productType, marginCoin: row.marginCoin, clientOid });

/** In two-sided mode as it was placed: the side of the position, and close. */
function direction(order: WorkingOrder): Fields {
  return order.positionSide === null
    ? { side: order.orderSide, reduceOnly: 'YES' }
    : { side: order.positionSide === 'long' ? 'buy' : 'sell', tradeSide: 'close' };
}

const plainAgain = (order: WorkingOrder, { productType, row }: RememberedOrder & { kind: 'plain' }, id: string): Fields => ({
  ...base(productType, row, id),
  ...filled({ marginMode: row.marginMode, orderType: row.orderType, force: row.force, price: order.price, size: order.size }),
  ...direction(order),
});

const triggerAgain = (order: WorkingOrder, { productType, row }: RememberedOrder & { kind: 'plan' }, id: string): Fields => ({
  ...base(productType, row, id),
  ...filled({ planType: row.planType, marginMode: row.marginMode, orderType: row.orderType, size: order.size }),
  ...filled({ triggerPrice: row.triggerPrice, triggerType: row.triggerType, callbackRatio: given(row.callbackRatio) }),
  ...(row.planType === 'normal_plan' && row.orderType === 'limit' ? filled({ price: given(row.price) }) : {}),
  ...direction(order),
});

const WHOLE = new Set(['pos_profit', 'pos_loss']);

/** holdSide: long or short in two-sided mode, buy (long) or sell (short) in one-way mode [D place-tpsl-order]. */
function attachedAgain(order: WorkingOrder, { productType, row }: RememberedOrder & { kind: 'plan' }, id: string): Fields {
  const oneWay = order.orderSide === 'sell' ? 'buy' : 'sell';
  const size = isDecimal(row.size) && !isZero(row.size) && !WHOLE.has(row.planType) ? row.size : null;
  return {
    ...base(productType, row, id),
    ...filled({ planType: row.planType, triggerPrice: row.triggerPrice, triggerType: row.triggerType, size }),
    holdSide: order.positionSide ?? oneWay,
    // A trailing stop always executes at market, and names its callback otherwise.
    ...(row.planType === 'moving_plan'
      ? filled({ rangeRate: given(row.callbackRatio) })
      : filled({ executePrice: given(row.executePrice) })),
  };
}

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  const { client } = context;
  const known = recall(client, order.orderId);
  if (known === undefined) return refused('The details of this order are not known any more: it can not be put back.');
  if (!order.reduceOnly) return refused('This order could open a position: it is not put back.');
  const sent =
    known.kind === 'plain'
      ? await context.send<unknown>(spend('order/place-order'), () =>
          client.privateMixPostV2MixOrderPlaceOrder(plainAgain(order, known, clientOrderId)),
        )
      : order.family === 'trigger'
        ? await context.send<unknown>(spend('order/place-plan-order'), () =>
            client.privateMixPostV2MixOrderPlacePlanOrder(triggerAgain(order, known, clientOrderId)),
          )
        : await context.send<unknown>(spend('order/place-tpsl-order'), () =>
            client.privateMixPostV2MixOrderPlaceTpslOrder(attachedAgain(order, known, clientOrderId)),
          );
  if (sent.kind !== 'answered') return sent;
  try {
    const { orderId } = dataOf(orderAck, sent.body, 'answer to an order');
    return orderId === null ? notUnderstood : { kind: 'accepted', orderId, filledSize: null };
  } catch (error) {
    if (error instanceof VenueReadError) return notUnderstood;
    throw error;
  }
}
