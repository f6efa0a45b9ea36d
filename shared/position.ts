import type { AccountId, VenueId } from './account.ts';
import { compare, type Decimal } from './decimal.ts';

export type Side = 'long' | 'short';
export type OrderSide = 'buy' | 'sell';
export type MarginMode = 'cross' | 'isolated';

export const closingOrderSide = (side: Side): OrderSide => (side === 'long' ? 'sell' : 'buy');

/** One (account, symbol, side). */
export type PositionKey = string;
export const positionKey = (accountId: AccountId, symbol: string, side: Side): PositionKey => `${accountId}|${symbol}|${side}`;

/** What a market allows, digit for digit from the venue. Sizes are in the venue's own size unit. */
export type MarketRules = Readonly<{
  symbol: string; // ccxt's unified symbol, e.g. "BTC/USDT:USDT"
  nativeSymbol: string; // the venue's id, e.g. "BTCUSDT", "BTC-USDT-SWAP"
  base: string;
  quote: string;
  settle: string;
  inverse: boolean;
  /** Linear: base units per size unit. Inverse: quote value of one size unit. */
  contractSize: Decimal;
  lotSize: Decimal;
  minSize: Decimal;
  maxMarketSize: Decimal | null; // above it a market order is split
  tickSize: Decimal;
  minNotional: Decimal | null;
  takerFee: Decimal; // fraction, e.g. "0.0005"
}>;

/** The word for a market's size unit: "BTC", "USD" (inverse contracts of one dollar), or "contracts". */
export function sizeUnitOf(market: MarketRules): string {
  if (compare(market.contractSize, '1') !== 0) return 'contracts';
  return market.inverse ? market.quote : market.base;
}

export type Position = Readonly<{
  key: PositionKey;
  accountId: AccountId;
  venue: VenueId;
  symbol: string;
  nativeSymbol: string;
  side: Side;
  /** The venue's own string, positive, in the venue's size unit (contracts or base). */
  size: Decimal;
  /** True when the account holds this symbol in hedge (two-sided) mode: the close must carry the side's tag. */
  hedged: boolean;
  marginMode: MarginMode;
  leverage: Decimal | null;
  entryPrice: Decimal;
  markPrice: Decimal;
  liquidationPrice: Decimal | null;
  /** In the settle currency, from the venue or computed from its decimals at the mark. */
  unrealizedPnl: Decimal;
  market: MarketRules;
  /** The venue's time of this truth, epoch ms. */
  updatedAtMs: number;
}>;

/**
 * Families of working orders. A venue keeps them in separate books with separate list and cancel calls.
 * `attached` is a take-profit or stop that lives on the position and dies with it.
 */
export const ORDER_FAMILIES = ['plain', 'trigger', 'algo', 'attached'] as const;
export type OrderFamily = (typeof ORDER_FAMILIES)[number];

export type WorkingOrder = Readonly<{
  accountId: AccountId;
  venue: VenueId;
  symbol: string;
  nativeSymbol: string;
  family: OrderFamily;
  orderId: string;
  clientOrderId: string | null;
  orderSide: OrderSide;
  /** Hedge-mode tag of the order, null in one-way mode. */
  positionSide: Side | null;
  type: string; // the venue's word: "LIMIT", "STOP_MARKET", "conditional" ...
  /** True only when the venue itself guarantees that this order can not increase a position. */
  reduceOnly: boolean;
  /** Remaining size in the venue's unit; null for close-whole-position orders. */
  size: Decimal | null;
  price: Decimal | null;
  triggerPrice: Decimal | null;
}>;

/** A position with what the panel shows of it, computed in main. */
export type PositionView = Position &
  Readonly<{
    /** Absolute value at the mark, in USD at the snapshot's rates; null when a rate is missing. */
    notionalUsd: Decimal | null;
    unrealizedPnlUsd: Decimal | null;
    /** Unrealised PnL over initial margin value (notional at entry / leverage), in percent; null without leverage. */
    unrealizedPnlPercent: Decimal | null;
    /** |mark - liquidation| / mark in percent; null when the venue gives no liquidation price. */
    liquidationDistancePercent: Decimal | null;
    workingOrders: number;
  }>;
