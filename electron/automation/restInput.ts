// What a REST request says: its token, its arguments, its headers. Judged as a whole before anything is done with any of it.
import type { FastifyRequest } from 'fastify';
import { refuse, type Refusal } from './refusals.ts';
import type { Route } from './rest.ts';
import { parseStrictJson } from './strictJson.ts';

/** A refusal of one part does not hide the token: who called wrongly is told apart from who may not call. */
export type RestInput = Readonly<{
  token: string | null; // null: none was sent
  idempotencyKey: string | null;
  respondAsync: boolean;
  args: Readonly<{ ok: true; value: unknown } | { ok: false; refusal: Refusal }>;
}>;

const JSON_TYPE = /^application\/json\s*(;\s*charset=("?)utf-8\2\s*)?$/i;

/** @param inHeader  the token of the Authorization header; null: none was sent */
export function readInput(route: Route, request: FastifyRequest, inHeader: string | null): RestInput {
  const { headers } = request;
  const named = headers['idempotency-key'];
  const said = argsIn(route, request);
  const inBody = said.ok && route.takesApiKey ? apiKeyIn(said.value) : null;
  const args = inBody === null || !said.ok ? said : withoutApiKey(said.value, inHeader, inBody);
  return {
    token: inHeader ?? (typeof inBody === 'string' ? inBody : null),
    idempotencyKey: typeof named === 'string' ? named : null,
    respondAsync: prefersAsync(headers['prefer']),
    args,
  };
}

function argsIn(route: Route, { body, headers, params, query }: FastifyRequest): RestInput['args'] {
  // A filter in the address, beside a body of {}, must not become an exit of everything.
  if (Object.keys(query as object).length > 0) return { ok: false, refusal: inAddress };
  if (route.method === 'GET') return { ok: true, value: params };
  if (typeof body !== 'string' || body === '') return { ok: false, refusal: noBody };
  if (!JSON_TYPE.test(headers['content-type'] ?? '')) return { ok: false, refusal: otherType };
  const parsed = parseStrictJson(body);
  return parsed.ok ? parsed : { ok: false, refusal: refuse(400, parsed.failure.message, ONLY_BRACES) };
}

/** The parameter of the documented tools, whatever it holds; null: it is not given. */
const apiKeyIn = (args: unknown): unknown =>
  typeof args === 'object' && args !== null && !Array.isArray(args) && Object.hasOwn(args, 'api_key')
    ? (args as Readonly<Record<string, unknown>>)['api_key']
    : null;

/** What names a call, is shown or kept of it never has the token. */
function withoutApiKey(args: unknown, inHeader: string | null, inBody: unknown): RestInput['args'] {
  if (typeof inBody !== 'string' || inBody === '') return { ok: false, refusal: keyIsNoText };
  if (inHeader !== null && inHeader !== inBody) return { ok: false, refusal: twoKeys };
  const { api_key: _token, ...rest } = args as Readonly<Record<string, unknown>>;
  return { ok: true, value: rest };
}

/** RFC 7240: preferences are separated by commas, a value or parameters may follow, names have no case. */
const prefersAsync = (prefer: string | string[] | undefined): boolean =>
  [prefer ?? ''].flat().some((line) => line.split(',').some((each) => /^\s*respond-async\s*([=;]|$)/i.test(each)));

const ONLY_BRACES = 'Only a literal {} means everything.';
const noBody = refuse(400, 'There is no body. Nothing was sent.', ONLY_BRACES);
const otherType = refuse(400, 'The body has to come as "Content-Type: application/json", in UTF-8. Nothing was sent.');
const inAddress = refuse(
  400,
  'Nothing is read from the address but its path. Nothing was sent.',
  'Say it in the body. A key never belongs in an address: revoke one that was put there.',
);
const keyIsNoText = refuse(400, 'api_key is no text. Nothing was sent.', 'Send the key as "Authorization: Bearer bst_…".');
const twoKeys = refuse(400, 'Authorization and api_key name different keys. Nothing was sent.', 'Send one of them.');
