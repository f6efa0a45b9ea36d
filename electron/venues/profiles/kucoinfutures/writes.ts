// Closes and cancels.
//  - Every close is a reduce-only order of the position's own size: what would exceed the position is cancelled. It says cross
//    or isolated as the position is, and in a two-sided account the position's side. [D] Add Order
//  - An order that was taken is answered by its number alone: what filled is told by the streams and the reads.
import { assertNever, type Failure } from '../../../../shared/failure.ts';
import type { Side, WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context } from './account.ts';
import { spend } from './limits.ts';
import { isUnknownOrder, readCode, SUCCESS, toOutcome } from './refusals.ts';
import { ackRow, answerOf, dataOf, sweptRow, type AckRow } from './rows.ts';

export type Body = Readonly<Record<string, string | number | boolean>>;

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "KuCoin's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

const notWhole: SubmitOutcome = {
  kind: 'refused',
  reason: 'belowMinimum',
  failure: { kind: 'refused', message: 'KuCoin takes whole lots only: this size is none.' },
};

export const tag = (side: Side) => (side === 'long' ? 'LONG' : 'SHORT');

/** Null: not a number of whole lots, which is all that the reference documents. */
export function wholeLots(size: string): number | null {
  const lots = Number(size);
  return Number.isSafeInteger(lots) && lots > 0 ? lots : null;
}

const closeBody = ({ position, clientOrderId, orderSide, limitPrice }: CloseOrder, size: number): Body => ({
  clientOid: clientOrderId,
  symbol: position.nativeSymbol,
  side: orderSide,
  size,
  reduceOnly: true,
  marginMode: position.marginMode === 'cross' ? 'CROSS' : 'ISOLATED',
  ...(position.hedged ? { positionSide: tag(position.side) } : {}),
  ...(limitPrice === null ? { type: 'market' } : { type: 'limit', price: limitPrice, timeInForce: 'IOC' }),
});

function toSubmitOutcome(ack: AckRow | undefined): SubmitOutcome {
  if (ack === undefined) return notUnderstood;
  if (ack.code !== null && !SUCCESS.has(ack.code)) return toOutcome(readCode(ack.code, ack.msg ?? ''));
  return ack.orderId === null ? notUnderstood : { kind: 'accepted', orderId: ack.orderId, filledSize: null };
}

export const one = (sent: Sent<unknown>): SubmitOutcome =>
  sent.kind === 'answered' ? toSubmitOutcome(ackRow.safeParse(dataOf(sent.body)).data) : sent;

type Ready = Readonly<{ order: CloseOrder; body: Body }>;

async function submitReady({ client, send }: Context, ready: readonly Ready[]): Promise<readonly SubmitOutcome[]> {
  const [only] = ready;
  if (only === undefined) return [];
  if (ready.length === 1) {
    return [one(await send<unknown>(spend('futures', 2), () => client.futuresPrivatePostOrders(only.body)))];
  }
  const call = () => client.futuresPrivatePostOrdersMulti(ready.map(({ body }) => body));
  const sent = await send<unknown>(spend('futures', 20), call);
  if (sent.kind !== 'answered') return ready.map(() => sent);
  const data = dataOf(sent.body);
  const rows: readonly unknown[] = Array.isArray(data) ? data : [];
  const acks = rows.map((row) => ackRow.safeParse(row).data);
  return ready.map(({ order }, index) => {
    const own = acks.find((ack) => ack?.clientOid === order.clientOrderId);
    if (own !== undefined) return toSubmitOutcome(own);
    // Without a name of its own an item stands in the order of the request.
    const inPlace = acks.length === ready.length ? acks[index] : undefined;
    return toSubmitOutcome(inPlace?.clientOid === null ? inPlace : undefined);
  });
}

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const ready = orders.flatMap((order): readonly Ready[] => {
    const lots = wholeLots(order.size);
    return lots === null ? [] : [{ order, body: closeBody(order, lots) }];
  });
  const answers = await submitReady(context, ready);
  const outcomes = new Map(ready.map(({ order }, index) => [order, answers[index] ?? notUnderstood]));
  return orders.map((order) => outcomes.get(order) ?? notWhole);
}

/** "Order is in not cancelable state". */
const ENDED = '100004';
const isGone = (failure: Failure): boolean => failure.venueCode === ENDED || isUnknownOrder(failure);

function toCancelOutcome(answer: Sent<unknown>): CancelOutcome {
  switch (answer.kind) {
    case 'answered':
      return { kind: 'cancelled' };
    case 'refused':
      return isGone(answer.failure) ? { kind: 'gone' } : { kind: 'refused', failure: answer.failure };
    case 'neverSent':
      return { kind: 'refused', failure: answer.failure };
    case 'unknown':
      return { kind: 'unknown', failure: answer.failure };
    default:
      return assertNever(answer);
  }
}

/** Plain orders and stops by the same call. [D] Cancel Order By OrderId */
export const cancelOrders = ({ client, send }: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> =>
  Promise.all(
    orders.map(async ({ orderId }) =>
      toCancelOutcome(await send<unknown>(spend('futures', 1), () => client.futuresPrivateDeleteOrdersOrderId({ orderId }))),
    ),
  );

/** One call takes every order that a list has on a contract. What it did not name had gone before. */
async function sweepList(
  { client, send }: Context,
  symbol: string,
  family: WorkingOrder['family'],
  orders: readonly WorkingOrder[],
): Promise<readonly CancelOutcome[]> {
  const sent =
    family === 'plain'
      ? await send<unknown>(spend('futures', 10), () => client.futuresPrivateDeleteOrders({ symbol, version: 'v3' }))
      : await send<unknown>(spend('futures', 15), () => client.futuresPrivateDeleteStopOrders({ symbol }));
  const outcome = toCancelOutcome(sent);
  if (sent.kind !== 'answered') return orders.map(() => outcome);
  const cancelled = new Set(answerOf(sweptRow, sent.body, 'cancelled orders').cancelledOrderIds);
  return orders.map(({ orderId }): CancelOutcome => (cancelled.has(orderId) ? outcome : { kind: 'gone' }));
}

export async function sweepOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const groups = new Map<string, WorkingOrder[]>();
  for (const order of orders) {
    const name = `${order.family}|${order.nativeSymbol}`;
    groups.set(name, [...(groups.get(name) ?? []), order]);
  }
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      const answers = await sweepList(context, first.nativeSymbol, first.family, group);
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}
