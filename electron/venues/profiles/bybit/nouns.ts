// Bybit's rows in our nouns. Sizes stay digit for digit; a row that can not be understood is an error, never skipped.
import { z } from 'zod';
import { decimal, isZero } from '../../../../shared/decimal.ts';
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
import { memoryOf, unreadable, type Context } from './account.ts';
import { given, type OrderRow, type PositionRow } from './rows.ts';

export const categoryOf = (market: Pick<MarketRules, 'inverse'>): 'linear' | 'inverse' => (market.inverse ? 'inverse' : 'linear');

export function marketOf(context: Context, nativeSymbol: string): MarketRules {
  const market = context.marketByNative(nativeSymbol);
  if (market === undefined)
    throw new VenueReadError(unreadable(`Bybit names a market that is not in its own list: ${nativeSymbol}`));
  return market;
}

const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  inverse: z.boolean(),
  info: z.object({
    contractType: z.string(),
    lotSizeFilter: z.object({
      qtyStep: z.string(),
      minOrderQty: z.string(),
      maxMktOrderQty: z.string().optional(),
      minNotionalValue: z.string().optional(),
    }),
    priceFilter: z.object({ tickSize: z.string() }),
  }),
});

const CONTRACTS = new Set(['LinearPerpetual', 'LinearFutures', 'InversePerpetual', 'InverseFutures']);
/** Non-VIP taker fee of perpetuals and futures; the instrument list does not carry it. */
const TAKER_FEE = '0.00055';

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success || !CONTRACTS.has(parsed.data.info.contractType)) return null;
  const { id, symbol, base, quote, settle, inverse, info } = parsed.data;
  const lots = info.lotSizeFilter;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse,
    contractSize: '1', // linear: sizes are base coins; inverse: one contract is 1 USD
    lotSize: lots.qtyStep,
    minSize: lots.minOrderQty,
    maxMarketSize: lots.maxMktOrderQty ?? null,
    tickSize: info.priceFilter.tickSize,
    minNotional: lots.minNotionalValue ?? null,
    takerFee: TAKER_FEE,
  };
}

export const tagOf = (positionIdx: string): Side | null => (positionIdx === '1' ? 'long' : positionIdx === '2' ? 'short' : null);

/** 0 in one-way mode, 1 the long and 2 the short side in hedge mode. */
export const positionIdxOf = (position: Pick<Position, 'hedged' | 'side'>): 0 | 1 | 2 =>
  position.hedged ? (position.side === 'long' ? 1 : 2) : 0;

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  const size = decimal(row.size);
  if (isZero(size)) return null;
  const market = marketOf(context, row.symbol);
  const tag = tagOf(row.positionIdx);
  const side: Side | null = tag ?? (row.side === 'Buy' ? 'long' : row.side === 'Sell' ? 'short' : null);
  if (side === null) throw new VenueReadError(unreadable(`Bybit gives no side for the position in ${row.symbol}`));
  const memory = memoryOf(context.client);
  const trailing = given(row.trailingStop);
  if (trailing !== null) memory.trailingStops.set(`${row.symbol}|${row.positionIdx}`, trailing);
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'bybit',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    side,
    size: row.size,
    hedged: tag !== null,
    marginMode: row.tradeMode === '1' ? 'isolated' : memory.marginMode,
    leverage: given(row.leverage),
    liquidationPrice: given(row.liqPrice),
    ...shownAmounts(
      { market, side, size },
      { entryPrice: given(row.avgPrice) ?? row.entryPrice, markPrice: row.markPrice, unrealizedPnl: row.unrealisedPnl },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: row.updatedTime === null ? context.nowEpochMs() : Number(row.updatedTime),
  };
}

const OPEN = new Set(['New', 'PartiallyFilled', 'Untriggered', 'Created']);
export const isOpen = (row: Pick<OrderRow, 'orderStatus'>): boolean => OPEN.has(row.orderStatus);

/** Until it triggers an order is in the conditional book; Bybit makes those of a position itself. */
export function familyOf(row: Pick<OrderRow, 'orderStatus' | 'stopOrderType'>): OrderFamily {
  if (row.orderStatus !== 'Untriggered') return 'plain';
  return row.stopOrderType === null || row.stopOrderType === 'Stop' || row.stopOrderType === 'UNKNOWN' ? 'trigger' : 'attached';
}

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.symbol);
  const family = familyOf(row);
  const positionSide = tagOf(row.positionIdx);
  const orderSide = row.side === 'Buy' ? 'buy' : 'sell';
  const whole = isZero(row.qty) || (family === 'attached' && row.tpslMode === 'Full');
  const left = row.leavesQty !== null && !isZero(row.leavesQty) ? row.leavesQty : row.qty;
  return {
    accountId: context.accountId,
    venue: 'bybit',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    family,
    orderId: row.orderId,
    clientOrderId: row.orderLinkId,
    orderSide,
    positionSide,
    type: family === 'plain' ? row.orderType : (row.stopOrderType ?? row.orderType),
    reduceOnly:
      row.reduceOnly ||
      row.closeOnTrigger ||
      // In hedge mode an order against its side is refused beyond the position.
      (positionSide !== null && (positionSide === 'long') === (orderSide === 'sell')),
    size: whole ? null : left,
    price: row.orderType === 'Limit' ? given(row.price) : null,
    triggerPrice: given(row.triggerPrice),
  };
}
