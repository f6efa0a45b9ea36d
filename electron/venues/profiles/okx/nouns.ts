// OKX's rows in our nouns. Sizes are contracts, digit for digit; a row that can not be understood is an error, never skipped.
import { z } from 'zod';
import { isDecimal, isNegative, isZero, multiply, subtract, type Decimal } from '../../../../shared/decimal.ts';
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
import type { Context } from './account.ts';
import { given, type AlgoRow, type OrderRow, type PositionRow } from './rows.ts';

export function marketOf(context: Context, instId: string): MarketRules {
  const market = context.marketByNative(instId);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `OKX names a market that is not in its own list: ${instId}` });
}

const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  info: z.object({
    instType: z.enum(['SWAP', 'FUTURES']),
    ctType: z.enum(['linear', 'inverse']),
    ctVal: z.string(),
    ctMult: z.string().default('1'),
    lotSz: z.string(),
    minSz: z.string(),
    tickSz: z.string(),
    maxMktSz: z.string().optional(),
  }),
});

/** Regular taker fee of swaps and futures; the instrument list does not carry it. */
const TAKER_FEE = '0.0005';

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, settle, info } = parsed.data;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse: info.ctType === 'inverse',
    contractSize: isDecimal(info.ctMult) && !isZero(info.ctMult) ? multiply(info.ctVal, info.ctMult) : info.ctVal,
    lotSize: info.lotSz,
    minSize: info.minSz,
    maxMarketSize: given(info.maxMktSz ?? null),
    tickSize: info.tickSz,
    minNotional: null,
    takerFee: TAKER_FEE,
  };
}

export const tagOf = (posSide: string | null): Side | null => (posSide === 'long' || posSide === 'short' ? posSide : null);

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  if (isZero(row.pos)) return null;
  const market = marketOf(context, row.instId);
  const tag = tagOf(row.posSide);
  const side = tag ?? (isNegative(row.pos) ? 'short' : 'long');
  const size = row.pos.replace(/^[-+]/, '');
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'okx',
    symbol: market.symbol,
    nativeSymbol: row.instId,
    side,
    size,
    hedged: tag !== null,
    marginMode: row.mgnMode,
    leverage: given(row.lever),
    liquidationPrice: given(row.liqPx),
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.avgPx, markPrice: row.markPx, unrealizedPnl: row.upl },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: Number(row.pTime ?? row.uTime ?? context.nowEpochMs()),
  };
}

/** In long/short mode an order against its side can only close; reduceOnly says nothing there. */
const closesItsSide = (tag: Side | null, orderSide: 'buy' | 'sell'): boolean =>
  tag !== null && (tag === 'long') === (orderSide === 'sell');

export const isOpenOrder = (row: Pick<OrderRow, 'state'>): boolean => row.state === 'live' || row.state === 'partially_filled';

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.instId);
  const positionSide = tagOf(row.posSide);
  return {
    accountId: context.accountId,
    venue: 'okx',
    symbol: market.symbol,
    nativeSymbol: row.instId,
    family: 'plain',
    orderId: row.ordId,
    clientOrderId: row.clOrdId,
    orderSide: row.side,
    positionSide,
    type: row.ordType,
    reduceOnly: row.reduceOnly || closesItsSide(positionSide, row.side),
    size: row.accFillSz === null || isZero(row.accFillSz) ? row.sz : subtract(row.sz, row.accFillSz),
    price: given(row.px),
    triggerPrice: null,
  };
}

const OPEN_ALGOS = new Set(['live', 'pause', 'partially_effective']);
export const isOpenAlgo = (row: Pick<AlgoRow, 'state'>): boolean => OPEN_ALGOS.has(row.state);

/** A closing fraction makes it an order of the position, which goes when the position goes. */
export const algoFamily = (row: Pick<AlgoRow, 'closeFraction' | 'ordType'>): OrderFamily =>
  row.closeFraction !== null ? 'attached' : row.ordType === 'trigger' ? 'trigger' : 'algo';

const limitPrice = (value: string | null): Decimal | null => (value === null || value.startsWith('-') ? null : given(value));

export function toAlgoOrder(context: Context, row: AlgoRow): WorkingOrder {
  const market = marketOf(context, row.instId);
  const positionSide = tagOf(row.posSide);
  return {
    accountId: context.accountId,
    venue: 'okx',
    symbol: market.symbol,
    nativeSymbol: row.instId,
    family: algoFamily(row),
    orderId: row.algoId,
    clientOrderId: row.algoClOrdId,
    orderSide: row.side,
    positionSide,
    type: row.ordType,
    reduceOnly: row.reduceOnly || row.closeFraction !== null || closesItsSide(positionSide, row.side),
    size: row.closeFraction === null ? given(row.sz) : null,
    price: limitPrice(row.ordPx) ?? limitPrice(row.slOrdPx) ?? limitPrice(row.tpOrdPx),
    triggerPrice: given(row.triggerPx) ?? given(row.slTriggerPx) ?? given(row.tpTriggerPx) ?? given(row.activePx),
  };
}
