// Every verb in one table: what it takes, what it answers, what a key needs for it. REST, WebSocket and MCP are made from it.
import type { z } from 'zod';
import type { ApiKeyView, AutomationAction } from '../../shared/automation.ts';
import type { ExitRequest, ExitView } from '../../shared/exit.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import {
  accountsAnswerOf,
  emergencyExitAnswerOf,
  exitAnswerOf,
  exitSummaryOf,
  flattenAnswerOf,
  flattenWinnersAnswerOf,
  partialCloseAnswerOf,
  positionsAnswerOf,
  previewAnswerOf,
} from './answers.ts';
import { accountNamed, instrumentNamed, positionNamed } from './names.ts';
import { portfolioAnswer, portfolioAnswerOf } from './portfolio.ts';
import type { AutomationDesk } from './ports.ts';
import * as schemas from './schemas.ts';
import { sideOf } from './words.ts';

/** @param Args  as they come out of the schema */
export type ExitVerb<Args> = Readonly<{
  kind: 'exit';
  args: z.ZodType<Args>;
  answer: z.ZodType;
  request: (args: Args, desk: AutomationDesk) => Result<ExitRequest>;
  /** Whether the answer tells what the fills told. */
  needsFills: boolean;
  read: (view: ExitView, joined: boolean, args: Args, desk: AutomationDesk) => object;
}>;

export type ReadVerb<Args> = Readonly<{
  kind: 'read';
  args: z.ZodType<Args>;
  answer: z.ZodType;
  run: (args: Args, key: ApiKeyView, desk: AutomationDesk) => Promise<Result<object>>;
}>;

const exitVerb = <Args>(verb: Omit<ExitVerb<Args>, 'kind'>): ExitVerb<Args> => ({ kind: 'exit', ...verb });
const readVerb = <Args>(verb: Omit<ReadVerb<Args>, 'kind'>): ReadVerb<Args> => ({ kind: 'read', ...verb });

/** Whether a key may see and touch an account. */
export const mayReach =
  ({ accounts }: ApiKeyView) =>
  (accountId: string): boolean =>
    accounts === null || accounts.includes(accountId);

type FlattenArgs = z.output<typeof schemas.flattenArgs>;
type PartialCloseArgs = z.output<typeof schemas.partialCloseArgs>;

function flattenRequest({ account, instrument, marketPosition }: FlattenArgs, desk: AutomationDesk): Result<ExitRequest> {
  if (account === undefined && instrument === undefined && marketPosition === undefined)
    return succeed({ action: 'emergencyExit' });
  const snapshot = desk.snapshot();
  const inAccount = account === undefined ? null : accountNamed(account, snapshot);
  if (inAccount !== null && !inAccount.ok) return inAccount;
  const onInstrument = instrument === undefined ? null : instrumentNamed(instrument, snapshot, desk.marketsNamed);
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

function partialCloseRequest(args: PartialCloseArgs, desk: AutomationDesk): Result<ExitRequest> {
  const side = args.direction === undefined ? undefined : sideOf(args.direction);
  const found = positionNamed({ symbol: args.symbol, account: args.account, side }, desk.snapshot(), desk.marketsNamed);
  return found.ok ? succeed({ action: 'partialClose', position: found.value.key, exitPct: args.exit_pct }) : found;
}

function previewRequest(args: z.output<typeof schemas.previewArgs>, desk: AutomationDesk): Result<ExitRequest> {
  switch (args.action) {
    case 'partialClose':
      return partialCloseRequest(args, desk);
    case 'flatten':
      return flattenRequest(args, desk);
    case 'emergencyExit':
    case 'flattenWinners':
      return succeed({ action: args.action });
    default:
      args satisfies never;
      throw new Error('no such action');
  }
}

/** Only exits that stayed within what the key may see. */
export const isSeen = (view: ExitView, key: ApiKeyView): boolean =>
  view.environment === key.environment && view.accounts.every(({ accountId }) => mayReach(key)(accountId));

const newestExit = (key: ApiKeyView, desk: AutomationDesk): ExitView | null =>
  desk.snapshot().exits.find((view) => isSeen(view, key)) ?? null;

/** @param exitId  or "last": the newest one */
function exitOf(exitId: string, key: ApiKeyView, desk: AutomationDesk): Result<ExitView> {
  const view = exitId === 'last' ? newestExit(key, desk) : desk.exit(exitId);
  if (view !== null && isSeen(view, key)) return succeed(view);
  if (exitId === 'last') return fail({ kind: 'notFound', message: 'There was no exit yet that this key may see.' });
  return fail({ kind: 'notFound', message: `There is no exit "${exitId}".`, remedy: 'GET /v1/api/exits lists the last ones.' });
}

export const verbs = {
  flatten: exitVerb({
    args: schemas.flattenArgs,
    answer: schemas.flattenAnswer,
    request: flattenRequest,
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
    read: (view, joined, _args, desk) => flattenWinnersAnswerOf(view, joined, desk.snapshot()),
  }),
  partialClose: exitVerb({
    args: schemas.partialCloseArgs,
    answer: schemas.partialCloseAnswer,
    request: partialCloseRequest,
    needsFills: true,
    read: (view, joined, args, desk) => partialCloseAnswerOf(view, joined, desk.snapshot(), args),
  }),
  positions: readVerb({
    args: schemas.noArgs,
    answer: schemas.positionsAnswer,
    run: async (_args, key, desk) => succeed(positionsAnswerOf(desk.snapshot(), mayReach(key))),
  }),
  /** The positions as MCP tells them. */
  portfolio: readVerb({
    args: schemas.noArgs,
    answer: portfolioAnswer,
    run: async (_args, key, desk) => succeed(portfolioAnswerOf(desk.snapshot(), mayReach(key), newestExit(key, desk))),
  }),
  accounts: readVerb({
    args: schemas.noArgs,
    answer: schemas.accountsAnswer,
    run: async (_args, key, desk) => succeed(accountsAnswerOf(desk.snapshot(), mayReach(key))),
  }),
  exits: readVerb({
    args: schemas.noArgs,
    answer: schemas.exitsAnswer,
    run: async (_args, key, desk) =>
      succeed({
        exits: desk
          .snapshot()
          .exits.filter((view) => isSeen(view, key))
          .map(exitSummaryOf),
      }),
  }),
  exit: readVerb({
    args: schemas.exitArgs,
    answer: schemas.exitAnswer,
    run: async ({ exitId }, key, desk) => {
      const view = exitOf(exitId, key, desk);
      return view.ok ? succeed(exitAnswerOf(view.value)) : view;
    },
  }),
  timeline: readVerb({
    args: schemas.exitArgs,
    answer: schemas.timelineAnswer,
    run: async ({ exitId }, key, desk) => {
      const view = exitOf(exitId, key, desk);
      if (!view.ok) return view;
      const { exitId: named } = view.value;
      return succeed({ exitId: named, events: await desk.timeline(named) });
    },
  }),
  preview: readVerb({
    args: schemas.previewArgs,
    answer: schemas.previewAnswer,
    run: async (args, key, desk) => {
      const request = previewRequest(args, desk);
      if (!request.ok) return request;
      const preview = await desk.preview(request.value);
      if (!preview.ok) return preview;
      desk.discard(preview.value.planId);
      const snapshot = desk.snapshot();
      const { legs, kept, ...rest } = preview.value;
      const seen = { ...rest, legs: legs.filter(({ accountId }) => mayReach(key)(accountId)) };
      return succeed(previewAnswerOf({ ...seen, kept: kept.filter(({ accountId }) => mayReach(key)(accountId)) }, snapshot));
    },
  }),
} as const;

export type VerbName = keyof typeof verbs;
export const verbNames = Object.keys(verbs) as readonly VerbName[];
export const isVerbName = (name: string): name is VerbName => Object.hasOwn(verbs, name);

/** What of a key's limits a request needs. */
export const actionOf = (request: ExitRequest): AutomationAction => request.action;
