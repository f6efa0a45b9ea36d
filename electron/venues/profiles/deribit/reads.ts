// Reads. Positions, orders and wallets of all currencies come in one answer each, without pages.
import type { Decimal } from '../../../../shared/decimal.ts';
import type { MarketRules, Position } from '../../../../shared/position.ts';
import type { CloseOrder, Fill, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { NOTHING_TOLD, type DepthLevels, type KeyFacts } from '../../profile.ts';
import { answered, memoryOf, type Context } from './account.ts';
import { OTHER, PUBLIC } from './limits.ts';
import {
  isOpen,
  isOwnOrder,
  isOwnPosition,
  marketOf,
  notClosableOrders,
  notClosablePositions,
  toOrder,
  toPosition,
} from './nouns.ts';
import {
  bookAnswer,
  keysAnswer,
  ordersAnswer,
  positionsAnswer,
  summariesAnswer,
  timeAnswer,
  tradesAnswer,
  understand,
} from './rows.ts';

export async function ping(context: Context): Promise<number | null> {
  const body: unknown = answered(await context.send<unknown>(PUBLIC, () => context.client.publicGetGetTime({})));
  return understand(timeAnswer, body, 'clock').result;
}

export async function prepare(context: Context): Promise<void> {
  context.setHedgeMode(false);
  await readEquity(context); // the least call that a wrong key fails
}

const ONE_ACCOUNT = 'This key reaches one account of the login: give each sub-account that trades a key and an entry of its own.';

/** Wrong key or signature: whoever else is refused here may trade all the same. */
const WRONG_KEY = new Set(['10000', '13004', '13009']);

const rightsOf = (scope: string) => {
  const scopes = new Set(scope.split(/\s+/));
  return { canTrade: scopes.has('trade:read_write'), canWithdraw: scopes.has('wallet:read_write') };
};

/**
 * [D] list_api_keys wants the scope account:read, and a second factor where the login has a security key. Where it tells
 * nothing, the login of the stream has told the scope: "account:read trade:read_write wallet:none ...".
 */
export async function readKey(context: Context): Promise<KeyFacts> {
  const { client } = context;
  const sent = await context.send<unknown>(OTHER, () => client.privateGetListApiKeys({}));
  const isWrong = sent.kind === 'refused' && (sent.reason === 'rateLimited' || WRONG_KEY.has(sent.failure.venueCode ?? ''));
  if (sent.kind === 'refused' && !isWrong) {
    const why = `Deribit does not list this key's addresses: ${sent.failure.venueMessage ?? sent.failure.message}.`;
    return { ...NOTHING_TOLD, ...(client.scope === null ? {} : rightsOf(client.scope)), notes: [why, ONE_ACCOUNT] };
  }
  const keys = understand(keysAnswer, answered(sent), 'list of keys').result;
  const own = keys.find((key) => key.client_id === client.apiKey);
  if (own === undefined) return { ...NOTHING_TOLD, notes: ['Deribit does not list this key.', ONE_ACCOUNT] };
  const addresses = own.ip_whitelist;
  return {
    ...NOTHING_TOLD,
    ...rightsOf(own.max_scope),
    addressesListed: addresses === null || addresses === undefined ? null : addresses.length > 0,
    notes: [ONE_ACCOUNT],
  };
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const call = () => context.client.privateGetGetPositions({ currency: 'any' });
  const rows = understand(positionsAnswer, answered(await context.send<unknown>(OTHER, call)), 'positions').result;
  const own = new Set(rows.filter((row) => isOwnPosition(context, row)));
  context.setNotClosable('positions', notClosablePositions(rows.filter((row) => !own.has(row))));
  return [...own].flatMap((row) => toPosition(context, row) ?? []);
}

/** [D] "all" has the orders in the book and those that wait for their trigger. */
export async function readOrders(context: Context): Promise<OrdersRead> {
  const call = () => context.client.privateGetGetOpenOrders({ type: 'all' });
  const rows = understand(ordersAnswer, answered(await context.send<unknown>(OTHER, call)), 'orders').result;
  const own = new Set(rows.filter((row) => isOwnOrder(context, row)));
  context.setNotClosable('orders', notClosableOrders(rows.filter((row) => !own.has(row))));
  return { orders: [...own].filter(isOpen).map((row) => toOrder(context, row)), unreadable: [] };
}

export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const call = () => context.client.privateGetGetAccountSummaries({});
  const body: unknown = answered(await context.send<unknown>(OTHER, call));
  const { equity: known } = memoryOf(context.client);
  known.clear();
  for (const { currency, equity } of understand(summariesAnswer, body, 'account').result.summaries) known.set(currency, equity);
  return Object.fromEntries(known);
}

export async function readDepth(context: Context, { nativeSymbol }: MarketRules): Promise<DepthLevels> {
  const query = { instrument_name: nativeSymbol, depth: 50 };
  const body: unknown = answered(await context.send<unknown>(PUBLIC, () => context.client.publicGetGetOrderBook(query)));
  const { bids, asks } = understand(bookAnswer, body, 'order book').result;
  return { bids: bids.map(([price, size]) => [price, size]), asks: asks.map(([price, size]) => [price, size]) };
}

/** [D] get_order_state_by_label: recent orders of a currency, ended ones too. */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const query = { currency: order.position.market.settle, label: order.clientOrderId };
  const call = () => context.client.privateGetGetOrderStateByLabel(query);
  const rows = understand(ordersAnswer, answered(await context.send<unknown>(OTHER, call)), 'orders').result;
  const row = rows.find((each) => each.label === order.clientOrderId);
  if (row === undefined) return { kind: 'absent' };
  return { kind: 'found', orderId: row.order_id, working: isOpen(row), filledSize: row.filled_amount };
}

/** [D] a trade's profit_loss does not say whether it is before fees: it is not told. */
export async function readFills(
  context: Context,
  orders: readonly Readonly<{ symbol: string; orderId: string }>[],
): Promise<readonly Fill[]> {
  const answers = await Promise.all(
    orders.map(async ({ orderId }) => {
      const call = () => context.client.privateGetGetUserTradesByOrder({ order_id: orderId });
      return understand(tradesAnswer, answered(await context.send<unknown>(OTHER, call)), 'trades').result;
    }),
  );
  return answers.flat().map((row) => {
    const market = marketOf(context, row.instrument_name);
    return {
      orderId: row.order_id,
      clientOrderId: row.label,
      symbol: market.symbol,
      price: row.price,
      size: row.amount,
      fee: row.fee_currency === market.settle ? row.fee : null,
      realizedPnl: null,
    };
  });
}
