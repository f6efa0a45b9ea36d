// How often a key may read, and whoever has none may ask what MCP tells anybody. Exits are never counted, so that no reading of a
// key keeps its own exits, or those of others, waiting.
import { refuse, type Refusal } from './refusals.ts';
import type { AutomationClock } from './ports.ts';

/** `burst` at once, then `perSecond`. A preview asks the venues: their request budget belongs to exits. */
const PACES = {
  read: { burst: 60, perSecond: 20, words: 'This key asks too often: reads' },
  preview: { burst: 6, perSecond: 1, words: 'This key asks too often: previews' },
  stranger: { burst: 60, perSecond: 10, words: 'Requests without a key that works' },
} as const;

export type Paced = keyof typeof PACES;

/** Null: it may. */
export type Pace = (who: string, what: Paced) => Refusal | null;

export function createPace(clock: Pick<AutomationClock, 'now'>): Pace {
  const left = new Map<string, Readonly<{ count: number; atMs: number }>>(); // as many as there are keys

  return (who, what) => {
    const { burst, perSecond, words } = PACES[what];
    const name = `${what} ${who}`;
    const atMs = clock.now();
    const before = left.get(name);
    const count = before === undefined ? burst : Math.min(burst, before.count + ((atMs - before.atMs) / 1_000) * perSecond);
    if (count >= 1) {
      left.set(name, { count: count - 1, atMs });
      return null;
    }
    const retryAfter = Math.ceil((1 - count) / perSecond);
    return {
      ...refuse(429, `${words} are limited to ${perSecond} a second.`, `Try again in ${retryAfter} s. Exits are never limited.`),
      retryAfter,
    };
  };
}
