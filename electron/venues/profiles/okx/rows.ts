// OKX's rows as they come. All numbers are strings; "" means that the venue says nothing.
import { z } from 'zod';
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError, type NotClosable } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false'), z.literal('')])
  .nullish()
  .transform((value) => value === true || value === 'true');
const number = printed.refine(isDecimal, 'a decimal number');

export const kindRow = z.object({ instType: z.string() });

export const positionRow = z.object({
  instType: z.string(),
  instId: z.string(),
  pos: number,
  posSide: z.enum(['net', 'long', 'short']),
  mgnMode: z.enum(['cross', 'isolated']),
  avgPx: shownAmount,
  markPx: shownAmount,
  liqPx: shownAmount,
  lever: shownAmount,
  upl: shownAmount,
  uTime: maybe,
  pTime: maybe,
});
export type PositionRow = z.infer<typeof positionRow>;

export const orderRow = z.object({
  instType: z.string(),
  instId: z.string(),
  ordId: printed,
  clOrdId: maybe,
  ordType: z.string(),
  state: z.string(),
  side: z.enum(['buy', 'sell']),
  posSide: maybe,
  tdMode: z.string(),
  sz: number,
  accFillSz: maybe,
  px: maybe,
  reduceOnly: truth,
  uTime: maybe,
});
export type OrderRow = z.infer<typeof orderRow>;

export const algoRow = z.object({
  instType: z.string(),
  instId: z.string(),
  algoId: printed,
  algoClOrdId: maybe,
  ordType: z.string(),
  state: z.string(),
  side: z.enum(['buy', 'sell']),
  posSide: maybe,
  tdMode: z.string(),
  sz: maybe,
  closeFraction: maybe,
  reduceOnly: truth,
  tpTriggerPx: maybe,
  tpTriggerPxType: maybe,
  tpOrdPx: maybe,
  slTriggerPx: maybe,
  slTriggerPxType: maybe,
  slOrdPx: maybe,
  triggerPx: maybe,
  triggerPxType: maybe,
  ordPx: maybe,
  callbackRatio: maybe,
  callbackSpread: maybe,
  activePx: maybe,
  moveTriggerPx: maybe,
  uTime: maybe,
});
export type AlgoRow = z.infer<typeof algoRow>;

export const fillRow = z.object({
  instType: z.string(),
  instId: z.string(),
  ordId: printed,
  clOrdId: maybe,
  billId: printed,
  fillPx: number,
  fillSz: number,
  fillPnl: maybe,
  fee: number,
});

export const balanceRow = z.object({ details: z.array(z.object({ ccy: z.string(), eq: maybe })) });
export const configRow = z.object({ posMode: z.string(), acctLv: printed, perm: z.string(), ip: z.string().optional() });
export const timeRow = z.object({ ts: number });

/** One item of a write. */
export const itemRow = z.object({
  sCode: printed,
  sMsg: printed,
  ordId: maybe,
  clOrdId: maybe,
  algoId: maybe,
  algoClOrdId: maybe,
});
export type ItemRow = z.infer<typeof itemRow>;

const envelope = z.object({ data: z.array(z.unknown()) });

/** Throws VenueReadError on a row that is not what the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `OKX's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

export const rowsOf = (body: unknown, what: string): readonly unknown[] => understand(envelope, body, what).data;

export function firstRow<Schema extends z.ZodType>(schema: Schema, body: unknown, what: string): z.infer<Schema> {
  const [first] = rowsOf(body, what);
  return understand(schema, first, what);
}

/** Spot, margin and options come in the same lists; only spot needs no closing. */
export function isContract(row: unknown): boolean {
  const parsed = kindRow.safeParse(row);
  return !parsed.success || parsed.data.instType === 'SWAP' || parsed.data.instType === 'FUTURES';
}

const otherRow = z.object({ instType: z.string(), instId: z.string(), pos: maybe.optional(), sz: maybe.optional() });
const isNothing = (size: string | null | undefined): boolean => isDecimal(size) && isZero(size);

/** What rows that are no contracts hold. Lenient: none of them may keep the contracts from being closed. */
export function notClosable(rows: readonly unknown[], list: 'positions' | 'orders'): readonly NotClosable[] {
  return rows.flatMap((row) => {
    const { data } = otherRow.safeParse(row);
    if (data === undefined || isContract(row)) return [];
    const { instType, instId, pos, sz } = data;
    const size = (list === 'positions' ? pos : sz) ?? null;
    if (isNothing(size) || (list === 'orders' && instType === 'SPOT')) return [];
    const kind = instType === 'MARGIN' ? `margin ${list === 'positions' ? 'position' : 'order'}` : instType.toLowerCase();
    const what = list === 'orders' && instType !== 'MARGIN' ? `${kind} order` : kind;
    return [{ what, nativeSymbol: instId, size }];
  });
}

/** A price that is there and not zero. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
