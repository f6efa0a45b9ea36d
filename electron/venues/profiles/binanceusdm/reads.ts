// Reads. Plain and conditional orders are two lists; one that fails is named, never taken for empty.
import type { z } from 'zod';
import { multiply, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError, type Sent } from '../../profile.ts';
import { ELSEWHERE, weight } from './limits.ts';
import { answered, rememberAlgoOrder, unreadable, type Context } from './memory.ts';
import { isWorking, isWorkingAlgo, toAlgoOrder, toPlainOrder, toPosition } from './nouns.ts';
import {
  algoRows,
  assetRows,
  configAnswer,
  plainRow,
  plainRows,
  positionRows,
  restrictionsAnswer,
  timeAnswer,
  type tradeRow,
  tradeRows,
  understand,
} from './rows.ts';

export async function ping(context: Context): Promise<number | null> {
  const body: unknown = answered(await context.send(weight(1), () => context.client.fapiPublicGetTime({})));
  return Number(understand(timeAnswer, body, 'clock').serverTime);
}

/** Mode of the account, and whether the key may trade. The second comes from another service: its silence decides nothing. */
export async function prepare(context: Context): Promise<void> {
  const { client } = context;
  const [config, rights] = await Promise.all([
    context.send<unknown>(weight(5), () => client.fapiPrivateGetAccountConfig({})),
    context.send<unknown>(ELSEWHERE, () => client.sapiGetAccountApiRestrictions({})),
  ]);
  context.setHedgeMode(understand(configAnswer, answered(config), 'account configuration').dualSidePosition);
  const read = rights.kind === 'answered' ? restrictionsAnswer.safeParse(rights.body) : undefined;
  if (read?.data?.enableFutures !== false) return;
  throw new VenueReadError({
    kind: 'credentials',
    message: 'This Binance key may read but not trade futures.',
    remedy: 'Switch on "Enable Futures" for the key at Binance.',
  });
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.fapiPrivateV3GetPositionRisk({})));
  return understand(positionRows, body, 'positions').flatMap((row) => toPosition(context, row) ?? []);
}

/** Both lists weigh 40 without a symbol. Throws when neither could be read. */
export async function readOrders(context: Context): Promise<OrdersRead> {
  const { client } = context;
  const [plain, algo] = await Promise.all([
    context.send<unknown>(weight(40), () => client.fapiPrivateGetOpenOrders({})),
    context.send<unknown>(weight(40), () => client.fapiPrivateGetOpenAlgoOrders({})),
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
    .map((row) => toPlainOrder(context, row));
  const conditional = list('algo', algo, algoRows).filter(isWorkingAlgo);
  for (const row of conditional) rememberAlgoOrder(client, row);
  return { orders: [...plainOrders, ...conditional.map((row) => toAlgoOrder(context, row))], unreadable: unread };
}

/** Wallet plus unrealised profit of every asset that holds anything. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body: unknown = answered(await context.send(weight(5), () => context.client.fapiPrivateV3GetAccount({})));
  return Object.fromEntries(understand(assetRows, body, 'account').assets.map((row) => [row.asset, row.marginBalance]));
}

/** Absent only when the venue says that the order does not exist. */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const query = { symbol: order.position.nativeSymbol, origClientOrderId: order.clientOrderId };
  const sent = await context.send<unknown>(weight(1), () => context.client.fapiPrivateGetOrder(query));
  if (sent.kind === 'refused' && sent.failure.venueCode === '-2013') return { kind: 'absent' };
  const row = understand(plainRow, answered(sent), 'order');
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
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const { client } = context;
  const perOrder = await Promise.all(
    orders.map(async ({ symbol, orderId }) => {
      const native = client.markets?.[symbol]?.id ?? symbol;
      const sent = await context.send<unknown>(weight(5), () =>
        client.fapiPrivateGetUserTrades({ symbol: native, orderId, limit: 1_000 }),
      );
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
