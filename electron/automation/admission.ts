// The door of every request, before a byte of its body is read: strangers and whoever sends a key that does not work get no
// further, and nothing else that comes on their connection is looked at. A key may stand in the body instead of the header, as
// documented: then whoever reads the body asks for it.
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Calls } from './calls.ts';
import { hasShownKey, turnOut } from './connections.ts';
import type { Refusal } from './refusals.ts';
import { ROUTES, sendRefusal, tokenIn } from './rest.ts';
import { strangerIn } from './strangers.ts';

type Admit = (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply | undefined>;

export function createAdmission(calls: Calls, portOf: () => number): Admit {
  async function turnAway(verb: string, refusal: Refusal, keyId: string | null, reply: FastifyReply): Promise<FastifyReply> {
    turnOut(reply.request.raw.socket);
    await calls.turnedAway('rest', verb, refusal, keyId);
    return sendRefusal(reply.header('connection', 'close'), refusal);
  }

  return async ({ raw, routeOptions }, reply) => {
    const stranger = strangerIn(raw, portOf());
    if (stranger !== null) return turnAway('unknown', stranger, null, reply);
    const token = tokenIn(raw.headers.authorization);
    if (token === null) return undefined;
    const identified = calls.identify(token, 'rest');
    if (identified.ok) {
      hasShownKey(raw.socket);
      return undefined;
    }
    const route = ROUTES.find(({ path }) => path === routeOptions.url);
    // Others answer by their own rules.
    return route === undefined ? undefined : turnAway(route.verb, identified.refusal, identified.keyId, reply);
  };
}
