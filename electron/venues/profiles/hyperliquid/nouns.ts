// Hyperliquid's rows in our nouns. Sizes are base coins, digit for digit; a row that can not be understood is an error.
import { z } from 'zod';
import {
  absolute,
  compare,
  divide,
  floorToStep,
  isDecimal,
  isNegative,
  isPositive,
  isZero,
  subtract,
  toPlaces,
  type Decimal,
} from '../../../../shared/decimal.ts';
import {
  positionKey,
  type MarketRules,
  type OrderFamily,
  type Position,
  type WorkingOrder,
} from '../../../../shared/position.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import type { Context } from './memory.ts';
import { placesOf, priceStep } from './prices.ts';
import { printed, type OrderRow, type PositionRow, type TwapRow } from './rows.ts';

export function marketOf(context: Context, coin: string): MarketRules {
  const market = context.marketByNative(coin);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `Hyperliquid names a market that is not in its own list: ${coin}` });
}

const ccxtMarket = z.object({
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  swap: z.literal(true),
  info: z.object({
    name: z.string(),
    szDecimals: printed,
    maxLeverage: printed,
    markPx: printed.nullish(),
  }),
});

/** Base tier [D trading/fees]. */
const TAKER_FEE = '0.00045';
/** [D exchange-endpoint: $10] */
const LEAST_NOTIONAL = '10';

/** Largest market order in dollars by the market's leverage [D contract-specifications]; a limit order may be ten times that. */
function mostNotional(maxLeverage: number): Decimal {
  if (maxLeverage >= 25) return '15000000';
  if (maxLeverage >= 20) return '5000000';
  return maxLeverage >= 10 ? '2000000' : '500000';
}

/** Lots have szDecimals places; the step of a price and the largest order follow from the mark of when it was asked. */
export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { symbol, base, quote, settle, info } = parsed.data;
  const sizePlaces = Number(info.szDecimals);
  const lotSize = sizePlaces === 0 ? '1' : `0.${'0'.repeat(sizePlaces - 1)}1`;
  const mark = isDecimal(info.markPx) && isPositive(info.markPx) ? info.markPx : null;
  return {
    symbol,
    nativeSymbol: info.name,
    base,
    quote,
    settle,
    inverse: false,
    contractSize: '1',
    lotSize,
    minSize: lotSize,
    maxMarketSize: mark === null ? null : floorToStep(divide(mostNotional(Number(info.maxLeverage)), mark), lotSize),
    tickSize: priceStep(mark ?? '1', sizePlaces),
    minNotional: LEAST_NOTIONAL,
    takerFee: TAKER_FEE,
  };
}

/**
 * The venue's number of a market, which orders and cancels name it by: ccxt reckons it, HIP-3 offsets included [S]. Null: the
 * market was listed after this client was given its list, and must not keep the others from being closed.
 */
export function assetOf({ client }: Context, symbol: string): number | null {
  const asset = Number(client.markets?.[symbol]?.['baseId'] ?? Number.NaN);
  return Number.isInteger(asset) ? asset : null;
}

/** Null for a row of size zero. `atMs`: the venue's time of the whole list. */
export function toPosition(context: Context, { position: row }: PositionRow, atMs: number): Position | null {
  if (isZero(row.szi)) return null;
  const market = marketOf(context, row.coin);
  const side = isNegative(row.szi) ? 'short' : 'long';
  const size = row.szi.replace(/^[-+]/, '');
  // The value is the size at the mark: that is the only place where a position tells its mark.
  const markPrice =
    row.positionValue === null ? null : toPlaces(divide(absolute(row.positionValue), size), 6 - placesOf(market.lotSize));
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'hyperliquid',
    symbol: market.symbol,
    nativeSymbol: row.coin,
    side,
    size,
    hedged: false,
    marginMode: row.leverage.type,
    leverage: row.leverage.value,
    liquidationPrice: row.liquidationPx !== null && isPositive(row.liquidationPx) ? row.liquidationPx : null,
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.entryPx, markPrice, unrealizedPnl: row.unrealizedPnl },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: atMs,
  };
}

/** `isPositionTpsl` lives on the position and dies with it. */
const familyOf = (row: OrderRow): OrderFamily => (row.isPositionTpsl ? 'attached' : row.isTrigger ? 'trigger' : 'plain');

const orderSideOf = (side: 'A' | 'B') => (side === 'B' ? 'buy' : 'sell');

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.coin);
  return {
    accountId: context.accountId,
    venue: 'hyperliquid',
    symbol: market.symbol,
    nativeSymbol: row.coin,
    family: familyOf(row),
    orderId: row.oid,
    clientOrderId: row.cloid,
    orderSide: orderSideOf(row.side),
    positionSide: null,
    type: row.orderType,
    reduceOnly: row.reduceOnly || row.isPositionTpsl,
    size: isZero(row.sz) ? null : row.sz,
    price: isZero(row.limitPx) ? null : row.limitPx,
    triggerPrice: row.isTrigger && !isZero(row.triggerPx) ? row.triggerPx : null,
  };
}

/** A TWAP places a slice every thirty seconds until it has its size [D order-types]. */
export function toTwap(context: Context, { state, twapId }: TwapRow): WorkingOrder {
  const market = marketOf(context, state.coin);
  const left = subtract(state.sz, state.executedSz);
  return {
    accountId: context.accountId,
    venue: 'hyperliquid',
    symbol: market.symbol,
    nativeSymbol: state.coin,
    family: 'algo',
    orderId: twapId,
    clientOrderId: null,
    orderSide: orderSideOf(state.side),
    positionSide: null,
    type: 'TWAP',
    reduceOnly: state.reduceOnly,
    size: compare(left, '0') > 0 ? left : null,
    price: null,
    triggerPrice: null,
  };
}
