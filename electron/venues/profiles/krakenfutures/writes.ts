// Closes, cancels and the restoring of protective orders.
//  - Every close is reduce-only. There is one position a contract, so it carries no tag.
//  - [D] `mkt` is an immediate-or-cancel order that stays within 1 % of the price; `ioc` has a limit of ours.
//  - An answer tells the executions of an immediate order with it.
import { compare, divide, multiply, sum } from '../../../../shared/decimal.ts';
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import { memoryOf, type Context } from './account.ts';
import { CANCEL_ALL_COST, spend, spendBatch } from './limits.ts';
import { MOST_USD } from './nouns.ts';
import { readStatus } from './refusals.ts';
import { batchAnswer, cancelAllAnswer, cancelAnswer, executionEvent, sendAnswer, type StatusRow } from './rows.ts';

type Body = Readonly<Record<string, string | boolean>>;

export const MOST_CANCELS = 20;

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Kraken Futures' answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

const closeBody = (order: CloseOrder): Body => ({
  orderType: order.limitPrice === null ? 'mkt' : 'ioc',
  symbol: order.position.nativeSymbol,
  side: order.orderSide,
  size: order.size,
  ...(order.limitPrice === null ? {} : { limitPrice: order.limitPrice }),
  reduceOnly: true,
  cliOrdId: order.clientOrderId,
});

function isTooLarge({ size, position }: CloseOrder): boolean {
  const { contractSize, inverse, maxMarketSize, minSize } = position.market;
  const units = multiply(size, contractSize);
  const worth = inverse ? units : multiply(units, position.markPrice);
  if (compare(worth, MOST_USD) > 0 || (maxMarketSize !== null && compare(size, maxMarketSize) > 0)) return true;
  // Without a price nobody knows the worth: what is far above the least size is not too small.
  return worth === '0' && compare(divide(size, minSize), '1000') > 0;
}

const ACCEPTED = new Set(['placed', 'attempted', 'partiallyFilled', 'filled']);

function readPlaced(row: StatusRow, tooLarge: boolean): SubmitOutcome {
  if (!ACCEPTED.has(row.status)) return readStatus(row.status, tooLarge);
  if (row.order_id === null) return notUnderstood;
  const executed = (row.orderEvents ?? []).flatMap((event) => executionEvent.safeParse(event).data?.amount ?? []);
  return { kind: 'accepted', orderId: row.order_id, filledSize: executed.length === 0 ? null : sum(executed) };
}

async function sendOne(context: Context, body: Body, tooLarge: boolean): Promise<SubmitOutcome> {
  const sent = await context.send<unknown>(spend('sendorder'), () => context.client.privatePostSendorder(body));
  if (sent.kind !== 'answered') return sent;
  const answer = sendAnswer.safeParse(sent.body);
  return answer.success ? readPlaced(answer.data.sendStatus, tooLarge) : notUnderstood;
}

/** One status an instruction, in their order; tags settle what could be mixed up. */
function readBatch(body: unknown, count: number): readonly (StatusRow | undefined)[] {
  const rows = batchAnswer.safeParse(body).data?.batchStatus ?? [];
  return Array.from({ length: count }, (_, index) => {
    const tagged = rows.find((row) => row.order_tag === String(index));
    return tagged ?? (rows.length === count && rows.every((row) => row.order_tag === null) ? rows[index] : undefined);
  });
}

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const [only] = orders;
  if (only === undefined) return [];
  if (orders.length === 1) return [await sendOne(context, closeBody(only), isTooLarge(only))];
  const batchOrder = orders.map((order, index) => ({ order: 'send', order_tag: String(index), ...closeBody(order) }));
  const sent = await context.send<unknown>(spendBatch(orders.length), () => context.client.privatePostBatchorder({ batchOrder }));
  if (sent.kind !== 'answered') return orders.map(() => sent);
  const rows = readBatch(sent.body, orders.length);
  return orders.map((order, index) => {
    const row = rows[index];
    return row === undefined ? notUnderstood : readPlaced(row, isTooLarge(order));
  });
}

const GONE = new Set(['notFound', 'filled', 'noOrdersToCancel']);

function readCancelled(status: string | undefined): CancelOutcome {
  if (status === 'cancelled') return { kind: 'cancelled' };
  if (status === undefined) return notUnderstood;
  if (GONE.has(status)) return { kind: 'gone' };
  const outcome = readStatus(status, false);
  return outcome.kind === 'refused'
    ? { kind: 'refused', failure: outcome.failure }
    : { kind: 'unknown', failure: outcome.failure };
}

/** What a whole call that was not answered means for each of its orders. */
function notAnswered(sent: Exclude<Sent<unknown>, { kind: 'answered' }>): CancelOutcome {
  switch (sent.kind) {
    case 'refused':
    case 'neverSent':
      return { kind: 'refused', failure: sent.failure };
    case 'unknown':
      return { kind: 'unknown', failure: sent.failure };
    default:
      return assertNever(sent);
  }
}

async function cancelOne(context: Context, order: WorkingOrder): Promise<CancelOutcome> {
  const body = { order_id: order.orderId };
  const sent = await context.send<unknown>(spend('cancelorder'), () => context.client.privatePostCancelorder(body));
  if (sent.kind !== 'answered') return notAnswered(sent);
  return readCancelled(cancelAnswer.safeParse(sent.body).data?.cancelStatus.status);
}

async function cancelBatch(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const [only] = orders;
  if (orders.length === 1 && only !== undefined) return [await cancelOne(context, only)];
  const batchOrder = orders.map((order) => ({ order: 'cancel', order_id: order.orderId }));
  const sent = await context.send<unknown>(spendBatch(orders.length), () => context.client.privatePostBatchorder({ batchOrder }));
  if (sent.kind !== 'answered') return orders.map(() => notAnswered(sent));
  const rows = batchAnswer.safeParse(sent.body).data?.batchStatus ?? [];
  return orders.map((order, index) => {
    const own = rows.find((row) => row.order_id === order.orderId);
    // A cancel that found nothing may come without the id.
    return readCancelled((own ?? (rows.length === orders.length ? rows[index] : undefined))?.status);
  });
}

const parts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Every kind of order goes by its id. */
export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = await Promise.all(parts(orders, MOST_CANCELS).map((part) => cancelBatch(context, part)));
  return outcomes.flat();
}

/** cancelallorders takes every kind of order of one contract. Its list may be shorter: what it leaves out was gone. */
async function cancelContract(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const symbol = orders[0]?.nativeSymbol;
  if (symbol === undefined) return [];
  const sent = await context.send<unknown>(spend('cancelallorders'), () => context.client.privatePostCancelallorders({ symbol }));
  if (sent.kind !== 'answered') return orders.map(() => notAnswered(sent));
  const answer = cancelAllAnswer.safeParse(sent.body);
  if (!answer.success) return orders.map(() => notUnderstood);
  const cancelled = new Set((answer.data.cancelStatus.cancelledOrders ?? []).map(({ order_id }) => order_id));
  const rest = readCancelled(answer.data.cancelStatus.status);
  return orders.map((order): CancelOutcome => {
    if (cancelled.has(order.orderId)) return { kind: 'cancelled' };
    return rest.kind === 'cancelled' ? { kind: 'gone' } : rest;
  });
}

/** By contract where that is cheaper than by id, the rest in batches. */
export async function sweepOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const contracts = new Map<string, WorkingOrder[]>();
  for (const order of orders) contracts.set(order.nativeSymbol, [...(contracts.get(order.nativeSymbol) ?? []), order]);
  const whole = [...contracts.values()].filter((group) => group.length > CANCEL_ALL_COST - 9);
  const single = [...contracts.values()].filter((group) => !whole.includes(group)).flat();
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const keep = (group: readonly WorkingOrder[], answers: readonly CancelOutcome[]) =>
    group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
  await Promise.all([
    ...whole.map(async (group) => keep(group, await cancelContract(context, group))),
    ...parts(single, MOST_CANCELS).map(async (part) => keep(part, await cancelBatch(context, part))),
  ]);
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

const notRestorable = (message: string): SubmitOutcome => ({ kind: 'neverSent', failure: { kind: 'refused', message } });

const ORDER_TYPES: Readonly<Record<string, string>> = {
  lmt: 'lmt',
  limit: 'lmt',
  post: 'lmt', // it may have to take now
  stop: 'stp',
  stp: 'stp',
  stop_loss: 'stp',
  take_profit: 'take_profit',
  trailing_stop: 'trailing_stop',
};

/** [D] a stop's limitPrice is the worst price that it may fill at; without one it is a market order when it fires. */
export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  if (!order.reduceOnly) return notRestorable('Only orders that protect a position are put back.');
  const orderType = ORDER_TYPES[order.type];
  if (orderType === undefined || order.size === null) return notRestorable('The kind or size of this order is not known.');
  const details = memoryOf(context.client).orders.get(order.orderId);
  const trailing = orderType === 'trailing_stop' ? details?.trailing : null;
  if (trailing === undefined || (orderType === 'trailing_stop' && trailing === null)) {
    return notRestorable('How far this stop trails is not known.');
  }
  if (orderType === 'lmt' ? order.price === null : trailing === null && order.triggerPrice === null) {
    return notRestorable('The price of this order is not known.');
  }
  const body: Body = {
    orderType,
    symbol: order.nativeSymbol,
    side: order.orderSide,
    size: order.size,
    ...(order.price === null ? {} : { limitPrice: order.price }),
    ...(order.triggerPrice === null || trailing !== null ? {} : { stopPrice: order.triggerPrice }),
    ...(orderType === 'lmt' || details === undefined || details.triggerSignal === null
      ? {}
      : { triggerSignal: details.triggerSignal }),
    ...(trailing === null
      ? {}
      : { trailingStopMaxDeviation: trailing.maxDeviation, trailingStopDeviationUnit: trailing.unit.toUpperCase() }),
    reduceOnly: true,
    cliOrdId: clientOrderId,
  };
  return sendOne(context, body, false);
}
