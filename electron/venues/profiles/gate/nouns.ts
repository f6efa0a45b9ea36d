// Gate's rows in our nouns. Sizes are contracts, digit for digit; a row that can not be understood is an error, never skipped.
import { z } from 'zod';
import {
  absolute,
  compare,
  decimal,
  isDecimal,
  isNegative,
  isPositive,
  isZero,
  smaller,
  subtract,
  type Decimal,
} from '../../../../shared/decimal.ts';
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
import { isDual, memoryOf, type Context } from './account.ts';
import { given, type chaseRow, type OrderRow, type PositionRow, type TrailRow, type TriggerRow } from './rows.ts';

export function marketOf(context: Context, contract: string): MarketRules {
  const market = context.marketByNative(contract);
  if (market !== undefined) return market;
  throw new VenueReadError({ kind: 'unreadable', message: `Gate names a contract that is not in its own list: ${contract}` });
}

/** As in the paths of the API. */
export const settleOf = (market: Pick<MarketRules, 'settle'>): string => market.settle.toLowerCase();

const size = z
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
  swap: z.literal(true),
  info: z.object({
    type: z.enum(['direct', 'inverse']),
    quanto_multiplier: z.string(),
    order_size_min: size,
    order_size_max: size,
    market_order_size_max: size.nullish(),
    order_price_round: z.string(),
  }),
});

/** Regular taker fee [S]; the contract list carries one that nobody pays. */
const TAKER_FEE = '0.0005';
/** All contracts step by one. Those with `enable_decimal` go finer, by a step that is told nowhere: whole positions close in
 * their own digits, shares of them in whole contracts. */
const LOT = '1';

/** Zero means that the limit of all orders applies. [D] market_order_size_max */
const marketMaximum = (market: Decimal | null | undefined, all: Decimal): Decimal =>
  market === null || market === undefined || isZero(market) ? all : smaller(market, all);

export function marketRules(market: unknown): MarketRules | null {
  const parsed = ccxtMarket.safeParse(market);
  if (!parsed.success) return null;
  const { id, symbol, base, quote, settle, info } = parsed.data;
  // A multiplier of zero: contracts of one dollar, paid in the coin. With one, even "inverse" contracts pay size x multiplier x move.
  const inverse = info.type === 'inverse' && isZero(info.quanto_multiplier);
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    inverse,
    contractSize: inverse ? '1' : info.quanto_multiplier,
    lotSize: LOT,
    minSize: info.order_size_min,
    maxMarketSize: isZero(info.order_size_max) ? null : marketMaximum(info.market_order_size_max, info.order_size_max),
    tickSize: info.order_price_round,
    minNotional: null,
    takerFee: TAKER_FEE,
  };
}

const TAGS: Readonly<Record<PositionRow['mode'], Side | null>> = { single: null, dual_long: 'long', dual_short: 'short' };
export const tagOf = ({ mode }: Pick<PositionRow, 'mode'>): Side | null => TAGS[mode];

const isIsolated = ({ pos_margin_mode, leverage }: PositionRow): boolean =>
  pos_margin_mode === null ? leverage !== null && isPositive(leverage) : pos_margin_mode === 'isolated';

const updatedAtMs = ({ time_ms, update_time }: PositionRow): number | null => {
  const ms = time_ms === null ? Number(update_time ?? Number.NaN) * 1_000 : Number(time_ms);
  return Number.isFinite(ms) && ms > 0 ? ms : null;
};

/** Null for a row of size zero. */
export function toPosition(context: Context, row: PositionRow): Position | null {
  const tag = tagOf(row);
  const { sides } = memoryOf(context.client);
  if (isZero(row.size)) {
    if (tag === null) sides.delete(row.contract);
    return null;
  }
  const market = marketOf(context, row.contract);
  const side = tag ?? (isNegative(row.size) ? 'short' : 'long');
  if (tag === null) sides.set(row.contract, side);
  const held = { market, side, size: row.size.replace(/^[-+]/, '') };
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue: 'gate',
    symbol: market.symbol,
    nativeSymbol: row.contract,
    ...held,
    hedged: tag !== null,
    marginMode: isIsolated(row) ? 'isolated' : 'cross',
    leverage: given(row.lever) ?? given(row.leverage) ?? given(row.cross_leverage_limit),
    liquidationPrice: given(row.liq_price),
    ...shownAmounts(
      held,
      { entryPrice: row.entry_price, markPrice: row.mark_price, unrealizedPnl: row.unrealised_pnl },
      context.markPrice(market.symbol),
    ),
    updatedAtMs: updatedAtMs(row) ?? context.nowEpochMs(),
  };
}

/** The side of a two-sided account that an order belongs to: selling reduce-only closes the long one. */
function positionSideOf(context: Context, market: MarketRules, orderSide: OrderSide, closes: boolean): Side | null {
  if (!isDual(context, settleOf(market))) return null;
  return (orderSide === 'sell') === closes ? 'long' : 'short';
}

const sideOf = (signed: Decimal): OrderSide => (isNegative(signed) ? 'sell' : 'buy');

export const isOpen = ({ status }: Readonly<{ status: string | null }>): boolean => status === null || status === 'open';

type Identity = Pick<WorkingOrder, 'accountId' | 'venue' | 'symbol' | 'nativeSymbol'>;
const identityOf = ({ accountId }: Context, market: MarketRules): Identity => ({
  accountId,
  venue: 'gate',
  symbol: market.symbol,
  nativeSymbol: market.nativeSymbol,
});

export function toWorkingOrder(context: Context, row: OrderRow): WorkingOrder {
  const market = marketOf(context, row.contract);
  const reduceOnly = row.is_reduce_only || row.is_close;
  // A close of the whole position has no size of its own: it closes what one-way accounts hold.
  const orderSide = isZero(row.size) ? closingSide(context, row.contract, null) : sideOf(row.size);
  return {
    ...identityOf(context, market),
    family: 'plain',
    orderId: row.id,
    clientOrderId: row.text,
    orderSide,
    positionSide: positionSideOf(context, market, orderSide, reduceOnly),
    type: row.tif ?? 'limit',
    reduceOnly,
    size: isZero(row.size) ? null : absolute(row.left),
    price: given(row.price),
    triggerPrice: null,
  };
}

/** `hint`: words that name the side that is closed, "close_long", "plan-close-short-position". */
function closingSide(context: Context, contract: string, hint: string | null): OrderSide {
  const side = hint?.includes('short') === true ? 'short' : hint?.includes('long') === true ? 'long' : null;
  return (side ?? memoryOf(context.client).sides.get(contract)) === 'short' ? 'buy' : 'sell';
}

/** Lives on the position and closes it, whole or in part. */
const isOfPosition = ({ order_type }: TriggerRow): boolean => order_type?.endsWith('-position') === true;

export const triggerFamily = (row: TriggerRow): 'attached' | 'trigger' => (isOfPosition(row) ? 'attached' : 'trigger');

export function toTriggerOrder(context: Context, row: TriggerRow): WorkingOrder {
  const { initial, trigger } = row;
  const market = marketOf(context, initial.contract);
  const closes = [initial.is_reduce_only, initial.is_close, initial.reduce_only, initial.close].includes(true);
  const reduceOnly = closes || initial.auto_size !== null || row.order_type?.includes('close-') === true;
  const orderSide = isZero(initial.size)
    ? closingSide(context, initial.contract, initial.auto_size ?? row.order_type)
    : sideOf(initial.size);
  return {
    ...identityOf(context, market),
    family: triggerFamily(row),
    orderId: row.id,
    clientOrderId: initial.text,
    orderSide,
    positionSide: positionSideOf(context, market, orderSide, reduceOnly),
    type: row.order_type ?? 'price',
    reduceOnly,
    size: isZero(initial.size) ? null : absolute(initial.size),
    price: given(initial.price),
    triggerPrice: given(trigger.price),
  };
}

export const TRAIL = 'trail';
export const CHASE = 'chase';

export function toTrailOrder(context: Context, row: TrailRow): WorkingOrder {
  const market = marketOf(context, row.contract);
  const orderSide = sideOf(row.amount);
  return {
    ...identityOf(context, market),
    family: 'algo',
    orderId: row.id,
    clientOrderId: row.text,
    orderSide,
    positionSide: positionSideOf(context, market, orderSide, row.reduce_only),
    type: TRAIL,
    reduceOnly: row.reduce_only,
    size: absolute(row.amount),
    price: null,
    triggerPrice: given(row.activation_price),
  };
}

export function toChaseOrder(context: Context, row: z.infer<typeof chaseRow>): WorkingOrder {
  const market = marketOf(context, row.contract);
  const orderSide = sideOf(row.amount);
  const whole = absolute(row.amount);
  const filled = given(row.fill_amount);
  const left = filled === null || compare(absolute(filled), whole) >= 0 ? whole : subtract(whole, absolute(filled));
  return {
    ...identityOf(context, market),
    family: 'algo',
    orderId: row.id,
    clientOrderId: row.text,
    orderSide,
    positionSide: positionSideOf(context, market, orderSide, row.reduce_only),
    type: CHASE,
    reduceOnly: row.reduce_only,
    size: left,
    price: given(row.chase_price),
    triggerPrice: null,
  };
}
