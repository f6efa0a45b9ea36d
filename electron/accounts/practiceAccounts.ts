// The practice exchange and its accounts: started when practice is on, stopped when it is left, started again when it dies.
import { fail, type Failure, type Result } from '../../shared/failure.ts';
import type { Notices } from '../ipc/notices.ts';
import type { PracticeProcess } from '../practiceProcess/practiceControl.ts';
import { loadProfile } from '../venues/profiles.ts';
import type { Connections } from './connections.ts';

export type StartPractice = (port: number, onGone: (code: number) => void) => Promise<Result<PracticeProcess>>;

export interface PracticeAccounts {
  /** Starts the exchange and connects its accounts. */
  open(): Promise<void>;
  close(): void;
  /** Puts the demo portfolio back. */
  reset(): Promise<Result<null>>;
}

type PracticeInputs = Readonly<{
  start: StartPractice;
  port: () => number;
  /** False: practice was left, or everything ends. */
  isOn: () => boolean;
  connections: Connections;
  notices: Notices;
  onUrl: (url: string | null) => void;
  onConnected: () => void;
}>;

const RESTARTS = 3;

export function createPracticeAccounts(inputs: PracticeInputs): PracticeAccounts {
  const { connections, notices } = inputs;
  let running: PracticeProcess | null = null;
  let restarts = 0;

  async function open(): Promise<void> {
    const started = await inputs.start(inputs.port(), (code) => void gone(code));
    if (!started.ok) {
      if (inputs.isOn()) notices.raiseFailure('practice', 'The practice exchange did not start.', withHint(started.failure));
      return;
    }
    const practice = started.value;
    if (!inputs.isOn() || running !== null) {
      practice.stop();
      return;
    }
    running = practice;
    if (practice.portFailure === null) notices.clear('port');
    else notices.raiseFailure('port', 'The practice port is taken.', practice.portFailure);
    inputs.onUrl(practice.url);
    await connectAll(practice);
  }

  async function connectAll(practice: PracticeProcess): Promise<void> {
    const keys = await practice.accounts();
    if (!keys.ok) {
      notices.raiseFailure('practice', 'The practice accounts could not be read.', keys.failure);
      return;
    }
    const profiles = new Map(
      await Promise.all(
        [...new Set(keys.value.map(({ venue }) => venue))].map(async (venue) => [venue, await loadProfile(venue)] as const),
      ),
    );
    if (running !== practice) return;
    void connections.disconnectAll(); // of an exchange that died
    for (const { id, venue, label, apiKey, secret, passphrase } of keys.value) {
      const profile = profiles.get(venue);
      if (profile === undefined) continue;
      connections.connect({
        id,
        profile,
        label,
        environment: 'practice',
        secrets: { apiKey, secret, password: passphrase ?? undefined },
        endpoint: { rest: `${practice.url}/${venue}`, ws: `${practice.url.replace(/^http/, 'ws')}/${venue}` },
      });
    }
    inputs.onConnected();
  }

  /** The practice exchange is a process like any other: it can die. The panel says so and starts it again. */
  async function gone(code: number): Promise<void> {
    running = null;
    if (!inputs.isOn()) return;
    inputs.onUrl(null);
    restarts += 1;
    const again = restarts <= RESTARTS;
    notices.raise({
      id: 'practice',
      severity: 'warning',
      title: 'The practice exchange stopped.',
      detail: `Its process ended with code ${code}.${again ? ' It was started again with the demo portfolio.' : ''}`,
      remedy: again ? null : 'Restart Breakglass to practise again.',
      accountId: null,
    });
    if (again) await open();
  }

  return {
    open,
    close: () => {
      const before = running;
      running = null;
      if (before === null) return;
      before.stop();
      inputs.onUrl(null);
      for (const id of ['practice', 'port']) notices.clear(id);
    },
    reset: async () => {
      if (running === null) return fail({ kind: 'unreachable', message: 'The practice exchange does not run.' });
      const reset = await running.reset();
      for (const { account } of connections.all()) account.reconnect();
      return reset;
    },
  };
}

const withHint = (failure: Failure): Failure => ({ remedy: 'Restart Breakglass.', ...failure });
