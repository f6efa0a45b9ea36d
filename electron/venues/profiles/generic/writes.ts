// Closes and cancels, one call each. Every close is reduce-only; a hedge-mode position is refused here too.
import { compare, decimal } from '../../../../shared/decimal.ts';
import { assertNever, type Failure } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context, Kit } from './kit.ts';
import { CALL, hedgeFailure } from './reads.ts';
import { ORDER_NOT_FOUND } from './refusals.ts';
import { placedRow } from './rows.ts';

const refused = (failure: Failure): SubmitOutcome => ({ kind: 'refused', reason: 'other', failure });

function readPlaced(kit: Kit, sent: Sent<unknown>): SubmitOutcome {
  if (sent.kind !== 'answered') return sent;
  const placed = placedRow.safeParse(sent.body);
  if (!placed.success) {
    const message = `The answer of ${kit.id} to an order can not be understood: the order may exist.`;
    return { kind: 'unknown', failure: { kind: 'unknownOutcome', message } };
  }
  const { id, status, filled } = placed.data;
  if (status === 'rejected') return refused({ kind: 'refused', message: `${kit.id} has rejected the order.` });
  return { kind: 'accepted', orderId: id, filledSize: filled };
}

/** ccxt takes floats. Null: this one would not be the same number. */
function floatOf(text: string): number | null {
  const float = Number(text);
  return Number.isFinite(float) && compare(decimal(float), text) === 0 ? float : null;
}

async function closeOne(kit: Kit, context: Context, order: CloseOrder): Promise<SubmitOutcome> {
  const { position, limitPrice } = order;
  if (position.hedged) return refused(hedgeFailure(kit));
  const amount = floatOf(order.size);
  const price = limitPrice === null ? undefined : floatOf(limitPrice);
  if (amount === null || price === null) {
    return refused({ kind: 'refused', message: `ccxt can not carry all digits of this order: ${order.size}` });
  }
  const parameters = {
    reduceOnly: true,
    clientOrderId: order.clientOrderId,
    ...(kit.abilities.takesMarginMode ? { marginMode: position.marginMode } : {}),
    ...(limitPrice === null ? {} : { timeInForce: 'IOC' }),
  };
  const type = limitPrice === null ? 'market' : 'limit';
  return readPlaced(
    kit,
    await context.send<unknown>(CALL, () =>
      context.client.createOrder(position.symbol, type, order.orderSide, amount, price, parameters),
    ),
  );
}

export const submitCloses = (kit: Kit, context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> =>
  Promise.all(orders.map((order) => closeOne(kit, context, order)));

async function cancelOne(kit: Kit, context: Context, order: WorkingOrder): Promise<CancelOutcome> {
  const { trigger = order.family === 'trigger' && kit.abilities.listsTriggers, trailing = false } =
    kit.listedBy(context.client, order.orderId) ?? {};
  const parameters = { ...(trigger ? { trigger } : {}), ...(trailing ? { trailing } : {}) };
  const sent = await context.send<unknown>(CALL, () => context.client.cancelOrder(order.orderId, order.symbol, parameters));
  switch (sent.kind) {
    case 'answered':
      return { kind: 'cancelled' };
    case 'refused':
      return sent.failure.venueCode === ORDER_NOT_FOUND ? { kind: 'gone' } : { kind: 'refused', failure: sent.failure };
    case 'neverSent':
      return { kind: 'refused', failure: sent.failure };
    case 'unknown':
      return { kind: 'unknown', failure: sent.failure };
    default:
      return assertNever(sent);
  }
}

/** Exactly these: what a cancel-all takes along differs from venue to venue. */
export const cancelOrders = (kit: Kit, context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> =>
  Promise.all(orders.map((order) => cancelOne(kit, context, order)));

const notRestorable = (message: string): SubmitOutcome => ({ kind: 'neverSent', failure: { kind: 'refused', message } });

/** A stop or a take-profit, whichever its price is on this side of the mark; or a limit order. */
export async function restoreOrder(
  kit: Kit,
  context: Context,
  order: WorkingOrder,
  clientOrderId: string,
): Promise<SubmitOutcome> {
  const { price, size, symbol, triggerPrice } = order;
  if (!order.reduceOnly || size === null) return notRestorable('Only orders that protect a position are put back.');
  const amount = floatOf(size);
  const limit = price === null ? undefined : floatOf(price);
  const trigger = triggerPrice === null ? undefined : floatOf(triggerPrice);
  if (amount === null || limit === null || trigger === null) return notRestorable('ccxt can not carry all digits of this order.');
  const common = { reduceOnly: true, clientOrderId };
  const send = (parameters: object) =>
    context.send<unknown>(CALL, () =>
      context.client.createOrder(symbol, limit === undefined ? 'market' : 'limit', order.orderSide, amount, limit, parameters),
    );
  if (trigger === undefined || triggerPrice === null) {
    return limit === undefined ? notRestorable('The price of this order is not known.') : readPlaced(kit, await send(common));
  }
  const mark = context.markPrice(symbol);
  if (!kit.abilities.restoresStops || mark === undefined) return notRestorable('How this order was triggered is not known.');
  const isStop = compare(triggerPrice, mark) > 0 === (order.orderSide === 'buy');
  return readPlaced(kit, await send({ ...common, [isStop ? 'stopLossPrice' : 'takeProfitPrice']: trigger }));
}
