// Which truth the order of the rows is computed from. Values tick in their rows; the order is renewed once a second, and
// not at all while it is held (pointer on the rows, a row opened), so that a row never moves away under a finger.
import type { PositionKey, PositionView } from '../../shared/position.ts';

export type Positions = Readonly<Record<PositionKey, PositionView>>;

const REORDER_MS = 1000;

const sameKeys = (a: Positions, b: Positions): boolean => {
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => key in b);
};

/** The next source of order; the same object while nothing is to be renewed. Keys that come or go are taken at once. */
export function nextOrderSource(current: Positions, next: Positions, held: boolean, sinceRenewalMs: number): Positions {
  if (next === current) return current;
  if (sameKeys(current, next)) return held || sinceRenewalMs < REORDER_MS ? current : next;
  if (!held) return next;
  return Object.fromEntries(Object.entries(next).map(([key, position]) => [key, current[key] ?? position]));
}

type Source = Readonly<{ read: () => Positions; subscribe: (listener: () => void) => () => void }>;

/** An external store of the order source over a store of positions. */
export function makeRowOrder(positions: Source, nowMs: () => number) {
  let current = positions.read();
  let renewedAtMs = nowMs();
  let held = false;
  return {
    read: () => current,
    hold: (isHeld: boolean) => {
      held = isHeld;
    },
    subscribe: (listener: () => void) =>
      positions.subscribe(() => {
        const next = nextOrderSource(current, positions.read(), held, nowMs() - renewedAtMs);
        if (next === current) return;
        current = next;
        renewedAtMs = nowMs();
        listener();
      }),
  };
}
