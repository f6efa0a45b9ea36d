// The tools that an assistant sees. Names, parameters, defaults and answers are those of BASTION's public pages; what is added is
// optional. Their words are read by a model that decides with them: they say what happens and what can not be taken back.
import { z } from 'zod';
import { noArgs, partialCloseArgs } from './schemas.ts';
import { verbs, type VerbName } from './verbs.ts';

/** Hints of the protocol's ToolAnnotations (modelcontextprotocol.io/specification, schema, ToolAnnotations). */
type Hints = Readonly<{ readOnlyHint: boolean; destructiveHint: boolean; idempotentHint: boolean; openWorldHint: boolean }>;

export type Tool = Readonly<{
  name: string;
  verb: VerbName;
  title: string;
  description: string;
  hints: Hints;
  args: z.ZodObject;
}>;

const withKey = {
  api_key: z.string().optional().meta({
    description:
      'The Breakglass key, "bst_…". Leave it out when the connection sends it as "Authorization: Bearer", which is better: an argument may end up in a transcript.',
  }),
};

const ofExit = {
  ...withKey,
  idempotency_key: z.string().optional().meta({
    description:
      'Added. A name of your own for this one intention, such as a UUID. When a call timed out, repeat it with the same name: it finds the exit that runs or ran and never starts a second one. Use a new name for a new intention.',
  }),
};

const SEES_PROOF =
  'success is true only when a fresh read of the exchange after the last order proved it; otherwise verdict and errors say what is left, and the user has to be told. The answer can take a minute or more, and longer while a person is asked on screen.';

export const TOOLS: readonly Tool[] = [
  {
    name: 'bastion_emergency_exit',
    verb: 'emergencyExit',
    title: 'Emergency exit: close everything',
    description: `Closes EVERY open position at market on EVERY connected account and exchange, winners and losers alike, and cancels every working order, protective stops too. It trades at once and can not be undone. Call it only when the user has clearly asked to close everything now. ${SEES_PROOF}`,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
    args: noArgs.extend(ofExit),
  },
  {
    name: 'bastion_flatten_winners',
    verb: 'flattenWinners',
    title: 'Flatten winners: close what is in profit',
    description: `Closes at market every position, on every connected account, whose unrealized profit at the fresh mark is more than leaving costs. Positions at a loss and their stops stay as they are and come back under kept_open with the reason. It trades at once and can not be undone; a second call closes what has come into profit since. ${SEES_PROOF}`,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    args: noArgs.extend(ofExit),
  },
  {
    name: 'bastion_partial_close',
    verb: 'partialClose',
    title: 'Partial close: close a share of one position',
    description: `Closes exit_pct percent (50 unless given, 100 is all of it) of ONE open position at market, rounded down to what the exchange trades. Where several accounts or both directions hold the symbol, it refuses, closes nothing and lists them: call again with account and direction. It trades at once and can not be undone, and every further call closes a share of what is left then: never repeat it without the same idempotency_key. ${SEES_PROOF}`,
    hints: { readOnlyHint: false, destructiveHint: true, idempotentHint: false, openWorldHint: true },
    args: partialCloseArgs.extend(ofExit),
  },
  {
    name: 'bastion_get_positions',
    verb: 'portfolio',
    title: 'Open positions',
    description:
      'Lists the open positions of all connected accounts with size, prices, profit and liquidation price, their totals, and the newest exit with its verdict. Changes nothing. An account under accounts_not_fresh may hold more than is listed: never call it flat.',
    hints: { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: true },
    args: noArgs.extend(withKey),
  },
];

/** Resources are read with the key in Authorization: a URI has no place for one. */
export const RESOURCES = [
  {
    name: 'positions',
    uri: 'breakglass://positions',
    title: 'Open positions',
    description: 'What bastion_get_positions answers.',
    verb: 'portfolio',
    args: {},
  },
  {
    name: 'last-exit',
    uri: 'breakglass://exits/last',
    title: 'Report of the newest exit',
    description:
      'Verdict, what was closed and at what price, what was kept, what is left. Its "running" says whether it runs still.',
    verb: 'exit',
    args: { exitId: 'last' },
  },
] as const satisfies readonly Readonly<{
  name: string;
  uri: string;
  title: string;
  description: string;
  verb: VerbName;
  args: object;
}>[];

export const answerOfTool = ({ verb }: Tool): z.ZodType => verbs[verb].answer;

export const INSTRUCTIONS =
  "Breakglass closes a derivatives trader's real positions. Its tools trade at once and nothing can be undone, so call one that closes only when the user asked for exactly that. Never say that something is closed or flat unless success is true. When a call fails, times out or answers success false, tell the user at once and read bastion_get_positions before anything else.";
