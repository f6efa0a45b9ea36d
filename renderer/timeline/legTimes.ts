import type { LegView } from '../../shared/exit.ts';
import { formatPlaces, plural } from '../ui/numbers.ts';

const whole = (ms: number): string => formatPlaces(String(Math.round(ms)), 0);

/** "1,243", or a dash for what did not happen. */
export const exactMs = (atMs: number | null | undefined): string => (typeof atMs === 'number' ? whole(atMs) : '—');

/** Each step of a leg with its exact time, and how long it took since the step before. */
export function legTimesWords(leg: LegView): string {
  const steps = [
    { word: 'queued', atMs: leg.queuedAtMs ?? null }, // reports of an older version lack it
    { word: 'sent', atMs: leg.sentAtMs },
    { word: 'acknowledged', atMs: leg.acknowledgedAtMs },
    { word: 'proved', atMs: leg.provedAtMs },
  ];
  // In the order in which they happened: a stream may prove a leg before the answer to its order arrives.
  steps.sort((a, b) => (a.atMs ?? Infinity) - (b.atMs ?? Infinity) || 0);
  let beforeMs: number | null = null;
  const words = steps.flatMap(({ word, atMs }) => {
    if (atMs === null) return word === 'queued' ? [] : [`not ${word}`];
    const took = beforeMs === null ? '' : ` (+${whole(atMs - beforeMs)})`;
    beforeMs = atMs;
    return [`${word} ${whole(atMs)} ms${took}`];
  });
  return [...words, plural(leg.attempts, 'attempt')].join(', ');
}

/** The slowest of each step over all legs: what bounded the exit. */
export function stepsSummary(legs: readonly LegView[]): string {
  const times = (pick: (leg: LegView) => number | null) => legs.map(pick).filter((at) => at !== null);
  const sent = times((leg) => leg.sentAtMs);
  const acknowledged = times((leg) => leg.acknowledgedAtMs);
  const proved = times((leg) => leg.provedAtMs);
  const parts = [
    sent.length === 0
      ? 'nothing sent yet'
      : `first order ${whole(Math.min(...sent))} ms, last first order ${whole(Math.max(...sent))} ms`,
    acknowledged.length === 0 ? null : `last acknowledgement ${whole(Math.max(...acknowledged))} ms`,
    proved.length === 0 ? null : `last proof ${whole(Math.max(...proved))} ms`,
  ];
  return `${plural(legs.length, 'leg')}: ${parts.filter((part) => part !== null).join(', ')} after the press`;
}
