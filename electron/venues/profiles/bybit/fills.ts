// Executions of given orders with their realised profit before fees. execution/list does not carry profit (the stream's
// execPnl does), so it comes from closed-pnl: exit value less entry value, which leaves fees out, shared out by size.
import { decimal, divide, multiply, negate, subtract, sum, type Decimal } from '../../../../shared/decimal.ts';
import type { MarketRules } from '../../../../shared/position.ts';
import type { Fill } from '../../../exit/ports.ts';
import { VenueReadError } from '../../profile.ts';
import { unreadable, type Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { categoryOf } from './nouns.ts';
import { readPages } from './reads.ts';
import { closedPnlPage, executionPage, type ClosedPnlRow, type ExecutionRow } from './rows.ts';

type Wanted = Readonly<{ symbol: string; orderId: string }>;

export async function readFills(context: Context, orders: readonly Wanted[]): Promise<readonly Fill[]> {
  const perOrder = await Promise.all(orders.map((order) => readOrder(context, order)));
  const lacking = perOrder.filter(({ rows }) => rows.some((row) => row.execPnl === null));
  const symbols = new Map(lacking.map(({ market }) => [market.nativeSymbol, market]));
  const profits = new Map<string, Decimal>();
  await Promise.all(
    [...symbols.values()].map(async (market) => {
      for (const [orderId, profit] of await readProfits(context, market)) profits.set(orderId, profit);
    }),
  );
  return perOrder.flatMap(({ market, rows }) => toFills(market, rows, profits));
}

async function readOrder(context: Context, order: Wanted) {
  const market = findMarket(context, order.symbol);
  const query = { category: categoryOf(market), symbol: market.nativeSymbol, orderId: order.orderId, limit: 100 };
  const call = (asked: object) => context.client.privateGetV5ExecutionList(asked);
  const rows = await readPages(context, 'execution/list', call, query, executionPage);
  return { market, rows: rows.filter((row) => row.orderId === order.orderId && row.execType !== 'Funding') };
}

/** Reports carry unified symbols. */
function findMarket(context: Context, symbol: string): MarketRules {
  const native = context.client.markets?.[symbol]?.id;
  const market = context.marketByNative(native ?? symbol);
  if (market === undefined) throw new VenueReadError(unreadable(`Bybit has no market ${symbol}`));
  return market;
}

/** By order id, the newest 100 closing orders of a symbol. */
async function readProfits(context: Context, market: MarketRules): Promise<ReadonlyMap<string, Decimal>> {
  const query = { category: categoryOf(market), symbol: market.nativeSymbol, limit: 100 };
  const call = async (asked: object): Promise<unknown> =>
    withoutCursor(await context.client.privateGetV5PositionClosedPnl(asked));
  const rows = await readPages(context, 'position/closed-pnl', call, query, closedPnlPage);
  const byOrder = groupBy(rows, (row) => row.orderId);
  return new Map([...byOrder].map(([orderId, own]) => [orderId, sum(own.map((row) => profitOf(market, row)))]));
}

/** One page is enough: an exit's orders are the newest. */
function withoutCursor(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || !('result' in body)) return body;
  const { result } = body;
  return typeof result === 'object' && result !== null ? { ...body, result: { ...result, nextPageCursor: '' } } : body;
}

/** `side` is that of the closing order: Sell closed a long. Inverse values are in the coin, where a rise shrinks them. */
function profitOf(market: MarketRules, row: ClosedPnlRow): Decimal {
  const rise = subtract(row.cumExitValue, row.cumEntryValue);
  return (row.side === 'Sell') === !market.inverse ? rise : negate(rise);
}

function toFills(market: MarketRules, rows: readonly ExecutionRow[], profits: ReadonlyMap<string, Decimal>): readonly Fill[] {
  const whole = sum(rows.map((row) => row.execQty));
  let left = rows[0] === undefined ? undefined : profits.get(rows[0].orderId);
  const total = left;
  return rows.map((row, index) => {
    let share: Decimal | null = row.execPnl;
    if (share === null && total !== undefined && left !== undefined) {
      share = index === rows.length - 1 ? left : divide(multiply(total, row.execQty), whole);
      left = subtract(left, share);
    }
    return {
      orderId: row.orderId,
      clientOrderId: row.orderLinkId,
      symbol: market.symbol,
      price: row.execPrice,
      size: row.execQty,
      fee: decimal(row.execFee),
      realizedPnl: share,
    };
  });
}
