// Executions. The list has the newest hundred of all contracts and goes back page by page; it tells no profit.
import { sum } from '../../../../shared/decimal.ts';
import type { Fill, OrderState } from '../../../exit/ports.ts';
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

/** What the newest fills say of an order that is over. Throws when they do not reach back far enough to say "never". */
export async function readRecentFills(context: Context, clientOrderId: string): Promise<OrderState> {
  const rows = await readPage(context, null);
  const own = rows.filter((row) => row.clientOrderId === clientOrderId);
  const [first] = own;
  if (first !== undefined) {
    return { kind: 'found', orderId: first.order_id, working: false, filledSize: sum(own.map(({ size }) => size)) };
  }
  const oldest = Math.min(...rows.map((row) => Date.parse(row.fillTime)));
  if (rows.length >= PAGE && context.nowEpochMs() - oldest < EXIT_MS) {
    const message = 'Kraken Futures lists only the newest hundred fills, and all of them are of the last minutes.';
    throw new VenueReadError({ kind: 'unreadable', message });
  }
  return { kind: 'absent' };
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
