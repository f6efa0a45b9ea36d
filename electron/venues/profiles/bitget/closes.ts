// Closes, always bound to their position:
//  - one-way mode: reduceOnly YES, and `side` is the order's [D place-order];
//  - two-way mode: tradeSide close, and `side` is the POSITION's: closing a long is buy + close, a short sell + close
//    [D place-order, S createOrderRequest]. reduceOnly does not exist there.
// Margin mode and margin coin are those of the position. Single orders (10 a second) and batches (5 a second, one symbol
// and margin mode each) have a budget each: orders go the way that lets them leave sooner.
import type { CloseOrder, SubmitOutcome } from '../../../exit/ports.ts';
import { marginCoinOf, type Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { spend } from './limits.ts';
import { notUnderstood, readItems, type ItemFate } from './orderItems.ts';
import { productTypeOf } from './productType.ts';
import { dataOf, orderAck } from './rows.ts';
import { VenueReadError } from '../../profile.ts';

type Fields = Readonly<Record<string, string>>;

/** What orders of one batch have in common. */
const groupFields = (context: Context, { position }: CloseOrder): Fields => ({
  symbol: position.nativeSymbol,
  productType: productTypeOf(position.market),
  marginMode: position.marginMode === 'cross' ? 'crossed' : 'isolated',
  marginCoin: coinOf(context, position),
});

function coinOf({ client }: Context, { nativeSymbol, side, market }: CloseOrder['position']): string {
  if (productTypeOf(market) !== 'COIN-FUTURES') return market.settle;
  return marginCoinOf(client, nativeSymbol, side) ?? market.base;
}

const orderFields = ({ position, orderSide, size, limitPrice, clientOrderId }: CloseOrder): Fields => ({
  size,
  ...(position.hedged
    ? { side: position.side === 'long' ? 'buy' : 'sell', tradeSide: 'close' }
    : { side: orderSide, reduceOnly: 'YES' }),
  ...(limitPrice === null ? { orderType: 'market' } : { orderType: 'limit', price: limitPrice, force: 'ioc' }),
  clientOid: clientOrderId,
});

/**
 * An acknowledgement without an order id is none: in one-way mode the venue may drop resting reduce-only orders to make
 * room and answer so [D place-order]. Looked up by its own id.
 */
function toSubmitOutcome(fate: ItemFate): SubmitOutcome {
  if (fate.kind !== 'taken') return fate;
  return fate.ack.orderId === null ? notUnderstood : { kind: 'accepted', orderId: fate.ack.orderId, filledSize: null };
}

async function closeOne(context: Context, order: CloseOrder): Promise<SubmitOutcome> {
  const body = { ...groupFields(context, order), ...orderFields(order) };
  const sent = await context.send<unknown>(spend('order/place-order'), () =>
    context.client.privateMixPostV2MixOrderPlaceOrder(body),
  );
  if (sent.kind !== 'answered') return sent;
  try {
    return toSubmitOutcome({ kind: 'taken', ack: dataOf(orderAck, sent.body, 'answer to an order') });
  } catch (error) {
    if (error instanceof VenueReadError) return notUnderstood;
    throw error;
  }
}

async function closeMany(context: Context, first: CloseOrder, group: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const body = { ...groupFields(context, first), orderList: group.map(orderFields) };
  const sent = await context.send<unknown>(spend('order/batch-place-order'), () =>
    context.client.privateMixPostV2MixOrderBatchPlaceOrder(body),
  );
  const owns = group.map((order) => (item: Readonly<{ clientOid: string | null }>) => item.clientOid === order.clientOrderId);
  return readItems(sent, owns).map(toSubmitOutcome);
}

/** Until the pacer would let it go. Without a probe: at once. */
const waitMs = (context: Context, bucket: string): number => context.waitMs?.(spend(bucket)) ?? 0;

export async function submitCloses(context: Context, orders: readonly CloseOrder[]): Promise<readonly SubmitOutcome[]> {
  const outcomes = new Map<CloseOrder, SubmitOutcome>();
  const groups = groupBy(orders, (order) => JSON.stringify(groupFields(context, order)));
  await Promise.all(
    [...groups.values()].map(async (group) => {
      const [first] = group;
      if (first === undefined) return;
      // Sending books at once, so the next group sees what this one took.
      const single = group.length === 1 && waitMs(context, 'order/place-order') <= waitMs(context, 'order/batch-place-order');
      const answers = single ? [await closeOne(context, first)] : await closeMany(context, first, group);
      group.forEach((order, index) => outcomes.set(order, answers[index] ?? notUnderstood));
    }),
  );
  return orders.map((order) => outcomes.get(order) ?? notUnderstood);
}
