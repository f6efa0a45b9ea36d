// KuCoin's rows as they come; every answer is wrapped in { code, data }. Numbers come as strings or as numbers.
import { z } from 'zod';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false')])
  .nullish()
  .transform((value) => value === true || value === 'true');
/** Digit for digit; what a number prints with an exponent becomes plain digits. */
export const number = printed
  .refine(isDecimal, 'a decimal number')
  .transform((value) => (/e/i.test(value) ? decimal(value) : value));
const marginMode = z.enum(['CROSS', 'ISOLATED']).nullish();
/** BOTH, or absent in older rows: one-way. */
const positionSide = z.enum(['BOTH', 'LONG', 'SHORT']).nullish();

export const timeRow = z.coerce.number();
export const modeRow = z.object({ positionMode: z.coerce.number() });
export const accountModeRow = z.object({ selfAccountMode: z.string() });
export const keyRow = z.object({ permission: z.string(), ipWhitelist: z.string().nullish() });
export const overviewRow = z.object({ currency: z.string(), accountEquity: number });
export const walletRow = z.object({ currency: z.string(), equity: number });
export const markRow = z.object({ markPrice: number, timestamp: z.coerce.number() });

export const tokenRow = z.object({
  token: z.string().min(1),
  instanceServers: z.array(z.object({ endpoint: z.string() })).min(1),
});

export const positionRow = z.object({
  symbol: z.string(),
  currentQty: number, // signed
  positionSide,
  marginMode,
  crossMode: truth,
  leverage: shownAmount,
  realLeverage: shownAmount,
  avgEntryPrice: shownAmount,
  markPrice: shownAmount,
  liquidationPrice: shownAmount,
  unrealisedPnl: shownAmount,
  currentTimestamp: maybe,
});
export type PositionRow = z.infer<typeof positionRow>;

/** An order as it is listed, plain or a stop. */
export const orderRow = z.object({
  id: z.string(),
  symbol: z.string(),
  type: z.string(),
  side: z.enum(['buy', 'sell']),
  price: maybe,
  size: maybe, // none of its own: closes the position
  filledSize: maybe,
  stop: maybe, // up, down
  stopPrice: maybe,
  stopPriceType: maybe, // TP, IP, MP
  timeInForce: maybe,
  clientOid: maybe,
  isActive: truth,
  status: maybe,
  reduceOnly: truth,
  closeOrder: truth,
  marginMode,
  positionSide,
});
export type OrderRow = z.infer<typeof orderRow>;

/** Of a plain order in a frame: leaves out whether it only reduces. */
export const orderFrameRow = z.object({
  orderId: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(), // open, match, filled, canceled, update
  orderType: maybe,
  status: z.string(), // open, match, done
  price: maybe,
  remainSize: number,
  clientOid: maybe,
  positionSide,
  ts: number, // nanoseconds
});
export type OrderFrameRow = z.infer<typeof orderFrameRow>;

export const stopFrameRow = z.object({
  orderId: z.string(),
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: z.string(), // open, triggered, cancel
  orderPrice: maybe,
  size: maybe,
  stop: maybe,
  stopPrice: maybe,
  positionSide,
  ts: number,
});
export type StopFrameRow = z.infer<typeof stopFrameRow>;

export const fillRow = z.object({
  symbol: z.string(),
  orderId: z.string(),
  price: number,
  size: number,
  fee: maybe,
  feeCurrency: maybe,
  settleCurrency: maybe,
});

export const pageRow = z.object({ totalPage: z.coerce.number(), items: z.array(z.unknown()) });
export const sweptRow = z.object({ cancelledOrderIds: z.array(z.string()) });

/** One order, of a single answer or of a batch, where it has a code of its own. */
export const ackRow = z.object({ orderId: maybe, clientOid: maybe, code: maybe, msg: maybe });
export type AckRow = z.infer<typeof ackRow>;

const answer = z.object({ data: z.unknown() });

/** Throws VenueReadError on what is not as the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `KuCoin's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

export const dataOf = (body: unknown): unknown => answer.safeParse(body).data?.data;

export const answerOf = <Schema extends z.ZodType>(schema: Schema, body: unknown, what: string): z.infer<Schema> =>
  understand(schema, dataOf(body), what);

export const rowsOf = (body: unknown, what: string): readonly unknown[] => answerOf(z.array(z.unknown()), body, what);

/** A price that is there and not zero. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
