// Keys from outside the app, by xdotool: what the person's fingers do, whatever has the focus.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from '@playwright/test';

const run = promisify(execFile);
const TAP_S = 0.05;

const down = (keys: readonly string[]): readonly string[] => keys.flatMap((key) => ['keydown', key]);
const up = (keys: readonly string[]): readonly string[] => keys.toReversed().flatMap((key) => ['keyup', key]);

/** Ctrl+Alt+Shift+X, the hotkey of an Emergency Exit as it is set at first. */
export const PANIC_KEYS = ['ctrl', 'alt', 'shift', 'x'] as const;

/** Presses and lets go, `times` over, `apartMs` from one press to the next. */
export async function press(
  keys: readonly string[],
  options: Readonly<{ times?: number; apartMs?: number }> = {},
): Promise<void> {
  const { apartMs = 300, times = 1 } = options;
  const pause = ['sleep', String(apartMs / 1_000 - TAP_S)];
  const tap = [...down(keys), 'sleep', String(TAP_S), ...up(keys)];
  await run('xdotool', Array.from({ length: times }, (_, index) => (index === 0 ? tap : [...pause, ...tap])).flat());
}

/** Keeps them down until that has happened. */
export async function hold(keys: readonly string[], until: () => Promise<unknown>): Promise<void> {
  await run('xdotool', [...down(keys)]);
  try {
    await until();
  } finally {
    await run('xdotool', [...up(keys)]);
  }
}

/** Presses until that has happened, as a person does: once more where the machine was too busy to tell two presses apart. */
export async function pressUntil(keys: readonly string[], happened: () => boolean | Promise<boolean>): Promise<void> {
  for (let presses = 0; presses < 3; presses += 1) {
    await press(keys);
    try {
      await expect.poll(happened, { timeout: 2_500 }).toBe(true);
      return;
    } catch (error) {
      if (presses === 2) throw error;
    }
  }
}
