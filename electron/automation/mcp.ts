// MCP at /mcp: Streamable HTTP without sessions, for the revision of 2026-07-28 and, by the SDK's fallback, for those of 2025.
// Starting a connection and listing need no key, since a client may have none but the api_key argument; all else does. Each
// costs milliseconds, so whoever shows no key that works may do so only so often.
import { toNodeHandler, type NodeIncomingMessageLike } from '@modelcontextprotocol/node';
import {
  createMcpHandler,
  McpServer,
  ProtocolError,
  ProtocolErrorCode,
  type McpRequestContext,
  type ServerContext,
  type StandardSchemaWithJSON,
} from '@modelcontextprotocol/server';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import type { Calls } from './calls.ts';
import { hasShownKey } from './connections.ts';
import { refusalForMcp, runForMcp, toolAnswerOf, type Arguments } from './mcpCalls.ts';
import { answerOfTool, INSTRUCTIONS, RESOURCES, TOOLS } from './mcpTools.ts';
import { sendRefusal, tokenIn } from './rest.ts';
import { parseStrictJson } from './strictJson.ts';

const TELL_MS = 2_000;
const MOST_STREAMS = 16; // nothing is ever sent on them but that they are open

export function addMcp(app: FastifyInstance, calls: Calls): void {
  const handler = createMcpHandler((context) => serverFor(context, calls), { maxSubscriptions: MOST_STREAMS });
  const answer = toNodeHandler(handler);
  app.route({
    method: ['GET', 'POST', 'DELETE'],
    url: '/mcp',
    schema: { hide: true } satisfies Record<string, unknown>,
    handler: async (request, reply) => {
      const token = tokenIn(request.headers.authorization) ?? keyIn(request.body);
      if (token !== null && calls.identify(token, 'mcp').ok) hasShownKey(request.raw.socket);
      else {
        const tooOften = calls.paceStrangers();
        if (tooOften !== null) {
          await calls.turnedAway('mcp', 'connect', tooOften, null);
          return sendRefusal(reply, tooOften);
        }
      }
      reply.hijack();
      await answer(request.raw as NodeIncomingMessageLike, reply.raw, request.body);
      return reply;
    },
  });
  app.removeAllContentTypeParsers();
  // As strictly as elsewhere: of two shares in one call nobody can say which is meant.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    const said = parseStrictJson(String(body));
    if (said.ok) done(null, said.value);
    else done(new Unreadable(said.failure.message));
  });
  app.setErrorHandler((error: Readonly<{ statusCode?: number }>, _request, reply) => {
    const status = error.statusCode ?? 500;
    const { code, message } = rpcErrorOf(status);
    const said = error instanceof Unreadable ? error.message : message;
    return reply.code(status).send({ jsonrpc: '2.0', id: null, error: { code, message: said } });
  });
  app.addHook('preClose', () => handler.close());
}

const callWithKey = z.object({ params: z.object({ arguments: z.object({ api_key: z.string() }) }) });

/** The key among the arguments of a call; null: there is none. */
function keyIn(body: unknown): string | null {
  for (const message of Array.isArray(body) ? (body as readonly unknown[]) : [body]) {
    const call = callWithKey.safeParse(message);
    if (call.success) return call.data.params.arguments.api_key;
  }
  return null;
}

class Unreadable extends Error {
  readonly statusCode = 400;
}

/** One request's: nothing is kept from one to the next. */
function serverFor({ requestInfo }: McpRequestContext, calls: Calls): McpServer {
  const authorization = requestInfo?.headers.get('authorization') ?? null;
  const server = new McpServer(
    { name: 'breakglass', title: 'Breakglass', version: '1' },
    { instructions: INSTRUCTIONS, capabilities: { tools: { listChanged: false }, resources: { listChanged: false } } },
  );
  for (const tool of TOOLS) {
    const { name, title, description, verb } = tool;
    server.registerTool(
      name,
      {
        title,
        description,
        inputSchema: unchecked(tool.args),
        outputSchema: answerOfTool(tool),
        annotations: { title, ...tool.hints },
      },
      async (given, context) => {
        const stop = tellThatItRuns(context);
        try {
          return toolAnswerOf(await runForMcp(calls, verb, given, authorization));
        } finally {
          stop();
        }
      },
    );
  }
  for (const { name, uri, title, description, verb, args } of RESOURCES) {
    server.registerResource(name, uri, { title, description, mimeType: 'application/json' }, async () => {
      const read = await runForMcp(calls, verb, args, authorization);
      if (read.ok) return { contents: [{ uri, mimeType: 'application/json', text: JSON.stringify(read.body) }] };
      const { status, errors } = read.refusal;
      const code = status === 404 ? ProtocolErrorCode.InvalidParams : ProtocolErrorCode.InvalidRequest;
      throw new ProtocolError(code, errors.join(' '), { status, ...refusalForMcp(read.refusal) });
    });
  }
  return server;
}

/**
 * A client that wants to hear how it goes is told that it goes, so that it does not give up on an exit that waits for a person
 * (modelcontextprotocol.io/specification, basic/utilities/progress).
 */
function tellThatItRuns({ mcpReq }: ServerContext): () => void {
  const { _meta: meta } = mcpReq;
  const progressToken = meta?.progressToken;
  if (progressToken === undefined) return () => undefined;
  let progress = 0;
  const telling = setInterval(() => {
    progress += 1;
    const params = { progressToken, progress, message: 'Breakglass is at it still; nothing is proved yet.' };
    mcpReq.notify({ method: 'notifications/progress', params }).catch(() => clearInterval(telling)); // it has left
  }, TELL_MS);
  return () => clearInterval(telling);
}

/** The schema is published; calls.ts checks by it, for all ways in alike, and writes down what it refused. */
const unchecked = ({ '~standard': standard }: z.ZodObject): StandardSchemaWithJSON<Arguments> => ({
  '~standard': {
    version: 1,
    vendor: 'breakglass',
    jsonSchema: standard.jsonSchema,
    validate: (value: unknown) => ({ value: value as Arguments }), // the protocol's own schema saw to it
  },
});

function rpcErrorOf(status: number): Readonly<{ code: number; message: string }> {
  if (status >= 500) return { code: ProtocolErrorCode.InternalError, message: 'This failed inside Breakglass.' };
  return {
    code: ProtocolErrorCode.ParseError,
    message: 'The body has to be one JSON-RPC message, sent as application/json, of 64 KiB at most. Nothing was sent.',
  };
}
