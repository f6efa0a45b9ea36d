// Executions. The list has the newest hundred of all contracts and goes back page by page; it tells no profit.
import { compare, sum } from '../../../../shared/decimal.ts';
import type { CloseOrder, Fill, OrderState } from '../../../exit/ports.ts';
import { VenueReadError } from '../../profile.ts';
import { answered, type Context } from './account.ts';
import { spend } from './limits.ts';
import { currencyOf, marketOf } from './nouns.ts';
import { fillsAnswer, understand, type FillRow } from './rows.ts';

const PAGE = 100; // [D] "Get your fills"
const MOST_PAGES = 5;
/** An exit gives up on an order sooner than this. */
const EXIT_MS = 120_000;

async function readPage(context: Context, before: string | null): Promise<readonly FillRow[]> {
  const { client } = context;
  const body: unknown =
    before === null
      ? answered(await context.send<unknown>(spend('fills'), () => client.privateGetFills({})))
      : answered(await context.send<unknown>(spend('fills before'), () => client.privateGetFills({ lastFillTime: before })));
  return understand(fillsAnswer, body, 'fills').fills;
}

const DAY_MS = 86_400_000;

/**
 * What the newest fills say of an order that is over. Throws when they do not reach back far enough to say "never". A share of
 * a position must not be closed twice: for one an exit that goes on after a crash looks a day back, at a price of its own.
 */
export async function readRecentFills(context: Context, { clientOrderId, position, size }: CloseOrder): Promise<OrderState> {
  const isShare = compare(size, position.size) < 0;
  const backMs = isShare ? DAY_MS : EXIT_MS;
  const own = new Map<string, FillRow>();
  let before: string | null = null;
  for (let page = 0; page < (isShare ? MOST_PAGES : 1); page += 1) {
    const rows: readonly FillRow[] = await readPage(context, before);
    for (const row of rows) if (row.clientOrderId === clientOrderId) own.set(row.fill_id, row);
    const last = rows.at(-1);
    const oldest = Math.min(...rows.map((row) => Date.parse(row.fillTime)));
    const isWhole = own.size > 0 && last?.clientOrderId !== clientOrderId; // its executions stand together
    if (isWhole || rows.length < PAGE || last === undefined || context.nowEpochMs() - oldest >= backMs) return stateOf(own);
    before = last.fillTime;
  }
  if (own.size > 0) return stateOf(own);
  const message = 'Kraken Futures lists only the newest hundred fills at a time, and the last ones do not reach back far enough.';
  throw new VenueReadError({ kind: 'unreadable', message });
}

function stateOf(own: ReadonlyMap<string, FillRow>): OrderState {
  const rows = [...own.values()];
  const [first] = rows;
  if (first === undefined) return { kind: 'absent' };
  return { kind: 'found', orderId: first.order_id, working: false, filledSize: sum(rows.map(({ size }) => size)) };
}

export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const wanted = new Set(orders.map(({ orderId }) => orderId));
  const own = new Map<string, FillRow>();
  let before: string | null = null;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const rows: readonly FillRow[] = await readPage(context, before);
    for (const row of rows) if (wanted.has(row.order_id)) own.set(row.fill_id, row);
    const last = rows.at(-1);
    const seen = new Set([...own.values()].map((row) => row.order_id));
    // Whole when every order was seen and the page goes on with fills of others.
    const whole = seen.size === wanted.size && last !== undefined && !wanted.has(last.order_id);
    if (rows.length < PAGE || last === undefined || whole) break;
    before = last.fillTime;
  }
  return [...own.values()].map((row) => toFill(context, row));
}

function toFill(context: Context, row: FillRow): Fill {
  const market = marketOf(context, row.symbol);
  const settled = row.fee_currency !== null && currencyOf(row.fee_currency) === market.settle;
  return {
    orderId: row.order_id,
    clientOrderId: row.clientOrderId,
    symbol: market.symbol,
    price: row.price,
    size: row.size,
    fee: settled ? row.fee_paid : null,
    realizedPnl: null,
  };
}
