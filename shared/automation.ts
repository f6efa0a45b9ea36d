// What programs on this computer may do: the keys, and what the panel shows of them and of their calls.
import { z } from 'zod';
import type { AccountId, Environment } from './account.ts';
import type { AutomationWay } from './exit.ts';
import type { Failure } from './failure.ts';

const shortText = z.string().min(1).max(200);

export const automationActionSchema = z.enum(['emergencyExit', 'flattenWinners', 'partialClose', 'flatten']);
export type AutomationAction = z.infer<typeof automationActionSchema>;

/** Whether an exit that a key asks for is asked on screen first: `firstTime` until somebody has said yes once. */
export const approvalSchema = z.enum(['everyTime', 'firstTime', 'never']);
export type Approval = z.infer<typeof approvalSchema>;

export const MOST_API_KEYS = 50;

export const newApiKeySchema = z.strictObject({
  name: z.string().trim().min(1).max(60),
  /** `trade` includes `read`. */
  scope: z.enum(['read', 'trade']),
  /** Null: every account. A key that is limited to accounts may not ask for what goes beyond them. */
  accounts: z.array(shortText).min(1).max(200).nullable().default(null),
  /** Null: all four. */
  actions: z.array(automationActionSchema).min(1).nullable().default(null),
  /** Epoch ms; null: it does not expire. */
  expiresAtMs: z.int().positive().nullable().default(null),
  approval: approvalSchema.default('firstTime'),
});
export type NewApiKey = z.infer<typeof newApiKeySchema>;

/** A key without what would let anybody use it. */
export type ApiKeyView = Readonly<
  NewApiKey & {
    keyId: string;
    /** "bst_…x7Qp": enough to tell two apart. */
    hint: string;
    /** It works while this environment is on: what was tried on practice never reaches live by a switch of the panel. */
    environment: Environment;
    createdAtMs: number;
    /** When somebody said yes on screen; null: nobody did yet. */
    approvedAtMs: number | null;
    revokedAtMs: number | null;
    lastUse: Readonly<{ atMs: number; via: AutomationWay; verb: string }> | null;
  }
>;

export type AutomationView = Readonly<{
  server: Readonly<
    | { kind: 'off' }
    | { kind: 'opening' }
    | { kind: 'open'; url: string } // "http://127.0.0.1:47800"
    | { kind: 'failed'; failure: Failure }
  >;
  /** Newest first, revoked ones too until they are removed. */
  keys: readonly ApiKeyView[];
}>;

/** The notice that somebody tries wrong keys; the panel's lamp shows it too. */
export const WRONG_KEYS_NOTICE = 'automationWrongKeys';

export const noAutomation: AutomationView = { server: { kind: 'off' }, keys: [] };

/** One line of the audit log. */
export type AutomationCall = Readonly<{
  callId: number;
  atMs: number;
  tookMs: number;
  via: AutomationWay;
  /** Null: no key that is known was shown. */
  keyId: string | null;
  keyName: string | null;
  verb: string; // "flatten", "positions"; "unknown" where no verb was reached
  accountIds: readonly AccountId[]; // of the exit
  exitId: string | null;
  /** HTTP status, which the other ways in share as the kind of answer. */
  status: number;
  /** "flat", "notFlat", "unknown", "running"; for what is no exit: "done" or "refused". */
  outcome: string;
  detail: string | null;
}>;
