// MCP on stdin and stdout, passed on message by message to the /mcp of a running Breakglass. Every request gets one answer, and
// when it is not Breakglass's, it says why. Nothing is ever sent a second time: a share would be closed twice.
import { request, type IncomingMessage } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

type BridgeInputs = Readonly<{
  port: number;
  /** Null: each call brings its own, as api_key. */
  token: string | null;
  input: Readable;
  output: Writable;
}>;

type Message = Readonly<Record<string, unknown>>;
type Id = string | number;

const PARSE_ERROR = -32700;
const INTERNAL_ERROR = -32603;

/** Resolves when the input has ended and all that it asked is answered. */
export async function bridge({ port, token, input, output }: BridgeInputs): Promise<void> {
  const running = new Map<Id, AbortController>();
  const subscriptions = new Set<AbortController>(); // open until somebody ends them
  let agreedVersion: string | null = null; // of a client of 2025, which names it once

  const write = (message: unknown): void => void output.write(`${JSON.stringify(message)}\n`);

  function forward(answer: unknown, asked: readonly Id[]): readonly Id[] {
    const messages = Array.isArray(answer) ? (answer as readonly unknown[]) : [answer];
    const known = messages.filter(isMessage).map((message) => ownedBy(message, asked));
    for (const message of known) {
      const version = isMessage(message['result']) ? message['result']['protocolVersion'] : undefined;
      if (typeof version === 'string') agreedVersion = version;
      write(message);
    }
    return known.flatMap((message) => (isId(message['id']) && message['method'] === undefined ? [message['id']] : []));
  }

  /** @param line  as it came: what two readers could understand in two ways is for Breakglass to refuse */
  async function pass(sent: unknown, line: string): Promise<void> {
    const messages = (Array.isArray(sent) ? (sent as readonly unknown[]) : [sent]).filter(isMessage);
    const cancelled = messages.length === 1 && messages[0] !== undefined ? cancelledBy(messages[0]) : null;
    if (cancelled !== null) {
      running.get(cancelled)?.abort(); // over HTTP the end of the connection says so; an exit goes on all the same
      return;
    }
    const open = new Set(messages.flatMap(({ id, method }) => (isId(id) && typeof method === 'string' ? [id] : [])));
    const leaving = new AbortController();
    for (const id of open) running.set(id, leaving);
    const asked = [...open];
    if (messages.some(({ method }) => method === 'subscriptions/listen')) subscriptions.add(leaving);
    try {
      const headers = { ...headersFor(messages, agreedVersion), ...(token === null ? {} : { authorization: `Bearer ${token}` }) };
      const response = await post(port, line, headers, leaving.signal);
      for await (const answer of answersIn(response)) for (const id of forward(answer, asked)) open.delete(id);
      for (const id of open) write(errorFor(id, `What listens on port ${port} gave no answer that MCP knows. ${IS_IT}`));
    } catch (error) {
      if (leaving.signal.aborted) return;
      for (const id of open) write(errorFor(id, wordsFor(error, port)));
    } finally {
      for (const id of asked) running.delete(id);
      subscriptions.delete(leaving);
    }
  }

  const passing = new Set<Promise<void>>();
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === '') continue;
    const sent = parsed(line);
    if (sent === undefined) write({ jsonrpc: '2.0', id: null, error: { code: PARSE_ERROR, message: 'This line is no JSON.' } });
    else {
      const one = pass(sent, line).finally(() => passing.delete(one));
      passing.add(one);
    }
  }
  for (const subscription of subscriptions) subscription.abort();
  await Promise.all(passing);
}

function post(
  port: number,
  body: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection of its own: on one that is kept, a request can meet its end, and nobody could tell whether it was heard.
    const asking = request({ host: '127.0.0.1', port, path: '/mcp', method: 'POST', agent: false, headers, signal }, resolve);
    asking.on('error', reject);
    asking.end(body);
  });
}

/** An answer is one JSON body or a stream of events (modelcontextprotocol.io/specification, basic/transports, Streamable HTTP). */
async function* answersIn(response: IncomingMessage): AsyncGenerator {
  response.setEncoding('utf8');
  if (response.headers['content-type']?.startsWith('text/event-stream') === true) yield* eventsIn(response);
  else {
    let text = '';
    for await (const chunk of response) text += String(chunk);
    const body = text === '' ? undefined : parsed(text); // a notification is answered with nothing
    if (isMessage(body) && Array.isArray(body['errors'])) throw new TurnedAway(body['errors'].join(' '));
    yield body;
  }
}

async function* eventsIn(response: IncomingMessage): AsyncGenerator {
  let text = '';
  for await (const chunk of response) {
    const events = `${text}${String(chunk)}`.split(/\r?\n\r?\n/);
    text = events.pop() ?? ''; // what follows the last blank line is not whole yet
    for (const event of events) {
      const data = dataOf(event);
      if (data !== null) yield parsed(data);
    }
  }
}

/** Null: a comment that keeps the connection open. */
function dataOf(event: string): string | null {
  const lines = event.split(/\r?\n/).filter((line) => line.startsWith('data:'));
  return lines.length === 0 ? null : lines.map((line) => line.slice('data:'.length).trimStart()).join('\n');
}

/** Breakglass refused the connection itself, before MCP was reached. */
class TurnedAway extends Error {}

/** A refusal of what could not be read has no id; it is the one that was asked. */
function ownedBy(message: Message, [asked, ...others]: readonly Id[]): Message {
  return message['error'] !== undefined && !isId(message['id']) && asked !== undefined && others.length === 0
    ? { ...message, id: asked }
    : message;
}

function cancelledBy({ method, params }: Message): Id | null {
  if (method !== 'notifications/cancelled' || !isMessage(params)) return null;
  return isId(params['requestId']) ? params['requestId'] : null;
}

const VERSION = 'io.modelcontextprotocol/protocolVersion';
const NAMED_BY: Readonly<Record<string, string>> = { 'tools/call': 'name', 'prompts/get': 'name', 'resources/read': 'uri' };

/** The revision of 2026-07-28 has what a request is about in its headers too (specification, basic/transports, Standard Headers). */
function headersFor(messages: readonly Message[], agreedVersion: string | null): Record<string, string> {
  const headers = { 'content-type': 'application/json', accept: 'application/json, text/event-stream' };
  const [only] = messages;
  const method = only?.['method'];
  const params = only?.['params'];
  const meta = isMessage(params) ? params['_meta'] : undefined;
  const version = isMessage(meta) ? meta[VERSION] : undefined;
  if (messages.length !== 1 || typeof method !== 'string' || !isMessage(params) || typeof version !== 'string')
    return agreedVersion === null || method === 'initialize' ? headers : { ...headers, 'mcp-protocol-version': agreedVersion };
  const named = NAMED_BY[method];
  const name = named === undefined ? undefined : params[named];
  return {
    ...headers,
    'mcp-protocol-version': version,
    'mcp-method': method,
    ...(typeof name === 'string' ? { 'mcp-name': headerOf(name) } : {}),
  };
}

const headerOf = (value: string): string =>
  /^[\x21-\x7e]+$/.test(value) ? value : `=?base64?${Buffer.from(value, 'utf8').toString('base64')}?=`;

const errorFor = (id: Id, message: string) => ({ jsonrpc: '2.0', id, error: { code: INTERNAL_ERROR, message } });

const IS_IT = 'Check the port in Settings > Automation and give it as --port or BREAKGLASS_PORT.';

function wordsFor(error: unknown, port: number): string {
  if (error instanceof TurnedAway) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : null;
  if (code === 'ECONNREFUSED')
    return `Nothing listens on port ${port}, so nothing was sent. Start Breakglass and switch automation on. ${IS_IT}`;
  return 'The connection to Breakglass broke before the answer came. Whether something was closed is not known: look at Breakglass.';
}

const isMessage = (value: unknown): value is Message => typeof value === 'object' && value !== null && !Array.isArray(value);
const isId = (value: unknown): value is Id => typeof value === 'string' || typeof value === 'number';

/** Undefined: it is no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
