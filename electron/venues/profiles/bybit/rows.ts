// Bybit's rows as they come: ccxt turns the numbers of REST answers into strings, frames keep them as numbers.
import { z } from 'zod';
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const amount = printed.refine((value) => isDecimal(value), 'not a decimal number');
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false')])
  .transform((value) => value === true || value === 'true');

/** "" and missing mean that the venue says nothing. */
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));

const maybeAmount = maybe.refine((value) => value === null || isDecimal(value), 'not a decimal number');

export const positionRow = z.object({
  symbol: printed,
  side: z.string(),
  size: amount,
  positionIdx: printed,
  avgPrice: shownAmount,
  entryPrice: shownAmount,
  markPrice: shownAmount,
  liqPrice: shownAmount,
  leverage: shownAmount,
  unrealisedPnl: shownAmount,
  trailingStop: shownAmount,
  tradeMode: maybe,
  updatedTime: maybe,
});
export type PositionRow = z.infer<typeof positionRow>;

export const orderRow = z.object({
  orderId: printed,
  orderLinkId: maybe,
  symbol: printed,
  side: z.enum(['Buy', 'Sell']),
  orderType: z.string(),
  orderStatus: z.string(),
  stopOrderType: maybe,
  positionIdx: printed,
  qty: amount,
  leavesQty: maybeAmount,
  cumExecQty: maybeAmount,
  price: maybeAmount,
  triggerPrice: maybeAmount,
  triggerDirection: maybe,
  triggerBy: maybe,
  tpslMode: maybe,
  reduceOnly: truth,
  closeOnTrigger: truth.nullish().transform((value) => value === true),
  updatedTime: maybe,
  category: maybe,
});
export type OrderRow = z.infer<typeof orderRow>;

export const executionRow = z.object({
  orderId: printed,
  orderLinkId: maybe,
  symbol: printed,
  execType: z.string(),
  execPrice: amount,
  execQty: amount,
  execFee: amount,
  execPnl: maybeAmount,
  closedSize: maybeAmount,
});
export type ExecutionRow = z.infer<typeof executionRow>;

export const closedPnlRow = z.object({
  orderId: printed,
  side: z.enum(['Buy', 'Sell']),
  cumEntryValue: amount,
  cumExitValue: amount,
});
export type ClosedPnlRow = z.infer<typeof closedPnlRow>;

export const walletRow = z.object({ coin: z.array(z.object({ coin: z.string(), equity: maybeAmount })) });

const ids = z.object({ orderId: maybe, orderLinkId: maybe });
export const orderAck = z.object({ result: z.object({ orderId: printed }) });
export const batchAnswer = z.object({
  result: z.object({ list: z.array(ids) }),
  retExtInfo: z.object({ list: z.array(z.object({ code: printed, msg: z.string() })) }),
});
export const cancelAllAnswer = z.object({ result: z.object({ list: z.array(ids).nullish() }) });
export const accountAnswer = z.object({ result: z.object({ marginMode: z.string() }) });
export const keyAnswer = z.object({
  result: z.object({
    readOnly: printed,
    permissions: z.record(z.string(), z.array(z.string()).nullish()),
    ips: z.array(z.string()).nullish(),
    expiredAt: maybe,
  }),
});
export const walletAnswer = z.object({ result: z.object({ list: z.array(walletRow) }) });
export const timeAnswer = z.object({ time: printed });
/** One for each list, made once: a schema compiles itself at its first use. */
const pageOf = <Row extends z.ZodType>(row: Row) =>
  z.object({ result: z.object({ list: z.array(row), nextPageCursor: maybe.optional() }) });
export type PageOf<Row extends z.ZodType> = ReturnType<typeof pageOf<Row>>;
export const positionPage = pageOf(positionRow);
export const orderPage = pageOf(orderRow);
export const executionPage = pageOf(executionRow);
export const closedPnlPage = pageOf(closedPnlRow);

/** Throws VenueReadError on an answer that is not what the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Bybit's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

/** A price or size that is there and not zero ("0" stands for none in many fields). */
export const given = (value: string | null | undefined): Decimal | null =>
  value !== null && value !== undefined && isDecimal(value) && !isZero(value) ? value : null;
