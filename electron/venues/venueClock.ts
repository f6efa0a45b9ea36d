// The venue's clock against this computer's. Signed requests and logins of sockets carry a time, and every venue refuses one
// that is off by more than a few seconds. The difference is measured when an account connects, every few minutes, and after
// a refusal for it; what is signed from then on carries the venue's time. The venue read its clock somewhere within the round
// trip: half of it is taken off, and a difference that the round trip alone can explain corrects nothing.
import type { Exchange } from 'ccxt';

export type ClockReading = Readonly<{
  aheadMs: number; // ours less the venue's
  roundTripMs: number;
  /** What is taken off every time that is signed. */
  correctedMs: number;
  /** False: ccxt signs with the computer's own time for this venue. */
  correctable: boolean;
}>;

export type VenueClock = Readonly<{
  /** What is signed by this client carries the venue's time as it was measured last, and as it will be. */
  correct: (client: Exchange) => void;
  /** The last reading where that is fresh: some venues give an address few questions. */
  recent: () => ClockReading | null;
  /** One measurement at a time, shared. Null: the venue does not tell, and nothing changes. Rejects when it did not answer. */
  measure: (ask: AskTime) => Promise<ClockReading | null>;
  /** The same, where the last measurement is some minutes old. */
  measureAgain: (ask: AskTime) => void;
}>;

/** The venue's epoch ms; `sent` is called as soon as the request leaves. Null: the venue does not tell. */
export type AskTime = (sent: () => void) => Promise<number | null>;

/** Above it a second question is asked: the first one opens a connection, which takes longer than an answer. */
const SLOW_MS = 300;
const AGAIN_MS = 180_000;
const FRESH_MS = 10_000;

export function createVenueClock(clock: Readonly<{ now(): number; epoch(): number }>): VenueClock {
  let reading: ClockReading | null = null;
  let running: Promise<ClockReading | null> | null = null;
  let measuredAtMs = Number.NEGATIVE_INFINITY;
  let client: Exchange | null = null;
  let correctable = true;

  const apply = () => {
    if (client !== null && correctable) client.options['timeDifference'] = reading === null ? 0 : reading.correctedMs;
  };

  async function askOnce(venueTime: AskTime): Promise<ClockReading | null> {
    let sentAtMs = clock.now();
    const theirsMs = await venueTime(() => {
      sentAtMs = clock.now();
    });
    if (theirsMs === null || !Number.isFinite(theirsMs)) return null;
    const roundTripMs = clock.now() - sentAtMs;
    const aheadMs = Math.round(clock.epoch() - roundTripMs / 2 - theirsMs);
    const explained = Math.abs(aheadMs) <= roundTripMs / 2 + 1;
    return { aheadMs, roundTripMs, correctedMs: explained || !correctable ? 0 : aheadMs, correctable };
  }

  async function ask(venueTime: AskTime): Promise<ClockReading | null> {
    const first = await askOnce(venueTime);
    if (first === null) return null;
    const second = first.roundTripMs > SLOW_MS ? await askOnce(venueTime).catch(() => null) : null; // the first one does too
    reading = second !== null && second.roundTripMs < first.roundTripMs ? second : first;
    measuredAtMs = clock.now();
    apply();
    return reading;
  }

  const measure = (venueTime: AskTime): Promise<ClockReading | null> => {
    running ??= ask(venueTime).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    correct: (next) => {
      // [S] ccxt's own option, with its signing: venues without it sign with the computer's time.
      correctable = 'timeDifference' in next.options;
      client = next;
      apply();
    },
    recent: () => (clock.now() - measuredAtMs < FRESH_MS ? reading : null),
    measure,
    measureAgain: (venueTime) => {
      if (clock.now() - measuredAtMs > AGAIN_MS) measure(venueTime).catch(() => null); // unreachable: the next one asks again
    },
  };
}
