// Time of a storm's process: it stands still while anything is computed or on its way, and leaps to the next timer when
// nothing is. Panel and exchange live in this one process, so every constant keeps the meaning that it ships with, a
// minute of waiting costs nothing, and a slow or busy machine only takes longer: it never makes an answer late.
// Imported before anything else: ccxt keeps the clock that it finds.
import { AsyncResource } from 'node:async_hooks';
import { performance } from 'node:perf_hooks';
import { createTimerHeap, type StormTimer } from './timerHeap.ts';

/** Each turn of the event loop takes this long. */
const TURN_MS = 0.02;
/** So many turns in a row without an event of a socket or a timer: nothing is on its way. */
const STILL_TURNS = 12;

const realNow = performance.now.bind(performance);
const startNow = realNow();
const startEpoch = Date.now();
const heap = createTimerHeap();
let nowMs = startNow;
let events = 0;
let still = 0;

function turn(): void {
  const { events: seen } = performance.nodeTiming.uvMetricsInfo;
  still = seen === events ? still + 1 : 0;
  events = seen;
  nowMs += TURN_MS;
  const next = heap.first();
  if (next !== undefined && next.dueMs > nowMs && still >= STILL_TURNS) nowMs = next.dueMs;
  // One timer a turn, as Node runs what it promised between two timers.
  if (next !== undefined && next.dueMs <= nowMs) {
    heap.remove(next);
    still = 0;
    if (next.everyMs !== null) start(next, next.everyMs);
    next.run();
  }
  setImmediate(turn);
}

function start(timer: StormTimer, afterMs: number): void {
  heap.remove(timer);
  timer.dueMs = nowMs + Math.max(1, afterMs);
  heap.add(timer);
}

function open(act: (...given: unknown[]) => void, ms: number | undefined, given: unknown[], repeats: boolean): StormTimer {
  const afterMs = Math.max(1, Number.isFinite(ms) ? (ms ?? 1) : 1);
  const context = new AsyncResource('StormTimer');
  const timer: StormTimer = {
    dueMs: 0,
    place: -1,
    everyMs: repeats ? afterMs : null,
    run: () => context.runInAsyncScope(act, null, ...given),
    refresh: () => {
      start(timer, afterMs);
      return timer;
    },
    ref: () => timer,
    unref: () => timer,
    hasRef: () => true,
    close: () => {
      heap.remove(timer);
      return timer;
    },
  };
  start(timer, afterMs);
  return timer;
}

const clear = (timer: StormTimer | undefined): void => {
  if (timer !== undefined && timer !== null) heap.remove(timer);
};

Object.defineProperty(performance, 'now', { value: () => nowMs });
Object.assign(Date, { now: () => Math.floor(startEpoch + nowMs - startNow) });
Object.assign(globalThis, {
  setTimeout: (act: () => void, ms?: number, ...given: unknown[]) => open(act, ms, given, false),
  setInterval: (act: () => void, ms?: number, ...given: unknown[]) => open(act, ms, given, true),
  clearTimeout: clear,
  clearInterval: clear,
});
turn();

/** Milliseconds of the world outside. */
export const realMs = realNow;
