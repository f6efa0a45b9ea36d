// Real market definitions, checked once at start: a broken file stops the exchange with the name of the field.
import { z } from 'zod';
import type { PracticeVenueId } from '../../shared/venue.ts';
import { decimal, isDecimal, isPositive } from '../../shared/decimal.ts';
import type { Instrument } from './exchange.ts';

const positive = z
  .string()
  .refine((text) => isDecimal(text) && isPositive(text), 'a decimal number above zero')
  .transform(decimal);

const instrumentSchema = z.strictObject({
  symbol: z.string().min(1),
  base: z.string().min(1),
  quote: z.string().min(1),
  settle: z.string().min(1),
  kind: z.enum(['linear', 'inverse']),
  contractSize: positive,
  tickSize: positive,
  lotSize: positive,
  minSize: positive,
  maxLimitSize: positive,
  maxMarketSize: positive,
  minNotional: positive.nullable(),
  maxLeverage: positive,
  price: positive,
  extra: z.record(z.string(), z.unknown()),
});

/** Throws with every broken field named. */
export function readInstruments(venue: PracticeVenueId, raw: unknown): readonly Instrument[] {
  const parsed = z.array(instrumentSchema).min(1).safeParse(raw);
  if (!parsed.success) throw new Error(`instruments of ${venue} are broken:\n${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
