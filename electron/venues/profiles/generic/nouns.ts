// ccxt's unified structures in our nouns. Sizes are contracts, as ccxt counts them.
import { z } from 'zod';
import { absolute, compare, decimal, isPositive, isZero, smaller } from '../../../../shared/decimal.ts';
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
import type { Context, Kit } from './kit.ts';
import type { OrderRow, PositionRow } from './rows.ts';

/** Where ccxt does not know a venue's fee: dearer than most. */
const TAKER_FEE = '0.001';

const amount = z.number().nullish();
const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  contract: z.literal(true),
  option: z.literal(false).nullish(),
  inverse: z.boolean(),
  contractSize: z.number().positive(),
  taker: amount,
  precision: z.object({ amount: z.number().positive(), price: z.number().positive() }),
  limits: z.object({ amount: z.object({ min: amount, max: amount }), market: z.object({ max: amount }).nullish() }),
});

/** Nouns go by ccxt's symbol: a venue may use one id for its spot and its contract. */
export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { symbol, base, quote, settle, inverse, contractSize, taker, precision, limits } = parsed.data;
  const lotSize = decimal(precision.amount);
  const least = limits.amount.min;
  const most = [limits.amount.max, limits.market?.max].flatMap((each) =>
    each === null || each === undefined || each <= 0 ? [] : [decimal(each)],
  );
  return {
    symbol,
    nativeSymbol: symbol,
    base,
    quote,
    settle,
    inverse,
    contractSize: decimal(contractSize),
    lotSize,
    minSize: least !== null && least !== undefined && least > 0 ? decimal(least) : lotSize,
    maxMarketSize: most.length === 0 ? null : most.reduce(smaller),
    tickSize: decimal(precision.price),
    minNotional: null,
    takerFee: taker === null || taker === undefined ? TAKER_FEE : decimal(taker),
  };
}

/** Options, spot and margin come in some lists, and contracts that are not listed any more: they are told, not closed. */
export const isContract = (context: Context, symbol: string): boolean => {
  if (context.marketByNative(symbol) !== undefined) return true;
  const market = context.client.markets?.[symbol];
  return market === undefined ? !isStillUnlisted(context, symbol) : market.swap === true || market.future === true;
};

export function marketOf(kit: Kit, context: Context, symbol: string): MarketRules {
  const market = context.marketByNative(symbol);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `${kit.id} names a market that is not in its own list: ${symbol}` });
}

const raw = z.record(z.string(), z.unknown());
const TAGS = ['positionIdx', 'posSide', 'positionSide', 'position_side', 'holdMode', 'posMode', 'position_mode'];
const TAGGED = /^(1|2|long|short|hedge.*|double.*|dual.*|long_short.*)$/i;

/** ccxt says so, or the venue's own row carries a side or a mode: such a position needs a tag that is not known here. */
export function isHedged(row: Pick<PositionRow, 'hedged' | 'info'>): boolean {
  if (typeof row.hedged === 'boolean') return row.hedged;
  const info = raw.safeParse(row.info).data ?? {};
  return TAGS.some((name) => TAGGED.test(String(info[name])));
}

/** Null for a row of size zero. */
export function toPosition(kit: Kit, context: Context, row: PositionRow): Position | null {
  if (row.contracts !== null && isZero(row.contracts)) return null;
  const market = marketOf(kit, context, row.symbol);
  if (row.contracts === null) {
    throw new VenueReadError({ kind: 'unreadable', message: `${kit.id} gives no size for the position in ${row.symbol}` });
  }
  const side: Side | null = row.side === 'long' || row.side === 'short' ? row.side : null;
  if (side === null) {
    throw new VenueReadError({ kind: 'unreadable', message: `${kit.id} gives no side for the position in ${row.symbol}` });
  }
  const size = absolute(row.contracts);
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: kit.venue,
    symbol: market.symbol,
    nativeSymbol: market.nativeSymbol,
    side,
    size,
    hedged: isHedged(row),
    marginMode: row.marginMode === 'isolated' ? 'isolated' : 'cross',
    leverage: row.leverage,
    liquidationPrice: row.liquidationPrice !== null && isPositive(row.liquidationPrice) ? row.liquidationPrice : null,
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.entryPrice, markPrice: row.markPrice, unrealizedPnl: row.unrealizedPnl },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: row.timestamp ?? context.nowEpochMs(),
  };
}

/** `listedAs`: the family whose list the row stands in. */
export function toOrder(kit: Kit, context: Context, row: OrderRow, listedAs: OrderFamily): WorkingOrder {
  const market = marketOf(kit, context, row.symbol);
  const triggerPrice = [row.triggerPrice, row.stopLossPrice, row.takeProfitPrice].find((each) => each !== null && !isZero(each));
  const left = row.remaining ?? row.amount;
  return {
    accountId: context.accountId,
    venue: kit.venue,
    symbol: market.symbol,
    nativeSymbol: market.nativeSymbol,
    family: triggerPrice === undefined ? listedAs : 'trigger',
    orderId: row.id,
    clientOrderId: row.clientOrderId,
    orderSide: row.side,
    positionSide: null,
    type: row.type ?? 'order',
    reduceOnly: row.reduceOnly === true,
    size: left === null || compare(left, '0') <= 0 ? null : left,
    price: row.price !== null && !isZero(row.price) ? row.price : null,
    triggerPrice: triggerPrice ?? null,
  };
}
