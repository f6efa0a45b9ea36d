// REST: each verb under its path. What a request means is decided in calls.ts; here are paths, headers and numbers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import type { Call, Caller, Calls } from './calls.ts';
import { hasShownKey } from './connections.ts';
import { refuse, type Refusal } from './refusals.ts';
import { exitArgs, refusalAnswer, startedAnswer } from './schemas.ts';
import { verbs, type VerbName } from './verbs.ts';

type Route = Readonly<{ method: 'GET' | 'POST'; path: string; verb: VerbName; summary: string }>;

export const ROUTES: readonly Route[] = [
  {
    method: 'POST',
    path: '/v1/api/positions/flatten',
    verb: 'flatten',
    summary: 'Closes the positions that meet all given filters, and their orders. {} closes everything and cancels every order.',
  },
  {
    method: 'POST',
    path: '/v1/api/emergency-exit',
    verb: 'emergencyExit',
    summary: 'Closes every position on every account and cancels every order.',
  },
  {
    method: 'POST',
    path: '/v1/api/flatten-winners',
    verb: 'flattenWinners',
    summary: 'Closes the positions that are in profit.',
  },
  { method: 'POST', path: '/v1/api/partial-close', verb: 'partialClose', summary: 'Closes a share of one position.' },
  { method: 'POST', path: '/v1/api/preview', verb: 'preview', summary: 'What an action would close and keep. Sends no order.' },
  { method: 'GET', path: '/v1/api/positions', verb: 'positions', summary: 'Open positions.' },
  { method: 'GET', path: '/v1/api/accounts', verb: 'accounts', summary: 'Connected accounts and their health.' },
  { method: 'GET', path: '/v1/api/exits', verb: 'exits', summary: 'The last exits, newest first.' },
  { method: 'GET', path: '/v1/api/exits/:exitId', verb: 'exit', summary: 'Status and report of an exit.' },
  { method: 'GET', path: '/v1/api/exits/:exitId/timeline', verb: 'timeline', summary: 'What happened in an exit, and when.' },
];

const BEARER = /^Bearer (\S+)$/i;

/** Null: none was sent. */
export function tokenIn(authorization: string | undefined): string | null {
  return authorization === undefined ? null : (BEARER.exec(authorization)?.[1] ?? '');
}

export function addRoutes(app: FastifyInstance, calls: Calls): void {
  for (const route of ROUTES) {
    const verb = verbs[route.verb];
    app.route({
      method: route.method,
      url: route.path,
      schema: {
        summary: route.summary,
        ...(route.method === 'POST' ? { body: verb.args } : {}),
        ...(route.path.includes(':exitId') ? { params: exitArgs } : {}),
        response: { 200: verb.answer, ...(verb.kind === 'exit' ? { 202: startedAnswer } : {}), '4xx': refusalAnswer },
      } satisfies Record<string, unknown>,
      handler: (request, reply) => answer(route, request, reply, calls),
    });
  }
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply, calls: Calls): Promise<FastifyReply> {
  const identified = calls.identify(tokenIn(request.headers.authorization), 'rest');
  if (!identified.ok) {
    await calls.turnedAway('rest', route.verb, identified.refusal, identified.keyId);
    return sendRefusal(reply, identified.refusal);
  }
  hasShownKey(request.raw.socket);
  const result = await calls.run(identified.caller, callOf(route, request));
  if (!result.ok) return sendRefusal(reply, result.refusal);
  if (result.exitId !== null) reply.header('location', `/v1/api/exits/${result.exitId}`);
  if (result.status === 202) reply.header('preference-applied', 'respond-async');
  return reply.code(result.status).send(result.body);
}

function callOf(route: Route, { body, headers, params }: FastifyRequest): Call {
  const named = headers['idempotency-key'];
  return {
    via: 'rest',
    verb: route.verb,
    args: route.method === 'POST' ? body : params,
    idempotencyKey: typeof named === 'string' ? named : null,
    respondAsync: String(headers['prefer'] ?? '')
      .split(',')
      .some((each) => each.trim() === 'respond-async'),
  };
}

export function sendRefusal(reply: FastifyReply, { status, error, errors, candidates, retryAfter }: Refusal): FastifyReply {
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  const body: z.infer<typeof refusalAnswer> = {
    success: false,
    error,
    errors: [...errors],
    ...(candidates === undefined ? {} : { candidates: [...candidates] }),
  };
  return reply.code(status).send(body);
}

/** Errors of the framework: a body that is no JSON, too large, of another type. */
export function refusalOfError(error: Readonly<{ statusCode?: number | undefined }>): Refusal {
  const status = error.statusCode ?? 500;
  if (status >= 500) return refuse(500, 'This failed inside Breakglass.');
  if (status === 413)
    return refuse(400, 'The body is larger than 64 KiB. Nothing was sent.', 'Only a literal {} means everything.');
  if (status === 404) return refuse(404, 'There is no such path.', 'GET /v1/api/openapi.json lists them.');
  return refuse(
    400,
    'The body has to be one JSON object, sent as application/json. Nothing was sent.',
    'Only a literal {} means everything.',
  );
}

export type { Caller };
