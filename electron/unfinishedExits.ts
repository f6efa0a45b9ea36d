// Exits that a crash cut off. They are taken up as soon as the accounts of their environment are connected; what belongs to
// the other one is told and kept until that one is on.
import type { Environment } from '../shared/account.ts';
import type { ExitView } from '../shared/exit.ts';
import type { Exits } from './exit/exits.ts';
import type { Recovery } from './exit/recovery.ts';
import type { Notices } from './ipc/notices.ts';

export interface UnfinishedExits {
  /** The accounts of this environment are connected. */
  resume(environment: Environment): void;
  /** Says which ones wait for their accounts. */
  tellWaiting(): void;
}

type UnfinishedInputs = Readonly<{
  recovery: Recovery;
  exits: Pick<Exits, 'resume' | 'view'>;
  notices: Notices;
  log: (message: string) => void;
}>;

const ENVIRONMENTS: readonly Environment[] = ['practice', 'live'];
const waitingId = (environment: Environment): string => `unfinished:${environment}`;

export function createUnfinishedExits({ recovery, exits, notices, log }: UnfinishedInputs): UnfinishedExits {
  const { legs } = recovery;
  let waiting = recovery.exits;

  function tell(view: ExitView | null): void {
    if (view === null) return;
    notices.raise({
      id: `resumed:${view.exitId}`,
      severity: 'alarm',
      title: 'An exit was taken up again.',
      detail: view.notes[0] ?? 'Breakglass had stopped in the middle of it.',
      remedy: 'Its report tells how it ended.',
      accountId: null,
    });
  }

  return {
    resume: (environment) => {
      const mine = waiting.filter((exit) => exit.environment === environment);
      waiting = waiting.filter((exit) => exit.environment !== environment);
      notices.clear(waitingId(environment));
      try {
        for (const exitId of exits.resume({ exits: mine, legs })) tell(exits.view(exitId));
      } catch (error) {
        log(`defect while an exit was taken up: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
        notices.raise({
          id: 'resumed',
          severity: 'alarm',
          title: 'An exit that was cut off could not be taken up.',
          detail: `${mine.length} of them are in the journal. ${String(error)}`,
          remedy: 'Look at the positions below: they are read anew from the venues. Press again for what is still open.',
          accountId: null,
        });
      }
    },
    tellWaiting: () => {
      for (const environment of ENVIRONMENTS) {
        const count = waiting.filter((exit) => exit.environment === environment).length;
        if (count === 0) continue;
        notices.raise({
          id: waitingId(environment),
          severity: environment === 'live' ? 'alarm' : 'info',
          title: `An exit of your ${environment} accounts was cut off.`,
          detail: `Breakglass had stopped in the middle of ${count === 1 ? 'it' : `${count} of them`}, and its accounts are not connected now.`,
          remedy: `It is kept. Switch to ${environment}${environment === 'live' ? ', and unlock the vault if it is locked' : ''}: it is taken up when the accounts are connected.`,
          accountId: null,
        });
      }
    },
  };
}
