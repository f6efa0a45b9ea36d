// docs/automation/websocket.md shows frames that are really so: each of them fits the schemas, and no api or topic is left out.
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { LIMITS } from '../../../electron/automation/socket.ts';
import { apiNames, outgoing, readFrame, TOPICS } from '../../../electron/automation/socketFrames.ts';
import { CLOSED } from '../../../electron/automation/socketSession.ts';

const page = readFileSync(resolve(import.meta.dirname, '../../../docs/automation/websocket.md'), 'utf8');
const frames = (mark: string): readonly string[] =>
  page.split('\n').flatMap((line) => (line.startsWith(`${mark} `) ? [line.slice(2)] : []));
const anyFrame = z.union(Object.values(outgoing));

test.each(frames('>'))('sent: %s', (text) => {
  expect(readFrame(text)).toMatchObject({ ok: true });
});

test.each(frames('<').filter((text) => !text.includes('…')))('heard: %s', (text) => {
  expect(anyFrame.safeParse(JSON.parse(text)).error).toBeUndefined();
});

test('the examples in JSON', () => {
  const examples = [...page.matchAll(/```json\n([^`]+)```/g)].map(([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(2);
  for (const text of examples) expect(readFrame(text).ok || anyFrame.safeParse(JSON.parse(text)).success).toBe(true);
});

test('every api, topic, code and bound is told', () => {
  for (const api of apiNames) expect(page).toContain(`| \`${api}\``);
  for (const topic of TOPICS) expect(page).toContain(`- **${topic}**`);
  for (const code of Object.values(CLOSED)) expect(page).toContain(`| \`${code}\``);
  const { sockets, socketsOfAKey, badFramesInARow, framesASecond, exits, reads } = LIMITS;
  expect(page).toContain(`${sockets} sockets may be open, ${socketsOfAKey} of one key`);
  expect(page).toContain(`after ${badFramesInARow} of them in a row`);
  expect(page).toContain(`more than ${framesASecond} frames in a second`);
  expect(page).toContain(`${exits} that close positions and ${reads} that read`);
});
