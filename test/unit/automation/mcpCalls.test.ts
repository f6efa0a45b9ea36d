// What an assistant is told of verdicts that are not flat, and of refusals.
import { expect, test } from 'vitest';
import type { CallAnswer } from '../../../electron/automation/calls.ts';
import { toolAnswerOf } from '../../../electron/automation/mcpCalls.ts';
import { refuse, type Refusal } from '../../../electron/automation/refusals.ts';

const exit = (body: object, status: 200 | 202 = 200): CallAnswer => ({ ok: true, status, body, exitId: 'a1' });

test('flat: what the tool promises, and no advice', () => {
  const body = { success: true, verdict: 'flat', errors: [], exitId: 'a1', joined: false };
  expect(toolAnswerOf(exit(body))).toEqual({ content: [{ type: 'text', text: JSON.stringify(body) }], structuredContent: body });
});

test.each([
  ['notFlat', 'NOT FLAT'],
  ['unknown', 'UNKNOWN'],
])('%s is an error that says what to do, with the whole answer', (verdict, words) => {
  const body = {
    success: false,
    verdict,
    errors: ['Main: BTC/USDT:USDT long of 1 is open: refused'],
    exitId: 'a1',
    joined: false,
  };
  const answer = toolAnswerOf(exit(body));
  expect(answer).toMatchObject({ isError: true, structuredContent: body });
  expect(answer.content).toHaveLength(2);
  expect(answer.content[1]?.text).toContain(words);
});

test('an exit that runs still is no answer that the tool promises', () => {
  const answer = toolAnswerOf(
    exit({ success: false, running: true, verdict: null, errors: [], exitId: 'a1', joined: false }, 202),
  );
  expect(answer).toMatchObject({ isError: true });
  expect(answer.structuredContent).toBeUndefined();
  expect(answer.content[1]?.text).toContain('nothing is proved');
});

const statuses: readonly Refusal['status'][] = [400, 401, 403, 404, 409, 422, 429, 500, 503];
test.each(statuses)('%d: what went wrong and what to do; that nothing was closed only where it is sure', (status) => {
  const answer = toolAnswerOf({ ok: false, refusal: { ...refuse(status, 'What.', 'Why.'), candidates: ['a'], retryAfter: 3 } });
  expect(answer.isError).toBe(true);
  expect(answer.structuredContent).toBeUndefined();
  expect(JSON.parse(answer.content[0]?.text ?? '')).toMatchObject({
    success: false,
    errors: ['What.', 'Why.'],
    candidates: ['a'],
    retry_after_s: 3,
  });
  expect(answer.content[1]?.text.includes('closed nothing')).toBe(status < 500);
});
