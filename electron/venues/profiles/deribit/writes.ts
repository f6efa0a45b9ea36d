// Closes, cancels and the restoring of protective orders. There are no batches.
//  - Every close is reduce-only: a market order, or an immediate-or-cancel limit. Less than the least amount goes by the
//    venue's own close_position, which closes what there is and takes no label.
//  - [S] ccxt sends writes as GET, as the venue's reference shows them: nothing below may repeat one by itself. undici does not.
import { compare } from '../../../../shared/decimal.ts';
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import { memoryOf, type Context } from './account.ts';
import { MATCHING } from './limits.ts';
import { GONE } from './refusals.ts';
import { cancelledAnswer, countAnswer, placedAnswer } from './rows.ts';

type Body = Readonly<Record<string, string | boolean>>;

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Deribit's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

function readPlaced(sent: Sent<unknown>): SubmitOutcome {
  if (sent.kind !== 'answered') return sent;
  const answer = placedAnswer.safeParse(sent.body);
  if (!answer.success) return notUnderstood;
  const { order_id: orderId, order_state: state, filled_amount: filledSize } = answer.data.result.order;
  if (state !== 'rejected') return { kind: 'accepted', orderId, filledSize };
  return { kind: 'refused', reason: 'other', failure: { kind: 'refused', message: 'Deribit has rejected the order.' } };
}

async function place(context: Context, direction: 'buy' | 'sell', body: Body): Promise<SubmitOutcome> {
  const { client } = context;
  const request = () => (direction === 'buy' ? client.privateGetBuy(body) : client.privateGetSell(body));
  return readPlaced(await context.send<unknown>(MATCHING, request));
}

const isDust = ({ size, position, limitPrice }: CloseOrder): boolean =>
  limitPrice === null && compare(size, position.market.minSize) < 0 && compare(size, position.size) === 0;

async function closeOne(context: Context, order: CloseOrder): Promise<SubmitOutcome> {
  const instrument = order.position.nativeSymbol;
  if (isDust(order)) {
    const body = { instrument_name: instrument, type: 'market' };
    return readPlaced(await context.send<unknown>(MATCHING, () => context.client.privateGetClosePosition(body)));
  }
  return place(context, order.orderSide, {
    instrument_name: instrument,
    amount: order.size,
    ...(order.limitPrice === null
      ? { type: 'market' }
      : { type: 'limit', price: order.limitPrice, time_in_force: 'immediate_or_cancel' }),
    reduce_only: true,
    label: order.clientOrderId,
  });
}

export const submitCloses = (context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> =>
  Promise.all(orders.map((order) => closeOne(context, order)));

function notAnswered(sent: Exclude<Sent<unknown>, { kind: 'answered' }>): CancelOutcome {
  switch (sent.kind) {
    case 'refused':
      return GONE.has(sent.failure.venueCode ?? '') ? { kind: 'gone' } : { kind: 'refused', failure: sent.failure };
    case 'neverSent':
      return { kind: 'refused', failure: sent.failure };
    case 'unknown':
      return { kind: 'unknown', failure: sent.failure };
    default:
      return assertNever(sent);
  }
}

/** The answer is the order as it is now: one that filled first is gone. */
async function cancelOne(context: Context, order: WorkingOrder): Promise<CancelOutcome> {
  const body = { order_id: order.orderId };
  const sent = await context.send<unknown>(MATCHING, () => context.client.privateGetCancel(body));
  if (sent.kind !== 'answered') return notAnswered(sent);
  const answer = cancelledAnswer.safeParse(sent.body);
  if (!answer.success) return notUnderstood;
  return answer.data.result.order_state === 'cancelled' ? { kind: 'cancelled' } : { kind: 'gone' };
}

export const cancelOrders = (context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> =>
  Promise.all(orders.map((order) => cancelOne(context, order)));

/** [D] takes orders of every kind of one instrument, and answers how many there were: which ones is proved by reading them. */
async function cancelInstrument(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const [first] = orders;
  if (first === undefined) return [];
  if (orders.length === 1) return [await cancelOne(context, first)];
  const body = { instrument_name: first.nativeSymbol, type: 'all' };
  const sent = await context.send<unknown>(MATCHING, () => context.client.privateGetCancelAllByInstrument(body));
  if (sent.kind !== 'answered') return orders.map(() => notAnswered(sent));
  return orders.map(() => (countAnswer.safeParse(sent.body).success ? { kind: 'cancelled' } : notUnderstood));
}

export async function sweepOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const instruments = new Map<string, WorkingOrder[]>();
  for (const order of orders) instruments.set(order.nativeSymbol, [...(instruments.get(order.nativeSymbol) ?? []), order]);
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  await Promise.all(
    [...instruments.values()].map(async (group) => {
      const answers = await cancelInstrument(context, group);
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

const notRestorable = (message: string): SubmitOutcome => ({ kind: 'neverSent', failure: { kind: 'refused', message } });

const LIMITS = new Set(['limit', 'stop_limit', 'take_limit']);
const TRIGGERS = new Set(['stop_limit', 'stop_market', 'take_limit', 'take_market', 'trailing_stop']);

export async function restoreOrder(context: Context, order: WorkingOrder, label: string): Promise<SubmitOutcome> {
  if (!order.reduceOnly) return notRestorable('Only orders that protect a position are put back.');
  const { type, size, price } = order;
  if (size === null || (!LIMITS.has(type) && !TRIGGERS.has(type))) {
    return notRestorable('The kind or size of this order is not known.');
  }
  if (LIMITS.has(type) && price === null) return notRestorable('The price of this order is not known.');
  const row = memoryOf(context.client).orders.get(order.orderId);
  const offset = row?.trigger_offset ?? null;
  if (type === 'trailing_stop' ? offset === null : TRIGGERS.has(type) && order.triggerPrice === null) {
    return notRestorable('The trigger of this protective order is not known.');
  }
  return place(context, order.orderSide, {
    instrument_name: order.nativeSymbol,
    amount: size,
    type,
    ...(LIMITS.has(type) && price !== null ? { price } : {}),
    ...(TRIGGERS.has(type) ? { trigger: row?.trigger ?? 'mark_price' } : {}),
    ...(type === 'trailing_stop' && offset !== null ? { trigger_offset: offset } : {}),
    ...(TRIGGERS.has(type) && type !== 'trailing_stop' && order.triggerPrice !== null
      ? { trigger_price: order.triggerPrice }
      : {}),
    reduce_only: true,
    label,
  });
}
