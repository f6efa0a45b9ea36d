// Whatever is sent to the ways of getting out, nothing but a literal {} or a whole filter ever asks the desk for an exit, and for
// exactly that.
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ExitRequest } from '../../../shared/exit.ts';
import { fail } from '../../../shared/failure.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { answerOn, headOf, openSocket } from './rawClient.ts';

/** What the desk was asked for: it declines, so that the portfolio stays. */
const asked: ExitRequest[] = [];
const declined = fail({ kind: 'declined', message: 'Only noted.' });

let bench: AutomationBench;
let token: string;
beforeAll(async () => {
  bench = await openAutomationBench({
    through: (desk) => ({
      ...desk,
      fire: (request) => {
        asked.push(request);
        return declined;
      },
      confirm: () => {
        throw new Error('no share is asked for in here');
      },
    }),
  });
  await bench.ready();
  token = await bench.token();
}, 60_000);
afterAll(() => bench.close());

async function send(body: Buffer, headers: readonly string[]): Promise<number | null> {
  const socket = await openSocket(bench.port);
  const answer = answerOn(socket);
  socket.write(
    Buffer.concat([
      Buffer.from(
        headOf('POST /v1/api/positions/flatten HTTP/1.1', [
          `Host: 127.0.0.1:${bench.port}`,
          `Authorization: Bearer ${token}`,
          'Connection: close',
          ...headers,
        ]),
      ),
      body,
    ]),
  );
  const { status } = await answer;
  socket.destroy();
  return status;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a body may mean at most: "everything", or the names of its filters. Null: nothing. */
function meant(body: Buffer): string | null {
  let value: unknown;
  try {
    value = JSON.parse(body.toString());
  } catch {
    return null; // no JSON
  }
  if (!isObject(value)) return null;
  const names = Object.keys(value);
  if (names.length === 0) return 'everything';
  const texts = Object.values(value).every((each) => typeof each === 'string' && each.length > 0);
  return texts && names.every((name) => ['account', 'instrument', 'marketPosition'].includes(name)) ? names.sort().join() : null;
}

function wordsOf(request: ExitRequest): string {
  if (request.action === 'emergencyExit') return 'everything';
  return request.action === 'flatten' ? Object.keys(request.filter).sort().join() : request.action;
}

const name = fc.oneof(
  fc.constantFrom(
    'account',
    'instrument',
    'marketPosition',
    'Account',
    'acount',
    'market_position',
    'side',
    '',
    '__proto__',
    'all',
  ),
  fc.string({ maxLength: 8 }),
);
const value = fc.oneof(
  fc.constantFrom<unknown>(
    'Long',
    'Short',
    'long',
    'Main',
    'Swing',
    'BTCUSDT',
    'BTC/USDT:USDT',
    '',
    ' ',
    '*',
    null,
    true,
    0,
    {},
    [],
  ),
  fc.jsonValue({ maxDepth: 2 }),
);
const object = fc.array(fc.tuple(name, value), { maxLength: 4 }).map((pairs) => Object.fromEntries(pairs));
const json = fc
  .oneof({ weight: 3, arbitrary: object }, { weight: 1, arbitrary: fc.jsonValue() })
  .map((each) => JSON.stringify(each));
/** A text that lost, won or changed a letter. */
const spoilt = fc
  .tuple(
    fc.oneof(json, fc.constantFrom('{}', '{"account":"Main"}')),
    fc.nat(),
    fc.constantFrom('', '{', '}', '\0', ',', '"', '{}', '\ufeff'),
  )
  .map(([text, at, put]) => `${text.slice(0, at % (text.length + 1))}${put}${text.slice((at % (text.length + 1)) + 1)}`);
const body = fc.oneof(
  json.map((text) => Buffer.from(text)),
  spoilt.map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom('', ' ', 'null', '[]', '[{}]', '"{}"', '{}{}', '{} {}', '{},', '// {}', "{'account':'Main'}")
    .map((text) => Buffer.from(text)),
);
const type = fc.constantFrom(
  'application/json',
  'application/json; charset=utf-8',
  'application/json; charset=utf-16',
  'text/plain',
  'text/json',
  'application/x-www-form-urlencoded',
  'application/jsonp',
  'application/json, text/plain',
  null,
);
const length = fc.constantFrom<'right' | 'short' | 'chunked'>('right', 'right', 'short', 'chunked');
const extra = fc.constantFrom<readonly string[]>(
  [],
  ['Prefer: respond-async'],
  ['X-HTTP-Method-Override: GET'],
  ['Content-Encoding: gzip'],
  ['Expect: 100-continue'],
);

test('nothing but a literal {} or a whole filter asks for an exit', async () => {
  await fc.assert(
    fc.asyncProperty(body, type, length, extra, async (bytes, contentType, sized, more) => {
      asked.length = 0;
      const cut = sized === 'short' ? Math.floor(bytes.length / 2) : bytes.length;
      const chunked = Buffer.concat([Buffer.from(`${bytes.length.toString(16)}\r\n`), bytes, Buffer.from('\r\n0\r\n\r\n')]);
      await send(sized === 'chunked' && bytes.length > 0 ? chunked : bytes, [
        ...(contentType === null ? [] : [`Content-Type: ${contentType}`]),
        sized === 'chunked' && bytes.length > 0 ? 'Transfer-Encoding: chunked' : `Content-Length: ${cut}`,
        ...more,
      ]);
      const most = /^application\/json(;|$)/.test(contentType ?? '') ? meant(bytes.subarray(0, cut)) : null;
      expect([[], most === null ? [] : [most]]).toContainEqual(asked.map(wordsOf));
    }),
    { numRuns: 400 },
  );
  expect(bench.snapshot().exits).toEqual([]);
});

test('what is meant is asked for', async () => {
  for (const [text, request] of [
    ['{}', { action: 'emergencyExit' }],
    [' {\n} ', { action: 'emergencyExit' }],
    ['{"marketPosition":"long"}', { action: 'flatten', filter: { marketPosition: 'long' } }],
  ] as const) {
    asked.length = 0;
    expect(await send(Buffer.from(text), ['Content-Type: application/json', `Content-Length: ${text.length}`])).toBe(403);
    expect(asked).toEqual([request]);
  }
});
