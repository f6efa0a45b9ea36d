// Kraken Futures' rows in our nouns. A row that can not be understood is an error, never skipped.
// Sizes: base coins of a multi-collateral contract (PF_, FF_), US dollars of an inverse one (PI_, FI_).
import { z } from 'zod';
import { absolute, compare, decimal, isNegative, isZero, type Decimal } from '../../../../shared/decimal.ts';
import {
  positionKey,
  type MarketRules,
  type OrderFamily,
  type Position,
  type Side,
  type WorkingOrder,
} from '../../../../shared/position.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import { isStillUnlisted } from '../../unlisted.ts';
import { rememberOrder, type Context } from './account.ts';
import { given, type OrderRow, type PositionRow, type StreamOrderRow, type StreamPositionRow } from './rows.ts';

/** Names come in the letters of the list, or all small ("pi_xrpusd"). */
function findMarket(context: Context, name: string): MarketRules | undefined {
  const ids = Object.keys(context.client.markets_by_id ?? {});
  const small = name.toLowerCase();
  const id = ids.includes(name) ? name : ids.find((each) => each.toLowerCase() === small);
  return context.marketByNative(id ?? name);
}

export function marketOf(context: Context, name: string): MarketRules {
  const market = findMarket(context, name);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `Kraken Futures names a market that is not in its own list: ${name}` });
}

/** Not listed, and it was not the last time either: nothing to trade it by. */
export const isBeyondReach = (context: Context, name: string): boolean =>
  findMarket(context, name) === undefined && isStillUnlisted(context, name);

const printed = z.union([z.string(), z.number()]).transform(String);

const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  info: z.object({
    type: z.enum(['futures_inverse', 'flexible_futures']),
    contractSize: printed,
    contractValueTradePrecision: printed,
    tickSize: printed,
    maxPositionSize: printed.optional(),
  }),
});

/** Taker fee without a discount; the instrument list does not carry it. */
const TAKER_FEE = '0.0005';
/** [D] support.kraken.com "Derivatives trading interface error messages": no order above 20,000,000 USD. */
export const MOST_USD = '20000000';

/** -3 means whole thousands. */
function lotOf(precision: string): Decimal {
  const places = Number(precision);
  if (!Number.isInteger(places) || Math.abs(places) > 18) throw new TypeError(`not a precision: ${precision}`);
  return decimal(`1e${-places}`);
}

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, settle, info } = parsed.data;
  const inverse = info.type === 'futures_inverse';
  const lot = lotOf(info.contractValueTradePrecision);
  // No position is larger, so no close has to be; in dollars the most of an order is known as well.
  const most = info.maxPositionSize === undefined ? null : given(decimal(info.maxPositionSize));
  const bounded = inverse && (most === null || compare(most, MOST_USD) > 0) ? MOST_USD : most;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse,
    contractSize: decimal(info.contractSize),
    lotSize: lot,
    minSize: lot,
    maxMarketSize: bounded,
    tickSize: decimal(info.tickSize),
    minNotional: null,
    takerFee: TAKER_FEE,
  };
}

/** Kraken writes XBT. */
export const currencyOf = (name: string): string => (name.toUpperCase() === 'XBT' ? 'BTC' : name.toUpperCase());

type Told = Readonly<{
  name: string;
  side: Side;
  size: Decimal;
  entryPrice: Decimal | null;
  markPrice: Decimal | null;
  profit: Decimal | null;
  profitIn: string | null;
  fixedLeverage: Decimal | null;
  liquidationPrice: Decimal | null;
  atMs: number;
}>;

function position(context: Context, told: Told): Position {
  const market = marketOf(context, told.name);
  const { side, size } = told;
  // A profit may be told in a currency of the trader's choice.
  const profit = told.profitIn === null || currencyOf(told.profitIn) === market.settle ? told.profit : null;
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'krakenfutures',
    symbol: market.symbol,
    nativeSymbol: market.nativeSymbol,
    side,
    size,
    hedged: false, // one position a contract: there is no other mode
    marginMode: told.fixedLeverage === null ? 'cross' : 'isolated',
    leverage: told.fixedLeverage,
    liquidationPrice: told.liquidationPrice,
    ...shownAmounts(
      { market, side, size },
      { entryPrice: told.entryPrice, markPrice: told.markPrice, unrealizedPnl: profit },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: told.atMs,
  };
}

/** Null for a row of size zero. The list says neither mark nor liquidation price. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  const size = absolute(row.size);
  if (isZero(size)) return null;
  return position(context, {
    name: row.symbol,
    side: row.side,
    size,
    entryPrice: row.price,
    markPrice: null,
    profit: row.unrealizedPnl,
    profitIn: row.pnlCurrency,
    fixedLeverage: row.maxFixedLeverage,
    liquidationPrice: null,
    atMs: context.nowEpochMs(),
  });
}

export function toStreamPosition(context: Context, row: StreamPositionRow, atMs: number): Position | null {
  if (isZero(row.balance)) return null;
  return position(context, {
    name: row.instrument,
    side: isNegative(row.balance) ? 'short' : 'long',
    size: absolute(row.balance),
    entryPrice: row.entry_price,
    markPrice: row.mark_price,
    profit: row.pnl,
    profitIn: row.pnl_currency,
    fixedLeverage: row.max_fixed_leverage,
    liquidationPrice: given(row.liquidation_threshold),
    atMs,
  });
}

const TRIGGERED = new Set(['stop', 'stp', 'stop_loss', 'take_profit', 'trailing_stop']);
const familyOf = (type: string): OrderFamily => (TRIGGERED.has(type) ? 'trigger' : 'plain');

type ToldOrder = Pick<WorkingOrder, 'orderId' | 'clientOrderId' | 'orderSide' | 'type' | 'reduceOnly' | 'size'> &
  Readonly<{ name: string; limitPrice: Decimal | null; stopPrice: Decimal | null }>;

function workingOrder(context: Context, told: ToldOrder): WorkingOrder {
  const { name, limitPrice, stopPrice, ...order } = told;
  const market = marketOf(context, name);
  return {
    ...order,
    accountId: context.accountId,
    venue: 'krakenfutures',
    symbol: market.symbol,
    nativeSymbol: market.nativeSymbol,
    family: familyOf(told.type),
    positionSide: null,
    price: given(limitPrice),
    triggerPrice: given(stopPrice),
  };
}

export function toOrder(context: Context, row: OrderRow): WorkingOrder {
  const order = workingOrder(context, {
    name: row.symbol,
    orderId: row.order_id,
    clientOrderId: row.clientOrderId,
    orderSide: row.side,
    type: row.orderType,
    reduceOnly: row.reduceOnly,
    size: row.unfilledSize,
    limitPrice: row.limitPrice,
    stopPrice: row.stopPrice,
  });
  rememberOrder(context.client, row.order_id, { symbol: order.symbol, triggerSignal: row.triggerSignal, trailing: null });
  return order;
}

export function toStreamOrder(context: Context, row: StreamOrderRow): WorkingOrder {
  const order = workingOrder(context, {
    name: row.instrument,
    orderId: row.order_id,
    clientOrderId: row.cli_ord_id,
    orderSide: row.direction === '0' ? 'buy' : 'sell',
    type: row.type,
    reduceOnly: row.reduce_only,
    size: row.qty,
    limitPrice: row.limit_price,
    stopPrice: row.stop_price,
  });
  const options = row.trailing_stop_options;
  const trailing = options === null || options === undefined ? null : { maxDeviation: options.max_deviation, unit: options.unit };
  rememberOrder(context.client, row.order_id, { symbol: order.symbol, triggerSignal: row.triggerSignal, trailing });
  return order;
}
