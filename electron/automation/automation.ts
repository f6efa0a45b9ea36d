// The ways in for programs, joined: keys, audit log, and the server while it is switched on.
import type { AutomationView } from '../../shared/automation.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { requests, RequestOutput } from '../../shared/contract.ts';
import type { Notice } from '../../shared/snapshot.ts';
import type { z } from 'zod';
import { createApiKeys } from './apiKeys.ts';
import { createCallLog } from './callLog.ts';
import { createCalls } from './calls.ts';
import { createDoor } from './door.ts';
import { createExitRuns } from './exitRuns.ts';
import { createPace } from './pace.ts';
import type { AutomationClock, AutomationDesk } from './ports.ts';
import type { AutomationServer } from './server.ts';
import type { AutomationStore } from './store.ts';

type Requests = 'createApiKey' | 'revokeApiKey' | 'removeApiKey' | 'getAutomationCalls';

export interface Automation {
  readonly handlers: {
    readonly [Name in Requests]: (input: z.output<(typeof requests)[Name]['input']>) => Promise<Result<RequestOutput<Name>>>;
  };
  /** Settings may have changed, or what the subscribers of programs see. */
  changed(): void;
  close(): Promise<void>;
}

type AutomationInputs = Readonly<{
  desk: AutomationDesk;
  store: AutomationStore;
  clock: AutomationClock;
  show: (view: AutomationView) => void;
  raise: (notice: Omit<Notice, 'atMs'>) => void;
  log: (message: string) => void;
}>;

export function openAutomation({ desk, store, clock, show, raise, log }: AutomationInputs): Automation {
  let server: AutomationView['server'] = { kind: 'off' };
  let running: Promise<AutomationServer | null> = Promise.resolve(null);
  let wanted: number | null = null; // the port; null: off

  let tellSubscribers = (): void => undefined;

  const showView = (): void => show({ server, keys: keys.views() });
  const keys = createApiKeys(store, clock, () => {
    showView();
    tellSubscribers();
  });
  const callLog = createCallLog(store, clock);
  const runs = createExitRuns(desk, keys, clock);
  const calls = createCalls({ desk, keys, runs, callLog, door: createDoor(clock, raise), pace: createPace(clock), clock, log });

  function become(next: AutomationView['server']): void {
    server = next;
    showView();
  }

  /** One change after the other: a port is free again before the next is taken. */
  function turnTo(port: number | null): void {
    if (port === wanted) return;
    wanted = port;
    const before = running;
    running = (async () => {
      await (await before)?.close();
      tellSubscribers = () => undefined;
      if (port !== wanted) return null; // changed again meanwhile
      if (port === null) {
        become({ kind: 'off' });
        return null;
      }
      if (store.trouble !== null) {
        become({ kind: 'failed', failure: store.trouble });
        return null;
      }
      become({ kind: 'opening' });
      const { openServer } = await import('./server.ts'); // most never switch it on, and starting must not wait for it
      runs.recall();
      const opened = await openServer({ calls, desk, clock, log, port });
      become(opened.ok ? { kind: 'open', url: opened.value.url } : { kind: 'failed', failure: opened.failure });
      if (opened.ok) tellSubscribers = opened.value.changed;
      return opened.ok ? opened.value : null;
    })().catch((error: unknown) => {
      log(
        `defect while the automation server was opened: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      become({ kind: 'failed', failure: { kind: 'internal', message: 'The automation server could not be opened.' } });
      return null;
    });
  }

  function changed(): void {
    const { automation, automationPort } = desk.snapshot().settings;
    turnTo(automation ? automationPort : null);
    tellSubscribers();
  }

  showView();
  changed();
  return {
    handlers: {
      createApiKey: async (key) => keys.create(key, desk.snapshot().environment),
      revokeApiKey: async ({ keyId }) => keys.revoke(keyId),
      removeApiKey: async ({ keyId }) => keys.remove(keyId),
      getAutomationCalls: async (filter) => {
        try {
          return succeed(store.calls(filter));
        } catch (error) {
          return fail({
            kind: 'settings',
            message: `The log can not be read: ${error instanceof Error ? error.message : String(error)}`,
          });
        }
      },
    },
    changed,
    close: async () => {
      turnTo(null);
      await running;
      keys.close();
      callLog.close();
      store.close();
    },
  };
}
