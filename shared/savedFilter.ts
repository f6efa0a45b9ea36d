// Named scopes of Flatten: offered in the panel, in the tray and as hotkeys.
import { z } from 'zod';
import { venueIdSchema } from './venueSchema.ts';

const shortText = z.string().min(1).max(200);

/** A field that is absent does not restrict; all given fields must be met. */
export const flattenFilterSchema = z.strictObject({
  account: shortText.optional(),
  venue: venueIdSchema.optional(),
  instrument: shortText.optional(),
  marketPosition: z.enum(['long', 'short']).optional(),
});

/** Without a restriction it would be an Emergency Exit under another name. */
export const savedScopeSchema = flattenFilterSchema.refine(
  (filter) => Object.values(filter).some((value) => value !== undefined),
  'a saved filter restricts something',
);

/** Of one environment. */
export const MOST_SAVED_FILTERS = 20;

export const filterNameSchema = z.string().trim().min(1).max(40);

export const savedFilterSchema = z.strictObject({
  filterId: z.string().regex(/^[a-z0-9]{1,20}$/),
  name: filterNameSchema,
  environment: z.enum(['practice', 'live']), // account ids mean nothing in the other one
  filter: savedScopeSchema,
});
export type SavedFilter = z.infer<typeof savedFilterSchema>;
