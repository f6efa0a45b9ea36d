// Closes, cancels and the restoring of protective orders. The only actions that are ever signed are order, cancel and twapCancel.
//  - Every close is reduce-only: an immediate-or-cancel limit [D: there is no market order]. All of a wave is one action.
//  - Items are answered in the order of the request; one error alone speaks for all of them (it was refused before it was
//    looked at item by item) [D error-responses].
import { compare, isPositive, isZero, larger, smaller, type Decimal } from '../../../../shared/decimal.ts';
import type { Failure } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import type { Action } from './client.ts';
import { actionOn } from './limits.ts';
import { dexOf, memoryOf, type Context } from './memory.ts';
import { assetOf } from './nouns.ts';
import { closingPrice, validPrice, wire } from './prices.ts';
import { readMids } from './reads.ts';
import { toOutcome } from './refusals.ts';
import { actionAnswer, itemStatus, twapAnswer, type ItemStatus } from './rows.ts';

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Hyperliquid's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

type Refused = Exclude<SubmitOutcome, { kind: 'accepted' }>;
type Answered = Refused | Readonly<{ kind: 'taken'; item: Exclude<ItemStatus, { error: string }> }>;

const act = (context: Context, orders: number, action: Action): Promise<Sent<unknown>> =>
  context.send<unknown>(actionOn(orders), () => context.client.act(action, memoryOf(context.client).vault));

function readItem(raw: unknown): Answered {
  const { data } = itemStatus.safeParse(raw);
  if (data === undefined) return notUnderstood;
  if (typeof data === 'object' && 'error' in data) return toOutcome(data.error);
  return { kind: 'taken', item: data };
}

function readItems(sent: Sent<unknown>, count: number): readonly Answered[] {
  const all = (answer: Answered): readonly Answered[] => Array.from({ length: count }, () => answer);
  if (sent.kind !== 'answered') return all(sent);
  const { data } = actionAnswer.safeParse(sent.body);
  if (data === undefined) return all(notUnderstood);
  const items = data.response.data.statuses.map(readItem);
  const [first] = items;
  if (items.length === count) return items;
  return items.length === 1 && first?.kind === 'refused' ? all(first) : all(notUnderstood);
}

/** `ownId`: what else the order can be asked for by, where the answer names no number. */
function toSubmitOutcome(answer: Answered, ownId: string): SubmitOutcome {
  if (answer.kind !== 'taken') return answer;
  const { item } = answer;
  if (typeof item === 'string') {
    return item === 'success' ? notUnderstood : { kind: 'accepted', orderId: ownId, filledSize: null };
  }
  if ('filled' in item) return { kind: 'accepted', orderId: item.filled.oid, filledSize: item.filled.totalSz };
  return { kind: 'accepted', orderId: item.resting.oid, filledSize: null };
}

/** The mark of the stream and the one of the last read: whichever reaches farther, so that an old one does not miss the book. */
function knownMark(context: Context, { orderSide, position }: CloseOrder): Decimal | null {
  const marks = [context.markPrice(position.symbol), position.markPrice].filter(
    (mark): mark is Decimal => mark !== undefined && isPositive(mark),
  );
  const [first, second] = marks;
  if (first === undefined) return null;
  if (second === undefined) return first;
  return orderSide === 'sell' ? smaller(first, second) : larger(first, second);
}

/** Null: nobody tells a price of it. */
async function pricesOf(context: Context, orders: readonly CloseOrder[]): Promise<readonly (Decimal | null)[]> {
  const unpriced = orders.filter((order) => order.limitPrice === null && knownMark(context, order) === null);
  const dexes = [...new Set(unpriced.map(({ position }) => dexOf(position.nativeSymbol)))];
  const mids = new Map((await Promise.all(dexes.map((dex) => readMids(context, dex)))).flatMap((each) => [...each]));
  return orders.map((order) => {
    const { limitPrice, orderSide, position } = order;
    if (limitPrice !== null) return validPrice(limitPrice, orderSide, position.market);
    const mark = knownMark(context, order) ?? mids.get(position.nativeSymbol);
    return mark === undefined ? null : closingPrice(mark, orderSide, position.market);
  });
}

const priceless = ({ position }: CloseOrder): SubmitOutcome => ({
  kind: 'neverSent',
  failure: {
    kind: 'unreachable',
    message: `Hyperliquid tells no price of ${position.nativeSymbol} now, and a close there needs one.`,
  },
});

const unknownNumber = (symbol: string): Failure => ({
  kind: 'unreachable',
  message: `Hyperliquid's number of ${symbol} is not known to this connection.`,
  remedy: 'Reconnect the account.',
});
const numberless = ({ position }: CloseOrder): SubmitOutcome => ({
  kind: 'neverSent',
  failure: unknownNumber(position.symbol),
});

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const prices = await pricesOf(context, orders);
  const priced = orders.flatMap((order, index) => {
    const price = prices[index];
    const asset = assetOf(context, order.position.symbol);
    return price === null || price === undefined || asset === null ? [] : [{ order, price, asset }];
  });
  const unsent = (order: CloseOrder) => (assetOf(context, order.position.symbol) === null ? numberless : priceless)(order);
  if (priced.length === 0) return orders.map(unsent);
  const action: Action = {
    type: 'order',
    // The venue signs the fields in this order.
    orders: priced.map(({ order, price, asset }) => ({
      a: asset,
      b: order.orderSide === 'buy',
      p: price,
      s: wire(order.size),
      r: true,
      t: { limit: { tif: 'Ioc' } },
      c: order.clientOrderId,
    })),
    grouping: 'na',
  };
  const answers = readItems(await act(context, priced.length, action), priced.length);
  const outcomes = new Map(
    priced.map(({ order }, index) => [order, toSubmitOutcome(answers[index] ?? notUnderstood, order.clientOrderId)]),
  );
  return orders.map((order) => outcomes.get(order) ?? unsent(order));
}

const GONE = /never placed, already canceled, or filled/i;

function toCancelOutcome(answer: Answered): CancelOutcome {
  if (answer.kind === 'taken') return { kind: 'cancelled' };
  if (answer.kind === 'unknown') return { kind: 'unknown', failure: answer.failure };
  return GONE.test(answer.failure.venueMessage ?? '') ? { kind: 'gone' } : { kind: 'refused', failure: answer.failure };
}

/** All of known markets. */
async function cancelListed(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const cancels = orders.map(({ symbol, orderId }) => ({ a: assetOf(context, symbol), o: Number(orderId) }));
  const sent = await act(context, orders.length, { type: 'cancel', cancels });
  return readItems(sent, orders.length).map(toCancelOutcome);
}

async function cancelTwap(context: Context, { symbol, orderId }: WorkingOrder): Promise<CancelOutcome> {
  const sent = await act(context, 1, { type: 'twapCancel', a: assetOf(context, symbol), t: Number(orderId) });
  if (sent.kind !== 'answered') return toCancelOutcome(sent);
  const { data } = twapAnswer.safeParse(sent.body);
  return toCancelOutcome(data === undefined ? notUnderstood : readItem(data.response.data.status));
}

/** Exactly these orders: the venue has no cancel-all, so sweeping is the same. All kinds but TWAPs go in one action. */
export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const known = orders.filter((order) => {
    if (assetOf(context, order.symbol) !== null) return true;
    outcomes.set(order, { kind: 'refused', failure: unknownNumber(order.symbol) });
    return false;
  });
  const listed = known.filter(({ family }) => family !== 'algo');
  const together = async () => {
    const answers = listed.length === 0 ? [] : await cancelListed(context, listed);
    listed.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
  };
  const twaps = known.filter(({ family }) => family === 'algo');
  await Promise.all([together(), ...twaps.map(async (twap) => outcomes.set(twap, await cancelTwap(context, twap)))]);
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

const refusedHere = (message: string): SubmitOutcome => ({
  kind: 'refused',
  reason: 'other',
  failure: { kind: 'refused', message },
});

/** How the venue wants a resting order, by its own word for it ("Stop Market", "Take Profit Limit", "Limit"). */
function typeOf({ triggerPrice, type }: WorkingOrder): object {
  if (triggerPrice === null) return { limit: { tif: 'Gtc' } };
  const tpsl = /take profit/i.test(type) ? 'tp' : 'sl';
  return { trigger: { isMarket: /market/i.test(type), triggerPx: wire(triggerPrice), tpsl } };
}

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  if (order.family === 'algo') return refusedHere('A TWAP that was ended can not be put back as it was.');
  const price = order.price ?? order.triggerPrice;
  const whole = order.size === null || isZero(order.size);
  if (price === null || compare(price, '0') <= 0 || (whole && order.family !== 'attached')) {
    return refusedHere('The details of this order are not known any more: it can not be put back.');
  }
  const asset = assetOf(context, order.symbol);
  if (asset === null) return { kind: 'neverSent', failure: unknownNumber(order.symbol) };
  const action: Action = {
    type: 'order',
    orders: [
      {
        a: asset,
        b: order.orderSide === 'buy',
        p: wire(price),
        s: order.size === null ? '0' : wire(order.size), // 0: whatever the position holds
        r: true,
        t: typeOf(order),
        c: clientOrderId,
      },
    ],
    grouping: order.family === 'attached' ? 'positionTpsl' : 'na',
  };
  const [answer] = readItems(await act(context, 1, action), 1);
  return toSubmitOutcome(answer ?? notUnderstood, clientOrderId);
}
