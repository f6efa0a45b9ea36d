// The common scale of the bars: round ticks, and a closer look where a few slow legs would flatten all others.
import type { LegView } from '../../shared/exit.ts';

export type Tick = Readonly<{ atMs: number; share: number; label: string }>;

/** What all bars of a chart share. */
export type TimeFrame = Readonly<{
  endMs: number;
  ticks: readonly Tick[];
  running: boolean;
  resumedAtMs: number | null; // after the press
}>;

const WISHED_TICKS = 5;
const CLOSER_FROM = 3; // the whole exit is this many times longer than most of its legs

/** The smallest of 1, 2 or 5 times a power of ten that is not below `value`. */
export function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  const factor = [1, 2, 5, 10].find((each) => each * power >= value) ?? 10;
  return factor * power;
}

/** Round times from 0 up to the end, in ms below two seconds and in s above. */
export function axisTicks(endMs: number): readonly Tick[] {
  const stepMs = Math.max(1, roundUp(endMs / WISHED_TICKS));
  const inSeconds = endMs >= 2000;
  const label = (atMs: number): string =>
    atMs === 0 ? '0' : inSeconds ? `${(atMs / 1000).toFixed(stepMs < 1000 ? 1 : 0)} s` : `${atMs} ms`;
  return Array.from({ length: Math.floor(endMs / stepMs) + 1 }, (_, index) => index * stepMs).map((atMs) => ({
    atMs,
    share: atMs / endMs,
    label: label(atMs),
  }));
}

/** The end of a closer look that holds four legs of five whole; null when the whole exit shows them well already. */
export function closerEndMs(legs: readonly LegView[], endMs: number): number | null {
  const ends = legs
    .map((leg) => leg.provedAtMs ?? leg.acknowledgedAtMs ?? leg.sentAtMs)
    .filter((at) => at !== null)
    .sort((a, b) => a - b);
  const most = ends[Math.floor((ends.length - 1) * 0.8)];
  if (most === undefined || ends.length < 2) return null;
  const closer = roundUp(most * 1.05);
  return closer * CLOSER_FROM <= endMs ? closer : null;
}

/** In the order in which their first order left; what was never sent comes last, in the order of the plan. */
export const sortedAsSent = (legs: readonly LegView[]): readonly LegView[] =>
  legs.toSorted((a, b) => (a.sentAtMs ?? Infinity) - (b.sentAtMs ?? Infinity) || 0);
