// Executions of given orders. Rows name the order by the venue's id alone. Many orders of a product type are read out of its
// newest executions, because a call an order would take seconds (ten a second); what is not among them is asked for by name.
import type { Fill } from '../../../exit/ports.ts';
import type { Context } from './account.ts';
import { groupBy } from './groupBy.ts';
import { marketOf, nativeOf, toFill } from './nouns.ts';
import { readPages, type Query } from './pages.ts';
import { productTypeOf, type ProductType } from './productType.ts';
import { fillRow, type FillRow } from './rows.ts';

type Wanted = Readonly<{ symbol: string; orderId: string }>;

const FEW = 3;

const pagesOf = (context: Context, query: Query, goesOn?: (page: readonly FillRow[]) => boolean) =>
  readPages(context, 'order/fills', (asked) => context.client.privateMixGetV2MixOrderFills(asked), query, fillRow, goesOn);

async function readNamed(context: Context, productType: ProductType, { symbol, orderId }: Wanted): Promise<readonly FillRow[]> {
  const rows = await pagesOf(context, { productType, symbol: nativeOf(context, symbol), orderId });
  return rows.filter((row) => row.orderId === orderId);
}

async function readGroup(context: Context, productType: ProductType, orders: readonly Wanted[]): Promise<readonly FillRow[]> {
  const ids = new Set(orders.map(({ orderId }) => orderId));
  const isWanted = (row: FillRow): boolean => ids.has(row.orderId);
  const newest =
    orders.length <= FEW ? [] : (await pagesOf(context, { productType }, (page) => page.some(isWanted))).filter(isWanted);
  const found = new Set(newest.map(({ orderId }) => orderId));
  const missing = orders.filter(({ orderId }) => !found.has(orderId));
  return [...newest, ...(await Promise.all(missing.map((order) => readNamed(context, productType, order)))).flat()];
}

export async function readFills(context: Context, orders: readonly Wanted[]): Promise<readonly Fill[]> {
  const groups = groupBy(orders, ({ symbol }) => productTypeOf(marketOf(context, nativeOf(context, symbol))));
  const rows = await Promise.all([...groups].map(([productType, group]) => readGroup(context, productType, group)));
  return rows.flat().map((row) => toFill(context, row));
}
