// Reads: every list is asked of all three product types, each to the last page. A list that could not be read is named.
import { z } from 'zod';
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderFamily, Position, WorkingOrder } from '../../../../shared/position.ts';
import type { CloseOrder, OrdersRead, OrderState } from '../../../exit/ports.ts';
import type { Failure } from '../../../../shared/failure.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { addUp, equityRows } from './equity.ts';
import { refuseReadOnlyKey } from './key.ts';
import { answered, remember, type Context } from './account.ts';
import { spend } from './limits.ts';
import { isOpenOrder, isOpenPlan, toPlanOrder, toPosition, toWorkingOrder } from './nouns.ts';
import { readPages, type Query } from './pages.ts';
import { PRODUCT_TYPES, productTypeOf, type ProductType } from './productType.ts';
import { isUnknownOrder } from './refusals.ts';
import { dataOf, modeRow, orderRow, planRow, positionRow, timeRow, understand } from './rows.ts';

/** Null is what errors carry: it does not say that nothing is there. */
const positionList = z.array(z.unknown());
const list = positionList.nullable();

export async function ping(context: Context): Promise<number | null> {
  const body = answered(await context.send(spend('public/time'), () => context.client.publicCommonGetV2PublicTime({})));
  return Number(dataOf(timeRow, body, 'clock').serverTime);
}

/** A symbol of each product type: this call wants one, and answers what holds for all of them. */
const ANY: Readonly<Record<ProductType, Readonly<{ symbol: string; marginCoin: string }>>> = {
  'USDT-FUTURES': { symbol: 'BTCUSDT', marginCoin: 'USDT' },
  'USDC-FUTURES': { symbol: 'BTCPERP', marginCoin: 'USDC' },
  'COIN-FUTURES': { symbol: 'BTCUSD', marginCoin: 'BTC' },
};

async function readMode(context: Context, productType: ProductType): Promise<boolean | null> {
  const query = { productType, ...ANY[productType] };
  const call = () => context.client.privateMixGetV2MixAccountAccount(query);
  const sent = await context.send<unknown>(spend('account/account'), call);
  if (sent.kind === 'answered') {
    const { posMode } = dataOf(modeRow, sent.body, 'account');
    return posMode === 'hedge_mode' ? true : posMode === 'one_way_mode' ? false : null;
  }
  // Positions tell their mode themselves: only a key that may not ask, or silence, is a reason to stop.
  if (sent.kind === 'refused' && sent.reason !== 'credentials' && sent.reason !== 'rateLimited') return null;
  throw new VenueReadError(sent.failure);
}

export async function prepare(context: Context): Promise<void> {
  const key = refuseReadOnlyKey(context);
  const modes = Promise.all(PRODUCT_TYPES.map((productType) => readMode(context, productType)));
  const [[first, ...others]] = await Promise.all([modes, key]);
  context.setHedgeMode(first !== undefined && others.every((mode) => mode === first) ? first : null);
}

/**
 * A COIN-M symbol may be held twice on one side, each margined in a coin of its own. Our nouns have one position of a symbol
 * and side: the others are told as beyond reach until the first is closed, and are then read as the position.
 */
function withoutTwins(positions: readonly Position[]): Readonly<{ held: readonly Position[]; twins: readonly NotClosable[] }> {
  const held = new Map<string, Position>();
  const twins: NotClosable[] = [];
  for (const position of positions) {
    if (!held.has(position.key)) held.set(position.key, position);
    else {
      const what = `second ${position.side} position margined in another coin`;
      twins.push({ what, nativeSymbol: position.nativeSymbol, size: position.size });
    }
  }
  return { held: [...held.values()], twins };
}

export async function readPositions(context: Context): Promise<readonly Position[]> {
  const lists = await Promise.all(
    PRODUCT_TYPES.map(async (productType) => {
      const call = () => context.client.privateMixGetV2MixPositionAllPosition({ productType });
      const body = answered(await context.send<unknown>(spend('position/all-position'), call));
      return dataOf(positionList, body, 'positions');
    }),
  );
  const others: NotClosable[] = [];
  // From the last to the first: of two rows of one symbol and side, the coin of the first is the one to remember.
  const positions = lists
    .flat()
    .toReversed()
    .flatMap((raw) => {
      const row = understand(positionRow, raw, 'position');
      if (isZero(row.total) || !isBeyondReach(context, row.symbol)) return toPosition(context, row) ?? [];
      others.push({ what: 'contract that is not listed', nativeSymbol: row.symbol, size: row.total });
      return [];
    })
    .toReversed();
  const { held, twins } = withoutTwins(positions);
  context.setNotClosable('positions', [...twins, ...others]);
  return held;
}

/** Of what is listed; the rest goes to `others`. */
const listed = <Row extends Readonly<{ symbol: string; size: string | null }>>(
  context: Context,
  rows: readonly Row[],
  others: NotClosable[],
): readonly Row[] =>
  rows.filter(({ symbol, size }) => {
    if (!isBeyondReach(context, symbol)) return true;
    others.push({ what: 'order of a contract that is not listed', nativeSymbol: symbol, size });
    return false;
  });

async function readPlain(context: Context, productType: ProductType, others: NotClosable[]): Promise<readonly WorkingOrder[]> {
  const call = (query: Query) => context.client.privateMixGetV2MixOrderOrdersPending(query);
  const open = await readPages(context, 'order/orders-pending', call, { productType }, orderRow);
  return listed(context, open.filter(isOpenOrder), others).map((row) => {
    remember(context.client, { kind: 'plain', productType, row });
    return toWorkingOrder(context, row);
  });
}

async function readPlans(
  context: Context,
  productType: ProductType,
  planType: string,
  others: NotClosable[],
): Promise<readonly WorkingOrder[]> {
  const call = (query: Query) => context.client.privateMixGetV2MixOrderOrdersPlanPending(query);
  const query = { productType, planType };
  const open = await readPages(context, 'order/orders-plan-pending', call, query, planRow);
  return listed(context, open.filter(isOpenPlan), others).map((row) => {
    remember(context.client, { kind: 'plan', productType, row });
    return toPlanOrder(context, row);
  });
}

/** `profit_loss` lists all five kinds of take-profits and stops [D orders-plan-pending]. */
const PLAN_LISTS: readonly (readonly [planType: string, family: OrderFamily])[] = [
  ['normal_plan', 'trigger'],
  ['track_plan', 'trigger'],
  ['profit_loss', 'attached'],
];

type List = Readonly<{ family: OrderFamily; name: string; read: Promise<readonly WorkingOrder[]> }>;

export async function readOrders(context: Context): Promise<OrdersRead> {
  const others: NotClosable[] = [];
  const lists = PRODUCT_TYPES.flatMap((productType): readonly List[] => [
    { family: 'plain', name: `${productType} orders`, read: readPlain(context, productType, others) },
    ...PLAN_LISTS.map(([planType, family]) => ({
      family,
      name: `${productType} ${planType} orders`,
      read: readPlans(context, productType, planType, others),
    })),
  ]);
  const results = await Promise.allSettled(lists.map(({ read }) => read));
  const orders: WorkingOrder[] = [];
  const unread = new Map<OrderFamily, Readonly<{ names: readonly string[]; failure: Failure }>>();
  const failures: Failure[] = [];
  results.forEach((result, index) => {
    const asked = lists[index];
    if (result.status === 'fulfilled') orders.push(...result.value);
    else if (!(result.reason instanceof VenueReadError)) throw result.reason;
    else if (asked !== undefined) {
      const { failure } = result.reason;
      failures.push(failure);
      const before = unread.get(asked.family);
      unread.set(asked.family, { names: [...(before?.names ?? []), asked.name], failure: before?.failure ?? failure });
    }
  });
  const [first] = failures;
  if (failures.length === lists.length && first !== undefined) throw new VenueReadError(first);
  context.setNotClosable('orders', others);
  return {
    orders,
    unreadable: [...unread].map(([family, { names, failure }]) => ({
      family,
      failure: { ...failure, message: `The list of ${names.join(', ')} can not be read: ${failure.message}` },
    })),
  };
}

export async function readEquity(context: Context): Promise<Readonly<Record<string, Decimal>>> {
  const lists = await Promise.all(
    PRODUCT_TYPES.map(async (productType) => {
      const call = () => context.client.privateMixGetV2MixAccountAccounts({ productType });
      const body = answered(await context.send<unknown>(spend('account/accounts'), call));
      return equityRows(dataOf(list, body, 'accounts') ?? []);
    }),
  );
  return addUp(lists.flat());
}

/** 40109 and its like: the venue never saw this id. */
export async function lookUp(context: Context, order: CloseOrder): Promise<OrderState> {
  const { nativeSymbol, market } = order.position;
  const query = { symbol: nativeSymbol, productType: productTypeOf(market), clientOid: order.clientOrderId };
  const sent = await context.send<unknown>(spend('order/detail'), () => context.client.privateMixGetV2MixOrderDetail(query));
  if (sent.kind === 'refused' && isUnknownOrder(sent.failure.venueCode)) return { kind: 'absent' };
  const row = dataOf(orderRow, answered(sent), 'order');
  return {
    kind: 'found',
    orderId: row.orderId,
    working: isOpenOrder(row),
    filledSize: isDecimal(row.filled) ? row.filled : null,
  };
}
