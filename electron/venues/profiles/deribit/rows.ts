// Deribit's rows as they come: numbers, or strings where ccxt found them too long for one.
import { z } from 'zod';
import { decimal, isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';
import { shownAmount } from '../../shownAmounts.ts';

const printed = z.union([z.string(), z.number()]).transform(String);
const amount = printed.refine(isDecimal, 'a decimal number').transform((value) => decimal(value));
const maybe = printed.nullish().transform((value) => (value === undefined || value === null || value === '' ? null : value));
/** "market_price" stands where a market order has no price. */
const price = maybe.transform((value) => (value !== null && isDecimal(value) ? decimal(value) : null));
const truth = z
  .boolean()
  .nullish()
  .transform((value) => value === true);

/** Of futures (perpetuals too), and of what can not be closed here. */
export const positionRow = z.object({
  instrument_name: z.string(),
  kind: z.string(),
  size: amount, // dollars of an inverse contract, coins of a linear one; negative: short
  average_price: shownAmount,
  mark_price: shownAmount,
  total_profit_loss: shownAmount, // since the entry; floating_profit_loss is since the last daily settlement
  estimated_liquidation_price: shownAmount,
  leverage: shownAmount,
});
export type PositionRow = z.infer<typeof positionRow>;

export const orderRow = z.object({
  instrument_name: z.string(),
  order_id: z.string(),
  label: maybe,
  direction: z.enum(['buy', 'sell']),
  order_type: z.string(),
  order_state: z.string(),
  amount: price, // an order for a whole position may have none
  filled_amount: price,
  price,
  trigger_price: price,
  trigger: maybe,
  trigger_offset: price,
  time_in_force: maybe,
  reduce_only: truth,
  last_update_timestamp: maybe,
});
export type OrderRow = z.infer<typeof orderRow>;

const tradeRow = z.object({
  order_id: z.string(),
  label: maybe,
  instrument_name: z.string(),
  price: amount,
  amount,
  fee: price,
  fee_currency: maybe,
});

export const positionsAnswer = z.object({ result: z.array(positionRow) });
export const ordersAnswer = z.object({ result: z.array(orderRow) });
export const placedAnswer = z.object({ result: z.object({ order: orderRow }) });
export const cancelledAnswer = z.object({ result: orderRow });
export const countAnswer = z.object({ result: amount });
export const tradesAnswer = z.object({ result: z.array(tradeRow) });
export const summariesAnswer = z.object({
  result: z.object({ summaries: z.array(z.object({ currency: z.string(), equity: amount })) }),
});
export const timeAnswer = z.object({ result: z.number() });
export const keysAnswer = z.object({
  result: z.array(
    z.object({
      client_id: z.string(),
      max_scope: z.string(),
      ip_whitelist: z.array(z.string()).nullish(),
    }),
  ),
});

const level = z.tuple([amount, amount]).rest(z.unknown());
export const bookAnswer = z.object({ result: z.object({ bids: z.array(level), asks: z.array(level) }) });

/** `position` in the schema of the documents, `positions` in their example. */
export const changes = z.object({
  orders: z.array(orderRow).nullish(),
  positions: z.array(positionRow).nullish(),
  position: z.array(positionRow).nullish(),
});
export const portfolio = z.object({ currency: z.string(), equity: amount });
export const ticker = z.object({ instrument_name: z.string(), mark_price: amount, timestamp: z.number() });

/** Throws VenueReadError on what is not as the documentation says. */
export function understand<Schema extends z.ZodType>(schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `Deribit's ${what} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}

/** A price that is there and not zero. */
export const given = (value: Decimal | null): Decimal | null => (value !== null && !isZero(value) ? value : null);
