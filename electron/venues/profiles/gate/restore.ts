// Protective orders that were cancelled for a close that was then refused come back as they were listed, reduce-only.
import { isZero, negate, type Decimal } from '../../../../shared/decimal.ts';
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { SubmitOutcome } from '../../../exit/ports.ts';
import { isDual, recall, type Context } from './account.ts';
import { spend } from './limits.ts';
import { CHASE, marketOf, settleOf } from './nouns.ts';
import type { OrderRow, TrailRow, TriggerRow } from './rows.ts';
import { bookOf, one, type Body } from './writes.ts';

function sizeOf({ orderSide, size }: WorkingOrder): Decimal {
  if (size === null) return '0';
  return orderSide === 'sell' ? negate(size) : size;
}

const plainAgain = (order: WorkingOrder, row: OrderRow, clientOrderId: string): Body => ({
  contract: row.contract,
  size: sizeOf(order),
  price: row.price,
  tif: row.tif ?? 'gtc',
  reduce_only: true,
  text: clientOrderId,
});

/** Whole contracts are a number there, and no other size is documented. [D] FuturesInitialOrder */
function triggerAgain(context: Context, order: WorkingOrder, { initial, trigger, order_type }: TriggerRow) {
  const size = Number(sizeOf(order));
  const closesAll = size === 0;
  const dual = isDual(context, settleOf(marketOf(context, order.nativeSymbol)));
  const autoSize = order.orderSide === 'sell' ? 'close_long' : 'close_short';
  const ofOrder = order_type === null || order_type.endsWith('-order'); // [D] those two can not be asked for
  return {
    initial: {
      contract: initial.contract,
      size,
      price: initial.price ?? '0',
      tif: initial.tif ?? 'gtc',
      reduce_only: true,
      ...(closesAll && !dual ? { close: true } : {}),
      ...(closesAll && dual ? { auto_size: autoSize } : {}),
    },
    trigger: {
      strategy_type: trigger.strategy_type,
      price_type: trigger.price_type,
      price: trigger.price,
      rule: trigger.rule,
      ...(trigger.expiration === null || trigger.expiration === undefined || trigger.expiration === 0
        ? {}
        : { expiration: trigger.expiration }),
    },
    ...(ofOrder ? {} : { order_type }),
  };
}

const trailAgain = (order: WorkingOrder, row: TrailRow, clientOrderId: string): Body => ({
  contract: row.contract,
  amount: sizeOf(order),
  is_gte: row.is_gte,
  ...(row.activation_price === null ? {} : { activation_price: row.activation_price }),
  ...(row.price_type === null ? {} : { price_type: Number(row.price_type) }),
  ...(row.price_offset === null ? {} : { price_offset: row.price_offset }),
  reduce_only: true,
  ...(row.position_related ? { position_related: true } : {}),
  text: clientOrderId,
});

const cannot = (message: string): SubmitOutcome => ({
  kind: 'refused',
  reason: 'other',
  failure: { kind: 'refused', message, remedy: 'Set it again at Gate.' },
});

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  const { client } = context;
  const book = bookOf(order);
  if (book === CHASE) return cannot('Breakglass does not put chasing orders back.');
  const known = recall(client, book === 'price' ? 'trigger' : book, order.orderId);
  if (known === undefined) return cannot('The details of this order are not known any more: it can not be put back.');
  const settle = settleOf(marketOf(context, order.nativeSymbol));
  switch (known.kind) {
    case 'plain': {
      const body = { settle, ...plainAgain(order, known.row, clientOrderId) };
      return one(await context.send<unknown>(spend('place'), () => client.privateFuturesPostSettleOrders(body)));
    }
    case 'trigger': {
      if (order.size !== null && !isZero(order.size) && !Number.isSafeInteger(Number(order.size))) {
        return cannot('A trigger of less than a whole contract can not be put back.');
      }
      const body = { settle, ...triggerAgain(context, order, known.row) };
      return one(await context.send<unknown>(spend('place trigger'), () => client.privateFuturesPostSettlePriceOrders(body)));
    }
    case 'trail': {
      const body = { settle, ...trailAgain(order, known.row, clientOrderId) };
      const call = () => client.privateFuturesPostSettleAutoorderV1TrailCreate(body);
      return one(await context.send<unknown>(spend('place trigger'), call));
    }
    default:
      return assertNever(known);
  }
}
