// Bitget's rows as they come, over HTTP and over the socket (which names some fields differently). Most numbers are strings;
// "" and null mean that the venue says nothing.
import { z } from 'zod';
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
const number = printed.refine(isDecimal, 'a decimal number');

/** YES and NO over HTTP, yes and no over the socket. */
const yes = maybe.transform((value) => value?.toLowerCase() === 'yes');

/** "symbol" over HTTP, "instId" over the socket. */
const named = { symbol: maybe, instId: maybe };
const nameOf = ({ symbol, instId }: { symbol: string | null; instId: string | null }): string | null => symbol ?? instId;
const hasName = (row: { symbol: string | null; instId: string | null }): boolean => nameOf(row) !== null;

export const positionRow = z
  .object({
    ...named,
    marginCoin: z.string().min(1),
    holdSide: z.enum(['long', 'short']),
    total: number,
    marginMode: z.enum(['crossed', 'isolated']),
    posMode: z.enum(['one_way_mode', 'hedge_mode']),
    openPriceAvg: shownAmount,
    markPrice: shownAmount,
    liquidationPrice: shownAmount,
    leverage: shownAmount,
    unrealizedPL: shownAmount,
    cTime: maybe,
    uTime: maybe,
  })
  .refine(hasName, 'a symbol')
  .transform((row) => ({ ...row, symbol: nameOf(row) ?? '' }));
export type PositionRow = z.infer<typeof positionRow>;

/** Of `positions-history`, pushed when a position is closed whole. */
export const closedRow = z.object({
  instId: z.string(),
  marginCoin: z.string(),
  holdSide: z.enum(['long', 'short']),
  uTime: maybe,
});

const orderFields = {
  ...named,
  orderId: printed,
  clientOid: maybe,
  clientOId: maybe,
  size: number,
  price: maybe,
  side: z.enum(['buy', 'sell']),
  posSide: maybe,
  tradeSide: maybe,
  posMode: maybe,
  orderType: maybe,
  marginCoin: maybe,
  marginMode: maybe,
  uTime: maybe,
};

export const orderRow = z
  .object({
    ...orderFields,
    status: maybe,
    state: maybe, // order/detail
    force: maybe,
    reduceOnly: yes,
    baseVolume: maybe, // what is filled; over the socket of the last fill alone
    accBaseVolume: maybe, // socket: what is filled
  })
  .refine(hasName, 'a symbol')
  .refine(({ status, state }) => (status ?? state) !== null, 'a status')
  .transform(({ clientOId, status, state, baseVolume, accBaseVolume, ...row }) => ({
    ...row,
    symbol: nameOf(row) ?? '',
    clientOid: row.clientOid ?? clientOId,
    status: status ?? state ?? '',
    filled: accBaseVolume ?? baseVolume,
  }));
export type OrderRow = z.infer<typeof orderRow>;

/** The socket shortens them. */
const PLAN_TYPES: Readonly<Record<string, string>> = {
  pl: 'normal_plan',
  track: 'track_plan',
  tp: 'profit_plan',
  sl: 'loss_plan',
  ptp: 'pos_profit',
  psl: 'pos_loss',
  mtpsl: 'moving_plan',
};

export const planRow = z
  .object({
    ...orderFields,
    size: maybe, // "0" or "" for the whole position
    planType: z.string().min(1),
    planStatus: maybe,
    status: maybe,
    triggerPrice: maybe,
    triggerType: maybe,
    executePrice: maybe,
    callbackRatio: maybe,
  })
  .refine(hasName, 'a symbol')
  .transform(({ clientOId, planStatus, status, ...row }) => ({
    ...row,
    symbol: nameOf(row) ?? '',
    clientOid: row.clientOid ?? clientOId,
    planType: PLAN_TYPES[row.planType] ?? row.planType,
    status: planStatus ?? status,
  }));
export type PlanRow = z.infer<typeof planRow>;

export const fillRow = z.object({
  tradeId: printed,
  symbol: z.string(),
  orderId: printed,
  price: number,
  baseVolume: number,
  profit: maybe,
  feeDetail: z
    .array(z.object({ feeCoin: maybe, totalFee: maybe }))
    .nullish()
    .transform((details) => details ?? null),
});
export type FillRow = z.infer<typeof fillRow>;

export const accountRow = z.object({ marginCoin: z.string(), accountEquity: maybe, equity: maybe });
export const modeRow = z.object({ posMode: maybe });
export const keyRow = z.object({
  authorities: z.array(z.string()),
  ips: z.union([z.string(), z.array(z.string())]).nullish(), // "" for none
});
export const timeRow = z.object({ serverTime: number });
export const orderAck = z.object({ orderId: maybe, clientOid: maybe });
export type OrderAck = z.infer<typeof orderAck>;

const failedItem = z.object({ orderId: maybe, clientOid: maybe, errorCode: maybe, errorMsg: maybe });
export type FailedItem = z.infer<typeof failedItem>;

/** Answer to several orders or cancels: each of them is in one of the two lists. */
export const itemsAnswer = z.object({
  successList: z
    .array(orderAck)
    .nullish()
    .transform((list) => list ?? []),
  failureList: z
    .array(failedItem)
    .nullish()
    .transform((list) => list ?? []),
});
export type ItemsAnswer = z.infer<typeof itemsAnswer>;

const envelope = z.object({ data: z.unknown() });

/** Throws VenueReadError on a row that is not what the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Bitget's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

export const dataOf = <Schema extends z.ZodType>(schema: Schema, body: unknown, what: string): z.infer<Schema> =>
  understand(schema, understand(envelope, body, what).data, what);

/** A price that is there and not zero. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
