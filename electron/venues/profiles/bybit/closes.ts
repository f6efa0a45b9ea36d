// Closes: always reduce-only, with the position's own index and digits. Batches and single orders have a budget each: orders
// go the way that lets them leave sooner, so that twenty leave in a second.
import { compare } from '../../../../shared/decimal.ts';
import type { CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { spend } from './limits.ts';
import { categoryOf, positionIdxOf } from './nouns.ts';
import { createOne, readBatch, side, unreadableAnswer, waitMs, type Body } from './orderEntry.ts';

/** Below the least size only qty "0" is taken: with reduceOnly and closeOnTrigger it closes what the position holds. */
const isDust = ({ size, position, limitPrice }: CloseOrder): boolean =>
  limitPrice === null && compare(size, position.market.minSize) < 0 && compare(size, position.size) === 0;

const closeBody = (order: CloseOrder): Body => ({
  symbol: order.position.nativeSymbol,
  side: side(order.orderSide),
  orderType: order.limitPrice === null ? 'Market' : 'Limit',
  ...(isDust(order) ? { qty: '0', closeOnTrigger: true } : { qty: order.size }),
  ...(order.limitPrice === null ? {} : { price: order.limitPrice }),
  timeInForce: 'IOC',
  positionIdx: positionIdxOf(order.position),
  reduceOnly: true,
  orderLinkId: order.clientOrderId,
});

async function createMany(context: Context, category: string, bodies: readonly Body[]): Promise<readonly SubmitOutcome[]> {
  const request = { category, request: bodies };
  const sent = await context.send<unknown>(spend('order/create-batch', bodies.length), () =>
    context.client.privatePostV5OrderCreateBatch(request),
  );
  return readBatch(sent, bodies.length, true);
}

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const outcomes = new Map<CloseOrder, SubmitOutcome>();
  const groups = groupBy(orders, (order) => categoryOf(order.position.market));
  await Promise.all(
    [...groups].map(async ([category, group]) => {
      const batchMs = waitMs(context, 'order/create-batch', group.length);
      const singlesMs = waitMs(context, 'order/create', group.length);
      if (group.length === 1 || singlesMs < batchMs) {
        const answers = group.map(async (order) => {
          outcomes.set(order, await createOne(context, { category, ...closeBody(order) }));
        });
        await Promise.all(answers);
        return;
      }
      const answers = await createMany(context, category, group.map(closeBody));
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? unreadableAnswer));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? unreadableAnswer);
}
