// The server behind all three ways in, on 127.0.0.1 only.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import swagger from '@fastify/swagger';
import Fastify, { type FastifyInstance } from 'fastify';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import { createAdmission } from './admission.ts';
import { answerBadHttp } from './badHttp.ts';
import type { Calls } from './calls.ts';
import { boundConnections, type Connections } from './connections.ts';
import type { AutomationClock } from './ports.ts';
import { addMcp } from './mcp.ts';
import { openApiOptions } from './openApi.ts';
import { refuse } from './refusals.ts';
import { addRoutes, refusalOfError, ROUTES, sendRefusal, tokenIn } from './rest.ts';
import { openSockets, type SocketInputs } from './socket.ts';

export type AutomationServer = Readonly<{
  url: string;
  port: number;
  /** What subscribers see may have changed, or a key. */
  changed: () => void;
  close: () => Promise<void>;
}>;

const BODY_BYTES = 64 * 1024;
const REQUEST_MS = 5_000; // to arrive, 64 KiB on this computer; an exit may take longer to answer
const LOOK_EVERY_MS = 1_000;
const KEEP_ALIVE_MS = 60_000;

type BuiltServer = Readonly<{ app: FastifyInstance; connections: Connections }>;

/** Without a port: the routes as they are documented. */
export async function buildServer(calls: Calls, clock: AutomationClock, portOf: () => number): Promise<BuiltServer> {
  const server = createServer({
    headersTimeout: REQUEST_MS,
    requestTimeout: REQUEST_MS,
    connectionsCheckingInterval: LOOK_EVERY_MS,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  // Node drops what is above the limit without a word (nodejs.org/api/http.html#servermaxheaderscount): Origin must not be among it.
  server.maxHeadersCount = 0;
  const connections = boundConnections(server, clock);
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    serverFactory: (handler) =>
      server.on('request', (request, response) => {
        if (connections.takes(request, response)) handler(request, response);
      }),
    clientErrorHandler: answerBadHttp,
    // An address that is none: the framework would repeat it.
    frameworkErrors: (_error, _request, reply) => void sendRefusal(reply, refuse(400, 'The address can not be read.')),
    // calls.ts checks what is asked, for all ways in alike.
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  app.addHook('onRequest', createAdmission(calls, portOf));
  app.setErrorHandler(async (error: Readonly<{ statusCode?: number }>, { headers, routeOptions }, reply) => {
    const refusal = refusalOfError(error);
    const route = ROUTES.find(({ path }) => path === routeOptions.url);
    const identified = calls.identify(tokenIn(headers.authorization), 'rest');
    const keyId = identified.ok ? identified.caller.keyId : identified.keyId;
    if (route !== undefined) await calls.turnedAway('rest', route.verb, refusal, keyId);
    return sendRefusal(reply, refusal);
  });
  app.setNotFoundHandler((_request, reply) =>
    sendRefusal(reply, refuse(404, 'There is no such path.', 'GET /v1/api/openapi.json lists them.')),
  );
  await app.register(swagger, openApiOptions);
  await app.register(async (routes) => {
    addRoutes(routes, calls);
    routes.get('/v1/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  });
  await app.register(async (mcp) => addMcp(mcp, calls));
  return { app, connections };
}

type ServerInputs = Omit<SocketInputs, 'server' | 'portOf'> & Readonly<{ port: number }>;

export async function openServer({ port, ...inputs }: ServerInputs): Promise<Result<AutomationServer>> {
  let bound = port;
  const { app, connections } = await buildServer(inputs.calls, inputs.clock, () => bound);
  try {
    await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    await app.close();
    const isBusy = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    return fail({
      kind: 'portBusy',
      message: isBusy
        ? `Another program listens on port ${port}.`
        : `Port ${port} can not be opened: ${error instanceof Error ? error.message : String(error)}`,
      remedy: 'Choose another port in Settings > Automation, or 0 for any free one.',
    });
  }
  bound = (app.server.address() as AddressInfo).port;
  const sockets = openSockets({ ...inputs, server: app.server, portOf: () => bound });
  return succeed({
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    changed: () => sockets.changed(),
    close: async () => {
      inputs.calls.answerWaiting();
      await setImmediate(); // they are answered then, and their connections can end
      await Promise.all([sockets.close(), connections.end(), app.close()]);
    },
  });
}
