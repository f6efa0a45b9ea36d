// Tells a press of a hotkey from the auto-repeat of a held one. The system reports both alike, and no release.
// A hit is a press where the key is known to have been up since the last one; in doubt it is a repeat. Who knows:
//  - The key's state (X11), looked at every few ms while a press lasts. It is believed once it has shown the key down: a wrong
//    key would always look released. Up alone is no proof: after a stall the hits of the press before may still be waiting,
//    so the time since must have been calm, or the key be down again.
//  - The confirm window's page, which saw a key go up; the time since must have been calm.
//  - Neither: time. A second hit counts when nothing followed it for longer than any repeat interval. One lone repeat,
//    the key let go before the next, looks the same as a second press; where a train of repeats was seen before, its delay
//    is known and a hit at that delay does not count.
// Less than CHATTER_MS is the bounce of a switch. Nothing lasts: a quiet time makes the next hit a press, whatever was believed.
import type { Clock } from '../exit/ports.ts';
import type { KeyReading, KeyState } from './keyState.ts';

export type PressReaderInputs = Readonly<{
  clock: Pick<Clock, 'now' | 'sleep'>;
  accelerator: string;
  /** False where a held key is reported once (macOS). */
  repeats: boolean;
  keyState: KeyState | null;
  holdMs: () => number;
  /** The key went down. */
  onPress: () => void;
  /** It has been held for `holdMs`, watched all the time; once a press. */
  onHeld: () => void;
  /** It was let go before that, or nobody can tell whether it is still held. */
  onLetGo: () => void;
  log: (message: string) => void;
}>;

export interface PressReader {
  /** The system says that the hotkey was pressed, or it repeats. */
  hit(): void;
  /** A page saw one of its keys go up. */
  released(): void;
}

export const CHATTER_MS = 30;
const LOOK_MS = 12;
const LATE_MS = 25; // a look that is later than this: something stalled
const CALM_LOOKS = 2; // after so many on time no hit of before is waiting any more
const ANSWER_WAIT_MS = 60;
const ANSWER_WAITS = 5; // a key state that takes longer is none
const MOST_WAITS = 20;
const TRAIN_MS = 700; // longer than any repeat interval that systems offer
const QUIET_MS = 2_200; // longer than any delay before the first repeat that systems offer
const WATCHED_MS = 100; // of a longer time between two looks nobody knows more than this

type Press = {
  readonly startedAtMs: number;
  lastHitAtMs: number;
  /** Hits that were no press of their own, and those gaps between them that nobody saw the key in. */
  repeats: number;
  gapsMs: number[];
  /** A hit that is a press if nothing follows it. */
  candidate: Readonly<{ atMs: number; gapMs: number; lateMs: number; leastGapMs: number }> | null;
  /** By so much looks came late since the last hit, all together; and whether one did by much since the press. */
  lateMs: number;
  stalled: boolean;
  /** The key's state did not come in time: it is not asked for again. */
  blind: boolean;
  /** By the key's state. */
  shownDown: boolean;
  shownAll: boolean;
  /** A key that was never seen down yet said that it is up. */
  unprovedUp: number | null;
  lastDownAtMs: number;
  upSinceMs: number | null;
  calmLooks: number;
  watchedMs: number;
  lookedAtMs: number;
  hold: 'holding' | 'held' | 'letGo';
};

export function createPressReader(inputs: PressReaderInputs): PressReader {
  const { clock, keyState } = inputs;
  let press: Press | null = null; // null: the key is up
  let provedKeycode: number | null = null; // it was down when the hotkey was hit
  let repeatDelayMs: number | null = null;

  function tell(what: () => void): void {
    try {
      what();
    } catch (error) {
      inputs.log(
        `defect in a press of ${inputs.accelerator}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
    }
  }

  function begin(atMs: number): void {
    if (press !== null) letGo(press);
    press = {
      startedAtMs: atMs,
      lastHitAtMs: atMs,
      repeats: 0,
      gapsMs: [],
      candidate: null,
      lateMs: 0,
      stalled: false,
      blind: false,
      shownDown: false,
      shownAll: false,
      unprovedUp: null,
      lastDownAtMs: atMs,
      upSinceMs: null,
      calmLooks: 0,
      watchedMs: 0,
      lookedAtMs: atMs,
      hold: 'holding',
    };
    tell(inputs.onPress);
    void watch(press);
  }

  function letGo(ended: Press): void {
    if (ended.hold !== 'holding') return;
    ended.hold = 'letGo';
    tell(inputs.onLetGo);
  }

  function held(now: Press): void {
    if (now.hold !== 'holding') return;
    now.hold = 'held';
    tell(inputs.onHeld);
  }

  async function look(mine: Press): Promise<KeyReading | null> {
    if (keyState === null || mine.blind) return null;
    try {
      const reading = await inTime(keyState.read(inputs.accelerator));
      if (reading !== 'tooLate') return reading;
    } catch (error) {
      inputs.log(`defect while keys were read: ${String(error)}`);
    }
    mine.blind = true;
    return null;
  }

  /** Time in which this process was held up is not the answer's fault. */
  async function inTime(answer: Promise<KeyReading | null>): Promise<KeyReading | null | 'tooLate'> {
    let waits = 0;
    for (let all = 0; waits < ANSWER_WAITS && all < MOST_WAITS; all += 1) {
      const dueMs = clock.now() + ANSWER_WAIT_MS;
      const first = await Promise.race([answer, clock.sleep(ANSWER_WAIT_MS).then(() => 'later' as const)]);
      if (first !== 'later') return first;
      if (clock.now() - dueMs <= LATE_MS) waits += 1;
    }
    return 'tooLate';
  }

  /** Null: not to be believed. */
  function believed(reading: KeyReading | null): KeyReading | null {
    if (reading === null) return null;
    if (reading.key) provedKeycode = reading.keycode;
    return reading.keycode === provedKeycode ? reading : null;
  }

  async function watch(mine: Press): Promise<void> {
    let dueMs = clock.now();
    for (;;) {
      const askedAtMs = clock.now();
      const seen = await look(mine);
      if (press !== mine) return;
      const nowMs = clock.now();
      if (seen?.key === false && seen.keycode !== provedKeycode) mine.unprovedUp = seen.keycode;
      const reading = believed(seen);
      const lateMs = nowMs - dueMs;
      const onTime = lateMs <= LATE_MS;
      if (!onTime) mine.lateMs += lateMs;
      mine.stalled ||= lateMs > WATCHED_MS;
      const { candidate } = mine;
      // Only now is it known that it is the right key: it was up, and is down again.
      if (candidate !== null && reading?.key === true && mine.unprovedUp === reading.keycode) return begin(candidate.atMs);
      if (reading === null) mine.shownDown = false;
      else noteState(mine, reading, askedAtMs, nowMs);
      if (mine.upSinceMs !== null) mine.calmLooks = onTime ? mine.calmLooks + 1 : 0;
      if (mine.candidate !== null && isQuiet(mine, nowMs, TRAIN_MS)) {
        const { atMs, gapMs, lateMs: lateBeforeMs, leastGapMs } = mine.candidate;
        mine.candidate = null;
        if (gapMs - lateBeforeMs - mine.lateMs >= leastGapMs) return begin(atMs);
      }
      if (isOver(mine, nowMs)) {
        press = null;
        return letGo(mine);
      }
      dueMs = nowMs + LOOK_MS;
      await clock.sleep(LOOK_MS);
      if (press !== mine) return;
    }
  }

  function noteState(mine: Press, { all, key }: KeyReading, askedAtMs: number, nowMs: number): void {
    mine.shownDown = true;
    mine.candidate = null;
    if (!key) {
      mine.upSinceMs ??= nowMs;
      return letGo(mine);
    }
    mine.upSinceMs = null;
    mine.calmLooks = 0;
    mine.lastDownAtMs = askedAtMs;
    mine.watchedMs += Math.min(askedAtMs - mine.lookedAtMs, WATCHED_MS);
    mine.lookedAtMs = askedAtMs;
    if (mine.shownAll && !all) return letGo(mine); // a modifier that sticks was never down
    mine.shownAll ||= all;
    if (mine.watchedMs >= inputs.holdMs()) held(mine);
  }

  function isOver(mine: Press, nowMs: number): boolean {
    if (mine.upSinceMs !== null) return mine.calmLooks > CALM_LOOKS && nowMs - mine.lastDownAtMs >= CHATTER_MS;
    if (mine.shownDown) return false;
    return isQuiet(mine, nowMs, QUIET_MS);
  }

  /** For so long nothing has come that was not held up. */
  const isQuiet = ({ lastHitAtMs, lateMs }: Press, nowMs: number, quietMs: number): boolean =>
    nowMs - lastHitAtMs - lateMs >= quietMs;

  /** A hit while the last press is not known to be over. */
  function hitAgain(mine: Press, nowMs: number): void {
    const gapMs = nowMs - mine.lastHitAtMs;
    mine.lastHitAtMs = nowMs;
    mine.repeats += 1;
    if (!inputs.repeats) {
      if (gapMs >= CHATTER_MS) begin(nowMs);
      return;
    }
    if (mine.upSinceMs !== null) {
      if (nowMs - mine.lastDownAtMs < CHATTER_MS) mine.upSinceMs = null;
      else if (mine.calmLooks >= CALM_LOOKS) begin(nowMs);
      else if (mine.shownDown) void beginIfDown(mine, nowMs);
      return;
    }
    if (!mine.shownDown) hitUnseen(mine, nowMs, gapMs);
    mine.lateMs = 0;
  }

  /** It was up, and is down again: it was pressed in between. */
  async function beginIfDown(mine: Press, atMs: number): Promise<void> {
    const reading = believed(await look(mine));
    if (press === mine && reading?.key === true) begin(atMs);
  }

  /** Nobody sees the key. */
  function hitUnseen(mine: Press, nowMs: number, gapMs: number): void {
    mine.gapsMs.push(gapMs);
    const isFirst = mine.repeats === 1;
    const isKnownDelay = repeatDelayMs !== null && Math.abs(gapMs - repeatDelayMs) < repeatDelayMs / 5;
    const leastGapMs = isFirst && !isKnownDelay ? CHATTER_MS : TRAIN_MS;
    mine.candidate = gapMs >= leastGapMs ? { atMs: nowMs, gapMs, lateMs: mine.lateMs, leastGapMs } : null;
    if (!isTrain(mine)) return;
    repeatDelayMs = mine.gapsMs[0] ?? null;
    if (nowMs - mine.startedAtMs >= inputs.holdMs()) held(mine);
  }

  /** Repeats come closer to each other than the first does to its press; a hammering finger is even. */
  function isTrain({ gapsMs, stalled }: Press): boolean {
    const [delayMs, ...intervalsMs] = gapsMs;
    if (delayMs === undefined || intervalsMs.length < 2 || stalled) return false;
    return delayMs >= 200 && intervalsMs.every((intervalMs) => intervalMs <= delayMs * 0.7);
  }

  return {
    hit: () => {
      const nowMs = clock.now();
      if (press === null) begin(nowMs);
      else hitAgain(press, nowMs);
    },
    released: () => {
      if (press === null) return;
      letGo(press);
      if (press.shownDown) return; // a modifier may go up while the key stays down: its state says so
      press.upSinceMs ??= clock.now();
      press.candidate = null;
    },
  };
}
