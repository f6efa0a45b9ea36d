// Closes, cancels and the restoring of protective orders.
//  - Every close is reduce-only, carries the margin mode of its position, and its side in long/short mode.
//  - An acknowledgement names the order and says nothing of fills.
//  - A batch is answered item by item, whatever the code of the whole answer.
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { CancelOutcome, CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import type { Sent, Spend } from '../../profile.ts';
import { recall, type Context } from './account.ts';
import { shardOf, spend } from './limits.ts';
import { readCode, toOutcome } from './refusals.ts';
import { itemRow, type AlgoRow, type ItemRow, type OrderRow } from './rows.ts';

type Body = Readonly<Record<string, string | boolean>>;

const MOST_CANCELS = 20;
const MOST_ALGO_CANCELS = 10;

/** The items of an answer; null when the answer has none. */
function itemsOf(body: unknown): readonly (ItemRow | null)[] | null {
  if (typeof body !== 'object' || body === null || !('data' in body) || !Array.isArray(body.data)) return null;
  const rows: readonly unknown[] = body.data;
  return rows.map((row) => itemRow.safeParse(row).data ?? null);
}

const bodyOf = (sent: Sent<unknown>): unknown => (sent.kind === 'answered' || sent.kind === 'refused' ? sent.body : undefined);

type Answered = Exclude<SubmitOutcome, { kind: 'accepted' }> | Readonly<{ kind: 'taken'; item: ItemRow }>;

const notUnderstood = {
  kind: 'unknown',
  failure: { kind: 'unknownOutcome', message: "OKX's answer can not be understood: the order may exist." },
} as const satisfies SubmitOutcome;

/** One answer an order; the items stand in the order of the request, and own ids settle what could be mixed up. */
function readItems(sent: Sent<unknown>, isOwn: readonly ((item: ItemRow) => boolean)[]): readonly Answered[] {
  const items = itemsOf(bodyOf(sent));
  if (items === null || items.length === 0) {
    return isOwn.map((): Answered => (sent.kind === 'answered' ? notUnderstood : sent));
  }
  return isOwn.map((own, index) => {
    const item = items.find((each) => each !== null && own(each)) ?? (items.length === isOwn.length ? items[index] : null);
    if (item === null || item === undefined) return notUnderstood;
    return item.sCode === '0' ? { kind: 'taken', item } : toOutcome(readCode(item.sCode, item.sMsg));
  });
}

const closeBody = (order: CloseOrder): Body => ({
  instId: order.position.nativeSymbol,
  tdMode: order.position.marginMode,
  side: order.orderSide,
  ...(order.position.hedged ? { posSide: order.position.side } : {}),
  ordType: order.limitPrice === null ? 'market' : 'ioc',
  ...(order.limitPrice === null ? {} : { px: order.limitPrice }),
  sz: order.size,
  reduceOnly: true,
  clOrdId: order.clientOrderId,
});

const toSubmitOutcome = (answer: Answered): SubmitOutcome => {
  if (answer.kind !== 'taken') return answer;
  const orderId = answer.item.ordId ?? answer.item.algoId;
  return orderId === null ? notUnderstood : { kind: 'accepted', orderId, filledSize: null };
};

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const { client } = context;
  const bodies = orders.map(closeBody);
  const [only] = bodies;
  if (only === undefined) return [];
  const send = (spending: readonly Spend[], request: () => Promise<unknown>) =>
    context.send<unknown>([...spending, ...spend('orders', bodies.length)], request);
  const sent =
    bodies.length === 1
      ? await send(spend('trade/order'), () => client.privatePostTradeOrder(only))
      : await send(spend('trade/batch-orders', bodies.length), () => client.privatePostTradeBatchOrders(bodies));
  const own = orders.map((order) => (item: ItemRow) => item.clOrdId === order.clientOrderId);
  return readItems(sent, own).map(toSubmitOutcome);
}

/** Filled, cancelled, fired or never there (51291, 51293: the same of algo orders); and one that is being cancelled already. */
const GONE = new Set(['51400', '51401', '51402', '51603', '51509', '51510', '51291', '51293']);
const BEING_CANCELLED = '51410';

function toCancelOutcome(answer: Answered): CancelOutcome {
  if (answer.kind === 'taken') return { kind: 'cancelled' };
  if (answer.kind === 'unknown') return { kind: 'unknown', failure: answer.failure };
  const code = answer.failure.venueCode ?? '';
  if (GONE.has(code)) return { kind: 'gone' };
  return code === BEING_CANCELLED ? { kind: 'cancelled' } : { kind: 'refused', failure: answer.failure };
}

async function cancelPlain(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const request = orders.map((order) => ({ instId: order.nativeSymbol, ordId: order.orderId }));
  const sent = await context.send<unknown>(spend('trade/cancel-batch-orders', orders.length), () =>
    context.client.privatePostTradeCancelBatchOrders(request),
  );
  const own = orders.map((order) => (item: ItemRow) => item.ordId === order.orderId);
  return readItems(sent, own).map(toCancelOutcome);
}

async function cancelAlgos(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const request = orders.map((order) => ({ instId: order.nativeSymbol, algoId: order.orderId }));
  const spending = orders.map((order): Spend => ({ bucket: shardOf('trade/cancel-algos', order.nativeSymbol), cost: 1 }));
  const sent = await context.send<unknown>(sumUp(spending), () => context.client.privatePostTradeCancelAlgos(request));
  const own = orders.map((order) => (item: ItemRow) => item.algoId === order.orderId);
  return readItems(sent, own).map(toCancelOutcome);
}

function sumUp(spending: readonly Spend[]): readonly Spend[] {
  const costs = new Map<string, number>();
  for (const { bucket, cost } of spending) costs.set(bucket, (costs.get(bucket) ?? 0) + cost);
  return [...costs].map(([bucket, cost]) => ({ bucket, cost }));
}

const parts = <T>(items: readonly T[], size: number): readonly (readonly T[])[] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_, index) => items.slice(index * size, (index + 1) * size));

/** Exactly these orders: OKX has no cancel-all for contracts, so sweeping is the same. */
export async function cancelOrders(context: Context, orders: readonly WorkingOrder[]): Promise<readonly CancelOutcome[]> {
  const outcomes = new Map<WorkingOrder, CancelOutcome>();
  const plain = orders.filter((order) => order.family === 'plain');
  const algos = orders.filter((order) => order.family !== 'plain');
  await Promise.all([
    ...parts(plain, MOST_CANCELS).map(async (part) => keep(part, await cancelPlain(context, part))),
    ...parts(algos, MOST_ALGO_CANCELS).map(async (part) => keep(part, await cancelAlgos(context, part))),
  ]);
  function keep(part: readonly WorkingOrder[], answers: readonly CancelOutcome[]) {
    part.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
  }
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}

const filled = (fields: Readonly<Record<string, string | null>>): Body =>
  Object.fromEntries(Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));

const plainAgain = (order: WorkingOrder, row: OrderRow, clientOrderId: string): Body => ({
  ...filled({ instId: row.instId, tdMode: row.tdMode, side: row.side, posSide: order.positionSide, ordType: row.ordType }),
  ...filled({ px: row.px, sz: order.size }),
  reduceOnly: true,
  clOrdId: clientOrderId,
});

const TRIGGERS = ['tpTriggerPx', 'tpTriggerPxType', 'tpOrdPx', 'slTriggerPx', 'slTriggerPxType', 'slOrdPx'] as const;
const PRICES = ['triggerPx', 'triggerPxType', 'callbackRatio', 'callbackSpread', 'activePx'] as const;

/** clOrdId is given because ccxt would add its own and a tag. */
const algoAgain = (order: WorkingOrder, row: AlgoRow, clientOrderId: string): Body => ({
  ...filled({ instId: row.instId, tdMode: row.tdMode, side: row.side, posSide: order.positionSide, ordType: row.ordType }),
  ...filled(Object.fromEntries([...TRIGGERS, ...PRICES].map((name) => [name, row[name]]))),
  ...filled({ orderPx: row.ordPx, sz: row.closeFraction === null ? row.sz : null, closeFraction: row.closeFraction }),
  ...(row.closeFraction === null ? {} : { cxlOnClosePos: true }),
  reduceOnly: true,
  algoClOrdId: clientOrderId,
  clOrdId: clientOrderId,
});

export async function restoreOrder(context: Context, order: WorkingOrder, clientOrderId: string): Promise<SubmitOutcome> {
  const { client } = context;
  const known = recall(client, order.orderId);
  if (known === undefined) {
    const message = 'The details of this order are not known any more: it can not be put back.';
    return { kind: 'refused', reason: 'other', failure: { kind: 'refused', message } };
  }
  const sent =
    known.kind === 'plain'
      ? await context.send<unknown>([...spend('trade/order'), ...spend('orders')], () =>
          client.privatePostTradeOrder(plainAgain(order, known.row, clientOrderId)),
        )
      : await context.send<unknown>(spend(shardOf('trade/order-algo', order.nativeSymbol)), () =>
          client.privatePostTradeOrderAlgo(algoAgain(order, known.row, clientOrderId)),
        );
  const [answer] = readItems(sent, [(item) => item.clOrdId === clientOrderId || item.algoClOrdId === clientOrderId]);
  return answer === undefined ? notUnderstood : toSubmitOutcome(answer);
}
