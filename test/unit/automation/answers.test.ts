// Numbers of an answer, as JSON has them.
import { expect, test } from 'vitest';
import { emergencyExitAnswerOf, exitAnswerOf } from '../../../electron/automation/answers.ts';
import { exit, leg } from '../renderer/fixtures.ts';

// OKX's PEPE-USDT-SWAP is quoted to nine places; an average of two fills has more.
test.each([
  ['0.000010843', 0.000010843],
  ['0.0000108435', 0.0000108435],
  ['4113.123333333333333333', 4113.12333333],
  ['95000.5', 95_000.5],
])('an exit at %s is told at %d', (averagePrice, told) => {
  const view = exit({ verdict: 'flat', endedAtMs: 2, legs: [leg({ state: 'proved', averagePrice })] });
  expect(emergencyExitAnswerOf(view, false).closed_positions).toMatchObject([{ exit_price: told }]);
  expect(exitAnswerOf(view).report.legs).toMatchObject([{ exitPrice: told }]);
});
