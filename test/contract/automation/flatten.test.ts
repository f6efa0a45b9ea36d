// POST /v1/api/positions/flatten, as documented.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAutomationBench, type AutomationBench } from './bench.ts';

let bench: AutomationBench;
beforeAll(async () => {
  bench = await openAutomationBench();
  await bench.ready();
});
afterAll(() => bench.close());

const flatten = async (body: string, headers: Readonly<Record<string, string>> = {}) => {
  const answer = await fetch(`${bench.url}/v1/api/positions/flatten`, {
    method: 'POST',
    headers: { authorization: `Bearer ${await bench.token()}`, 'content-type': 'application/json', ...headers },
    body,
  });
  return { status: answer.status, body: (await answer.json()) as unknown };
};

test.each(['', 'null', '[]', '{"acount":"x"}', '{"marketPosition":"Short"}', 'all'])('%j closes nothing', async (body) => {
  const before = bench.ledger();
  expect(await flatten(body)).toMatchObject({ status: 400, body: { success: false, error: 'Invalid request' } });
  expect(bench.ledger()).toEqual(before);
});

test('a literal {} closes everything and cancels every order', async () => {
  expect(bench.ledger().positions).toBeGreaterThan(10);
  expect(await flatten('{}')).toMatchObject({ status: 200, body: { success: true, verdict: 'flat', errors: [] } });
  expect(bench.ledger()).toEqual({ positions: 0, orders: 0 });
});
