// Cancels name every order. Plain ones go by symbol, up to fifty in a call; trigger orders, take-profits and stops by symbol
// and exact kind: `profit_loss`, which lists them all, is not taken here [D cancel-plan-order].
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { spend } from './limits.ts';
import { marketOf } from './nouns.ts';
import { notUnderstood, readItems, type ItemFate } from './orderItems.ts';
import { productTypeOf } from './productType.ts';
import { isGone, readCode, toOutcome } from './refusals.ts';
import type { FailedItem } from './rows.ts';

const MOST_CANCELS = 50;

function toCancelOutcome(fate: ItemFate): CancelOutcome {
  if (fate.kind === 'taken') return { kind: 'cancelled' };
  if (fate.kind === 'unknown') return { kind: 'unknown', failure: fate.failure };
  return isGone(fate.failure.venueCode ?? '') ? { kind: 'gone' } : { kind: 'refused', failure: fate.failure };
}

/** Failed items of plan cancels may come without a code, in words alone. */
function readFailed({ errorCode, errorMsg }: FailedItem): ItemFate {
  if (errorCode !== null) return toOutcome(readCode(errorCode, errorMsg ?? ''));
  return /not ?exist/i.test(errorMsg ?? '') ? toOutcome(readCode('43001', errorMsg ?? '')) : notUnderstood;
}

async function cancelTogether(context: Context, group: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const [first] = group;
  if (first === undefined) return [];
  const { nativeSymbol: symbol, family, type: planType } = first;
  const productType = productTypeOf(marketOf(context, symbol));
  const orderIdList = group.map(({ orderId }) => ({ orderId }));
  const { client } = context;
  const sent: Sent<unknown> =
    family === 'plain'
      ? await context.send<unknown>(spend('order/batch-cancel-orders'), () =>
          client.privateMixPostV2MixOrderBatchCancelOrders({ symbol, productType, orderIdList }),
        )
      : await context.send<unknown>(spend('order/cancel-plan-order'), () =>
          client.privateMixPostV2MixOrderCancelPlanOrder({ symbol, productType, planType, orderIdList }),
        );
  const owns = group.map((order) => (item: Readonly<{ orderId: string | null }>) => item.orderId === order.orderId);
  return readItems(sent, owns, readFailed).map(toCancelOutcome);
}

const parts = <T>(items: readonly T[]): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / MOST_CANCELS) }, (_, index) =>
    items.slice(index * MOST_CANCELS, (index + 1) * MOST_CANCELS),
  );

export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const groups = groupBy(orders, ({ nativeSymbol, family, type }) => `${nativeSymbol}|${family === 'plain' ? '' : type}`);
  await Promise.all(
    [...groups.values()].flatMap(parts).map(async (part) => {
      const answers = await cancelTogether(context, part);
      part.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}
