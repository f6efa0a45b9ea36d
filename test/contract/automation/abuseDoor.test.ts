// Who is not let in: strangers, pages, wrong, old and foreign keys. Whatever they send starts nothing, is on the log without its
// key, and keeps nobody who has a key from getting out.
import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { createMemoryStore, type StoredKey } from '../../../electron/automation/store.ts';
import { newApiKeySchema, type AutomationCall, type NewApiKey } from '../../../shared/automation.ts';
import { openAutomationBench, type AutomationBench } from './bench.ts';
import { answerOn, exchange, headOf, openSocket } from './rawClient.ts';

const FLATTEN = 'POST /v1/api/positions/flatten HTTP/1.1';

const stored = (token: string, change: Partial<StoredKey>): StoredKey => ({
  ...newApiKeySchema.parse({ name: `Key ${token.slice(4)}`, scope: 'trade', approval: 'never' }),
  keyId: token.slice(4),
  hint: 'bst_…',
  hash: createHash('sha256').update(token).digest('hex'),
  environment: 'practice',
  createdAtMs: 1,
  approvedAtMs: null,
  revokedAtMs: null,
  lastUse: null,
  ...change,
});

let bench: AutomationBench;
let token: string;
let before: AutomationBench['ledger'] extends () => infer Ledger ? Ledger : never;
beforeAll(async () => {
  const store = createMemoryStore();
  store.putKey(stored('bst_live', { environment: 'live' }));
  store.putKey(stored('bst_expired', { expiresAtMs: 2 }));
  store.putKey(stored('bst_revoked', { revokedAtMs: 2 }));
  bench = await openAutomationBench({ store });
  await bench.ready();
  token = await bench.token();
  before = bench.ledger();
}, 60_000);
afterEach(() => {
  const { positions, orders } = bench.ledger();
  if (bench.snapshot().exits.length > 0 || positions !== before.positions || orders !== before.orders)
    throw new Error('an exit was started');
});
afterAll(() => bench.close());

const headers = (change: Readonly<Record<string, string | null>> = {}): readonly string[] =>
  Object.entries({
    Host: `127.0.0.1:${bench.port}`,
    Authorization: `Bearer ${token}`,
    'Content-Type': 'application/json',
    'Content-Length': '2',
    ...change,
  }).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));

const flatten = (change: Readonly<Record<string, string | null>>, body = '{}') =>
  exchange(bench.port, headOf(FLATTEN, headers(change)) + body);

async function callsOf(keyId?: string): Promise<readonly AutomationCall[]> {
  const calls = await bench.automation.handlers.getAutomationCalls(keyId === undefined ? {} : { keyId });
  if (!calls.ok) throw new Error(calls.failure.message);
  return calls.value;
}

async function alive(): Promise<void> {
  const { status } = await exchange(bench.port, headOf('GET /v1/api/accounts HTTP/1.1', headers({ 'Content-Length': null })));
  expect(status).toBe(200);
}

describe('a Host that is not its own', () => {
  test.each([
    ['evil.example', 403],
    ['evil.example:PORT', 403],
    ['127.0.0.1', 403],
    ['127.0.0.1:1', 403],
    ['127.0.0.2:PORT', 403],
    ['0.0.0.0:PORT', 403],
    ['[::1]:PORT', 403],
    ['localhost.:PORT', 403],
    ['localhost:PORT.', 403],
    ['127.0.0.1:PORT@evil.example', 403],
    ['127.0.0.1:PORT, evil.example', 403],
    ['2130706433:PORT', 403],
    ['', 403],
  ])('%j is refused', async (host, status) => {
    const answer = await flatten({ Host: host.replace('PORT', String(bench.port)) });
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain('evil');
    expect(answer.head).not.toMatch(/access-control/i);
  });

  test('none at all is refused, in HTTP/1.0 and 1.1, and a second one', async () => {
    expect((await flatten({ Host: null })).status).toBe(400);
    const old = headOf(FLATTEN.replace('1.1', '1.0'), headers({ Host: null }));
    expect((await exchange(bench.port, `${old}{}`)).status).toBe(403);
    const twice = headOf(FLATTEN, [...headers(), 'Host: evil.example']);
    expect((await exchange(bench.port, `${twice}{}`)).status).toBe(400);
  });

  test('an address of another server is refused, though Host is right', async () => {
    const line = 'POST http://evil.example/v1/api/positions/flatten HTTP/1.1';
    expect((await exchange(bench.port, `${headOf(line, headers())}{}`)).status).toBe(403);
    expect((await exchange(bench.port, headOf('CONNECT evil.example:443 HTTP/1.1', headers()))).status).not.toBe(200);
  });

  test('its own names in capitals are its own', async () => {
    const answer = await flatten({ Host: `LocalHost:${bench.port}`, 'Content-Length': '3' }, '{,}');
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'Invalid request' }); // past the door
  });
});

describe('a page in a browser', () => {
  test.each([
    [{ Origin: 'https://evil.example' }],
    [{ Origin: 'null' }],
    [{ Origin: '' }],
    [{ Origin: 'http://127.0.0.1:1' }],
    [{ 'Sec-Fetch-Site': 'cross-site' }],
    [{ 'Sec-Fetch-Site': 'same-origin' }],
    [{ 'Sec-Fetch-Site': 'none, cross-site' }],
  ])('%j is refused with a valid key, and gets no leave to read the answer', async (change) => {
    const answer = await flatten(change);
    expect(answer.status).toBe(403);
    expect(answer.head).not.toMatch(/access-control/i);
  });

  test('its own address as Origin is refused too: Breakglass serves no pages there', async () => {
    expect((await flatten({ Origin: `http://127.0.0.1:${bench.port}` })).status).toBe(403);
  });

  test('a preflight is refused, with and without Origin', async () => {
    for (const origin of ['https://evil.example', null]) {
      const answer = await exchange(
        bench.port,
        headOf(
          'OPTIONS /v1/api/positions/flatten HTTP/1.1',
          headers({ Origin: origin, 'Content-Length': null, 'Access-Control-Request-Method': 'POST' }),
        ),
      );
      expect([400, 403]).toContain(answer.status);
      expect(answer.head).not.toMatch(/access-control|allow:/i);
    }
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', ''])(
    'what a form may send, %j, closes nothing',
    async (type) => {
      expect((await flatten({ 'Content-Type': type })).status).toBe(400);
    },
  );

  test('an Origin behind three thousand other headers is seen', async () => {
    const many = Array.from({ length: 3_000 }, () => 'a:');
    const [first, ...rest] = headers({ Origin: 'https://evil.example' });
    const answer = await exchange(bench.port, `${headOf(FLATTEN, [first ?? '', ...many, ...rest])}{}`);
    expect(answer.status).toBe(403);
  });
});

describe('bytes that are no request, or two', () => {
  test.each([
    ['garbage', '\u0000\u0001\u0002 no request\r\n\r\n'],
    ['TLS', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003'],
    ['another protocol', 'EHLO evil.example\r\n'],
    ['another version', 'POST /v1/api/positions/flatten HTTP/2.0\r\n\r\n'],
    ['a bare line feed', 'POST /v1/api/positions/flatten HTTP/1.1\nHost: 127.0.0.1\n\n{}'],
  ])('%s is told so, and cut off', async (_, bytes) => {
    const answer = await exchange(bench.port, bytes);
    expect([400, 403]).toContain(answer.status);
    await alive();
  });

  test.each([
    ['a length and chunks', { 'Content-Length': '2', 'Transfer-Encoding': 'chunked' }, '2\r\n{}\r\n0\r\n\r\n'],
    ['chunks that are not the last coding', { 'Content-Length': null, 'Transfer-Encoding': 'chunked, identity' }, '0\r\n\r\n'],
    ['a coding with a tab', { 'Content-Length': null, 'Transfer-Encoding': '\tchunked, x' }, '2\r\n{}\r\n0\r\n\r\n'],
    ['a length with a sign', { 'Content-Length': '+2' }, '{}'],
    ['a length in hexadecimal', { 'Content-Length': '0x2' }, '{}'],
    ['two lengths in one', { 'Content-Length': '2, 2' }, '{}'],
    ['a chunk that is none', { 'Content-Length': null, 'Transfer-Encoding': 'chunked' }, 'zz\r\n{}\r\n0\r\n\r\n'],
    ['a header that is folded', { 'Content-Length': '2', 'X-Folded': 'a\r\n b' }, '{}'],
    ['a header with a space before its colon', { 'Content-Length ': '2' }, '{}'],
  ])('%s', async (_, change, body) => {
    const answer = await flatten(change, body);
    expect([400, 403]).toContain(answer.status);
    await alive();
  });

  test('two lengths, two keys, two types: refused, not chosen from', async () => {
    for (const second of ['Content-Length: 0', `Authorization: Bearer ${token}`, 'Content-Type: text/plain'])
      expect((await exchange(bench.port, `${headOf(FLATTEN, [...headers(), second])}{}`)).status).toBe(400);
  });

  test('what is hidden in the body of a refused request, and what follows it, is never read', async () => {
    const hidden = headOf(FLATTEN, headers({ 'Content-Length': '2' })) + '{}';
    const outer = headers({ Host: 'evil.example', 'Content-Length': String(hidden.length) });
    const socket = await openSocket(bench.port);
    const closed = new Promise((resolve) => socket.on('close', resolve));
    const answer = answerOn(socket);
    socket.write(headOf(FLATTEN, outer) + hidden + hidden);
    expect((await answer).status).toBe(403);
    await closed;
  });

  test('headers that name another method change nothing', async () => {
    const override = { 'X-HTTP-Method-Override': 'POST', 'X-HTTP-Method': 'POST', 'X-Method-Override': 'POST' };
    const line = 'GET /v1/api/positions/flatten HTTP/1.1';
    expect((await exchange(bench.port, `${headOf(line, headers(override))}{}`)).status).toBe(404);
  });

  test.each(['?account=x', '?', '/../flatten?x', '%00', '%zz', '//', ';x=1'])(
    'an address with %j closes nothing',
    async (more) => {
      const line = `POST /v1/api/positions/flatten${more} HTTP/1.1`;
      const answer = await exchange(bench.port, `${headOf(line, headers({ 'Content-Length': '3' }))}{,}`);
      expect([400, 404]).toContain(answer.status);
    },
  );
});

describe('a key', () => {
  test.each([
    ['none', null, 401],
    ['empty', 'Bearer ', 401],
    ['of another scheme', 'Basic YWRtaW46YWRtaW4=', 401],
    ['wrong', 'Bearer bst_wrong', 401],
    ['of live', 'Bearer bst_live', 403],
    ['expired', 'Bearer bst_expired', 401],
    ['revoked', 'Bearer bst_revoked', 401],
  ])('%s is turned away, and on the log', async (_, authorization, status) => {
    const answer = await flatten({ Authorization: authorization });
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ success: false, errors: expect.arrayContaining([expect.any(String)]) });
    const [line] = await callsOf();
    const id = /bst_(live|expired|revoked)/.exec(authorization ?? '')?.[1] ?? null;
    expect(line).toMatchObject({ verb: 'flatten', status, outcome: 'refused', keyId: id, exitId: null });
    expect(line?.keyName).toBe(id === null ? null : `Key ${id}`);
  });

  test('that worked once is told of: somebody may rely on the program that has it', async () => {
    await bench.until('the notices', ({ notices }) => notices.filter(({ id }) => id.startsWith('automationOldKey')).length >= 2);
    expect(bench.snapshot().notices.map(({ title, detail }) => [title, detail])).toEqual(
      expect.arrayContaining([
        ['A program still uses the key "Key expired".', 'This key has expired. What it asks for is turned away.'],
        ['A program still uses the key "Key revoked".', 'This key was revoked. What it asks for is turned away.'],
      ]),
    );
  });

  test('in the name of a call is refused: names are kept and shown', async () => {
    expect((await flatten({ 'Idempotency-Key': `call-${token}` })).status).toBe(400);
    expect((await flatten({ 'Idempotency-Key': 'two words' })).status).toBe(400);
  });

  test.each<[string, Partial<NewApiKey>]>([
    ['that may only read', { scope: 'read' }],
    ['that may do something else', { actions: ['flattenWinners'] }],
    ['of other accounts', { accounts: ['somebody else'] }],
  ])('%s closes nothing', async (_, wanted) => {
    const answer = await flatten({ Authorization: `Bearer ${await bench.token(wanted)}` });
    expect(answer.status).toBe(403);
  });

  test('that is revoked between two requests of one connection is turned away at the second', async () => {
    const own = await bench.token({ name: 'Revoked soon' });
    const keyId = bench.snapshot().automation.keys.find(({ name }) => name === 'Revoked soon')?.keyId ?? '';
    const socket = await openSocket(bench.port);
    const read = headOf('GET /v1/api/positions HTTP/1.1', headers({ Authorization: `Bearer ${own}`, 'Content-Length': null }));
    const first = answerOn(socket);
    socket.write(read);
    expect((await first).status).toBe(200);
    const exit = headOf(FLATTEN, headers({ Authorization: `Bearer ${own}` }));
    socket.write(exit); // identified, and its body still comes
    await bench.until('the call', () => bench.store.calls({ keyId }).length === 1);
    expect((await bench.automation.handlers.revokeApiKey({ keyId })).ok).toBe(true);
    const second = answerOn(socket);
    socket.write('{}');
    expect((await second).status).toBe(401);
    expect(await callsOf(keyId)).toMatchObject([{ status: 401, verb: 'flatten' }, { status: 200 }]);
    socket.destroy();
  });

  test.each(['?api_key=TOKEN', '?token=x', '?x=TOKEN', '/TOKEN', '?x=%62st_abc'])(
    'in an address, %s, is refused and repeated nowhere',
    async (more) => {
      const line = `GET /v1/api/positions${more.replace('TOKEN', token)} HTTP/1.1`;
      const answer = await exchange(bench.port, headOf(line, headers({ 'Content-Length': null })));
      expect(answer.status).toBe(400);
      expect(answer.body).toContain('never belongs in an address');
      expect(answer.body).not.toContain(token);
    },
  );

  test('leaves no trace of itself in the log, the pushes or the log of the app', async () => {
    expect(JSON.stringify(await callsOf())).not.toContain(token);
    expect(bench.told.join('\n')).not.toContain(token);
    expect(bench.told.join('\n')).not.toContain('bst_wrong');
    expect(bench.told.join('\n')).not.toContain('/v1/api');
  });
});

test('wrong keys wait longer and longer and raise a notice; a valid key meanwhile does not wait', async () => {
  const wrong = () => flatten({ Authorization: 'Bearer bst_guess' });
  const began = performance.now();
  const tries = Array.from({ length: 40 }, wrong);
  const valid = exchange(bench.port, headOf('GET /v1/api/accounts HTTP/1.1', headers({ 'Content-Length': null })));
  expect((await valid).status).toBe(200);
  const validMs = performance.now() - began;
  for (const answer of await Promise.all(tries)) expect(answer.status).toBe(401);
  expect(performance.now() - began).toBeGreaterThan(3 * validMs);
  const said = ({ notices }: ReturnType<AutomationBench['snapshot']>) => notices.find(({ id }) => id === 'automationWrongKeys');
  await bench.until('the notice', (now) => said(now) !== undefined);
  expect(said(bench.snapshot())?.title).toMatch(/^Somebody tried \d+ wrong keys\.$/);
  expect(said(bench.snapshot())?.remedy).toContain('Settings > Automation');
  expect((await callsOf()).filter(({ status }) => status === 401).length).toBeLessThan(40); // one line with a count stands for them
});

test('a key that reads too often is told when to come back, and previews sooner', async () => {
  const own = await bench.token({ name: 'Eager' });
  const get = (path: string, method = 'GET', body = '') =>
    exchange(
      bench.port,
      headOf(
        `${method} ${path} HTTP/1.1`,
        headers({ Authorization: `Bearer ${own}`, 'Content-Length': String(body.length), Connection: 'close' }),
      ) + body,
    );
  const previews = await Promise.all(
    Array.from({ length: 12 }, () => get('/v1/api/preview', 'POST', '{"action":"emergencyExit"}')),
  );
  expect(previews.filter(({ status }) => status === 200).length).toBeGreaterThanOrEqual(6);
  const late = previews.find(({ status }) => status === 429);
  expect(late?.head).toMatch(/^retry-after: [1-9]/im);
  const reads = await Promise.all(Array.from({ length: 150 }, () => get('/v1/api/positions')));
  expect(reads.some(({ status }) => status === 429)).toBe(true);
  expect((await exchange(bench.port, headOf('GET /v1/api/accounts HTTP/1.1', headers({ 'Content-Length': null })))).status).toBe(
    200, // another key is not concerned
  );
});
