// Bytes in and out of the practice server, broken answers included.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { WireResponse } from './exchange.ts';
import type { HttpEffect } from './faultRules.ts';

const MOST_BODY_BYTES = 2_000_000;

/** Null when the body is larger than the server takes. */
export async function readBody(request: IncomingMessage): Promise<string | null> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MOST_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

export function answerWire(response: ServerResponse, answer: WireResponse, effect: HttpEffect | null = null) {
  const { body } = answer;
  const text = typeof body === 'string' ? body : JSON.stringify(body === undefined ? {} : body);
  const bytes = Buffer.from(text, 'utf8');
  const looksJson = typeof body !== 'string' || /^\s*[[{]/.test(text);
  response.writeHead(answer.status, {
    'content-type': looksJson ? 'application/json;charset=UTF-8' : 'text/html',
    'content-length': String(bytes.length),
    ...answer.headers,
  });
  if (effect?.kind === 'truncate') {
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
    return;
  }
  if (effect?.kind === 'drip') {
    drip(response, bytes, effect.bytes, effect.everyMs);
    return;
  }
  response.end(bytes);
}

function drip(response: ServerResponse, bytes: Buffer, size: number, everyMs: number) {
  let sent = 0;
  response.flushHeaders();
  const timer = setInterval(() => {
    response.write(bytes.subarray(sent, sent + size));
    sent += size;
    if (sent < bytes.length) return;
    clearInterval(timer);
    response.end();
  }, everyMs);
  response.on('close', () => clearInterval(timer));
}

export type ControlAnswer = Readonly<{ status: number; body: unknown }>;

export function answerControl(response: ServerResponse, answer: ControlAnswer) {
  response.writeHead(answer.status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(`${JSON.stringify(answer.body, null, 1)}\n`);
}
