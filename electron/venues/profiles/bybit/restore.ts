// Protective orders put back after a close was refused: reduce-only again, with the trigger that they had.
import { compare } from '../../../../shared/decimal.ts';
import type { WorkingOrder } from '../../../../shared/position.ts';
import type { SubmitOutcome } from '../../../exit/ports.ts';
import { memoryOf, type Context } from './account.ts';
import { spend } from './limits.ts';
import { categoryOf, marketOf } from './nouns.ts';
import { createOne, side, type Body } from './orderEntry.ts';
import type { OrderRow } from './rows.ts';

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
