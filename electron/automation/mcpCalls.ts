// A tool's call on its way in and its answer on the way out. The key is taken out of the arguments first, so that it gets into
// nothing that is kept: no audit line, no fingerprint, no error.
import { z } from 'zod';
import type { CallAnswer, Calls } from './calls.ts';
import { refusalBodyOf, refuse, type Refusal } from './refusals.ts';
import { tokenIn } from './rest.ts';
import { verbs, type VerbName } from './verbs.ts';

export type ToolAnswer = {
  content: { type: 'text'; text: string }[];
  structuredContent?: Record<string, unknown>;
  isError?: boolean;
};

export type Arguments = Readonly<Record<string, unknown>>;

/** What looks like a key, wherever it stands. */
const TOKEN = /bst_[A-Za-z0-9_-]{20,}/;

type Taken = Readonly<
  { ok: true; token: string; idempotencyKey: string | null; args: Arguments } | { ok: false; refusal: Refusal }
>;

function taken(given: Arguments, authorization: string | null, verb: VerbName): Taken {
  const { api_key: shown, ...others } = given;
  const { idempotency_key: name, ...args } = others;
  const sent = tokenIn(authorization ?? undefined);
  const no = (refusal: Refusal): Taken => ({ ok: false, refusal });
  if (shown !== undefined && typeof shown !== 'string') return no(notText('api_key'));
  if (name !== undefined && typeof name !== 'string') return no(notText('idempotency_key'));
  if (name !== undefined && verbs[verb].kind !== 'exit') return no(onlyExits);
  if (sent !== null && shown !== undefined && sent !== shown) return no(twoKeys);
  if (TOKEN.test(JSON.stringify(others))) return no(strayKey);
  const token = sent ?? shown;
  if (token?.startsWith('${') === true) return no(placeholder);
  return token === undefined ? no(noKey) : { ok: true, token, idempotencyKey: name ?? null, args };
}

export async function runForMcp(
  calls: Calls,
  verb: VerbName,
  given: Arguments,
  authorization: string | null,
): Promise<CallAnswer> {
  const turnedAway = async (refusal: Refusal, keyId: string | null): Promise<CallAnswer> => {
    await calls.turnedAway('mcp', verb, refusal, keyId);
    return { ok: false, refusal };
  };
  const call = taken(given, authorization, verb);
  if (!call.ok) return turnedAway(call.refusal, null);
  const identified = calls.identify(call.token, 'mcp');
  if (!identified.ok) return turnedAway(identified.refusal, identified.keyId);
  const { idempotencyKey, args } = call;
  return calls.run(identified.caller, { via: 'mcp', verb, args, idempotencyKey, respondAsync: false });
}

const exitOutcome = z.object({ verdict: z.enum(['flat', 'notFlat', 'unknown']).nullable() });

/**
 * The answer as JSON, and for what went wrong a second text with what to do about it. A refusal has not the shape that the tool
 * promises, so it is no structuredContent (modelcontextprotocol.io/specification, server/tools, "Output Schema").
 */
export function toolAnswerOf(answer: CallAnswer): ToolAnswer {
  if (!answer.ok) return { content: texts(refusalForMcp(answer.refusal), ADVICE[answer.refusal.status]), isError: true };
  const { body, exitId, status } = answer;
  if (exitId === null) return { content: texts(body), structuredContent: { ...body } };
  if (status === 202) return { content: texts(body, RUNS_STILL), isError: true };
  const { verdict } = exitOutcome.parse(body);
  if (verdict === 'flat') return { content: texts(body), structuredContent: { ...body } };
  const words = verdict === 'notFlat' ? NOT_FLAT : NOBODY_KNOWS;
  return { content: texts(body, words), structuredContent: { ...body }, isError: true };
}

export const refusalForMcp = (refusal: Refusal) => ({
  ...refusalBodyOf(refusal),
  ...(refusal.retryAfter === undefined ? {} : { retry_after_s: refusal.retryAfter }),
});

const texts = (body: object, advice: string | null = null): ToolAnswer['content'] => [
  { type: 'text', text: JSON.stringify(body) },
  ...(advice === null ? [] : [{ type: 'text' as const, text: advice }]),
];

const RUNS_STILL =
  'This exit runs still and nothing is proved yet. Do not say that anything is closed. bastion_get_positions tells under last_exit what becomes of it.';
const NOT_FLAT =
  'NOT FLAT. Something that was asked for is still open: errors names it. Tell the user at once. A new call starts a new attempt.';
const NOBODY_KNOWS =
  'UNKNOWN. At least one account could not be read, so nobody knows whether it is flat. Tell the user at once to look at Breakglass or at the exchange itself.';

const CORRECT = 'This call closed nothing. Correct it as errors says, or ask the user what is meant: do not guess.';
const LOOK_FIRST =
  'Do not assume that anything was closed or that nothing was. Tell the user to look at Breakglass, and read bastion_get_positions before saying anything about positions.';

const ADVICE: Readonly<Record<Refusal['status'], string>> = {
  400: CORRECT,
  401: 'This call closed nothing. Only the user can mend the key, in Breakglass under Settings > Automation. Tell them; do not try others.',
  403: 'This call closed nothing. Tell the user what was refused and do not call again by yourself.',
  404: CORRECT,
  409: CORRECT,
  422: 'This call closed nothing new. Use a new idempotency_key only if the user wants something else than before.',
  429: 'This call closed nothing. Wait, then try again, and tell the user that it is delayed.',
  500: LOOK_FIRST,
  503: LOOK_FIRST,
};

const notText = (name: string): Refusal => refuse(400, `${name} has to be text. Nothing was sent.`);
const onlyExits = refuse(400, 'Only what closes takes an idempotency_key.');
const twoKeys = refuse(
  400,
  'Authorization and api_key hold two different keys. Nothing was sent.',
  'Leave api_key out: the connection has a key already.',
);
const strayKey = refuse(400, 'A key stands where none belongs. Nothing was sent.', 'It goes into Authorization or api_key only.');
const placeholder = refuse(
  401,
  'The key is a placeholder, ${…}, that the assistant did not fill in. Nothing was sent.',
  'Set the variable where the assistant is started.',
);
const noKey = refuse(
  401,
  'No key was given. Nothing was sent.',
  'Send it as "Authorization: Bearer bst_…" with the connection, or as api_key. Settings > Automation makes keys.',
);
