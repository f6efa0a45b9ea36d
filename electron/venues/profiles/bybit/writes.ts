// Closes, cancels and the restoring of protective orders.
//  - Every close is reduce-only and carries the position's own index and digits.
//  - An acknowledgement names the order and says nothing of fills.
//  - Single orders and batches have separate budgets: when the batch budget of this second is spent, orders go one by one.
import { compare } from '../../../../shared/decimal.ts';
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent } from '../../profile.ts';
import { memoryOf, type Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { spend } from './limits.ts';
import { categoryOf, marketOf, positionIdxOf } from './nouns.ts';
import { readCode, toOutcome } from './refusals.ts';
import { batchAnswer, cancelAllAnswer, orderAck, type OrderRow } from './rows.ts';

type Body = Readonly<Record<string, string | number | boolean>>;

const side = (orderSide: 'buy' | 'sell'): string => (orderSide === 'buy' ? 'Buy' : 'Sell');

const unreadableAnswer: SubmitOutcome = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Bybit's answer to an order can not be understood: the order may exist." },
};

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

async function createOne(context: Context, body: Body): Promise<SubmitOutcome> {
  const sent = await context.send<unknown>(spend('order/create'), () => context.client.privatePostV5OrderCreate(body));
  if (sent.kind !== 'answered') return sent;
  const ack = orderAck.safeParse(sent.body);
  return ack.success ? { kind: 'accepted', orderId: ack.data.result.orderId, filledSize: null } : unreadableAnswer;
}

/** One answer an item: result.list and retExtInfo.list stand side by side. */
function readBatch(sent: Sent<unknown>, count: number): readonly SubmitOutcome[] {
  if (sent.kind !== 'answered') return Array.from({ length: count }, () => sent);
  const parsed = batchAnswer.safeParse(sent.body);
  return Array.from({ length: count }, (_, index) => {
    const code = parsed.data?.retExtInfo.list[index];
    const item = parsed.data?.result.list[index];
    if (code === undefined || item === undefined) return unreadableAnswer;
    if (code.code !== '0') return toOutcome(readCode(code.code, code.msg));
    return item.orderId === null ? unreadableAnswer : { kind: 'accepted', orderId: item.orderId, filledSize: null };
  });
}

async function createMany(context: Context, category: string, bodies: readonly Body[]): Promise<readonly SubmitOutcome[]> {
  const request = { category, request: bodies };
  const sent = await context.send<unknown>(spend('order/create-batch', bodies.length), () =>
    context.client.privatePostV5OrderCreateBatch(request),
  );
  return readBatch(sent, bodies.length);
}

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const outcomes = new Map<CloseOrder, SubmitOutcome>();
  const groups = groupBy(orders, (order) => categoryOf(order.position.market));
  let singles = 0;
  await Promise.all(
    [...groups].map(async ([category, group]) => {
      const fitsBatch = group.length > 1 && fits(context, 'order/create-batch', group.length);
      const fitsSingles = fits(context, 'order/create', singles + group.length);
      if (group.length === 1 || (!fitsBatch && fitsSingles)) {
        singles += group.length;
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

/** Whether the pacer would let this go at once. Without a probe the answer is yes for what a whole budget allows. */
const fits = (context: Context, bucket: string, cost: number): boolean =>
  context.fits === undefined ? cost <= 10 : context.fits(spend(bucket, cost));

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
  return readBatch(sent, orders.length).map(toCancelOutcome);
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

/** Up waits for a rise to the price, down for a fall: as the order had it, otherwise from where the mark is now. */
function directionOf(context: Context, order: WorkingOrder, row: OrderRow | undefined): 1 | 2 {
  if (row?.triggerDirection === '1') return 1;
  if (row?.triggerDirection === '2') return 2;
  const mark = context.markPrice(order.symbol);
  if (mark !== undefined && order.triggerPrice !== null) return compare(order.triggerPrice, mark) > 0 ? 1 : 2;
  return order.orderSide === 'buy' ? 1 : 2; // a stop
}

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  const market = marketOf(context, order.nativeSymbol);
  const memory = memoryOf(context.client);
  const row = memory.conditionalOrders.get(order.orderId);
  const positionIdx = order.positionSide === null ? 0 : order.positionSide === 'long' ? 1 : 2;
  const common = { category: categoryOf(market), symbol: order.nativeSymbol, positionIdx };
  if (order.family === 'attached') return restoreOnPosition(context, order, row, common);
  if (order.size === null) {
    const message = 'An order for the whole position can not be put back without its size.';
    return { kind: 'refused', reason: 'other', failure: { kind: 'refused', message } };
  }
  return createOne(context, {
    ...common,
    side: side(order.orderSide),
    orderType: order.price === null ? 'Market' : 'Limit',
    qty: order.size,
    ...(order.price === null ? {} : { price: order.price, timeInForce: 'GTC' }),
    reduceOnly: true,
    orderLinkId: clientOrderId,
    ...(order.triggerPrice === null
      ? {}
      : {
          triggerPrice: order.triggerPrice,
          triggerDirection: directionOf(context, order, row),
          triggerBy: row?.triggerBy ?? 'LastPrice',
        }),
  });
}

/** Take-profit, stop and trailing stop go back onto the position; the venue makes the order and names it itself. */
async function restoreOnPosition(
  context: Context,
  order: WorkingOrder,
  row: OrderRow | undefined,
  common: Readonly<{ category: string; symbol: string; positionIdx: number }>,
): Promise<SubmitOutcome> {
  const trailing = memoryOf(context.client).trailingStops.get(`${order.nativeSymbol}|${common.positionIdx}`);
  const price = order.triggerPrice;
  const isTrailing = order.type === 'TrailingStop';
  if (isTrailing ? trailing === undefined : price === null) {
    const message = 'The price of this protective order is not known.';
    return { kind: 'refused', reason: 'other', failure: { kind: 'refused', message } };
  }
  const takeProfit = order.type.endsWith('TakeProfit');
  const by = row?.triggerBy ?? 'LastPrice';
  const partial = order.size !== null;
  const limit = order.price === null ? {} : { [takeProfit ? 'tpOrderType' : 'slOrderType']: 'Limit' };
  const body: Body = {
    ...common,
    tpslMode: partial ? 'Partial' : 'Full',
    ...(isTrailing && trailing !== undefined
      ? { trailingStop: trailing, ...(price === null ? {} : { activePrice: price }) }
      : {}),
    ...(!isTrailing && price !== null
      ? { [takeProfit ? 'takeProfit' : 'stopLoss']: price, [takeProfit ? 'tpTriggerBy' : 'slTriggerBy']: by }
      : {}),
    ...(order.size !== null ? { [takeProfit ? 'tpSize' : 'slSize']: order.size, ...limit } : {}),
    ...(order.price !== null ? { [takeProfit ? 'tpLimitPrice' : 'slLimitPrice']: order.price } : {}),
  };
  const sent = await context.send<unknown>(spend('position/trading-stop'), () =>
    context.client.privatePostV5PositionTradingStop(body),
  );
  return sent.kind === 'answered' ? { kind: 'accepted', orderId: order.orderId, filledSize: null } : sent;
}
