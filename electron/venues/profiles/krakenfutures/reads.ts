// Reads. Positions and orders each come in one list without pages; the orders' has every kind.
import type { Decimal } from '../../../../shared/decimal.ts';
import type { Position } from '../../../../shared/position.ts';
import type { CloseOrder, OrdersRead, OrderState } from '../../../exit/ports.ts';
import { NOTHING_TOLD, VenueReadError, type KeyFacts, type NotClosable } from '../../profile.ts';
import { answered, equityOf, memoryOf, type Context, type Wallet } from './account.ts';
import { readRecentFills } from './fills.ts';
import { AUTH, PUBLIC, spend } from './limits.ts';
import { currencyOf, isBeyondReach, toOrder, toPosition } from './nouns.ts';
import {
  accountsAnswer,
  clockAnswer,
  flexAccount,
  keyAnswer,
  marginAccount,
  orderRow,
  ordersAnswer,
  positionRow,
  positionsAnswer,
  statesAnswer,
  understand,
} from './rows.ts';

/** The shortest public answer: statuses of one instrument. Every answer tells the venue's time. */
export async function ping(context: Context): Promise<number | null> {
  const query = { symbol: 'PI_XBTUSD' };
  const call = () => context.client.publicGetInstrumentsSymbolStatus(query);
  const body: unknown = answered(await context.send<unknown>(PUBLIC, call));
  return Date.parse(understand(clockAnswer, body, 'clock').serverTime);
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

/** [S] ccxt decodes the secret to sign: what is no base64 would fail there without saying why. */
export async function prepare(context: Context): Promise<void> {
  const { secret } = context.client;
  if (!BASE64.test(secret) || secret.length % 4 !== 0) {
    throw new VenueReadError({
      kind: 'credentials',
      message: 'This is not a secret of Kraken Futures: those are base64, most often 88 letters.',
      remedy: 'Enter the private key exactly as it was shown when the key was made.',
    });
  }
  context.setHedgeMode(false);
  await readEquity(context); // the least call that a wrong key fails
}

/** [D] "Check v3 API key". `transfer` is what the page for making keys calls the withdrawal API. */
export async function readKey(context: Context): Promise<KeyFacts> {
  const call = () => context.client.request('api-keys/v3/check', 'auth', 'GET');
  const sent = await context.send<unknown>(AUTH, call);
  if (sent.kind === 'refused' && sent.reason !== 'credentials' && sent.reason !== 'rateLimited') {
    return { ...NOTHING_TOLD, notes: [`Kraken Futures did not say what this key may do: ${sent.failure.message}`] };
  }
  const { permissions, allowedCidrBlocks } = understand(keyAnswer, answered(sent), 'key');
  const blocks = allowedCidrBlocks ?? [];
  return {
    ...NOTHING_TOLD,
    canTrade: permissions.general === 'FULL_ACCESS',
    canWithdraw: permissions.transfer === 'FULL_ACCESS',
    addressesListed: blocks.length > 0 && !blocks.some((block) => block.endsWith('/0')),
  };
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const call = () => context.client.privateGetOpenpositions({});
  const body: unknown = answered(await context.send<unknown>(spend('openpositions'), call));
  const { openPositions } = understand(positionsAnswer, body, 'positions');
  const others: NotClosable[] = [];
  const positions = openPositions.flatMap((raw) => {
    const row = understand(positionRow, raw, 'position');
    if (!isBeyondReach(context, row.symbol)) return toPosition(context, row) ?? [];
    others.push({ what: 'contract that is not listed', nativeSymbol: row.symbol, size: row.size });
    return [];
  });
  context.setNotClosable('positions', others);
  const { held } = memoryOf(context.client);
  held.clear();
  for (const { symbol } of positions) held.add(symbol);
  return positions;
}

export async function readOrders(context: Context): Promise<OrdersRead> {
  const call = () => context.client.privateGetOpenorders({});
  const body: unknown = answered(await context.send<unknown>(spend('openorders'), call));
  const { openOrders } = understand(ordersAnswer, body, 'orders');
  const others: NotClosable[] = [];
  const orders = openOrders.flatMap((raw) => {
    const row = understand(orderRow, raw, 'order');
    if (!isBeyondReach(context, row.symbol)) return [toOrder(context, row)];
    others.push({ what: 'order of a contract that is not listed', nativeSymbol: row.symbol, size: row.unfilledSize });
    return [];
  });
  context.setNotClosable('orders', others);
  return { orders, unreadable: [] };
}

/** Portfolio values: the multi-collateral wallet's is in US dollars, every inverse contract has a wallet in its coin. */
export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const body: unknown = answered(await context.send<unknown>(spend('accounts'), () => context.client.privateGetAccounts({})));
  const { accounts } = understand(accountsAnswer, body, 'accounts');
  const wallets = new Map<string, Wallet>();
  for (const [name, account] of Object.entries(accounts)) {
    if (name === 'cash') continue; // the spot side of the house
    if (name === 'flex') {
      wallets.set(name, { currency: 'USD', value: understand(flexAccount, account, 'wallet').portfolioValue });
    } else {
      const { currency, auxiliary } = understand(marginAccount, account, `wallet ${name}`);
      wallets.set(name, { currency: currencyOf(currency), value: auxiliary.pv });
    }
  }
  memoryOf(context.client).wallets = wallets;
  return equityOf(wallets.values());
}

const WORKING = new Set(['ENTERED_BOOK', 'TRIGGER_PLACED']);

/**
 * [D] orders/status knows what is open or ended in the last five seconds, and is a POST ([S] ccxt has it as a GET). What ended
 * earlier is looked for among the fills; whatever is not there either filled nothing.
 */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const wanted = order.clientOrderId;
  const call = () => context.client.request('orders/status', 'private', 'POST', { cliOrdIds: wanted });
  const body = answered(await context.send<unknown>(spend('orders/status'), call));
  const states = understand(statesAnswer, body, 'order states').orders ?? [];
  const found = states.find((each) => each.order.cliOrdId === wanted);
  if (found !== undefined) {
    return {
      kind: 'found',
      orderId: found.order.orderId,
      working: WORKING.has(found.status),
      filledSize: found.order.filled,
    };
  }
  return readRecentFills(context, order);
}
