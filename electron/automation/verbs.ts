// Every verb in one table: what it takes, what it answers, what a key needs for it. REST, WebSocket and MCP are made from it.
import { z } from 'zod';
import type { ApiKeyView } from '../../shared/automation.ts';
import type { ExitRequest, ExitView } from '../../shared/exit.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import {
  accountsAnswerOf,
  CUT_OFF,
  emergencyExitAnswerOf,
  exitAnswerOf,
  exitSummaryOf,
  flattenAnswerOf,
  flattenWinnersAnswerOf,
  positionsAnswerOf,
  previewAnswerOf,
  timelineAnswerOf,
} from './answers.ts';
import { exitSeen } from './exitSeen.ts';
import { beyondAccounts, mayReach } from './keyLimits.ts';
import { accountNamed, instrumentNamed, positionNamed, type Named } from './names.ts';
import { partialCloseAnswerOf } from './partialCloseAnswer.ts';
import { portfolioAnswer, portfolioAnswerOf } from './portfolio.ts';
import type { AutomationDesk } from './ports.ts';
import { refusalOf, type Refusal } from './refusals.ts';
import * as schemas from './schemas.ts';
import { sideOf } from './words.ts';

/** @param Args  as they come out of the schema */
export type ExitVerb<Args> = Readonly<{
  kind: 'exit';
  args: z.ZodType<Args>;
  answer: z.ZodType;
  request: (args: Args, key: ApiKeyView, desk: AutomationDesk) => Result<ExitRequest>;
  /** Whether the answer tells what the fills told. */
  needsFills: boolean;
  /** @param position  that a partial close means; null: it was none */
  read: (view: ExitView, joined: boolean, args: Args, position: string | null) => object;
}>;

export type ReadVerb<Args> = Readonly<{
  kind: 'read';
  args: z.ZodType<Args>;
  answer: z.ZodType;
  run: (args: Args, key: ApiKeyView, desk: AutomationDesk) => Promise<Reading>;
}>;

export type Reading = Readonly<{ ok: true; body: object }> | Readonly<{ ok: false; refusal: Refusal }>;

const readingOf = (result: Result<object>): Reading =>
  result.ok ? { ok: true, body: result.value } : { ok: false, refusal: refusalOf(result.failure) };

const exitVerb = <Args>(verb: Omit<ExitVerb<Args>, 'kind'>): ExitVerb<Args> => ({ kind: 'exit', ...verb });
const readVerb = <Args>(verb: Omit<ReadVerb<Args>, 'kind'>): ReadVerb<Args> => ({ kind: 'read', ...verb });

/** What names mean to a key. */
const namedFor = (key: ApiKeyView, desk: AutomationDesk): Named => ({
  snapshot: desk.snapshot(),
  marketsNamed: desk.marketsNamed,
  isMine: mayReach(key),
});

type FlattenArgs = z.output<typeof schemas.flattenArgs>;
type PartialCloseArgs = z.output<typeof schemas.partialCloseArgs>;

function flattenRequest({ account, instrument, marketPosition }: FlattenArgs, named: Named): Result<ExitRequest> {
  if (account === undefined && instrument === undefined && marketPosition === undefined)
    return succeed({ action: 'emergencyExit' });
  const inAccount = account === undefined ? null : accountNamed(account, named);
  if (inAccount !== null && !inAccount.ok) return inAccount;
  const onInstrument = instrument === undefined ? null : instrumentNamed(instrument, inAccount?.value.id ?? null, named);
  if (onInstrument !== null && !onInstrument.ok) return onInstrument;
  return succeed({
    action: 'flatten',
    filter: {
      ...(inAccount === null ? {} : { account: inAccount.value.id }),
      ...(onInstrument === null ? {} : { instrument: onInstrument.value }),
      ...(marketPosition === undefined ? {} : { marketPosition }),
    },
  });
}

function partialCloseRequest(args: PartialCloseArgs, named: Named): Result<ExitRequest> {
  const side = args.direction === undefined ? undefined : sideOf(args.direction);
  const found = positionNamed({ symbol: args.symbol, account: args.account, side }, named);
  return found.ok ? succeed({ action: 'partialClose', position: found.value.key, exitPct: args.exit_pct }) : found;
}

function previewRequest(args: z.output<typeof schemas.previewArgs>, named: Named): Result<ExitRequest> {
  switch (args.action) {
    case 'partialClose':
      return partialCloseRequest(args, named);
    case 'flatten':
      return flattenRequest(args, named);
    case 'emergencyExit':
    case 'flattenWinners':
      return succeed({ action: args.action });
    default:
      args satisfies never;
      throw new Error('no such action');
  }
}

/** As much of it as the key may see; null: nothing. */
export const seenBy = (view: ExitView, key: ApiKeyView): ExitView | null =>
  view.environment === key.environment ? exitSeen(view, mayReach(key)) : null;

function newestExit(key: ApiKeyView, desk: AutomationDesk): ExitView | null {
  for (const view of desk.exits()) {
    const seen = seenBy(view, key);
    if (seen !== null) return seen;
  }
  return null;
}

/** @param exitId  or "last": the newest one */
async function exitOf(exitId: string, key: ApiKeyView, desk: AutomationDesk): Promise<Result<ExitView>> {
  if (exitId === 'last') {
    const newest = newestExit(key, desk);
    return newest === null
      ? fail({ kind: 'notFound', message: 'There was no exit yet that this key may see.' })
      : succeed(newest);
  }
  const view = desk.exit(exitId);
  const seen = view === null ? null : seenBy(view, key);
  if (seen !== null) return succeed(seen);
  if (view === null && (await desk.timeline(exitId)).length > 0)
    return fail({
      kind: 'unreachable',
      message: CUT_OFF,
    });
  return fail({ kind: 'notFound', message: `There is no exit "${exitId}".`, remedy: 'GET /v1/api/exits lists the last ones.' });
}

async function previewFor(args: z.output<typeof schemas.previewArgs>, key: ApiKeyView, desk: AutomationDesk): Promise<Reading> {
  const request = previewRequest(args, namedFor(key, desk));
  if (!request.ok) return readingOf(request);
  const beyond = beyondAccounts(key, request.value); // as the exit itself would be
  if (beyond !== null) return { ok: false, refusal: beyond };
  const preview = await desk.preview(request.value);
  if (!preview.ok) return readingOf(preview);
  desk.discard(preview.value.planId);
  return { ok: true, body: previewAnswerOf(preview.value, desk.snapshot(), mayReach(key)) };
}

export const verbs = {
  flatten: exitVerb({
    args: schemas.flattenArgs,
    answer: schemas.flattenAnswer,
    request: (args, key, desk) => flattenRequest(args, namedFor(key, desk)),
    needsFills: false,
    read: flattenAnswerOf,
  }),
  emergencyExit: exitVerb({
    args: schemas.noArgs,
    answer: schemas.emergencyExitAnswer,
    request: () => succeed({ action: 'emergencyExit' }),
    needsFills: true,
    read: emergencyExitAnswerOf,
  }),
  flattenWinners: exitVerb({
    args: schemas.noArgs,
    answer: schemas.flattenWinnersAnswer,
    request: () => succeed({ action: 'flattenWinners' }),
    needsFills: true,
    read: flattenWinnersAnswerOf,
  }),
  partialClose: exitVerb({
    args: schemas.partialCloseArgs,
    answer: schemas.partialCloseAnswer,
    request: (args, key, desk) => partialCloseRequest(args, namedFor(key, desk)),
    needsFills: true,
    read: partialCloseAnswerOf,
  }),
  positions: readVerb({
    args: schemas.noArgs,
    answer: schemas.positionsAnswer,
    run: async (_args, key, desk) => ({ ok: true, body: positionsAnswerOf(desk.snapshot(), mayReach(key)) }),
  }),
  /** The positions as MCP tells them. */
  portfolio: readVerb({
    args: schemas.noArgs,
    answer: portfolioAnswer,
    run: async (_args, key, desk) => ({
      ok: true,
      body: portfolioAnswerOf(desk.snapshot(), mayReach(key), newestExit(key, desk)),
    }),
  }),
  accounts: readVerb({
    args: schemas.noArgs,
    answer: schemas.accountsAnswer,
    run: async (_args, key, desk) => ({ ok: true, body: accountsAnswerOf(desk.snapshot(), mayReach(key)) }),
  }),
  exits: readVerb({
    args: schemas.noArgs,
    answer: schemas.exitsAnswer,
    run: async (_args, key, desk) => {
      const seen = desk.exits().flatMap((view) => seenBy(view, key) ?? []);
      return { ok: true, body: { exits: seen.map(exitSummaryOf) } };
    },
  }),
  exit: readVerb({
    args: schemas.exitArgs,
    answer: schemas.exitAnswer,
    run: async ({ exitId }, key, desk) => {
      const view = await exitOf(exitId, key, desk);
      return view.ok ? { ok: true, body: exitAnswerOf(view.value) } : readingOf(view);
    },
  }),
  timeline: readVerb({
    args: schemas.exitArgs,
    answer: schemas.timelineAnswer,
    run: async ({ exitId }, key, desk) => {
      const view = await exitOf(exitId, key, desk);
      if (!view.ok) return readingOf(view);
      const { exitId: named } = view.value;
      const events = (await desk.timeline(named)).filter(({ accountId }) => accountId === null || mayReach(key)(accountId));
      return { ok: true, body: timelineAnswerOf(named, events) };
    },
  }),
  preview: readVerb({ args: schemas.previewArgs, answer: schemas.previewAnswer, run: previewFor }),
} as const;

/** What it takes, in words for whoever misspelt it. */
export function takenBy({ args }: Pick<ExitVerb<unknown> | ReadVerb<unknown>, 'args'>): readonly string[] {
  const names = args instanceof z.ZodObject ? Object.keys(args.shape) : null;
  if (names === null) return [];
  return [names.length === 0 ? 'It takes nothing: {}.' : `It takes ${names.join(', ')}.`];
}

export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as readonly VerbName[];
export const isVerbName = (name: string): name is VerbName => Object.hasOwn(verbs, name);
