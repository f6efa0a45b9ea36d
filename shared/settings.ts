import { z } from 'zod';

/** Everything a person may set. Missing fields take their defaults; unknown fields are kept out with a clear error. */
export const settingsSchema = z.strictObject({
  version: z.literal(1).default(1),
  theme: z.enum(['system', 'dark', 'light']).default('system'),
  /** Press-and-hold time of the destructive buttons, ms. */
  holdMs: z.int().min(300).max(3000).default(800),
  /** Flatten Winners: profit above the taker fee of leaving, or any profit at all. */
  winnersRule: z.enum(['netOfFee', 'anyProfit']).default('netOfFee'),
  /** How long a flat scope is watched for positions or orders that come back, minutes. 0 switches it off. */
  watchMinutes: z.int().min(0).max(60).default(5),
  /** TCP port of the practice exchange on 127.0.0.1; 0 takes any free port. */
  practicePort: z.int().min(0).max(65535).default(47900),
});

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
