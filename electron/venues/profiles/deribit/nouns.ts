// Deribit's rows in our nouns. Amounts stay digit for digit: [D] US dollars of an inverse contract, coins of a linear one.
import { z } from 'zod';
import { absolute, decimal, isNegative, isZero, subtract } from '../../../../shared/decimal.ts';
import { positionKey, type MarketRules, type Position, type WorkingOrder } from '../../../../shared/position.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import { isBeyondReach } from '../../unlisted.ts';
import { rememberOrder, type Context } from './account.ts';
import { given, type OrderRow, type PositionRow } from './rows.ts';

export function marketOf(context: Context, name: string): MarketRules {
  const market = context.marketByNative(name);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `Deribit names a market that is not in its own list: ${name}` });
}

const printed = z.union([z.string(), z.number()]).transform(String);

const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  inverse: z.boolean(),
  info: z.object({
    kind: z.literal('future'),
    min_trade_amount: printed,
    tick_size: printed,
    taker_commission: printed,
  }),
});

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, settle, inverse, info } = parsed.data;
  const least = decimal(info.min_trade_amount); // [D] an amount has to be a multiple of it
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse,
    contractSize: '1', // an amount is in dollars or coins already
    lotSize: least,
    minSize: least,
    maxMarketSize: null,
    tickSize: decimal(info.tick_size),
    minNotional: null,
    takerFee: decimal(info.taker_commission),
  };
}

/** [D] "Naming": BTC-PERPETUAL, BTC_USDC-PERPETUAL, BTC-25MAR23; options go on after the date, combos have letters there. */
const FUTURE = /^[A-Z0-9_]+-(PERPETUAL|\d{1,2}[A-Z]{3}\d{2})$/;
const isFuture = (name: string): boolean => FUTURE.test(name);
const isSpot = (name: string): boolean => !name.includes('-');

/** Rows of size zero come for every instrument that was ever held. */
export const isOwnPosition = (context: Context, row: Pick<PositionRow, 'kind' | 'instrument_name' | 'size'>): boolean =>
  row.kind === 'future' && (isZero(row.size) || !isBeyondReach(context, row.instrument_name));
export const isOwnOrder = (context: Context, row: Pick<OrderRow, 'instrument_name'>): boolean =>
  isFuture(row.instrument_name) && !isBeyondReach(context, row.instrument_name);

export const notClosablePositions = (rows: readonly PositionRow[]): readonly NotClosable[] =>
  rows
    .filter((row) => !isZero(row.size))
    .map((row) => ({ what: row.kind.replace('_', ' '), nativeSymbol: row.instrument_name, size: row.size }));

/** Spot orders open no position. */
export const notClosableOrders = (rows: readonly OrderRow[]): readonly NotClosable[] =>
  rows
    .filter((row) => !isSpot(row.instrument_name) && isOpen(row))
    .map((row) => ({ what: 'order', nativeSymbol: row.instrument_name, size: row.amount }));

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  if (isZero(row.size)) return null;
  const market = marketOf(context, row.instrument_name);
  const side = isNegative(row.size) ? 'short' : 'long';
  const size = absolute(row.size);
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'deribit',
    symbol: market.symbol,
    nativeSymbol: row.instrument_name,
    side,
    size,
    hedged: false, // one position an instrument: there is no other mode
    marginMode: 'cross', // the wallet of the currency, or the whole account, stands for it
    leverage: given(row.leverage),
    liquidationPrice: given(row.estimated_liquidation_price),
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.average_price, markPrice: row.mark_price, unrealizedPnl: row.total_profit_loss },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: context.nowEpochMs(),
  };
}

export const isOpen = (row: Pick<OrderRow, 'order_state'>): boolean =>
  row.order_state === 'open' || row.order_state === 'untriggered';

export function toOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.instrument_name);
  rememberOrder(context.client, row);
  const { amount, filled_amount: filled } = row;
  return {
    accountId: context.accountId,
    venue: 'deribit',
    symbol: market.symbol,
    nativeSymbol: row.instrument_name,
    family: row.order_state === 'untriggered' ? 'trigger' : 'plain',
    orderId: row.order_id,
    clientOrderId: row.label,
    orderSide: row.direction,
    positionSide: null,
    type: row.order_type,
    reduceOnly: row.reduce_only,
    size: amount === null || filled === null ? amount : subtract(amount, filled),
    price: given(row.price),
    triggerPrice: given(row.trigger_price),
  };
}
