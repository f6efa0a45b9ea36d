// The OpenAPI document: valid, complete, the one that is committed, and true of real answers.
// To renew docs/openapi.json: npx vitest run -c build/vitest.config.ts test/contract/automation/openApi.test.ts -u
import { resolve } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { format } from 'prettier';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import prettierConfig from '../../../build/prettier.config.mjs';
import { EXAMPLES } from '../../../electron/automation/examples.ts';
import { loadVenues } from '../../../electron/practice/venues.ts';
import { ROUTES } from '../../../electron/automation/rest.ts';
import { verbNames, verbs } from '../../../electron/automation/verbs.ts';
import { HOOK_MS, openAutomationBench, type AutomationBench } from './bench.ts';
import { restClient, type RestClient } from './restClient.ts';

const contentSchema = z.object({ 'application/json': z.looseObject({ schema: z.looseObject({}) }) });
const operationSchema = z.looseObject({
  operationId: z.string(),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.looseObject({ required: z.literal(true), content: contentSchema }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string().min(5), content: contentSchema })),
});
const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  components: z.looseObject({ schemas: z.looseObject({ Refusal: z.looseObject({}) }) }),
  paths: z.record(z.string(), z.record(z.enum(['get', 'post']), operationSchema.optional())),
});

let bench: AutomationBench;
let rest: RestClient;
let served: Readonly<Record<string, unknown>>;
let refusal: Readonly<Record<string, unknown>>;
let operations: readonly z.output<typeof operationSchema>[];
beforeAll(async () => {
  bench = await openAutomationBench({ host: { venues: loadVenues().filter(({ venue }) => venue === 'bybit') } });
  rest = restClient(bench, await bench.token());
  await bench.ready();
  served = (await rest.get('openapi.json')).body;
  const document = documentSchema.parse(served);
  refusal = document.components.schemas.Refusal;
  operations = Object.values(document.paths).flatMap((item) =>
    Object.values(item).flatMap((operation) => (operation === undefined ? [] : [operation])),
  );
}, HOOK_MS);
afterAll(() => bench.close());

test('it is a valid OpenAPI 3.1 document', async () => {
  expect(await new Validator().validate(structuredClone(served))).toMatchObject({ valid: true });
});

test('it is the one in docs/openapi.json', async () => {
  const text = await format(JSON.stringify(served), { ...prettierConfig, parser: 'json' });
  await expect(text).toMatchFileSnapshot(resolve(import.meta.dirname, '../../../docs/openapi.json'));
});

test('it has every route, what it takes in headers, and how it can be refused', () => {
  expect(operations.map(({ operationId }) => operationId).sort()).toEqual(ROUTES.map(({ verb }) => verb).sort());
  for (const { operationId, parameters, responses, requestBody } of operations) {
    const isExit = verbs[verbNames.find((name) => name === operationId) ?? 'exits'].kind === 'exit';
    const headers = parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
    expect(headers).toEqual(isExit ? ['Idempotency-Key', 'Prefer'] : []);
    const always = ['200', '400', '401', '403', '429', '500', '503'];
    expect(Object.keys(responses)).toEqual(expect.arrayContaining(isExit ? [...always, '202', '409', '422'] : always));
    expect(responses['401']).toHaveProperty('headers.WWW-Authenticate');
    const told = [responses['200'], requestBody].flatMap((part) =>
      part === undefined ? [] : [part.content['application/json']],
    );
    for (const content of told) expect(content).toHaveProperty('example');
  }
});

test.each(ROUTES.map(({ verb }) => verb))('the example of %s is of the documented shape', (name) => {
  const { request, answer } = EXAMPLES[name] ?? {};
  expect(verbs[name].answer.parse(answer)).toEqual(answer);
  // Those that take nothing but a path have none.
  expect(request === undefined || verbs[name].args.safeParse(request).success).toBe(true);
});

test('real answers are of the documented shape', async () => {
  const answers: Readonly<Record<string, unknown>>[] = [];
  const take = async (
    operationId: string,
    asked: Promise<Readonly<{ status: number; body: Readonly<Record<string, unknown>> }>>,
  ) => {
    const { status, body } = await asked;
    const operation = operations.find((each) => each.operationId === operationId);
    const told = operation?.responses[String(status)]?.content['application/json'].schema;
    const schema = told?.['$ref'] === '#/components/schemas/Refusal' ? refusal : told;
    const checked = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]).safeParse(body);
    expect(checked.error?.issues, `${operationId} ${status}`).toBeUndefined();
    answers.push(body);
    return body;
  };
  await take('positions', rest.get('positions'));
  await take('accounts', rest.get('accounts'));
  await take('preview', rest.post('preview', { action: 'emergencyExit' }));
  await take('partialClose', rest.post('partial-close', { symbol: 'ADAUSDT' }));
  await take('flattenWinners', rest.post('flatten-winners', {}));
  await take('flatten', rest.post('positions/flatten', { account: 'Scalp' }));
  await take('flatten', rest.post('positions/flatten', { account: 'Nobody' }));
  await take('flatten', rest.post('positions/flatten', []));
  const { exitId } = await take('emergencyExit', rest.post('emergency-exit', {}, { prefer: 'respond-async' }));
  await take('exits', rest.get('exits'));
  await take('exit', rest.get(`exits/${String(exitId)}`));
  await take('timeline', rest.get(`exits/${String(exitId)}/timeline`));
  await take('positions', restClient(bench, null).get('positions'));
  expect(answers).toHaveLength(13);
});
