// REST: each verb under its path. What a request means is decided in calls.ts; here are paths and answers.
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Calls } from './calls.ts';
import { hasShownKey } from './connections.ts';
import { describedRoute } from './openApi.ts';
import { refusalBodyOf, refuse, type Refusal } from './refusals.ts';
import { readInput } from './restInput.ts';
import type { VerbName } from './verbs.ts';

export type Route = Readonly<{
  method: 'GET' | 'POST';
  path: string;
  verb: VerbName;
  summary: string;
  /** The documents of the bastion_ tools have the key among their parameters. */
  takesApiKey?: boolean;
}>;

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
    takesApiKey: true,
  },
  {
    method: 'POST',
    path: '/v1/api/flatten-winners',
    verb: 'flattenWinners',
    summary: 'Closes the positions that are in profit.',
    takesApiKey: true,
  },
  {
    method: 'POST',
    path: '/v1/api/partial-close',
    verb: 'partialClose',
    summary: 'Closes a share of one position.',
    takesApiKey: true,
  },
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
  void app.register(async (rest) => {
    // A body is judged with the rest of the request, so that whoever sends a bad one is known by the key beside it.
    rest.removeAllContentTypeParsers();
    rest.addContentTypeParser('*', { parseAs: 'string' }, (_request, body, done) => done(null, body));
    for (const route of ROUTES) {
      rest.route({
        method: route.method,
        url: route.path,
        schema: describedRoute(route),
        handler: (request, reply) => answer(route, request, reply, calls),
      });
    }
  });
}

async function answer(route: Route, request: FastifyRequest, reply: FastifyReply, calls: Calls): Promise<FastifyReply> {
  const { token, idempotencyKey, respondAsync, args } = readInput(route, request, tokenIn(request.headers.authorization));
  const { verb } = route;
  const identified = calls.identify(token, 'rest');
  if (!identified.ok) {
    await calls.turnedAway('rest', verb, identified.refusal, identified.keyId);
    return sendRefusal(reply, identified.refusal);
  }
  hasShownKey(request.raw.socket);
  const { caller } = identified;
  if (!args.ok) {
    await calls.turnedAway('rest', verb, args.refusal, caller.keyId);
    return sendRefusal(reply, args.refusal);
  }
  const result = await calls.run(caller, { via: 'rest', verb, args: args.value, idempotencyKey, respondAsync });
  if (!result.ok) return sendRefusal(reply, result.refusal);
  if (result.exitId !== null) reply.header('location', `/v1/api/exits/${result.exitId}`);
  if (result.status === 202 && respondAsync) reply.header('preference-applied', 'respond-async');
  return reply.code(result.status).send(result.body);
}

export function sendRefusal(reply: FastifyReply, refusal: Refusal): FastifyReply {
  const { status, retryAfter } = refusal;
  if (status === 401) reply.header('www-authenticate', 'Bearer');
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter));
  return reply.code(status).send(refusalBodyOf(refusal));
}

/** Errors of the framework: a body that is too large, a broken path. */
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
