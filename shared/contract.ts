// The whole surface between panel and main process in one list. The preload API and the main-side handlers are
// derived from it; every request is checked against its schema in main before a handler sees it.
import { z } from 'zod';
import { newApiKeySchema, type ApiKeyView, type AutomationCall } from './automation.ts';
import { hotkeyIdSchema, type HotkeyView, type PanelPlace } from './desktop.ts';
import type { ExitPreview, TimelineEvent } from './exit.ts';
import type { Result } from './failure.ts';
import type { Rehearsal } from './readiness.ts';
import { filterNameSchema, flattenFilterSchema, savedScopeSchema, type SavedFilter } from './savedFilter.ts';
import { settingsChangeSchema, type Settings } from './settings.ts';
import type { NumberedChanges, PanelSnapshot } from './snapshot.ts';
import {
  keysSchema,
  newAccountSchema,
  passphraseSchema,
  type AccountEntry,
  type ImportReport,
  type TestedAccount,
} from './vault.ts';

const nothing = z.strictObject({});
const shortText = z.string().min(1).max(200);

export const exitRequestSchema = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('emergencyExit') }),
  z.strictObject({ action: z.literal('flattenWinners') }),
  z.strictObject({ action: z.literal('partialClose'), position: shortText, exitPct: z.int().min(1).max(100).default(50) }),
  z.strictObject({
    action: z.literal('flatten'),
    filter: flattenFilterSchema,
  }),
]);

type RequestSpec<Input extends z.ZodType, Output> = Readonly<{ input: Input; output?: Output }>;
const request = <Input extends z.ZodType>(input: Input) => ({ answers: <Output>(): RequestSpec<Input, Output> => ({ input }) });

export const requests = {
  getSnapshot: request(nothing).answers<PanelSnapshot>(),
  /** What an action would do, with a one-time plan id that expires. Sends nothing to any venue but reads. */
  previewExit: request(exitRequestSchema).answers<ExitPreview>(),
  /** Runs a previewed plan. A running exit on the same scope is joined. */
  confirmExit: request(z.strictObject({ planId: shortText })).answers<{ exitId: string; joined: boolean }>(),
  discardPreview: request(z.strictObject({ planId: shortText })).answers<null>(),
  /** What the journal holds of one exit, in the order in which it happened. */
  getExitTimeline: request(z.strictObject({ exitId: shortText })).answers<readonly TimelineEvent[]>(),
  /** Connects an account again after a failure. */
  reconnectAccount: request(z.strictObject({ accountId: shortText })).answers<null>(),
  saveSettings: request(settingsChangeSchema).answers<Settings>(),
  dismissNotice: request(z.strictObject({ noticeId: shortText })).answers<null>(),
  /** Puts the demo portfolio of the practice exchange back. */
  resetPractice: request(nothing).answers<null>(),
  /** Shows and connects the other accounts. Refused while an exit runs. */
  setEnvironment: request(z.strictObject({ environment: z.enum(['practice', 'live']) })).answers<null>(),
  /** Decides who protects the keys, before the first account is stored. `session`: nothing is stored. */
  createVault: request(
    z.discriminatedUnion('protection', [
      z.strictObject({ protection: z.literal('system') }),
      z.strictObject({ protection: z.literal('passphrase'), passphrase: passphraseSchema.min(8) }),
      z.strictObject({ protection: z.literal('session') }),
    ]),
  ).answers<null>(),
  unlockVault: request(z.strictObject({ passphrase: passphraseSchema })).answers<null>(),
  /** From now on adding and changing accounts wants the passphrase again. What is connected stays connected. */
  lockVault: request(nothing).answers<null>(),
  /** Sets a damaged vault file aside, under a name that is told, so that a new one can be made. */
  setVaultAside: request(nothing).answers<{ file: string }>(),
  /** Connects with these keys, looks whether an exit would work, and forgets them. Stores nothing, sends no order. */
  testAccount: request(newAccountSchema).answers<TestedAccount>(),
  /** Tests, then stores and connects. Refused when the test is red, unless `anyway`; a withdrawal key needs `allowWithdrawal`. */
  addAccount: request(newAccountSchema.extend({ anyway: z.boolean().default(false) })).answers<TestedAccount>(),
  changeAccount: request(
    z.strictObject({ accountId: shortText, label: shortText.optional(), enabled: z.boolean().optional() }),
  ).answers<AccountEntry>(),
  replaceKeys: request(z.strictObject({ accountId: shortText, keys: keysSchema })).answers<TestedAccount>(),
  /** Disconnects it and deletes its keys. */
  removeAccount: request(z.strictObject({ accountId: shortText })).answers<null>(),
  /** Lets the person choose a JSON file and adds what is in it. Null: nothing was chosen. */
  importAccounts: request(nothing).answers<ImportReport | null>(),
  /** Asks the venue again whether an exit would work. */
  checkReadiness: request(z.strictObject({ accountId: shortText })).answers<null>(),
  /** The requests that an Emergency Exit would send now, on one account or on all. Sends none of them. */
  rehearseExit: request(z.strictObject({ accountId: shortText.optional() })).answers<Rehearsal>(),
  /** Sets or, with null, removes a hotkey. Refused when it can not be one or another hotkey of ours has it; one that another program holds is kept and tried again. */
  setHotkey: request(
    z.strictObject({ hotkey: hotkeyIdSchema, accelerator: z.string().max(80).nullable() }),
  ).answers<HotkeyView | null>(),
  /** Until told otherwise or the next start. */
  pauseHotkeys: request(z.strictObject({ paused: z.boolean() })).answers<null>(),
  /** While a hotkey is being recorded, presses go to the page. Ends by itself after 30 s. */
  recordHotkey: request(z.strictObject({ recording: z.boolean() })).answers<null>(),
  /** Without an id a new one, of the environment that is on. Refused when the name is taken. */
  saveFilter: request(
    z.strictObject({ filterId: shortText.optional(), name: filterNameSchema, filter: savedScopeSchema }),
  ).answers<SavedFilter>(),
  /** Its hotkey goes too. */
  removeFilter: request(z.strictObject({ filterId: shortText })).answers<null>(),
  /** Shows one message of the system, with its sound, so that a person sees whether they arrive. */
  tryNotification: request(nothing).answers<null>(),
  /** A key for programs, of the environment that is on. Its token is in this answer and never again. */
  createApiKey: request(newApiKeySchema).answers<Readonly<{ key: ApiKeyView; token: string }>>(),
  /** At once, for calls that are on their way too; exits that run go on. It stays in the list. */
  revokeApiKey: request(z.strictObject({ keyId: shortText })).answers<ApiKeyView>(),
  /** Takes a revoked or expired key off the list. Its calls stay in the log. */
  removeApiKey: request(z.strictObject({ keyId: shortText })).answers<null>(),
  /** The audit log, newest first, 100 at a time. */
  getAutomationCalls: request(
    z.strictObject({ keyId: shortText.optional(), beforeCallId: z.int().positive().optional() }),
  ).answers<readonly AutomationCall[]>(),
  /** Ends Breakglass; asks first while an exit runs. */
  quit: request(nothing).answers<null>(),
} as const;

export type RequestName = keyof typeof requests;
export type RequestInput<Name extends RequestName> = z.input<(typeof requests)[Name]['input']>;
export type RequestOutput<Name extends RequestName> =
  (typeof requests)[Name] extends RequestSpec<z.ZodType, infer Output> ? Output : never;

/** `window.panel` in the renderer. Expected failures are values; a rejected promise is a defect. */
export type PanelApi = Readonly<
  { [Name in RequestName]: (input: RequestInput<Name>) => Promise<Result<RequestOutput<Name>>> } & {
    /** Calls back for each coalesced push; returns the unsubscriber. */
    onChanges: (listener: (push: NumberedChanges) => void) => () => void;
    /** Calls back when a click outside the panel leads somewhere in it; returns the unsubscriber. */
    onShow: (listener: (place: PanelPlace) => void) => () => void;
  }
>;

export const requestNames = Object.keys(requests) as readonly RequestName[];
export const requestChannel = (name: RequestName): string => `panel:${name}`;
export const changesChannel = 'panel:changes';
export const showChannel = 'panel:show';
