// Binance's rows in our nouns. Sizes stay digit for digit; the side comes from positionSide, in one-way mode from the sign.
import { z } from 'zod';
import {
  add,
  divide,
  isNegative,
  isZero,
  larger,
  multiply,
  smaller,
  subtract,
  type Decimal,
} from '../../../../shared/decimal.ts';
import { positionKey, type MarketRules, type Position, type Side, type WorkingOrder } from '../../../../shared/position.ts';
import { shownAmounts } from '../../shownAmounts.ts';
import type { Futures } from './futures.ts';
import { memoryOf, unreadable, type Context } from './memory.ts';
import { given, type AlgoRow, type PlainRow, type PositionRow, type StreamPositionRow } from './rows.ts';

export function marketOf(context: Context, nativeSymbol: string): MarketRules {
  const market = context.marketByNative(nativeSymbol);
  if (market === undefined) throw unreadable(`Binance names a market that is not in its own list: ${nativeSymbol}`);
  return market;
}

const lots = z.object({
  filterType: z.string(),
  stepSize: z.string().optional(),
  minQty: z.string().optional(),
  maxQty: z.string().optional(),
});
const filter = lots.extend({ tickSize: z.string().optional(), notional: z.string().optional() });
export const filters = z.array(filter);

/** ccxt's market without what it says of the contract itself. */
export const ccxtMarket = z.object({
  id: z.string(),
  symbol: z.string(),
  base: z.string(),
  quote: z.string(),
  settle: z.string(),
  contract: z.literal(true),
  taker: z.number(),
});
type CcxtMarket = z.infer<typeof ccxtMarket>;

/** Market orders have filters of their own; both must be met. */
export function rulesOf(
  { id, symbol, base, quote, settle, taker }: CcxtMarket,
  filtered: z.infer<typeof filters>,
  contract: Pick<MarketRules, 'inverse' | 'contractSize'>,
): MarketRules | null {
  const named = (type: string) => filtered.find((each) => each.filterType === type);
  const lot = named('LOT_SIZE');
  const marketLot = named('MARKET_LOT_SIZE');
  const tickSize = named('PRICE_FILTER')?.tickSize;
  if (lot?.stepSize === undefined || lot.minQty === undefined || tickSize === undefined) return null;
  const max = [lot.maxQty, marketLot?.maxQty].flatMap((most) => given(most ?? null) ?? []);
  const [first, second = first] = max;
  return {
    symbol,
    nativeSymbol: id,
    base,
    quote,
    settle,
    ...contract,
    lotSize: larger(lot.stepSize, marketLot?.stepSize ?? lot.stepSize),
    minSize: larger(lot.minQty, marketLot?.minQty ?? lot.minQty),
    maxMarketSize: first === undefined || second === undefined ? null : smaller(first, second),
    tickSize,
    minNotional: given(named('MIN_NOTIONAL')?.notional ?? null),
    takerFee: String(taker),
  };
}

export const unsigned = (size: string): Decimal => size.replace(/^[+-]/, '');

type Tag = 'BOTH' | 'LONG' | 'SHORT';
export const tagOf = (positionSide: Tag): Side | null =>
  positionSide === 'BOTH' ? null : positionSide === 'LONG' ? 'long' : 'short';
const sideOf = (positionSide: Tag, size: Decimal): Side => tagOf(positionSide) ?? (isNegative(size) ? 'short' : 'long');

/** Null for a row of size zero. */
export function toPosition({ venue }: Futures, context: Context, row: PositionRow): Position | null {
  if (isZero(row.positionAmt)) return null;
  const market = marketOf(context, row.symbol);
  const side = sideOf(row.positionSide, row.positionAmt);
  const size = unsigned(row.positionAmt);
  const { leverage } = row;
  if (leverage !== null) memoryOf(context.client).leverages.set(row.symbol, leverage);
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue,
    symbol: market.symbol,
    nativeSymbol: row.symbol,
    side,
    size,
    hedged: row.positionSide !== 'BOTH',
    marginMode: row.marginMode,
    leverage,
    liquidationPrice: given(row.liquidationPrice),
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.entryPrice, markPrice: row.markPrice, unrealizedPnl: row.unRealizedProfit },
      context.markPrice(market.symbol),
    ),
    market,
    updatedAtMs: row.updateTime === null ? context.nowEpochMs() : Number(row.updateTime),
  };
}

/** The mark that the row's own profit was computed at, when the feed has none yet. The amount is signed, and so is the move. */
function markOf({ inverse, contractSize }: MarketRules, row: StreamPositionRow): Decimal | null {
  if (row.ep === null || row.up === null) return null;
  if (!inverse) return add(row.ep, divide(row.up, row.pa));
  const worth = multiply(row.pa, contractSize); // in quote currency; profit is worth / entry - worth / mark
  const left = subtract(worth, multiply(row.up, row.ep));
  return isZero(left) ? null : divide(multiply(worth, row.ep), left);
}

export function toStreamPosition({ venue }: Futures, context: Context, row: StreamPositionRow, atMs: number): Position | null {
  if (isZero(row.pa)) return null;
  const market = marketOf(context, row.s);
  const side = sideOf(row.ps, row.pa);
  const size = unsigned(row.pa);
  const feedMark = context.markPrice(market.symbol);
  return {
    key: positionKey(context.accountId, market.symbol, side),
    accountId: context.accountId,
    venue,
    symbol: market.symbol,
    nativeSymbol: row.s,
    side,
    size,
    hedged: row.ps !== 'BOTH',
    marginMode: row.mt,
    leverage: memoryOf(context.client).leverages.get(row.s) ?? null,
    liquidationPrice: null,
    ...shownAmounts(
      { market, side, size },
      { entryPrice: row.ep, markPrice: feedMark ?? markOf(market, row), unrealizedPnl: row.up },
      feedMark,
    ),
    market,
    updatedAtMs: atMs,
  };
}

/** In hedge mode an order against its side is refused beyond the position, flag or not. */
const onlyReduces = (row: Pick<PlainRow, 'side' | 'positionSide' | 'reduceOnly' | 'closePosition'>): boolean =>
  row.reduceOnly || row.closePosition || (row.positionSide !== 'BOTH' && (row.positionSide === 'LONG') === (row.side === 'SELL'));

const shared = (
  { venue }: Futures,
  context: Context,
  row: Pick<PlainRow, 'symbol' | 'side' | 'positionSide' | 'reduceOnly' | 'closePosition'>,
) => ({
  accountId: context.accountId,
  venue,
  symbol: marketOf(context, row.symbol).symbol,
  nativeSymbol: row.symbol,
  orderSide: row.side === 'BUY' ? ('buy' as const) : ('sell' as const),
  positionSide: tagOf(row.positionSide),
  reduceOnly: onlyReduces(row),
});

export const isWorking = (row: Pick<PlainRow, 'status'>): boolean => row.status === 'NEW' || row.status === 'PARTIALLY_FILLED';
/** An order that is being triggered may still be cancelled: it counts as working until the venue says that it fired. */
export const isWorkingAlgo = (row: Pick<AlgoRow, 'algoStatus'>): boolean =>
  row.algoStatus === 'NEW' || row.algoStatus === 'TRIGGERING';

export const toPlainOrder = (futures: Futures, context: Context, row: PlainRow): WorkingOrder => ({
  ...shared(futures, context, row),
  family: 'plain',
  orderId: row.orderId,
  clientOrderId: row.clientOrderId,
  type: row.type,
  size: row.closePosition ? null : isZero(row.executedQty) ? row.origQty : subtract(row.origQty, row.executedQty),
  price: given(row.price),
  triggerPrice: given(row.stopPrice),
});

export const toAlgoOrder = (futures: Futures, context: Context, row: AlgoRow): WorkingOrder => ({
  ...shared(futures, context, row),
  family: 'algo',
  orderId: row.algoId,
  clientOrderId: row.clientAlgoId,
  type: row.orderType,
  size: row.closePosition ? null : given(row.quantity),
  price: given(row.price),
  triggerPrice: given(row.triggerPrice) ?? given(row.activatePrice),
});
