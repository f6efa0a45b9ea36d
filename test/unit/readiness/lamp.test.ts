import { expect, it } from 'vitest';
import type { CheckState } from '../../../shared/readiness.ts';
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
