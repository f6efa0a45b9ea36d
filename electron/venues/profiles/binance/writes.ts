// Closes, cancels and the restoring of protective orders.
//  - One-way mode closes with reduceOnly; hedge mode with the position's own side, where the venue forbids the flag.
//  - newOrderRespType RESULT: the answer says what was filled.
//  - A batch answers item by item, errors in the place of the order that they refuse; a single error element would make
//    ccxt throw, so single orders use the single call.
import { assertNever } from '../../../../shared/failure.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Futures } from './futures.ts';
import { ONE_BATCH, ONE_ORDER, weight } from './limits.ts';
import { memoryOf, type Context } from './memory.ts';
import { readCode, toOutcome } from './refusals.ts';
import { errorRow, placedAlgoRow, placedRow, type AlgoRow } from './rows.ts';

type Body = Readonly<Record<string, string>>;

const side = (orderSide: 'buy' | 'sell'): string => orderSide.toUpperCase();

const unreadableAnswer: SubmitOutcome = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Binance's answer to an order can not be understood: the order may exist." },
};

const closeBody = (order: CloseOrder): Body => ({
  symbol: order.position.nativeSymbol,
  side: side(order.orderSide),
  ...(order.position.hedged ? { positionSide: order.position.side.toUpperCase() } : { reduceOnly: 'true' }),
  ...(order.limitPrice === null ? { type: 'MARKET' } : { type: 'LIMIT', price: order.limitPrice, timeInForce: 'IOC' }),
  quantity: order.size,
  newClientOrderId: order.clientOrderId,
  newOrderRespType: 'RESULT',
});

function readPlaced(item: unknown): SubmitOutcome {
  const refused = errorRow.safeParse(item);
  if (refused.success) return toOutcome(readCode(refused.data.code, refused.data.msg));
  const placed = placedRow.safeParse(item);
  if (!placed.success) return unreadableAnswer;
  return { kind: 'accepted', orderId: placed.data.orderId, filledSize: placed.data.executedQty };
}

async function placeOne(futures: Futures, context: Context, body: Body): Promise<SubmitOutcome> {
  const sent = await context.send<unknown>(ONE_ORDER, () => futures.calls(context.client).placeOrder({ ...body }));
  return sent.kind === 'answered' ? readPlaced(sent.body) : sent;
}

export async function submitCloses(
  futures: Futures,
  context: Context,
  orders: readonly CloseOrder[],
): Promise<readonly SubmitOutcome[]> {
  const bodies = orders.map(closeBody);
  const [only] = bodies;
  if (bodies.length === 1 && only !== undefined) return [await placeOne(futures, context, only)];
  const singles = bodies.flatMap(() => ONE_ORDER);
  // A batch weighs 5 in the short window whatever its size: near the end of it, single orders may still go.
  if (context.fits !== undefined && !context.fits(ONE_BATCH) && context.fits(singles)) {
    return Promise.all(bodies.map((body) => placeOne(futures, context, body)));
  }
  const sent = await context.send<unknown>(ONE_BATCH, () => futures.calls(context.client).placeOrders({ batchOrders: bodies }));
  if (sent.kind !== 'answered') return bodies.map(() => sent);
  const items: readonly unknown[] = Array.isArray(sent.body) && sent.body.length === bodies.length ? sent.body : [];
  return bodies.map((_, index) => readPlaced(items[index]));
}

/** "Unknown order sent.": filled, cancelled or expired before. */
const GONE = '-2011';

function toCancelOutcome(outcome: SubmitOutcome | Readonly<{ kind: 'answered' }>): CancelOutcome {
  switch (outcome.kind) {
    case 'accepted':
    case 'answered':
      return { kind: 'cancelled' };
    case 'refused':
      return outcome.failure.venueCode === GONE ? { kind: 'gone' } : { kind: 'refused', failure: outcome.failure };
    case 'neverSent':
      return { kind: 'refused', failure: outcome.failure };
    case 'unknown':
      return { kind: 'unknown', failure: outcome.failure };
    default:
      return assertNever(outcome);
  }
}

async function cancelOne(futures: Futures, context: Context, order: WorkingOrder): Promise<CancelOutcome> {
  const calls = futures.calls(context.client);
  const sent = await context.send<unknown>(weight(1), () =>
    order.family === 'algo'
      ? calls.cancelConditional({ algoId: order.orderId })
      : calls.cancelOrder({ symbol: order.nativeSymbol, orderId: order.orderId }),
  );
  return toCancelOutcome(sent);
}

async function cancelMany(
  futures: Futures,
  context: Context,
  symbol: string,
  orders: readonly WorkingOrder[],
): Promise<readonly CancelOutcome[]> {
  const orderidlist = orders.map((order) => order.orderId);
  const sent = await context.send<unknown>(weight(1), () => futures.calls(context.client).cancelOrders({ symbol, orderidlist }));
  if (sent.kind !== 'answered') return orders.map(() => toCancelOutcome(sent));
  const items: readonly unknown[] = Array.isArray(sent.body) && sent.body.length === orders.length ? sent.body : [];
  return orders.map((_, index) => toCancelOutcome(readPlaced(items[index])));
}

const lost: CancelOutcome = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "Binance's answer to a cancel can not be understood." },
};

function groupBySymbol(
  orders: readonly WorkingOrder[],
  keyOf: (order: WorkingOrder) => string,
): ReadonlyMap<string, WorkingOrder[]> {
  const groups = new Map<string, WorkingOrder[]>();
  for (const order of orders) {
    const group = groups.get(keyOf(order));
    if (group === undefined) groups.set(keyOf(order), [order]);
    else group.push(order);
  }
  return groups;
}

/** Plain orders go ten a call and symbol; conditional ones have no such call and go one by one. */
export async function cancelOrders(
  futures: Futures,
  context: Context,
  orders: readonly WorkingOrder[],
): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const single = async (order: WorkingOrder) => outcomes.set(order, await cancelOne(futures, context, order));
  const plain = groupBySymbol(
    orders.filter((order) => order.family !== 'algo'),
    (order) => order.nativeSymbol,
  );
  await Promise.all([
    ...orders.filter((order) => order.family === 'algo').map(single),
    ...[...plain].map(async ([symbol, group]) => {
      const [only] = group;
      if (group.length === 1 && only !== undefined) return void (await single(only));
      const answers = await cancelMany(futures, context, symbol, group);
      return group.forEach((order, index) => outcomes.set(order, answers[index] ?? lost));
    }),
  ]);
  return orders.map((order) => outcomes.get(order) ?? lost);
}

/** One cancel-all per symbol and book that holds orders, where it can be called: they do not reach each other's. */
export async function sweepOrders(
  futures: Futures,
  context: Context,
  orders: readonly WorkingOrder[],
): Promise<readonly CancelOutcome[]> {
  const { cancelAll, cancelAllConditional } = futures.calls(context.client);
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const groups = groupBySymbol(orders, (order) => `${order.family}|${order.nativeSymbol}`);
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      const call = first.family === 'algo' ? cancelAllConditional : cancelAll;
      if (call === null) {
        const answers = await Promise.all(group.map((order) => cancelOne(futures, context, order)));
        return group.forEach((order, index) => outcomes.set(order, answers[index] ?? lost));
      }
      const outcome = toCancelOutcome(await context.send<unknown>(weight(1), () => call({ symbol: first.nativeSymbol })));
      return group.forEach((order) => outcomes.set(order, outcome));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? lost);
}

const notRestorable = (message: string): SubmitOutcome => ({ kind: 'neverSent', failure: { kind: 'refused', message } });

/** As it was: what our noun does not carry comes from what the lists and the stream said of the order. */
export async function restoreOrder(
  futures: Futures,
  context: Context,
  order: WorkingOrder,
  clientOrderId: string,
): Promise<SubmitOutcome> {
  if (!order.reduceOnly) return notRestorable('Only orders that protect a position are put back.');
  const tagged: Body = order.positionSide === null ? {} : { positionSide: order.positionSide.toUpperCase() };
  const common: Body = { symbol: order.nativeSymbol, side: side(order.orderSide), ...tagged };
  const reduceOnly: Body = order.positionSide === null ? { reduceOnly: 'true' } : {};
  if (order.family === 'algo') {
    return restoreConditional(
      futures,
      context,
      order,
      clientOrderId,
      common,
      order.size === null ? { closePosition: 'true' } : reduceOnly,
    );
  }
  if (order.price === null || order.size === null) return notRestorable('The price or size of this order is not known.');
  return placeOne(futures, context, {
    ...common,
    ...reduceOnly,
    type: 'LIMIT',
    timeInForce: 'GTC',
    price: order.price,
    quantity: order.size,
    newClientOrderId: clientOrderId,
    newOrderRespType: 'RESULT',
  });
}

async function restoreConditional(
  futures: Futures,
  context: Context,
  order: WorkingOrder,
  clientAlgoId: string,
  common: Body,
  scope: Body,
): Promise<SubmitOutcome> {
  const row = memoryOf(context.client).algoOrders.get(order.orderId);
  const trigger = triggerFields(order, row);
  if (trigger === null) return notRestorable('The trigger of this protective order is not known.');
  const body: Body = {
    ...common,
    ...scope,
    algoType: 'CONDITIONAL',
    type: order.type,
    ...trigger,
    ...(order.size === null ? {} : { quantity: order.size }),
    ...(order.price === null ? {} : { price: order.price, timeInForce: row?.timeInForce ?? 'GTC' }),
    ...(row?.workingType === null || row === undefined ? {} : { workingType: row.workingType }),
    ...(row?.priceProtect === true ? { priceProtect: 'true' } : {}),
    clientAlgoId,
  };
  const sent = await context.send<unknown>(ONE_ORDER, () => futures.calls(context.client).placeConditional({ ...body }));
  if (sent.kind !== 'answered') return sent;
  const placed = placedAlgoRow.safeParse(sent.body);
  return placed.success ? { kind: 'accepted', orderId: placed.data.algoId, filledSize: null } : unreadableAnswer;
}

function triggerFields(order: WorkingOrder, row: AlgoRow | undefined): Body | null {
  if (order.type !== 'TRAILING_STOP_MARKET') return order.triggerPrice === null ? null : { triggerPrice: order.triggerPrice };
  const callbackRate = row?.callbackRate ?? null;
  if (callbackRate === null) return null;
  return { callbackRate, ...(order.triggerPrice === null ? {} : { activatePrice: order.triggerPrice }) };
}
