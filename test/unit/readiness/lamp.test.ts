import { expect, it } from 'vitest';
import type { CheckId, CheckState } from '../../../shared/readiness.ts';
import { lampFor } from '../../../electron/readiness/lamp.ts';

const lamp = (...states: CheckState[]) =>
  lampFor(states.map((state) => ({ id: 'reachable', state, detail: 'so it is', remedy: null })));

it.each<[string, CheckState[]]>([
  ['green', ['ok', 'ok']],
  ['amber', ['ok', 'warning', 'ok']],
  ['amber', ['ok', 'unknown']],
  ['red', ['ok', 'warning', 'bad', 'unknown']],
  ['red', ['bad', 'unknown']],
  ['grey', ['unknown', 'unknown']],
  ['grey', []],
])('is %s for %j', (colour, states) => {
  expect(lamp(...states)).toBe(colour);
});

it('stays green where a venue tells neither addresses nor time, and not where it does not tell of withdrawals', () => {
  const unknown = (id: CheckId) => ({ id, state: 'unknown' as const, detail: 'not told', remedy: null });
  const good = { id: 'keyValid' as const, state: 'ok' as const, detail: 'so it is', remedy: null };
  expect(lampFor([good, unknown('addresses'), unknown('clock')])).toBe('green');
  expect(lampFor([good, unknown('withdrawal')])).toBe('amber');
  expect(lampFor([good, unknown('trading')])).toBe('amber');
});
