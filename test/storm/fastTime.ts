// Time of this process, faster: clocks and timers alike, so that the engine, ccxt and the practice exchange keep every
// constant that they ship with and a minute of theirs takes seconds of ours. Only computing takes as long as it takes.
// Imported before anything else: ccxt keeps the clock that it finds.
const scale = Number(process.env['STORM_TIME_SCALE'] ?? '1');
if (!(scale > 0)) throw new Error(`STORM_TIME_SCALE is ${scale}`);

const realNow = performance.now.bind(performance);
const realEpoch = Date.now.bind(Date);
const startNow = realNow();
const startEpoch = realEpoch();
const later = setTimeout;
const again = setInterval;

/** Never early: a timer that fires before its time breaks what waits for a limit. */
const shortened = (ms: number | undefined): number => Math.ceil((ms ?? 0) / scale);

Object.defineProperty(performance, 'now', { value: () => startNow + (realNow() - startNow) * scale });
Object.assign(Date, { now: () => Math.floor(startEpoch + (realEpoch() - startEpoch) * scale) });
Object.assign(globalThis, {
  setTimeout: Object.assign(
    (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => later(run, shortened(ms), ...given),
    later,
  ),
  setInterval: Object.assign(
    (run: (...given: unknown[]) => void, ms?: number, ...given: unknown[]) => again(run, shortened(ms), ...given),
    again,
  ),
});

/** Milliseconds of the world outside. */
export const realMs = realNow;
export const realSleep = (ms: number): Promise<void> => new Promise((resolve) => later(resolve, ms));
