// A keyboard, a system that repeats held keys, and a main process that may be blocked, in virtual time: hits and answers that
// come meanwhile wait for its end, and then come in any order of their kinds.
import { createPressReader, type PressReader } from '../../../electron/desktop/pressReader.ts';
import type { KeyReading, KeyState } from '../../../electron/desktop/keyState.ts';

export type Stroke = Readonly<{ downMs: number; upMs: number }>;
export type Span = Readonly<{ fromMs: number; toMs: number }>;

export type KeyboardOptions = Readonly<{
  strokes: readonly Stroke[];
  /** Null: held keys are reported once. */
  repeat: Readonly<{ delayMs: number; intervalMs: number }> | null;
  blocks?: readonly Span[];
  /** What there is to ask for the key's state. */
  state: 'true' | 'none' | 'alwaysUp' | 'hangs' | 'throws';
  /** The page sees the key go up so long afterwards; null: it does not. */
  pageSeesAfterMs?: number | null;
  holdMs?: number;
  latencyMs?: number;
  /** Decides what comes first after a block. */
  dice?: () => number;
}>;

export type Seen = Readonly<{ presses: readonly number[]; held: readonly number[]; letGo: readonly number[] }>;

type Task = { atMs: number; rank: number; serial: number; run: () => void };

export async function type(options: KeyboardOptions, untilMs = 30_000): Promise<Seen> {
  const { blocks = [], dice = () => 0.5, latencyMs = 1, repeat, strokes } = options;
  let nowMs = 0;
  let serial = 0;
  let tasks: Task[] = [];
  const later = (atMs: number, run: () => void): void => {
    serial += 1;
    tasks.push({ atMs, rank: 0, serial, run });
  };
  const isDown = (atMs: number): boolean => strokes.some(({ downMs, upMs }) => downMs <= atMs && atMs < upMs);
  const answers: Readonly<Record<Exclude<KeyboardOptions['state'], 'none'>, () => Promise<KeyReading | null>>> = {
    true: () => {
      const sampledMs = nowMs + latencyMs / 2;
      return new Promise((resolve) => {
        later(nowMs + latencyMs, () => {
          const key = isDown(sampledMs);
          resolve({ key, all: key, keycode: 53 });
        });
      });
    },
    alwaysUp: async () => ({ key: false, all: false, keycode: 99 }),
    hangs: () => new Promise(() => undefined),
    throws: async () => {
      throw new Error('a defect');
    },
  };
  const { state } = options;
  const keyState: KeyState | null = state === 'none' ? null : { read: () => answers[state](), close: () => undefined };
  const presses: number[] = [];
  const held: number[] = [];
  const letGo: number[] = [];
  const reader: PressReader = createPressReader({
    clock: {
      now: () => nowMs,
      sleep: (ms) =>
        new Promise((resolve) => {
          later(nowMs + ms, resolve);
        }),
    },
    accelerator: 'Control+X',
    repeats: repeat !== null,
    keyState,
    holdMs: () => options.holdMs ?? 800,
    onPress: () => presses.push(nowMs),
    onHeld: () => held.push(nowMs),
    onLetGo: () => letGo.push(nowMs),
    log: () => undefined,
  });
  for (const { downMs, upMs } of strokes) {
    later(downMs + latencyMs, () => reader.hit());
    if (repeat !== null)
      for (let atMs = downMs + repeat.delayMs; atMs < upMs; atMs += repeat.intervalMs)
        later(atMs + latencyMs, () => reader.hit());
    const { pageSeesAfterMs = null } = options;
    if (pageSeesAfterMs !== null) later(upMs + pageSeesAfterMs, () => reader.released());
  }
  const hits = new Set(tasks);

  /** What is due within a block waits for its end. Hits keep their order. */
  function defer(): void {
    for (const { fromMs, toMs } of blocks) {
      const waiting = tasks.filter(({ atMs }) => fromMs <= atMs && atMs < toMs);
      if (waiting.length === 0) continue;
      const hitsRank = dice();
      for (const task of waiting) {
        task.atMs = toMs;
        task.rank = hits.has(task) ? hitsRank : dice();
      }
    }
  }
  for (;;) {
    defer();
    tasks.sort((a, b) => a.atMs - b.atMs || a.rank - b.rank || a.serial - b.serial);
    const next = tasks[0];
    if (next === undefined || next.atMs > untilMs) return { presses, held, letGo };
    tasks = tasks.slice(1);
    nowMs = Math.max(nowMs, next.atMs);
    next.run();
    await microtasks();
  }
}

const TURNS = 12; // more than any chain of promises between two tasks here

async function microtasks(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn += 1) await Promise.resolve();
}
