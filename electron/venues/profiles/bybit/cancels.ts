// Cancels by id, and sweeps by symbol. Proof of either is a later read.
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { spend } from './limits.ts';
import { categoryOf, marketOf } from './nouns.ts';
import { fits, readBatch } from './orderEntry.ts';
import { cancelAllAnswer } from './rows.ts';

const GONE = new Set(['110001', '110008', '110010', '110019', '170213']);

function toCancelOutcome(outcome: SubmitOutcome | Sent<unknown>): CancelOutcome {
  switch (outcome.kind) {
    case 'accepted':
    case 'answered':
      return { kind: 'cancelled' };
    case 'refused':
      return GONE.has(outcome.failure.venueCode ?? '') ? { kind: 'gone' } : { kind: 'refused', failure: outcome.failure };
    case 'neverSent':
      return { kind: 'refused', failure: outcome.failure };
    case 'unknown':
      return { kind: 'unknown', failure: outcome.failure };
    default:
      return assertNever(outcome);
  }
}

async function cancelOne(context: Context, order: WorkingOrder): Promise<CancelOutcome> {
  const category = categoryOf(marketOf(context, order.nativeSymbol));
  const body = { category, symbol: order.nativeSymbol, orderId: order.orderId };
  return toCancelOutcome(await context.send<unknown>(spend('order/cancel'), () => context.client.privatePostV5OrderCancel(body)));
}

async function cancelMany(
  context: Context,
  category: string,
  orders: readonly WorkingOrder[],
): Promise<readonly CancelOutcome[]> {
  const request = orders.map((order) => ({ symbol: order.nativeSymbol, orderId: order.orderId }));
  const sent = await context.send<unknown>(spend('order/cancel-batch', orders.length), () =>
    context.client.privatePostV5OrderCancelBatch({ category, request }),
  );
  return readBatch(sent, orders.length, false).map(toCancelOutcome);
}

/** All families go by their order id; one that lives on a position takes only its own side of it along. */
export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const groups = groupBy(orders, (order) => categoryOf(marketOf(context, order.nativeSymbol)));
  await Promise.all(
    [...groups].map(async ([category, group]) => {
      const [only] = group;
      const single =
        group.length === 1 || (!fits(context, 'order/cancel-batch', group.length) && fits(context, 'order/cancel', group.length));
      const answers =
        single && only !== undefined
          ? await Promise.all(group.map((order) => cancelOne(context, order)))
          : await cancelMany(context, category, group);
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? lostCancel));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? lostCancel);
}

const lostCancel: CancelOutcome = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Bybit's answer to a cancel can not be understood." },
};

/** cancel-all takes every kind of order of a symbol for one unit of a budget of its own. */
async function cancelSymbol(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const [first] = orders;
  if (first === undefined) return [];
  const body = { category: categoryOf(marketOf(context, first.nativeSymbol)), symbol: first.nativeSymbol };
  const sent = await context.send<unknown>(spend('order/cancel-all'), () => context.client.privatePostV5OrderCancelAll(body));
  const outcome = toCancelOutcome(sent);
  if (sent.kind !== 'answered') return orders.map(() => outcome);
  const parsed = cancelAllAnswer.safeParse(sent.body);
  const list = parsed.data?.result.list;
  if (list === undefined || list === null) return orders.map(() => outcome);
  const cancelled = new Set(list.map((item) => item.orderId));
  return orders.map((order): CancelOutcome => (cancelled.has(order.orderId) ? { kind: 'cancelled' } : { kind: 'gone' }));
}

/**
 * Three budgets side by side: the widest symbols by cancel-all; when that one is spent for this second, symbols with one
 * order by batch and then one by one.
 */
export async function sweepOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const keep = (group: readonly WorkingOrder[], answers: readonly CancelOutcome[]) =>
    group.forEach((order, index) => outcomes.set(order, answers[index] ?? lostCancel));
  const symbols = [...groupBy(orders, (order) => order.nativeSymbol).values()].sort((a, b) => b.length - a.length);
  const bySymbol: (readonly WorkingOrder[])[] = [];
  const byBatch: WorkingOrder[] = [];
  const byId: WorkingOrder[] = [];
  for (const group of symbols) {
    const alone = group.length === 1 && !fits(context, 'order/cancel-all', bySymbol.length + 1);
    if (alone && fits(context, 'order/cancel-batch', byBatch.length + 1)) byBatch.push(...group);
    else if (alone && fits(context, 'order/cancel', byId.length + 1)) byId.push(...group);
    else bySymbol.push(group);
  }
  const batches = groupBy(byBatch, (order) => categoryOf(marketOf(context, order.nativeSymbol)));
  await Promise.all([
    ...bySymbol.map(async (group) => keep(group, await cancelSymbol(context, group))),
    ...[...batches].map(async ([category, group]) => keep(group, await cancelMany(context, category, group))),
    ...byId.map(async (order) => keep([order], [await cancelOne(context, order)])),
  ]);
  return orders.map((order) => outcomes.get(order) ?? lostCancel);
}
