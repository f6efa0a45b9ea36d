// A stored entry as it comes back. The database finds a damaged page, not a damaged letter, and another Breakglass may have
// written another shape: what recovery and the timeline rely on is checked, and a row without it is left out.
import { z } from 'zod';
import { exitRequestSchema } from '../../shared/contract.ts';
import type { Asked } from '../../shared/exit.ts';
import type { JournalEntry } from '../exit/ports.ts';
import { parse } from './pastExits.ts';

const text = z.string();
const orNull = text.nullable();
const size = z.string().regex(/^-?\d+(\.\d+)?$/);
const environment = z.enum(['practice', 'live']);
const orderSide = z.enum(['buy', 'sell']);
const order = z.looseObject({ orderId: text, symbol: text, family: text, orderSide, reduceOnly: z.boolean() });
const rules = z.looseObject({ settle: text, contractSize: size, lotSize: size, minSize: size, tickSize: size });
const position = z.looseObject({
  key: text,
  accountId: text,
  symbol: text,
  nativeSymbol: text,
  side: z.enum(['long', 'short']),
  size,
  hedged: z.boolean(),
  market: rules,
});
const askedSchema = z.looseObject({
  keyId: text,
  keyName: text,
  via: z.enum(['rest', 'websocket', 'mcp']),
  idempotencyKey: orNull,
  fingerprint: text,
  position: text.optional(),
});
const ofLeg = { exitId: text, legId: text };

const entrySchema = z.discriminatedUnion('kind', [
  z.looseObject({
    kind: z.literal('exitIntended'),
    exitId: text,
    atEpochMs: z.number(),
    request: exitRequestSchema,
    environment,
    closeSize: size.nullable(),
    accounts: z.array(text),
    asked: z.unknown().optional(), // an exit is taken up whoever asked for it
  }),
  z.looseObject({ kind: z.literal('exitJoined'), exitId: text, atEpochMs: z.number(), asked: askedSchema }),
  z.looseObject({
    kind: z.literal('scopePlanned'),
    exitId: text,
    accountId: text,
    closing: z.array(text),
    kept: z.array(z.looseObject({})),
  }),
  z.looseObject({
    kind: z.literal('legPlanned'),
    ...ofLeg,
    index: z.number(),
    position,
    targetSize: size,
    closeLimit: size.nullable(),
  }),
  z.looseObject({
    kind: z.literal('orderIntended'),
    ...ofLeg,
    attempt: z.number(),
    clientOrderId: text,
    orderSide,
    size,
    limitPrice: size.nullable(),
    restores: orNull,
  }),
  z.looseObject({
    kind: z.literal('orderAnswered'),
    ...ofLeg,
    clientOrderId: text,
    outcome: text,
    reason: orNull,
    orderId: orNull,
    detail: orNull,
  }),
  z.looseObject({ kind: z.literal('legMoved'), ...ofLeg, from: text, to: text }),
  z.looseObject({ kind: z.literal('ordersCancelled'), exitId: text, legId: orNull, orders: z.array(order), why: text }),
  z.looseObject({ kind: z.literal('accountEnded'), exitId: text, accountId: text, verdict: text }),
  z.looseObject({ kind: z.literal('exitResumed'), exitId: text }),
  z.looseObject({ kind: z.literal('exitEnded'), exitId: text, verdict: orNull }),
]);

export const isAsked = (asked: unknown): asked is Asked => askedSchema.safeParse(asked).success;

/** Null: nothing that can be used. */
export function readEntry(stored: unknown): JournalEntry | null {
  const entry = parse(stored);
  return entrySchema.safeParse(entry).success ? (entry as JournalEntry) : null;
}
