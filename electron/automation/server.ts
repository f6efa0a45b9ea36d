// The server behind all three ways in, on 127.0.0.1 only.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import swagger from '@fastify/swagger';
import { jsonSchemaTransform } from '@fastify/type-provider-zod';
import Fastify, { type FastifyInstance } from 'fastify';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { Calls } from './calls.ts';
import { addMcp } from './mcp.ts';
import { refuse } from './refusals.ts';
import { addRoutes, refusalOfError, sendRefusal } from './rest.ts';
import { openSockets, type SocketInputs } from './socket.ts';
import { strangerIn } from './strangers.ts';

export type AutomationServer = Readonly<{
  url: string;
  port: number;
  /** What subscribers see may have changed, or a key. */
  changed: () => void;
  close: () => Promise<void>;
}>;

const BODY_BYTES = 64 * 1024;
const HEADERS_MS = 5_000;
const REQUEST_MS = 10_000; // to arrive; an exit may take longer to answer
const LOOK_EVERY_MS = 1_000;

/** Without a port: the routes as they are documented. */
export async function buildServer(calls: Calls, portOf: () => number): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_BYTES,
    serverFactory: (handler) =>
      createServer(
        { headersTimeout: HEADERS_MS, requestTimeout: REQUEST_MS, connectionsCheckingInterval: LOOK_EVERY_MS },
        handler,
      ),
    // calls.ts checks what is asked, for all ways in alike.
    routerOptions: { ignoreTrailingSlash: true },
  });
  app.setValidatorCompiler(() => () => true);
  app.setSerializerCompiler(() => (body) => JSON.stringify(body));
  app.addHook('onRequest', (request, reply, next) => {
    const stranger = strangerIn(request.raw, portOf());
    if (stranger === null) next();
    else sendRefusal(reply, stranger);
  });
  app.setErrorHandler((error: Readonly<{ statusCode?: number }>, _request, reply) => sendRefusal(reply, refusalOfError(error)));
  app.setNotFoundHandler((_request, reply) =>
    sendRefusal(reply, refuse(404, 'There is no such path.', 'GET /v1/api/openapi.json lists them.')),
  );
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: 'Breakglass', version: '1', description: 'Local automation of Breakglass. See docs/automation.md.' },
      components: { securitySchemes: { key: { type: 'http', scheme: 'bearer', bearerFormat: 'bst_…' } } },
      security: [{ key: [] }],
    },
    transform: jsonSchemaTransform,
  });
  await app.register(async (routes) => {
    addRoutes(routes, calls);
    routes.get('/v1/api/openapi.json', { schema: { hide: true } }, () => app.swagger());
  });
  await app.register(async (mcp) => addMcp(mcp, calls));
  return app;
}

type ServerInputs = Omit<SocketInputs, 'server' | 'portOf'> & Readonly<{ port: number }>;

export async function openServer({ port, ...inputs }: ServerInputs): Promise<Result<AutomationServer>> {
  let bound = port;
  const app = await buildServer(inputs.calls, () => bound);
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
    close: async () => void (await Promise.all([sockets.close(), app.close()])),
  });
}
