// Whatever is not exactly meant is refused with words, and closes nothing.
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient, type RestAnswer, type RestClient } from './restClient.ts';

let bench: AutomationBench;
let rest: RestClient;
let token: string;
let before: ReturnType<AutomationBench['ledger']>;
beforeAll(async () => {
  bench = await openAutomationBench({ host: { venues: loadVenues().filter(({ venue }) => venue === 'bybit') } });
  token = await bench.token({ name: 'Sloppy program' });
  rest = restClient(bench, token);
  await bench.ready();
  before = bench.ledger();
}, HOOK_MS);
afterAll(() => bench.close());

const json = { 'content-type': 'application/json' };
const ACTIONS = ['positions/flatten', 'emergency-exit', 'flatten-winners', 'partial-close'] as const;

/** With what it did, which has to be nothing. */
const judged = ({ status, body }: RestAnswer) => ({
  status,
  success: body['success'],
  error: body['error'],
  saysWhy: Array.isArray(body['errors']) && String(body['errors']).length > 20,
  ledger: bench.ledger(),
  exits: bench.desk.exits().length,
});
const invalid = () => ({ status: 400, success: false, error: 'Invalid request', saysWhy: true, ledger: before, exits: 0 });

const BODIES: readonly (readonly [string, string | undefined])[] = [
  ['no body', undefined],
  ['an empty one', ''],
  ['white space', '  \n'],
  ['null', 'null'],
  ['a list', '[]'],
  ['a list of an object', '[{}]'],
  ['a text', '"{}"'],
  ['a number', '0'],
  ['an unknown field', '{"acount":"Swing"}'],
  ['a field beside the right ones', '{"symbol":"ETHUSDT","exit_pct":50,"marketPosition":"long","all":true}'],
  ['a field of another type', '{"account":7,"symbol":7}'],
  ['an empty text', '{"account":"","symbol":""}'],
  ['blanks', '{"instrument":"  ","symbol":"  "}'],
  ['null for absent', '{"account":null,"symbol":null}'],
  ['a field twice', '{"symbol":"ETHUSDT","account":"Swing","account":"Swing"}'],
  ['a field twice under an escape', '{"symbol":"ETHUSDT","account":"Swing","\\u0061ccount":"Scalp"}'],
  ['__proto__', '{"symbol":"ETHUSDT","__proto__":{"account":"Swing"}}'],
  ['constructor', '{"symbol":"ETHUSDT","constructor":{"prototype":{"account":"Swing"}}}'],
  ['a byte order mark', '\uFEFF{"symbol":"ETHUSDT"}'],
  ['two objects', '{}{}'],
  ['a comment', '{} // everything'],
  ['a trailing comma', '{"symbol":"ETHUSDT",}'],
  ['single quotes', "{'symbol':'ETHUSDT'}"],
  ['a half', '{"symbol":"ETHUSDT"'],
  ['deep nesting', `{"symbol":${'['.repeat(20_000)}${']'.repeat(20_000)}}`],
  ['too much', `{"symbol":"${'x'.repeat(100_000)}"}`],
  ['a form', 'account=Swing'],
];

test.each(ACTIONS.flatMap((path) => BODIES.map(([what, body]) => [path, what, body] as const)))(
  '%s: %s is refused',
  async (path, _what, body) => expect(judged(await rest.raw(path, body, json))).toEqual(invalid()),
);

test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/json; charset=utf-16', 'application/jsonp', ''])(
  'a body that comes as %j is refused',
  async (type) => {
    for (const path of ACTIONS) expect(judged(await rest.raw(path, '{}', { 'content-type': type }))).toEqual(invalid());
  },
);

test.each([
  ['positions/flatten', '{"marketPosition":"Short"}'],
  ['positions/flatten', '{"marketPosition":"flat"}'],
  ['positions/flatten', '{"venue":"bybit"}'],
  ['emergency-exit', '{"account":"Swing"}'],
  ['flatten-winners', '{"account":"Swing"}'],
  ['partial-close', '{}'],
  ['partial-close', '{"exit_pct":50}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":0}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":101}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":33.5}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":"33"}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":null}'],
  ['partial-close', '{"symbol":"ETHUSDT","exit_pct":-1}'],
  ['partial-close', '{"symbol":["ETHUSDT"]}'],
  ['partial-close', '{"symbol":"ETHUSDT","direction":"BUY"}'],
  ['preview', '{}'],
  ['preview', '{"action":"everything"}'],
  ['preview', '{"action":"emergencyExit","account":"Swing"}'],
])('%s with %s is refused', async (path, body) => expect(judged(await rest.raw(path, body, json))).toEqual(invalid()));

test('what was misspelt is answered with what it takes, and not repeated', async () => {
  const { body } = await rest.post('positions/flatten', { bst_secretInTheWrongPlace: 'x' });
  expect(body['errors']).toEqual([
    'there is a field that is not known.',
    'Nothing was sent.',
    'It takes account, instrument, marketPosition.',
  ]);
});

test('a filter in the address does not become an exit of everything', async () => {
  expect(judged(await rest.post('positions/flatten?account=Swing', {}))).toEqual(invalid());
  expect(judged(await rest.post(`emergency-exit?api_key=${token}`, {}))).toEqual(invalid());
  expect(judged(await rest.get('positions?account=Swing'))).toEqual(invalid());
});

test('an Idempotency-Key that nobody could read in a log is refused', async () => {
  for (const named of ['', 'two words', 'x'.repeat(201), 'tab\there', '\u00fcmlaut'])
    expect(judged(await rest.post('emergency-exit', {}, { 'idempotency-key': named }))).toEqual(invalid());
});

test('paths and methods that are not there', async () => {
  expect(await rest.post('positions/flaten', {})).toMatchObject({ status: 404, body: { success: false, error: 'Not found' } });
  expect(await rest.get('positions/flatten')).toMatchObject({ status: 404 });
  expect(await rest.get('exits/nothere')).toMatchObject({ status: 404 });
  expect((await rest.get('exits/..%2f..%2fetc')).status).toBe(400);
});

test('chunks without a length, and a compressed body', async () => {
  const headers = { authorization: `Bearer ${token}`, ...json };
  const status = (more: Readonly<Record<string, string>>, body: Buffer) =>
    new Promise<number | undefined>((resolve, reject) => {
      const sent = httpRequest(
        `${bench.url}/v1/api/emergency-exit`,
        { method: 'POST', headers: { ...headers, ...more } },
        (answer) => {
          answer.resume();
          resolve(answer.statusCode);
        },
      );
      sent.on('error', reject);
      sent.end(body);
    });
  expect(await status({ 'transfer-encoding': 'chunked' }, Buffer.from('{"a":1}'))).toBe(400);
  expect(await status({ 'content-encoding': 'gzip' }, Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]))).toBe(400);
});

test('the documented api_key is refused where it can be misunderstood', async () => {
  const other = await bench.token();
  const open = restClient(bench, null);
  expect(judged(await rest.post('emergency-exit', { api_key: other }))).toEqual(invalid());
  expect((await open.post('positions/flatten', { api_key: token })).status).toBe(401); // it has no such parameter: nobody asked
  expect((await open.post('emergency-exit', { api_key: 'bst_nobody' })).status).toBe(401);
  expect((await open.post('emergency-exit', { api_key: '' })).status).toBe(401);
  expect((await open.post('emergency-exit', { api_key: 7 })).status).toBe(401);
  expect(judged(await rest.post('emergency-exit', { api_key: 7 }))).toEqual(invalid());
  expect(judged(await rest.post('partial-close', { symbol: 'ETHUSDT', api_key: null }))).toEqual(invalid());
});

test('a key that was put where a name belongs is not repeated', async () => {
  const { status, body } = await rest.post('positions/flatten', { account: token });
  expect(status).toBe(404);
  expect(body['errors']).toEqual(['There is no account "bst_…". GET /v1/api/accounts lists them.']);
  expect((await rest.post('positions/flatten', { instrument: token })).status).toBe(404);
  expect((await rest.post('partial-close', { symbol: token })).status).toBe(404);
});

test('a body that is too large is in the log under its key', async () => {
  const large = restClient(bench, await bench.token({ name: 'Large program' }));
  expect((await large.post('positions/flatten', { account: 'x'.repeat(70_000) })).status).toBe(400);
  const [line] = bench.store.calls({});
  expect(line).toMatchObject({ keyName: 'Large program', verb: 'flatten', status: 400 });
  expect(line?.detail).toContain('larger than 64 KiB');
});

test('each refused call is in the log under its key, without what it said', async () => {
  const calls = await bench.automation.handlers.getAutomationCalls({});
  const lines = calls.ok ? calls.value : [];
  expect(lines.some(({ keyName, verb, status }) => keyName === 'Sloppy program' && verb === 'flatten' && status === 400)).toBe(
    true,
  );
  expect(JSON.stringify(lines).includes(token)).toBe(false);
  expect(JSON.stringify(lines).includes('secretInTheWrongPlace')).toBe(false);
  expect(bench.told.join('\n').includes(token)).toBe(false);
});
