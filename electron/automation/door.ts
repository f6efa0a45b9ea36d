// What wrong keys cost. No key can be guessed: it has 256 random bits. But who tries is slowed down, and the user is told. A
// valid key never waits here, whatever others do, and nobody is shut out by address: all come from 127.0.0.1.
import type { ApiKeyView } from '../../shared/automation.ts';
import type { Notice } from '../../shared/snapshot.ts';
import type { AutomationClock } from './ports.ts';
import type { Refusal } from './refusals.ts';

/** Programs whose key has just been replaced come this often before they are a matter for the user. */
const TELL_FROM = 5;
const TELL_AFTER_MS = 1_000;
const FIRST_DELAY_MS = 50;
const MOST_DELAY_MS = 2_000;
/** As many as may be connected. Were there more, they would be told at once: their waiting must not cost memory. */
const MOST_WAITING = 600;
const FORGOTTEN_AFTER_MS = 10 * 60_000;
/** Others who are turned away: so many at once and so many a second are told at once, more wait. */
const PROMPT = { burst: 50, perSecond: 10 } as const;
const CROWD_DELAY_MS = 1_000;

export interface Door {
  /** Somebody showed a key that is nobody's. Resolves when that may be said. */
  wrongKey(): Promise<void>;
  /** Somebody was turned away for another reason. */
  stranger(): Promise<void>;
  /** A program shows a key that worked once: whoever relies on that program has to know. */
  oldKey(key: Pick<ApiKeyView, 'keyId' | 'name'>, why: Refusal): void;
}

export function createDoor(clock: AutomationClock, raise: (notice: Omit<Notice, 'atMs'>) => void): Door {
  let tries = 0;
  let lastMs = Number.NEGATIVE_INFINITY;
  let lastEpochMs = 0;
  let waiting = 0;
  let tellDue = false;
  const toldOf = new Set<string>();
  let prompt: number = PROMPT.burst;
  let promptMs = clock.now();

  async function hold(ms: number): Promise<void> {
    if (waiting >= MOST_WAITING) return;
    waiting += 1;
    await clock.sleep(ms);
    waiting -= 1;
  }

  function tellSoon(): void {
    if (tellDue || tries < TELL_FROM) return;
    tellDue = true;
    void clock.sleep(TELL_AFTER_MS).then(() => {
      tellDue = false;
      raise({
        id: 'automationWrongKeys',
        severity: 'warning',
        title: `Somebody tried ${tries.toLocaleString('en-US')} wrong keys.`,
        detail: `A program on this computer asks Breakglass with keys that it does not know, the last time at ${timeOf(lastEpochMs)}. None was let in.`,
        remedy:
          'If it is yours, give it a key from Settings > Automation. If not, switch automation off there and find out what runs on this computer.',
        accountId: null,
      });
    });
  }

  return {
    wrongKey: async () => {
      if (clock.now() - lastMs > FORGOTTEN_AFTER_MS) tries = 0;
      lastMs = clock.now();
      lastEpochMs = clock.epoch();
      tries += 1;
      tellSoon();
      await hold(Math.min(FIRST_DELAY_MS * 2 ** Math.min(tries - 1, 10), MOST_DELAY_MS));
    },
    oldKey: ({ keyId, name }, why) => {
      if (toldOf.has(keyId)) return; // once a session: who dismissed it knows
      toldOf.add(keyId);
      raise({
        id: `automationOldKey:${keyId}`,
        severity: 'warning',
        title: `A program still uses the key "${name}".`,
        detail: `${why.errors[0] ?? ''} What it asks for is turned away.`,
        remedy: 'Stop the program, or give it a new key from Settings > Automation.',
        accountId: null,
      });
    },
    stranger: async () => {
      const nowMs = clock.now();
      prompt = Math.min(PROMPT.burst, prompt + ((nowMs - promptMs) / 1_000) * PROMPT.perSecond);
      promptMs = nowMs;
      if (prompt >= 1) prompt -= 1;
      else await hold(CROWD_DELAY_MS);
    },
  };
}

const timeOf = (epochMs: number): string => new Date(epochMs).toLocaleTimeString('en-GB');
