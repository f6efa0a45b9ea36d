// Every field, type and default of the public documents, held against answers of real exits.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { ROUTES } from '../../../electron/automation/rest.ts';
import { verbs, type VerbName } from '../../../electron/automation/verbs.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { documented, missingIn, type DocumentedName } from './documented.ts';
import { restClient, type RestClient } from './restClient.ts';

let bench: AutomationBench;
let rest: RestClient;
beforeEach(async () => {
  bench = await openAutomationBench({ host: { venues: loadVenues().filter(({ venue }) => venue === 'bybit') } });
  rest = restClient(bench, await bench.token());
  await bench.ready();
}, HOOK_MS);
afterEach(() => bench.close());

/** What the schema knows and nothing else: an answer has no field that is not documented. */
const known = (verb: VerbName, body: unknown): unknown => verbs[verb].answer.parse(body);

test('flatten, as documented for "Flatten Everything"', async () => {
  const { answer, badRequest, request } = documented('flattenEverything');
  const refused = await rest.post('positions/flatten', request); // the account of the example is not ours
  expect(refused).toMatchObject({ status: 404, body: { success: false, error: 'Not found', candidates: ['Swing', 'Scalp'] } });
  expect((await rest.post('positions/flatten', { acount: 'Swing' })).body).toMatchObject(badRequest ?? {});
  const some = await rest.post('positions/flatten', { account: 'Swing', instrument: 'ETHUSDT', marketPosition: 'long' });
  expect(missingIn(some.body, answer)).toEqual([]);
  expect(some.body).toMatchObject({ success: true, closedPositions: [{ instrument: 'ETHUSDT', marketPosition: 'Long' }] });
  expect(some.body['orderIds']).toHaveLength(1);
  expect(known('flatten', some.body)).toEqual(some.body);
  expect(bench.ledger().positions).toBe(6);
  const all = await rest.post('positions/flatten', {});
  expect(missingIn(all.body, answer)).toEqual([]);
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
});

test('emergency exit', async () => {
  const { body } = await rest.post('emergency-exit', {});
  expect(missingIn(body, documented('emergencyExit').answer)).toEqual([]);
  expect(known('emergencyExit', body)).toEqual(body);
  const closed = body['closed_positions'] as readonly { exchange: string; realized_pnl_usd: number }[];
  expect(body).toMatchObject({ success: true, positions_closed: 7, errors: [] });
  expect(closed.map(({ exchange }) => exchange)).toEqual(closed.map(() => 'bybit'));
  const sum = closed.reduce((total, { realized_pnl_usd }) => total + realized_pnl_usd, 0);
  expect(sum).toBeCloseTo(Number(body['total_realized_pnl_usd']), 5);
});

test('flatten winners', async () => {
  const { body } = await rest.post('flatten-winners', {});
  expect(missingIn(body, documented('flattenWinners').answer)).toEqual([]);
  expect(known('flattenWinners', body)).toEqual(body);
  expect(body).toMatchObject({ success: true, positions_closed: 5, kept_open: [{ symbol: 'ETHUSDT' }, { symbol: 'XRPUSDT' }] });
  expect(bench.ledger().positions).toBe(2);
});

test('partial close, by the share of the example and by the default', async () => {
  const { answer, parameters, request } = documented('partialClose');
  const third = await rest.post('partial-close', { symbol: 'AVAXUSDT', exit_pct: request['exit_pct'] });
  expect(missingIn(third.body, answer)).toEqual([]);
  expect(known('partialClose', third.body)).toEqual(third.body);
  expect(third.body).toMatchObject({ success: true, symbol: 'AVAXUSDT', closed_pct: 33, closed_qty: 90, remaining_qty: 182.9 });
  const half = await rest.post('partial-close', { symbol: 'ADAUSDT' });
  const share = parameters.find(({ name }) => name === 'exit_pct');
  expect(half.body).toMatchObject({ success: true, closed_pct: share?.default });
  expect(half.body['closed_qty']).toBeCloseTo(Number(half.body['remaining_qty']), -2);
});

const CALLS: readonly (readonly [DocumentedName, VerbName])[] = [
  ['flattenEverything', 'flatten'],
  ['emergencyExit', 'emergencyExit'],
  ['flattenWinners', 'flattenWinners'],
  ['partialClose', 'partialClose'],
];

test.each(CALLS)('the parameters of %s have their names, types, bounds and defaults', async (name, verb) => {
  const { path } = ROUTES.find((route) => route.verb === verb) ?? { path: '' };
  const { body } = await rest.get('openapi.json');
  const schema = z
    .object({ properties: z.record(z.string(), z.looseObject({})), required: z.array(z.string()).default([]) })
    .parse(at(body, 'paths', path, 'post', 'requestBody', 'content', 'application/json', 'schema'));
  for (const { name: field, type, default: usual, values, minimum, maximum, required } of documented(name).parameters) {
    const given = schema.properties[field];
    expect(given).toMatchObject({
      type,
      ...(usual === undefined ? {} : { default: usual }),
      ...(values === undefined ? {} : { enum: values }),
      ...(minimum === undefined ? {} : { minimum, maximum }),
    });
    // The key may come in the header instead.
    expect(schema.required.includes(field)).toBe(required && field !== 'api_key');
  }
});

const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((part, name) => (part as Readonly<Record<string, unknown>>)[name], value);
