// Reads of the whole account, each list to its last page. Stops that wait are a list of their own beside the plain one.
import type { z } from 'zod';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { answered, memoryOf, remember, type Context } from './account.ts';
import { spend } from './limits.ts';
import { isUnknownOrder } from './refusals.ts';
import { marketOf, toPosition, toWorkingOrder } from './nouns.ts';
import {
  accountModeRow,
  answerOf,
  fillRow,
  modeRow,
  orderRow,
  overviewRow,
  pageRow,
  positionRow,
  rowsOf,
  timeRow,
  understand,
} from './rows.ts';

const PAGE = 100;
/** More pages than any account has: a list that never ends is an error, not a reason to stop. */
const MOST_PAGES = 100;

export async function ping({ client, send }: Context): Promise<number | null> {
  const body = answered(await send<unknown>(spend('public', 2), () => client.futuresPublicGetTimestamp({})));
  return answerOf(timeRow, body, 'clock');
}

/** One-way or two-sided; and whether this account is of the kind whose calls these are. */
export async function prepare(context: Context): Promise<void> {
  const { client, send } = context;
  const [mode, kind] = await Promise.all([
    send<unknown>(spend('futures', 2), () => client.futuresPrivateGetPositionGetPositionMode({})),
    send<unknown>(spend('management', 30), () => client.utaPrivateGetAccountMode({})),
  ]);
  // Refused: a key that may not ask. Unified accounts then show nothing here but refusals of their own.
  const isUnknown = kind.kind === 'refused' && kind.reason !== 'rateLimited';
  if (!isUnknown && answerOf(accountModeRow, answered(kind), 'account mode').selfAccountMode.toUpperCase() === 'UNIFIED') {
    throw new VenueReadError({
      kind: 'credentials',
      message: 'This KuCoin account is a unified one, which Breakglass can not trade.',
      remedy: 'Use a sub-account in classic mode, or switch the account back at KuCoin.',
    });
  }
  const { positionMode } = answerOf(modeRow, answered(mode), 'position mode');
  if (positionMode !== 0 && positionMode !== 1) {
    throw new VenueReadError({ kind: 'unreadable', message: `KuCoin tells a position mode that is not known: ${positionMode}` });
  }
  context.setHedgeMode(positionMode === 1);
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const { client, send } = context;
  const body = answered(await send<unknown>(spend('futures', 2), () => client.futuresPrivateGetPositions({})));
  const others: NotClosable[] = [];
  const found = rowsOf(body, 'positions').flatMap((raw) => {
    const row = understand(positionRow, raw, 'position');
    if (isZero(row.currentQty) || !isBeyondReach(context, row.symbol)) return toPosition(context, row) ?? [];
    others.push({ what: 'contract that is not listed', nativeSymbol: row.symbol, size: row.currentQty });
    return [];
  });
  context.setNotClosable('positions', others);
  memoryOf(client).settles = new Set(found.map(({ market }) => market.settle));
  return found;
}

type Page = z.infer<typeof pageRow>;

/** `others`: gets those of contracts that are not listed. */
async function readPages(
  context: Context,
  what: string,
  others: NotClosable[],
  call: (page: number) => Promise<Page>,
): Promise<readonly WorkingOrder[]> {
  const orders: WorkingOrder[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const { items, totalPage } = await call(page);
    for (const item of items) {
      const row = understand(orderRow, item, what);
      if (isBeyondReach(context, row.symbol)) {
        others.push({ what: 'order of a contract that is not listed', nativeSymbol: row.symbol, size: row.size });
        continue;
      }
      remember(context.client, row);
      orders.push(toWorkingOrder(context, row));
    }
    if (page >= totalPage || items.length === 0) return orders;
  }
  throw new VenueReadError({ kind: 'unreadable', message: `KuCoin's ${what} do not end` });
}

const readPlain = (context: Context, others: NotClosable[]): Promise<readonly WorkingOrder[]> =>
  readPages(context, 'orders', others, async (currentPage) => {
    const call = () => context.client.futuresPrivateGetOrders({ status: 'active', pageSize: PAGE, currentPage });
    return answerOf(pageRow, answered(await context.send<unknown>(spend('futures', 2), call)), 'orders');
  });

const readStops = (context: Context, others: NotClosable[]): Promise<readonly WorkingOrder[]> =>
  readPages(context, 'stop orders', others, async (currentPage) => {
    const call = () => context.client.futuresPrivateGetStopOrders({ pageSize: PAGE, currentPage });
    return answerOf(pageRow, answered(await context.send<unknown>(spend('futures', 6), call)), 'stop orders');
  });

export async function readOrders(context: Context): Promise<OrdersRead> {
  const families: readonly OrderFamily[] = ['plain', 'trigger'];
  const others: NotClosable[] = [];
  const results = await Promise.allSettled([readPlain(context, others), readStops(context, others)]);
  const orders: WorkingOrder[] = [];
  const unreadable: { family: OrderFamily; failure: VenueReadError['failure'] }[] = [];
  results.forEach((result, index) => {
    const family = families[index];
    if (result.status === 'fulfilled') orders.push(...result.value);
    else if (!(result.reason instanceof VenueReadError)) throw result.reason;
    else if (family !== undefined) unreadable.push({ family, failure: result.reason.failure });
  });
  const [first] = unreadable;
  if (unreadable.length === families.length && first !== undefined) throw new VenueReadError(first.failure);
  context.setNotClosable('orders', others);
  return { orders, unreadable };
}

/** What contracts settle in, by our names: KuCoin's own. */
const settleIds = ({ client }: Context): ReadonlyMap<string, string> =>
  new Map(
    Object.values(client.markets ?? {}).flatMap((market) => {
      const { settle, settleId } = market ?? {};
      return settle === undefined || settleId === undefined ? [] : [[settle, settleId] as const];
    }),
  );

/** Each currency is an account of its own: all of them are asked once, then those that hold something. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const { client, send } = context;
  const { equity, settles } = memoryOf(client);
  const wanted = [...settleIds(context)].filter(([code]) => {
    const held = equity?.get(code);
    return held === undefined || !isZero(held) || settles.has(code);
  });
  const read = await Promise.all(
    wanted.map(async ([code, currency]) => {
      const call = () => client.futuresPrivateGetAccountOverview({ currency });
      const body = answered(await send<unknown>(spend('futures', 5), call));
      return [code, answerOf(overviewRow, body, 'account').accountEquity] as const;
    }),
  );
  return mergeEquity(context, read);
}

export function mergeEquity(
  { client }: Context,
  told: readonly (readonly [code: string, equity: Decimal])[],
): Readonly<Record<string, Decimal>> {
  const memory = memoryOf(client);
  memory.equity = new Map([...(memory.equity ?? []), ...told]);
  return Object.fromEntries(memory.equity);
}

/** [D] By clientOid, working or done. */
export async function lookUp({ client, send }: Context, { clientOrderId }: CloseOrder): Promise<OrderState> {
  const call = () => client.futuresPrivateGetOrdersByClientOid({ clientOid: clientOrderId });
  const sent = await send<unknown>(spend('futures', 5), call);
  if (sent.kind === 'refused' && isUnknownOrder(sent.failure)) return { kind: 'absent' };
  const row = answerOf(orderRow, answered(sent), 'order');
  const filledSize = isDecimal(row.filledSize) ? decimal(row.filledSize) : null;
  return { kind: 'found', orderId: row.id, working: row.isActive, filledSize };
}

/** The last thousand of a day, without delay. [D] recentFills. A fee that was paid is positive. */
export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const { client, send } = context;
  const wanted = new Set(orders.map(({ orderId }) => orderId));
  const natives = new Set(orders.map(({ symbol }) => client.markets?.[symbol]?.id ?? symbol)); // reports carry unified symbols
  const perSymbol = await Promise.all(
    [...natives].map(async (symbol) => {
      const call = () => client.futuresPrivateGetRecentFills({ symbol });
      return rowsOf(answered(await send<unknown>(spend('futures', 3), call)), 'fills');
    }),
  );
  return perSymbol.flat().flatMap((raw): readonly Fill[] => {
    const row = understand(fillRow, raw, 'fill');
    if (!wanted.has(row.orderId)) return [];
    const inSettle = row.feeCurrency === null || row.feeCurrency === row.settleCurrency;
    return [
      {
        orderId: row.orderId,
        clientOrderId: null,
        symbol: marketOf(context, row.symbol).symbol,
        price: row.price,
        size: row.size,
        fee: inSettle && isDecimal(row.fee) ? decimal(row.fee) : null,
        realizedPnl: null,
      },
    ];
  });
}
