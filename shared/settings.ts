import { z } from 'zod';

const fields = {
  version: z.literal(1),
  theme: z.enum(['system', 'dark', 'light']),
  /** Press-and-hold time of the destructive buttons, ms. */
  holdMs: z.int().min(300).max(3000),
  /** Flatten Winners: profit above the taker fee of leaving, or any profit at all. */
  winnersRule: z.enum(['netOfFee', 'anyProfit']),
  /** How long a flat scope is watched for positions or orders that come back, minutes. 0 switches it off. */
  watchMinutes: z.int().min(0).max(60),
  /** Close again at once what comes back in a watched scope. */
  stayFlat: z.boolean(),
  /** TCP port of the practice exchange on 127.0.0.1; 0 takes any free port. */
  practicePort: z.int().min(0).max(65535),
};
/** Which accounts are connected. Not changed like the others: setEnvironment disconnects and connects. */
const environment = z.enum(['practice', 'live']);

/** Everything a person may set. Missing fields take their defaults; unknown fields are kept out with a clear error. */
export const settingsSchema = z.strictObject({
  version: fields.version.default(1),
  theme: fields.theme.default('system'),
  holdMs: fields.holdMs.default(800),
  winnersRule: fields.winnersRule.default('netOfFee'),
  watchMinutes: fields.watchMinutes.default(5),
  stayFlat: fields.stayFlat.default(false),
  practicePort: fields.practicePort.default(47900),
  environment: environment.default('practice'),
});

/** Some of them, to be changed; without defaults, so that what is not named stays as it is. */
export const settingsChangeSchema = z.strictObject(fields).partial();

export type Settings = z.infer<typeof settingsSchema>;
export const defaultSettings: Settings = settingsSchema.parse({});
