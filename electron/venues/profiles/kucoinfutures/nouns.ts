// KuCoin's rows in our nouns. Sizes are lots, digit for digit; a row that can not be understood is an error, never skipped.
import { z } from 'zod';
import { absolute, decimal, isDecimal, isNegative, isZero, smaller, subtract, type Decimal } from '../../../../shared/decimal.ts';
import {
  positionKey,
  type MarketRules,
  type OrderSide,
  type Position,
  type Side,
  type WorkingOrder,
} from '../../../../shared/position.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import type { Context } from './account.ts';
import { given, type OrderFrameRow, type OrderRow, type PositionRow, type StopFrameRow } from './rows.ts';

export function marketOf(context: Context, nativeSymbol: string): MarketRules {
  const market = context.marketByNative(nativeSymbol);
  if (market !== undefined) return market;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `KuCoin names a contract that is not in its own list: ${nativeSymbol}`,
  });
}

const amount = z
  .union([z.string(), z.number()])
  .transform(String)
  .refine(isDecimal)
  .transform((value) => decimal(value));
const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  info: z.object({
    isInverse: z.union([z.boolean(), z.enum(['true', 'false'])]).transform(String),
    multiplier: amount, // below zero for inverse contracts
    lotSize: amount,
    tickSize: amount,
    maxOrderQty: amount,
    marketMaxOrderQty: amount.nullish(),
    takerFeeRate: amount,
  }),
});

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, settle, info } = parsed.data;
  const { marketMaxOrderQty: marketMost } = info;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse: info.isInverse === 'true',
    contractSize: absolute(info.multiplier),
    lotSize: info.lotSize,
    minSize: info.lotSize,
    maxMarketSize: marketMost === null || marketMost === undefined ? info.maxOrderQty : smaller(marketMost, info.maxOrderQty),
    tickSize: info.tickSize,
    minNotional: null,
    takerFee: info.takerFeeRate,
  };
}

type Tagged = Readonly<{ positionSide?: 'BOTH' | 'LONG' | 'SHORT' | null | undefined }>;

/** The side of a two-sided account that a row belongs to. */
export const tagOf = ({ positionSide }: Tagged): Side | null =>
  positionSide === 'LONG' ? 'long' : positionSide === 'SHORT' ? 'short' : null;

const isCross = ({ marginMode, crossMode }: PositionRow): boolean =>
  marginMode === null || marginMode === undefined ? crossMode : marginMode === 'CROSS';

export const updatedAtMs = (context: Context, { currentTimestamp }: PositionRow): number => {
  const ms = Number(currentTimestamp ?? Number.NaN);
  return Number.isFinite(ms) && ms > 0 ? ms : context.nowEpochMs();
};

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  if (isZero(row.currentQty)) return null;
  const market = marketOf(context, row.symbol);
  const tag = tagOf(row);
  const side = tag ?? (isNegative(row.currentQty) ? 'short' : 'long');
  const held = { market, side, size: row.currentQty.replace(/^[-+]/, '') };
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'kucoinfutures',
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    ...held,
    hedged: tag !== null,
    marginMode: isCross(row) ? 'cross' : 'isolated',
    leverage: given(row.leverage) ?? given(row.realLeverage),
    liquidationPrice: given(row.liquidationPrice),
    ...shownAmounts(
      held,
      { entryPrice: row.avgEntryPrice, markPrice: row.markPrice, unrealizedPnl: row.unrealisedPnl },
      context.markPrice(market.symbol),
    ),
    updatedAtMs: updatedAtMs(context, row),
  };
}

/** Against its own side an order can only reduce, whatever else it says. */
const opposes = (tag: Side | null, side: OrderSide): boolean => tag !== null && (side === 'sell') === (tag === 'long');

const identityOf = ({ accountId }: Context, market: MarketRules) => ({
  accountId,
  venue: 'kucoinfutures' as const,
  symbol: market.symbol,
  nativeSymbol: market.nativeSymbol,
});

export const isStop = ({ stop }: Pick<OrderRow, 'stop'>): boolean => stop !== null;

/** What is left of it; null for a close of the whole position, which has no size of its own. */
function leftOf({ size, filledSize, closeOrder }: OrderRow): Decimal | null {
  if (!isDecimal(size) || (closeOrder && isZero(size))) return null;
  return isDecimal(filledSize) ? subtract(size, filledSize) : size;
}

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const tag = tagOf(row);
  return {
    ...identityOf(context, marketOf(context, row.symbol)),
    family: isStop(row) ? 'trigger' : 'plain',
    orderId: row.id,
    clientOrderId: row.clientOid,
    orderSide: row.side,
    positionSide: tag,
    type: row.type,
    reduceOnly: row.reduceOnly || row.closeOrder || opposes(tag, row.side),
    size: leftOf(row),
    price: given(row.price),
    triggerPrice: given(row.stopPrice),
  };
}

/** `known`: the row it was listed with, which has what the frame leaves out. */
export function toFrameOrder(context: Context, row: OrderFrameRow, known: OrderRow | undefined): WorkingOrder {
  const listed = known === undefined ? null : toWorkingOrder(context, known);
  const tag = tagOf(row) ?? listed?.positionSide ?? null;
  return {
    ...identityOf(context, marketOf(context, row.symbol)),
    family: 'plain',
    orderId: row.orderId,
    clientOrderId: row.clientOid ?? listed?.clientOrderId ?? null,
    orderSide: row.side,
    positionSide: tag,
    type: row.orderType ?? listed?.type ?? 'limit',
    reduceOnly: listed?.reduceOnly ?? opposes(tag, row.side),
    size: row.remainSize,
    price: given(row.price),
    triggerPrice: null,
  };
}

export function toFrameStop(context: Context, row: StopFrameRow, known: OrderRow | undefined): WorkingOrder {
  const listed = known === undefined ? null : toWorkingOrder(context, known);
  const tag = tagOf(row) ?? listed?.positionSide ?? null;
  return {
    ...identityOf(context, marketOf(context, row.symbol)),
    family: 'trigger',
    orderId: row.orderId,
    clientOrderId: listed?.clientOrderId ?? null,
    orderSide: row.side,
    positionSide: tag,
    type: listed?.type ?? (given(row.orderPrice) === null ? 'market' : 'limit'),
    reduceOnly: listed?.reduceOnly ?? opposes(tag, row.side),
    size: given(row.size),
    price: given(row.orderPrice),
    triggerPrice: given(row.stopPrice),
  };
}
