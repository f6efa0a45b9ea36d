// Rows of automation.db as they are read back: one that is not whole is left out.
import { z } from 'zod';
import { newApiKeySchema, type AutomationCall } from '../../shared/automation.ts';
import type { StoredKey } from './store.ts';

const waySchema = z.enum(['rest', 'websocket', 'mcp']);

const keySchema = newApiKeySchema.extend({
  keyId: z.string().min(1),
  hint: z.string(),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  environment: z.enum(['practice', 'live']),
  createdAtMs: z.number(),
  approvedAtMs: z.number().nullable(),
  revokedAtMs: z.number().nullable(),
  lastUse: z.strictObject({ atMs: z.number(), via: waySchema, verb: z.string() }).nullable(),
}) satisfies z.ZodType<StoredKey>;

const callSchema = z.strictObject({
  atMs: z.number(),
  tookMs: z.number(),
  via: waySchema,
  keyId: z.string().nullable(),
  keyName: z.string().nullable(),
  verb: z.string(),
  accountIds: z.array(z.string()),
  exitId: z.string().nullable(),
  status: z.number(),
  outcome: z.string(),
  detail: z.string().nullable(),
}) satisfies z.ZodType<Omit<AutomationCall, 'callId'>>;

export const readKey = (text: unknown): StoredKey | null => read(keySchema, text);

export function readCall(callId: unknown, text: unknown): AutomationCall | null {
  const call = read(callSchema, text);
  return call === null || typeof callId !== 'number' ? null : { callId, ...call };
}

function read<Row>(schema: z.ZodType<Row>, text: unknown): Row | null {
  try {
    const row = schema.safeParse(typeof text === 'string' ? JSON.parse(text) : null);
    return row.success ? row.data : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
