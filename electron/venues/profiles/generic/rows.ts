// ccxt's unified structures, as far as an exit needs them. ccxt makes floats of the venue's numbers; what they print is taken.
import { z } from 'zod';
import { decimal, isDecimal } from '../../../../shared/decimal.ts';
import { VenueReadError } from '../../profile.ts';

const number = z.union([z.number(), z.string().refine(isDecimal)]).transform((value) => decimal(value));
const maybe = number.nullish().transform((value) => value ?? null);
const text = z
  .string()
  .nullish()
  .transform((value) => (value === undefined || value === null || value === '' ? null : value));

export const positionRow = z.object({
  symbol: z.string(),
  side: text,
  contracts: maybe,
  hedged: z.boolean().nullish(),
  marginMode: text,
  leverage: maybe,
  entryPrice: maybe,
  markPrice: maybe,
  liquidationPrice: maybe,
  unrealizedPnl: maybe,
  timestamp: z.number().nullish(),
  info: z.unknown(),
});
export type PositionRow = z.infer<typeof positionRow>;

export const orderRow = z.object({
  id: z.string(),
  clientOrderId: text,
  symbol: z.string(),
  side: z.enum(['buy', 'sell']),
  type: text,
  status: text,
  amount: maybe,
  filled: maybe,
  remaining: maybe,
  price: maybe,
  triggerPrice: maybe,
  stopLossPrice: maybe,
  takeProfitPrice: maybe,
  reduceOnly: z.boolean().nullish(),
});
export type OrderRow = z.infer<typeof orderRow>;

/** What creating an order answers: most venues tell its id and nothing else. */
export const placedRow = z.object({ id: z.string(), status: text, filled: maybe });

export const tradeRow = z.object({
  order: text,
  symbol: z.string(),
  price: number,
  amount: number,
  fee: z.object({ cost: maybe, currency: text }).nullish(),
});

export const balance = z.object({ total: z.record(z.string(), maybe) });
const level = z.tuple([number, number]).rest(z.unknown());
export const book = z.object({ bids: z.array(level), asks: z.array(level) });
export const modeRow = z.object({ hedged: z.boolean() });

/** Throws VenueReadError on what is not as ccxt's manual says. */
export function understand<Schema extends z.ZodType>(id: string, schema: Schema, value: unknown, what: string): z.infer<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new VenueReadError({
    kind: 'unreadable',
    message: `${what} of ${id} can not be understood: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`,
  });
}
