// Keeps every account's lamp: checked when it has connected, when its health changes for good or ill, and every few minutes.
// Accounts are checked side by side, each once at a time; while an exit runs none is.
import type { AccountId } from '../../shared/account.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { ConnectedAccount } from '../connectedAccount.ts';
import type { CheckId } from '../../shared/readiness.ts';
import { checkReadiness } from './checkReadiness.ts';

const AGAIN_MS = 180_000;
/** After a check that found something that may mend itself. */
const AGAIN_SOON_MS = 30_000;
const MENDS: ReadonlySet<CheckId> = new Set(['reachable', 'clock', 'orderFamilies', 'requestBudget', 'stream']);
/** However often its health changes. */
const AT_MOST_MS = 5_000;
const CHECK_MS = 10_000;

export type ReadinessWatch = Readonly<{
  /** For the desk to call every second or so: begins what is due, and waits for none of it. */
  look: () => void;
  /** Now, because a person asked. Resolves when the lamp is there. */
  check: (accountId: AccountId) => Promise<Result<null>>;
}>;

type WatchInputs = Readonly<{
  accounts: () => readonly ConnectedAccount[];
  exitRunning: () => boolean;
  log: (message: string) => void;
  check?: typeof checkReadiness | undefined;
}>;

/** What is remembered of one connected account; one that was connected anew under the same id begins anew. */
type Watched = { running: Promise<void> | null; dueAtMs: number; endedAtMs: number; health: string };

export function createReadinessWatch({ accounts, exitRunning, log, check = checkReadiness }: WatchInputs): ReadinessWatch {
  const watched = new WeakMap<ConnectedAccount, Watched>();
  const watchedOf = (connected: ConnectedAccount): Watched => {
    const known = watched.get(connected);
    if (known !== undefined) return known;
    const fresh: Watched = { running: null, dueAtMs: -Infinity, endedAtMs: -Infinity, health: 'connecting' };
    watched.set(connected, fresh);
    return fresh;
  };

  function run(connected: ConnectedAccount): Promise<void> {
    const mine = watchedOf(connected);
    const { clock } = connected;
    mine.running ??= check(connected, clock.now() + CHECK_MS)
      .then((view) => {
        connected.showReadiness(view);
        mine.health = connected.book.account().health.kind;
        const mayMend = view.checks.some(({ id, state }) => state !== 'ok' && MENDS.has(id));
        mine.dueAtMs = clock.now() + (mayMend ? AGAIN_SOON_MS : AGAIN_MS);
      })
      .catch((error: unknown) => {
        mine.dueAtMs = clock.now() + AGAIN_MS;
        log(`defect in a readiness check: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      })
      .finally(() => {
        mine.running = null;
        mine.endedAtMs = clock.now();
      });
    return mine.running;
  }

  return {
    look: () => {
      if (exitRunning()) return;
      for (const connected of accounts()) {
        const mine = watchedOf(connected);
        const { kind } = connected.book.account().health;
        if (mine.running !== null || kind === 'connecting') continue;
        const now = connected.clock.now();
        if (now - mine.endedAtMs > AT_MOST_MS && (kind !== mine.health || now >= mine.dueAtMs)) void run(connected);
      }
    },
    check: async (accountId) => {
      const connected = accounts().find(({ id }) => id === accountId);
      if (connected === undefined) return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
      if (exitRunning()) {
        return fail({ kind: 'badRequest', message: 'An exit is running.', remedy: 'Ask again when it has ended.' });
      }
      await run(connected);
      return succeed(null);
    },
  };
}
