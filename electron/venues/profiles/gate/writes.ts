// Closes and cancels.
//  - Every close is a reduce-only order of the position's own size with the sign that reduces it: in a two-sided account a
//    reduce-only sell can only touch the long side. Market: price "0" and "ioc". [D] FuturesOrder
//  - Such an order has ended when it is answered, so the answer says what filled.
//  - Each settle currency is addressed on its own; a batch is answered item by item.
import { assertNever } from '../../../../shared/failure.ts';
import { absolute, isDecimal, subtract, type Decimal } from '../../../../shared/decimal.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Context } from './account.ts';
import { spend } from './limits.ts';
import { CHASE, marketOf, settleOf, TRAIL } from './nouns.ts';
import { readLabel, toOutcome } from './refusals.ts';
import { ackRow, autoOrdersOf, type AckRow } from './rows.ts';

export type Body = Readonly<Record<string, string | number | boolean>>;

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Gate's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

const closeBody = (order: CloseOrder): Body => ({
  contract: order.position.nativeSymbol,
  size: order.orderSide === 'sell' ? `-${order.size}` : order.size, // digit for digit
  price: order.limitPrice ?? '0',
  tif: 'ioc',
  reduce_only: true,
  text: order.clientOrderId,
});

/** Items in the order in which they were asked for, by what tells them apart. */
function byKey<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): readonly (readonly [Key, readonly Item[]])[] {
  const groups = new Map<Key, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups];
}

/** Of an order that has ended: what filled of it. */
function filledSize({ status, size, left }: AckRow): Decimal | null {
  return status === 'finished' && isDecimal(size) && isDecimal(left) ? subtract(absolute(size), absolute(left)) : null;
}

const labelOf = (ack: AckRow): string => ack.label ?? ack.message ?? '';

function toSubmitOutcome(ack: AckRow | undefined): SubmitOutcome {
  if (ack === undefined) return notUnderstood;
  const label = labelOf(ack);
  if (ack.succeeded === false) return label === '' ? notUnderstood : toOutcome(readLabel(label, ack.detail ?? ack.message ?? ''));
  return ack.id === null || ack.id === '0' ? notUnderstood : { kind: 'accepted', orderId: ack.id, filledSize: filledSize(ack) };
}

const ackOf = (value: unknown): AckRow | undefined => ackRow.safeParse(value).data;

/** The items of a batch; null when the answer is none. */
function itemsOf(body: unknown): readonly (AckRow | undefined)[] | null {
  if (!Array.isArray(body)) return null;
  const rows: readonly unknown[] = body;
  return rows.map(ackOf);
}

/** Own names settle what could be mixed up; else the items stand in the order of the request. */
function itemOf(items: readonly (AckRow | undefined)[], count: number, index: number, isOwn: (item: AckRow) => boolean) {
  const own = items.find((item) => item !== undefined && isOwn(item));
  if (own !== undefined) return own;
  const inPlace = items.length === count ? items[index] : undefined;
  return inPlace?.text === null && inPlace.id === null ? inPlace : undefined;
}

export const one = (sent: Sent<unknown>): SubmitOutcome => (sent.kind === 'answered' ? toSubmitOutcome(ackOf(sent.body)) : sent);

async function submitSettle(context: Context, settle: string, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const { client } = context;
  const bodies = orders.map(closeBody);
  const [only] = bodies;
  if (only === undefined) return [];
  if (bodies.length === 1) {
    const call = () => client.privateFuturesPostSettleOrders({ settle, ...only });
    return [one(await context.send<unknown>(spend('place'), call))];
  }
  const call = () => client.privateFuturesPostSettleBatchOrders([{ settle }, ...bodies]);
  const sent = await context.send<unknown>(spend('place'), call);
  if (sent.kind !== 'answered') return orders.map(() => sent);
  const items = itemsOf(sent.body);
  return orders.map(({ clientOrderId }, index) => {
    if (items === null) return notUnderstood;
    return toSubmitOutcome(itemOf(items, orders.length, index, (item) => item.text === clientOrderId));
  });
}

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const outcomes = new Map<CloseOrder, SubmitOutcome>();
  await Promise.all(
    byKey(orders, (order) => settleOf(order.position.market)).map(async ([settle, group]) => {
      const answers = await submitSettle(context, settle, group);
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

/** Filled, cancelled, fired or never there. */
const GONE = new Set(['ORDER_NOT_FOUND', 'ORDER_FINISHED', 'ORDER_CLOSED', 'ORDER_CANCELLED', 'AUTO_ORDER_NOT_FOUND']);

function toCancelOutcome(answer: Sent<unknown> | SubmitOutcome): CancelOutcome {
  switch (answer.kind) {
    case 'answered':
    case 'accepted':
      return { kind: 'cancelled' };
    case 'refused':
      return GONE.has(answer.failure.venueCode ?? '') ? { kind: 'gone' } : { kind: 'refused', failure: answer.failure };
    case 'neverSent':
      return { kind: 'refused', failure: answer.failure };
    case 'unknown':
      return { kind: 'unknown', failure: answer.failure };
    default:
      return assertNever(answer);
  }
}

type Settled = Readonly<{ settle: string; order: WorkingOrder }>;
const settled = (context: Context, order: WorkingOrder): Settled => ({
  settle: settleOf(marketOf(context, order.nativeSymbol)),
  order,
});

async function cancelPlain(context: Context, settle: string, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const { client } = context;
  const [only] = orders;
  if (only === undefined) return [];
  if (orders.length === 1) {
    const call = () => client.privateFuturesDeleteSettleOrdersOrderId({ settle, order_id: only.orderId });
    return [toCancelOutcome(await context.send<unknown>(spend('cancel'), call))];
  }
  const call = () => client.privateFuturesPostSettleBatchCancelOrders([{ settle }, ...orders.map(({ orderId }) => orderId)]);
  const sent = await context.send<unknown>(spend('cancel'), call);
  if (sent.kind !== 'answered') return orders.map(() => toCancelOutcome(sent));
  const items = itemsOf(sent.body);
  return orders.map(({ orderId }) => {
    const item = items?.find((each) => each?.id === orderId);
    if (item === undefined) return toCancelOutcome(notUnderstood);
    if (item.succeeded === true) return { kind: 'cancelled' };
    return toCancelOutcome(toOutcome(readLabel(labelOf(item), item.detail ?? item.message ?? '')));
  });
}

/** Triggers, trailing and chasing orders go one by one. */
async function cancelOther(context: Context, { settle, order }: Settled): Promise<CancelOutcome> {
  const { client } = context;
  const call = (): Promise<unknown> => {
    if (order.type === TRAIL) return client.privateFuturesPostSettleAutoorderV1TrailStop({ settle, id: order.orderId });
    if (order.type === CHASE) return client.privateFuturesPostSettleAutoorderV1ChaseStop({ settle, id: order.orderId });
    return client.privateFuturesDeleteSettlePriceOrdersOrderId({ settle, order_id: order.orderId });
  };
  return toCancelOutcome(await context.send<unknown>(spend('cancel'), call));
}

async function collect(
  orders: readonly WorkingOrder[],
  work: (keep: (group: readonly WorkingOrder[], answers: readonly CancelOutcome[]) => void) => Promise<unknown>,
): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  await work((group, answers) => group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood)));
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const all = orders.map((order) => settled(context, order));
  const plain = byKey(
    all.filter(({ order }) => order.family === 'plain'),
    ({ settle }) => settle,
  );
  const others = all.filter(({ order }) => order.family !== 'plain');
  return collect(orders, (keep) =>
    Promise.all([
      ...plain.map(async ([settle, group]) => {
        const own = group.map(({ order }) => order);
        keep(own, await cancelPlain(context, settle, own));
      }),
      ...others.map(async (each) => keep([each.order], [await cancelOther(context, each)])),
    ]),
  );
}

export const bookOf = ({ family, type }: WorkingOrder): 'plain' | 'price' | typeof TRAIL | typeof CHASE =>
  family === 'plain' ? 'plain' : type === TRAIL ? TRAIL : type === CHASE ? CHASE : 'price';

/** One call takes every order that a book has on a contract. What it did not name had gone before. */
async function sweepBook(context: Context, first: Settled, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const { client } = context;
  const query = { settle: first.settle, contract: first.order.nativeSymbol };
  const book = bookOf(first.order);
  const call = (): Promise<unknown> => {
    switch (book) {
      case 'plain':
        return client.privateFuturesDeleteSettleOrders(query);
      case 'price':
        return client.privateFuturesDeleteSettlePriceOrders(query);
      case TRAIL:
        return client.privateFuturesPostSettleAutoorderV1TrailStopAll(query);
      case CHASE:
        return client.privateFuturesPostSettleAutoorderV1ChaseStopAll(query);
      default:
        return assertNever(book);
    }
  };
  const sent = await context.send<unknown>(spend('cancel'), call);
  const outcome = toCancelOutcome(sent);
  if (sent.kind !== 'answered') return orders.map(() => outcome);
  const rows = Array.isArray(sent.body) ? (sent.body as readonly unknown[]) : autoOrdersOf(sent.body, 'cancelled orders');
  const cancelled = new Set(rows.map((row) => ackOf(row)?.id));
  return orders.map((order): CancelOutcome => (cancelled.has(order.orderId) ? outcome : { kind: 'gone' }));
}

export async function sweepOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const groups = byKey(orders, (order) => `${bookOf(order)}|${order.nativeSymbol}`);
  return collect(orders, (keep) =>
    Promise.all(
      groups.map(async ([, group]) => {
        const [first] = group;
        if (first !== undefined) keep(group, await sweepBook(context, settled(context, first), group));
      }),
    ),
  );
}
