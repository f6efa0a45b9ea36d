// Binance's rows as they come. ccxt turns numbers into strings only when an answer holds one that a double can not, so
// both are taken everywhere; sizes and prices are always strings at the venue.
import { z } from 'zod';
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { MarginMode } from '../../../../shared/position.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
export const amount = z.string().refine(isDecimal, 'a decimal number');
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false')])
  .transform((value) => value === true || value === 'true');
export const maybe = printed
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value));
const side = z.enum(['BUY', 'SELL']);
const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']);

/** What the position rows of both exchanges have. */
export const heldFields = {
  symbol: z.string(),
  positionSide,
  positionAmt: amount,
  entryPrice: shownAmount,
  markPrice: shownAmount,
  unRealizedProfit: shownAmount,
  liquidationPrice: shownAmount,
  updateTime: maybe,
};
const heldRow = z.object(heldFields);
export type PositionRow = z.infer<typeof heldRow> & Readonly<{ marginMode: MarginMode; leverage: Decimal | null }>;

/** ACCOUNT_UPDATE. Carries neither leverage, liquidation price nor mark. */
export const streamPositionRow = z.object({
  s: z.string(),
  pa: amount,
  ep: shownAmount,
  up: shownAmount,
  mt: z.enum(['cross', 'isolated']),
  ps: positionSide,
});
export type StreamPositionRow = z.infer<typeof streamPositionRow>;
export const accountUpdate = z.object({ T: printed, a: z.object({ P: z.array(z.unknown()).optional() }) });
export const configUpdate = z.object({ ac: z.object({ s: z.string(), l: printed }).optional() });

export const plainRow = z.object({
  orderId: printed,
  clientOrderId: maybe,
  symbol: z.string(),
  status: z.string(),
  side,
  positionSide,
  type: z.string(),
  reduceOnly: truth,
  closePosition: truth.nullish().transform((value) => value === true),
  price: maybe,
  origQty: amount,
  executedQty: amount,
  timeInForce: maybe,
  stopPrice: maybe,
});
export type PlainRow = z.infer<typeof plainRow>;
export const plainRows = z.array(plainRow);
/** What became of an order; COIN-M's documents left the position side out of this answer for years. */
export const lookedUpRow = plainRow.pick({ orderId: true, status: true, executedQty: true });

export const algoRow = z.object({
  algoId: printed,
  clientAlgoId: maybe,
  symbol: z.string(),
  algoStatus: z.string(),
  side,
  positionSide,
  orderType: z.string(),
  reduceOnly: truth,
  closePosition: truth.nullish().transform((value) => value === true),
  priceProtect: truth.nullish().transform((value) => value === true),
  triggerPrice: maybe,
  activatePrice: maybe,
  callbackRate: maybe,
  price: maybe,
  quantity: maybe,
  timeInForce: maybe,
  workingType: maybe,
});
export type AlgoRow = z.infer<typeof algoRow>;
export const algoRows = z.array(algoRow);

/** ORDER_TRADE_UPDATE in the names of the REST row. */
export const orderUpdate = z
  .object({
    T: printed,
    o: z.object({
      i: printed,
      c: maybe,
      s: z.string(),
      X: z.string(),
      S: side,
      ps: positionSide,
      o: z.string(),
      R: truth,
      cp: truth.nullish(),
      p: maybe,
      q: amount,
      z: amount,
      f: maybe,
      sp: maybe,
    }),
  })
  .transform(({ T, o }) => ({
    atMs: Number(T),
    row: {
      orderId: o.i,
      clientOrderId: o.c,
      symbol: o.s,
      status: o.X,
      side: o.S,
      positionSide: o.ps,
      type: o.o,
      reduceOnly: o.R,
      closePosition: o.cp === true,
      price: o.p,
      origQty: o.q,
      executedQty: o.z,
      timeInForce: o.f,
      stopPrice: o.sp,
    } satisfies PlainRow,
  }));

/** ALGO_UPDATE in the names of the REST row. */
export const algoUpdate = z
  .object({
    T: printed,
    o: z.object({
      aid: printed,
      caid: maybe,
      s: z.string(),
      X: z.string(),
      S: side,
      ps: positionSide,
      o: z.string(),
      R: truth,
      cp: truth.nullish(),
      pP: truth.nullish(),
      tp: maybe,
      p: maybe,
      q: maybe,
      f: maybe,
      wt: maybe,
      AP: maybe,
      cr: maybe,
    }),
  })
  .transform(({ T, o }) => ({
    atMs: Number(T),
    row: {
      algoId: o.aid,
      clientAlgoId: o.caid,
      symbol: o.s,
      algoStatus: o.X,
      side: o.S,
      positionSide: o.ps,
      orderType: o.o,
      reduceOnly: o.R,
      closePosition: o.cp === true,
      priceProtect: o.pP === true,
      triggerPrice: o.tp,
      activatePrice: o.AP,
      callbackRate: o.cr,
      price: o.p,
      quantity: o.q,
      timeInForce: o.f,
      workingType: o.wt,
    } satisfies AlgoRow,
  }));

export const markUpdate = z.object({ e: z.literal('markPriceUpdate'), E: printed, s: z.string(), p: amount });
export const tradeRow = z.object({
  orderId: printed,
  symbol: z.string(),
  price: amount,
  qty: amount,
  commission: amount,
  commissionAsset: z.string(),
  realizedPnl: maybe,
});
export const tradeRows = z.array(tradeRow);
/** RESULT answer of a placed order. */
export const placedRow = z.object({ orderId: printed, executedQty: amount });
export const placedAlgoRow = z.object({ algoId: printed });
export const errorRow = z.object({ code: printed, msg: z.string() });
export const assetRows = z.object({
  assets: z.array(z.object({ asset: z.string(), walletBalance: amount, marginBalance: amount })),
});
export const modeAnswer = z.object({ dualSidePosition: truth });
export const restrictionsAnswer = z.object({
  enableFutures: truth,
  enableWithdrawals: truth.optional(),
  ipRestrict: truth.optional(),
  enableInternalTransfer: truth.optional(),
  permitsUniversalTransfer: truth.optional(),
});
export const timeAnswer = z.object({ serverTime: printed });
export const listenKeyAnswer = z.object({ listenKey: z.string().min(1) });

/** Throws VenueReadError on an answer that is not what the documents say. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Binance's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

/** A price or size that is there and not zero: "0" stands for none in many fields. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
