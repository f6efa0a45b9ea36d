// Which presses count. A key that was down before the window came, or that was meant for another program, fires nothing:
//  - nothing counts in the first moments after the window came, not even when it is then held for long;
//  - a repeat counts only with the press that it repeats;
//  - X11 tells the first repeat of a key that went down elsewhere as a press of its own. The next repeat follows it sooner than
//    any that a real press begins with: that unmasks it.
export const DEAF_MS = 250;
export const EARLIEST_REPEAT_MS = 100;

/** `unmasked`: what began with the press before must end, it was none. */
export type Judgement = 'counts' | 'ignored' | 'unmasked';

export interface KeyGuard {
  /** The window came, was given the keyboard, or asks something new. Times are those of events. */
  came(atMs: number): void;
  down(press: Readonly<{ code: string; repeat: boolean; atMs: number }>): Judgement;
  up(code: string): void;
  /** A button of the mouse. */
  pointer(atMs: number): boolean;
}

export function createKeyGuard(): KeyGuard {
  let deafUntilMs = Number.POSITIVE_INFINITY;
  const presses = new Map<string, { atMs: number; counts: boolean; repeated: boolean }>();
  return {
    came: (atMs) => {
      deafUntilMs = atMs + DEAF_MS;
      for (const press of presses.values()) press.counts = false;
    },
    down: ({ code, repeat, atMs }) => {
      if (!repeat) {
        const counts = atMs >= deafUntilMs;
        presses.set(code, { atMs, counts, repeated: false });
        return counts ? 'counts' : 'ignored';
      }
      const press = presses.get(code);
      if (press === undefined || !press.counts) return 'ignored';
      const first = !press.repeated;
      press.repeated = true;
      if (!first || atMs - press.atMs >= EARLIEST_REPEAT_MS) return 'counts';
      press.counts = false;
      return 'unmasked';
    },
    up: (code) => void presses.delete(code),
    pointer: (atMs) => atMs >= deafUntilMs,
  };
}
