// Bitget's rows in our nouns. Sizes are base coin, digit for digit; a row that can not be understood is an error, never
// skipped.
//  - COIN-M: sizes are base coin too and prices dollars, only the money is coin. Its markets are told as settled in dollars,
//    not as inverse, so that value and profit come out in dollars by the same rule as elsewhere (size times price).
//  - In two-sided mode `side` is the side of the position, not of the order [D place-order]: which way an order goes follows
//    from posSide and tradeSide.
import { z } from 'zod';
import { isPositive, isDecimal, isZero, multiply, negate, subtract, type Decimal } from '../../../../shared/decimal.ts';
import {
  closingOrderSide,
  positionKey,
  type MarketRules,
  type OrderFamily,
  type OrderSide,
  type Position,
  type Side,
  type WorkingOrder,
} from '../../../../shared/position.ts';
import type { Fill } from '../../../exit/ports.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import { rememberMarginCoin, type Context } from './account.ts';
import { given, type FillRow, type OrderRow, type PlanRow, type PositionRow } from './rows.ts';

export function marketOf(context: Context, nativeSymbol: string): MarketRules {
  const market = context.marketByNative(nativeSymbol);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `Bitget names a market that is not in its own list: ${nativeSymbol}` });
}

/** The venue's own name of a unified symbol. */
export function nativeOf({ client }: Context, symbol: string): string {
  const { id } = client.market(symbol);
  if (id !== undefined) return id;
  throw new VenueReadError({ kind: 'unreadable', message: `Bitget's list of markets does not name ${symbol}` });
}

const digits = z.string().refine(isDecimal);

const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  contract: z.literal(true),
  info: z.object({
    quoteCoin: z.string(),
    symbolType: z.enum(['perpetual', 'delivery']),
    minTradeNum: digits,
    sizeMultiplier: digits,
    pricePlace: z.string().regex(/^\d+$/),
    priceEndStep: digits,
    takerFeeRate: digits,
    minTradeUSDT: z.string().optional(),
    maxMarketOrderQty: z.string().optional(),
  }),
});

/** pricePlace 1 and priceEndStep 5: 0.5. */
const tickOf = (places: string, step: Decimal): Decimal => multiply(step, `1e-${places}`);

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, info } = parsed.data;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle: info.quoteCoin,
    inverse: false,
    contractSize: '1',
    lotSize: info.sizeMultiplier,
    minSize: info.minTradeNum,
    maxMarketSize: given(info.maxMarketOrderQty ?? null),
    tickSize: tickOf(info.pricePlace, info.priceEndStep),
    minNotional: given(info.minTradeUSDT ?? null),
    takerFee: info.takerFeeRate,
  };
}

const isCoinMargined = ({ settle }: MarketRules): boolean => settle === 'USD';

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  if (isZero(row.total)) return null;
  if (!isPositive(row.total)) {
    throw new VenueReadError({ kind: 'unreadable', message: `Bitget tells a negative size of ${row.symbol}: ${row.total}` });
  }
  const market = marketOf(context, row.symbol);
  rememberMarginCoin(context.client, row.symbol, row.holdSide, row.marginCoin);
  const held = { market, side: row.holdSide, size: row.total };
  return {
    key: positionKey(context.accountId, market.symbol, row.holdSide),
    accountId: context.accountId,
    venue: 'bitget',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    side: row.holdSide,
    size: row.total,
    hedged: row.posMode === 'hedge_mode',
    marginMode: row.marginMode === 'crossed' ? 'cross' : 'isolated',
    leverage: given(row.leverage),
    liquidationPrice: row.liquidationPrice !== null && isPositive(row.liquidationPrice) ? row.liquidationPrice : null,
    ...shownAmounts(
      held,
      // In coin: reckoned anew in dollars.
      { entryPrice: row.openPriceAvg, markPrice: row.markPrice, unrealizedPnl: isCoinMargined(market) ? null : row.unrealizedPL },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: Number(row.uTime ?? row.cTime ?? context.nowEpochMs()),
  };
}

type Directions = Pick<OrderRow, 'side' | 'posSide' | 'tradeSide'>;

const tagOf = (posSide: string | null): Side | null => (posSide === 'long' || posSide === 'short' ? posSide : null);

/** close, reduce_close_long, burst_close_short, ... and the single ones of one-way mode, which say nothing. */
const closes = ({ tradeSide }: Directions): boolean => tradeSide !== null && /close/.test(tradeSide);

function orderSideOf(row: Directions): OrderSide {
  const tag = tagOf(row.posSide);
  // One-way mode: buy_single, sell_single, reduce_sell_single, ...: which way the order itself goes.
  const single = /(buy|sell)_single/.exec(row.tradeSide ?? '')?.[1];
  if (tag === null) return single === 'buy' || single === 'sell' ? single : row.side;
  const closing = closingOrderSide(tag);
  if (closes(row)) return closing;
  return closing === 'sell' ? 'buy' : 'sell';
}

const ENDED = new Set(['filled', 'canceled', 'cancelled']);
/** A word that nobody knows is no end. */
export const isOpenOrder = ({ status }: Pick<OrderRow, 'status'>): boolean => !ENDED.has(status);

function remaining({ size, filled }: OrderRow): Decimal {
  return filled === null || !isDecimal(filled) || isZero(filled) ? size : subtract(size, filled);
}

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.symbol);
  const positionSide = tagOf(row.posSide);
  return {
    accountId: context.accountId,
    venue: 'bitget',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    family: 'plain',
    orderId: row.orderId,
    clientOrderId: row.clientOid,
    orderSide: orderSideOf(row),
    positionSide,
    type: row.orderType ?? 'limit',
    reduceOnly: positionSide === null ? row.reduceOnly : closes(row),
    size: remaining(row),
    price: given(row.price),
    triggerPrice: null,
  };
}

const TRIGGERS = new Set(['normal_plan', 'track_plan']);
export const isTrigger = ({ planType }: Pick<PlanRow, 'planType'>): boolean => TRIGGERS.has(planType);
export const planFamily = (row: Pick<PlanRow, 'planType'>): OrderFamily => (isTrigger(row) ? 'trigger' : 'attached');

const OVER = new Set(['executed', 'fail_execute', 'cancelled']);
/** What is listed as pending is open; the socket also tells of what is over. */
export const isOpenPlan = ({ status }: Pick<PlanRow, 'status'>): boolean => status === null || !OVER.has(status);

export function toPlanOrder(context: Context, row: PlanRow): WorkingOrder {
  const market = marketOf(context, row.symbol);
  const positionSide = tagOf(row.posSide);
  const family = planFamily(row);
  // Take-profits and stops only ever close; their rows in one-way mode tell the side of the order or of the position.
  return {
    accountId: context.accountId,
    venue: 'bitget',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    family,
    orderId: row.orderId,
    clientOrderId: row.clientOid,
    orderSide: family === 'attached' && positionSide !== null ? closingOrderSide(positionSide) : orderSideOf(row),
    positionSide: row.posMode === 'one_way_mode' ? null : positionSide,
    type: row.planType,
    reduceOnly: family === 'attached' || (positionSide !== null && closes(row)),
    size: given(row.size),
    price: given(row.executePrice) ?? given(row.price),
    triggerPrice: given(row.triggerPrice),
  };
}

/**
 * Money of a fill in what the market is reckoned in. COIN-M tells it in the coin that margins the position, which is also
 * that of the fee: dollars by the fill's own price when it is the base, and unknown when it is another.
 */
function reckoned(market: MarketRules, coin: string | null, amount: Decimal, price: Decimal): Decimal | null {
  if (isCoinMargined(market)) return coin === market.base ? multiply(amount, price) : null;
  return coin === market.settle ? amount : null;
}

export function toFill(context: Context, row: FillRow): Fill {
  const market = marketOf(context, row.symbol);
  const [paid] = row.feeDetail ?? [];
  const feeCoin = paid?.feeCoin ?? null;
  const fee = paid?.totalFee ?? null;
  const profitCoin = isCoinMargined(market) ? feeCoin : market.settle;
  return {
    orderId: row.orderId,
    clientOrderId: null,
    symbol: market.symbol,
    price: row.price,
    size: row.baseVolume,
    // What was paid is negative at Bitget.
    fee: isDecimal(fee) ? reckoned(market, feeCoin, negate(fee), row.price) : null,
    realizedPnl: isDecimal(row.profit) ? reckoned(market, profitCoin, row.profit, row.price) : null,
  };
}
