// Gate's rows as they come. Sizes are signed contracts: above zero is long or buy. Numbers come as strings or as numbers.
import { z } from 'zod';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
const truth = z
  .union([z.boolean(), z.literal('true'), z.literal('false'), z.literal('')])
  .nullish()
  .transform((value) => value === true || value === 'true');
/** Digit for digit; what a number prints with an exponent becomes plain digits. */
const number = printed.refine(isDecimal, 'a decimal number').transform((value) => (/e/i.test(value) ? decimal(value) : value));
/** The string form when it is there: a number that long may have lost digits. [D] id_string */
const identity = { id: printed, id_string: maybe };
const idOf = <Row extends Readonly<{ id: string; id_string: string | null }>>({ id, id_string, ...row }: Row) => ({
  ...row,
  id: id_string ?? id,
});

export const accountRow = z.object({
  user: maybe,
  currency: z.string(),
  total: number,
  unrealised_pnl: maybe,
  in_dual_mode: truth,
  position_mode: maybe,
});
export type AccountRow = z.infer<typeof accountRow>;

export const positionRow = z.object({
  contract: z.string(),
  size: number,
  mode: z.enum(['single', 'dual_long', 'dual_short']),
  leverage: shownAmount, // "0": cross
  cross_leverage_limit: shownAmount,
  lever: shownAmount,
  pos_margin_mode: maybe,
  entry_price: shownAmount,
  mark_price: shownAmount,
  liq_price: shownAmount,
  unrealised_pnl: shownAmount,
  update_time: maybe, // seconds
  time_ms: maybe, // in frames
});
export type PositionRow = z.infer<typeof positionRow>;

/** In frames; the currency is that of the socket. */
export const balanceRow = z.object({ balance: number });

/** Of dated futures and options, which are only named. */
export const otherPositionRow = z.object({ contract: z.string(), size: number });

export const orderRow = z
  .object({
    ...identity,
    contract: z.string(),
    size: number,
    left: number,
    price: number,
    tif: maybe,
    text: maybe,
    status: maybe,
    finish_as: maybe,
    iceberg: maybe,
    is_reduce_only: truth,
    is_close: truth,
  })
  .transform(idOf);
export type OrderRow = z.infer<typeof orderRow>;

/** A price-triggered order; `initial` is what it becomes. */
export const triggerRow = z
  .object({
    ...identity,
    status: maybe,
    order_type: maybe,
    initial: z.object({
      contract: z.string(),
      size: number.default('0'),
      price: maybe,
      tif: maybe,
      text: maybe,
      is_reduce_only: truth,
      is_close: truth,
      reduce_only: truth,
      close: truth,
      auto_size: maybe,
    }),
    trigger: z.object({
      strategy_type: z.coerce.number().default(0),
      price_type: z.coerce.number().default(0),
      price: number,
      rule: z.coerce.number(),
      expiration: z.coerce.number().nullish(),
    }),
  })
  .transform(idOf);
export type TriggerRow = z.infer<typeof triggerRow>;

export const trailRow = z
  .object({
    ...identity,
    contract: z.string(),
    amount: number,
    status: maybe,
    text: maybe,
    is_gte: truth,
    activation_price: maybe,
    price_type: maybe,
    price_offset: maybe,
    reduce_only: truth,
    position_related: truth,
  })
  .transform(idOf);
export type TrailRow = z.infer<typeof trailRow>;

export const chaseRow = z
  .object({
    ...identity,
    contract: z.string(),
    amount: number,
    fill_amount: maybe,
    status: maybe,
    text: maybe,
    chase_price: maybe,
    reduce_only: truth,
  })
  .transform(idOf);

export const tradeRow = z.object({
  id: printed,
  contract: z.string(),
  order_id: printed,
  create_time: z.coerce
    .number()
    .nullish()
    .transform((seconds) => seconds ?? null),
  size: number,
  price: number,
  text: maybe,
  fee: maybe,
  point_fee: maybe,
});

/** Answer to one order, alone or as an item of a batch; and to a cancel, where `message` may hold the label. */
export const ackRow = z
  .object({
    id: maybe,
    id_string: maybe,
    text: maybe,
    status: maybe,
    size: maybe,
    left: maybe,
    succeeded: z.boolean().nullish(),
    label: maybe,
    message: maybe,
    detail: maybe,
  })
  .transform(({ id, id_string, ...row }) => ({ ...row, id: id_string ?? id }));
export type AckRow = z.infer<typeof ackRow>;

export const timeRow = z.object({ server_time: z.coerce.number() });
export const detailRow = z.object({ ip_whitelist: z.array(z.string()).nullish() });
const keyRow = z.object({
  state: z.coerce.number().nullish(),
  key: z.unknown().optional(), // "c5dcfbf1f3a7*****" in a list of all keys; an object or nothing where only this one is told
  perms: z.array(z.object({ name: z.string(), read_only: z.boolean().nullish() })).nullish(),
});
export type KeyRow = z.infer<typeof keyRow>;
export const keyRows = z.union([z.array(keyRow), keyRow.transform((row) => [row])]);

const orderList = z.object({ orders: z.array(z.unknown()).nullish() });
const autoOrders = z.union([
  z.strictObject({}), // what an empty list may shrink to
  orderList.extend({ orders: z.array(z.unknown()).nullable() }),
  z.object({ data: orderList }).transform(({ data }) => data),
]);

/** Throws VenueReadError on a row that is not what the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Gate's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

export const rowsOf = (body: unknown, what: string): readonly unknown[] => understand(z.array(z.unknown()), body, what);

/** Trail and chase orders come in an object, which may leave an empty list out. */
export function autoOrdersOf(body: unknown, what: string): readonly unknown[] {
  const found = understand(autoOrders, body, what);
  return 'orders' in found && Array.isArray(found.orders) ? found.orders : [];
}

/** A price that is there and not zero. */
export const given = (value: string | null): Decimal | null =>
  value !== null && isDecimal(value) && !isZero(value) ? value : null;
