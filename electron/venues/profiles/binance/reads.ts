// Reads. Plain and conditional orders are two lists; one that fails is named, never taken for empty.
import type { z } from 'zod';
import { multiply, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderFamily, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError, type Sent } from '../../profile.ts';
import type { Futures } from './futures.ts';
import { weight } from './limits.ts';
import { answered, rememberAlgoOrder, unreadable, type Context } from './memory.ts';
import { isWorking, isWorkingAlgo, toAlgoOrder, toPlainOrder } from './nouns.ts';
import {
  algoRows,
  lookedUpRow,
  plainRows,
  restrictionsAnswer,
  timeAnswer,
  type tradeRow,
  tradeRows,
  understand,
} from './rows.ts';

export async function ping(futures: Futures, context: Context): Promise<number | null> {
  const body: unknown = answered(await context.send(weight(1), () => futures.calls(context.client).readTime({})));
  return Number(understand(timeAnswer, body, 'clock').serverTime);
}

/**
 * Whether the key may trade futures of either kind. It comes from another service: its silence decides nothing, and so does
 * its absence at a testnet.
 */
export function refuseReadOnlyKey(rights: Sent<unknown>): void {
  const read = rights.kind === 'answered' ? restrictionsAnswer.safeParse(rights.body) : undefined;
  if (read?.data?.enableFutures !== false) return;
  throw new VenueReadError({
    kind: 'credentials',
    message: 'This Binance key may read but not trade futures.',
    remedy: 'Switch on "Enable Futures" for the key at Binance.',
  });
}

/** Both lists weigh 40 without a symbol. Throws when neither could be read. */
export async function readOrders(futures: Futures, context: Context): Promise<OrdersRead> {
  const { client } = context;
  const { listConditional, listOrders } = futures.calls(client);
  const [plain, algo] = await Promise.all([
    context.send<unknown>(weight(40), () => listOrders({})),
    context.send<unknown>(weight(40), () => listConditional({})),
  ]);
  if (plain.kind !== 'answered' && algo.kind !== 'answered') throw new VenueReadError(plain.failure);
  const unread: OrdersRead['unreadable'][number][] = [];
  const list = <Row>(family: OrderFamily, sent: Sent<unknown>, rows: z.ZodType<Row[]>): readonly Row[] => {
    if (sent.kind === 'answered') return understand(rows, sent.body, `${family} orders`);
    unread.push({ family, failure: sent.failure });
    return [];
  };
  const plainOrders: WorkingOrder[] = list('plain', plain, plainRows)
    .filter(isWorking)
    .map((row) => toPlainOrder(futures, context, row));
  const conditional = list('algo', algo, algoRows).filter(isWorkingAlgo);
  for (const row of conditional) rememberAlgoOrder(client, row);
  return { orders: [...plainOrders, ...conditional.map((row) => toAlgoOrder(futures, context, row))], unreadable: unread };
}

/** Absent only when the venue says that the order does not exist. */
export async function lookUp(futures: Futures, context: Context, order: CloseOrder): Promise<OrderState> {
  const query = { symbol: order.position.nativeSymbol, origClientOrderId: order.clientOrderId };
  const sent = await context.send<unknown>(weight(1), () => futures.calls(context.client).findOrder(query));
  if (sent.kind === 'refused' && sent.failure.venueCode === '-2013') return { kind: 'absent' };
  const row = understand(lookedUpRow, answered(sent), 'order');
  return { kind: 'found', orderId: row.orderId, working: isWorking(row), filledSize: row.executedQty };
}

/** The account may pay fees in another coin (BNB): at its mark, null when no mark is known. */
function feeOf(context: Context, row: z.output<typeof tradeRow>): Decimal | null {
  const market = context.marketByNative(row.symbol);
  if (market === undefined) throw unreadable(`Binance names a market that is not in its own list: ${row.symbol}`);
  if (row.commissionAsset === market.settle) return row.commission;
  const price = context.markPrice(`${row.commissionAsset}/${market.settle}:${market.settle}`);
  return price === undefined ? null : multiply(row.commission, price);
}

/** Trades carry no client order id. */
export async function readFills(
  futures: Futures,
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const { client } = context;
  const { listTrades } = futures.calls(client);
  const perOrder = await Promise.all(
    orders.map(async ({ symbol, orderId }) => {
      const native = client.markets?.[symbol]?.id ?? symbol;
      const sent = await context.send<unknown>(weight(5), () => listTrades({ symbol: native, orderId, limit: 1_000 }));
      const rows = understand(tradeRows, answered(sent), 'trades').filter((row) => row.orderId === orderId);
      return rows.map((row) => ({
        orderId,
        clientOrderId: null,
        symbol,
        price: row.price,
        size: row.qty,
        fee: feeOf(context, row),
        realizedPnl: row.realizedPnl,
      }));
    }),
  );
  return perOrder.flat();
}
