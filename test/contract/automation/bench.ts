// A whole Breakglass without its windows: desk, confirm logic and the ways in for programs, over real sockets against a practice
// exchange in this process, whose ledger judges.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openAutomation, type Automation } from '../../../electron/automation/automation.ts';
import type { AutomationDesk } from '../../../electron/automation/ports.ts';
import { createMemoryStore, type AutomationStore } from '../../../electron/automation/store.ts';
import { automationDesk } from '../../../electron/automationDesk.ts';
import { openDesk, type Desk } from '../../../electron/desk.ts';
import { createPanic, type Panic } from '../../../electron/desktop/panic.ts';
import { startPracticeHost, type PracticeHost, type PracticeHostOptions } from '../../../electron/practice/host.ts';
import { speakTo } from '../../../electron/practiceProcess/practiceControl.ts';
import { randomIds, systemClock } from '../../../electron/systemPorts.ts';
import { newApiKeySchema, type NewApiKey } from '../../../shared/automation.ts';
import { succeed } from '../../../shared/failure.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { createFakeKeyStore } from '../../unit/vault/fakeKeyStore.ts';

export type AutomationBench = Readonly<{
  desk: Desk;
  automation: Automation;
  panic: Panic;
  host: PracticeHost;
  store: AutomationStore;
  folder: string;
  url: string;
  port: number;
  /** Everything that left the process but over the automation server: pushes and log lines. */
  told: readonly string[];
  snapshot: () => PanelSnapshot;
  /** A key's token; by default one that may trade unattended. */
  token: (wanted?: Partial<NewApiKey>) => Promise<string>;
  until: (what: string, holds: (snapshot: PanelSnapshot) => boolean) => Promise<void>;
  /** What the exchange itself holds. */
  ledger: () => Readonly<{ positions: number; orders: number }>;
  /** Every account is live and shows what the ledger holds. */
  ready: () => Promise<void>;
  /** Puts the practice portfolio back and waits for it. */
  reset: () => Promise<void>;
  close: () => Promise<void>;
}>;

type BenchOptions = Readonly<{
  host?: PracticeHostOptions;
  folder?: string;
  store?: AutomationStore;
  running?: PracticeHost;
  /** Stands between the ways in and the desk. */
  through?: (desk: AutomationDesk) => AutomationDesk;
}>;

const LIMIT_MS = 20_000;

export async function openAutomationBench(options: BenchOptions = {}): Promise<AutomationBench> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'breakglass-automation-'));
  const host = options.running ?? (await startPracticeHost({ port: 0, freeze: true, tickMs: 0, ...options.host }));
  const store = options.store ?? createMemoryStore();
  const through = options.through ?? ((each: AutomationDesk) => each);
  const told: string[] = [];
  const log = (message: string): void => void told.push(message);
  const heard: (() => void)[] = [];
  const desk = openDesk({
    folder,
    clock: systemClock,
    ids: randomIds,
    keyStore: createFakeKeyStore(),
    chooseFile: async () => null,
    startPractice: async () => succeed(speakTo({ url: host.url, stop: () => undefined }, null)),
    push: (changes) => {
      told.push(JSON.stringify(changes));
      for (const hear of heard) hear();
    },
    log,
  });
  const panic = createPanic({
    clock: systemClock,
    newId: () => randomIds.planId(),
    snapshot: () => desk.snapshot(),
    preview: (request) => desk.handlers.previewExit(request),
    discard: (planId) => void desk.handlers.discardPreview({ planId }),
    fire: (request, asked) => desk.fire(request, asked),
    confirm: (planId, asked) => desk.confirm(planId, asked),
    onChange: () => undefined,
    log,
  });
  desk.changeSettings({ automation: true, automationPort: 0 });
  const automation = openAutomation({
    desk: through(automationDesk(desk, (request, asked) => panic.askFor(request, asked))),
    store,
    clock: systemClock,
    show: (view) => desk.showAutomation(view),
    raise: desk.notices.raise,
    log,
  });
  heard.push(
    () => panic.changed(),
    () => automation.changed(),
  );
  await desk.open();
  const snapshot = (): PanelSnapshot => desk.snapshot();

  async function until(what: string, holds: (now: PanelSnapshot) => boolean): Promise<void> {
    const endMs = systemClock.now() + LIMIT_MS;
    while (!holds(snapshot())) {
      if (systemClock.now() > endMs) throw new Error(`${what} (waited ${LIMIT_MS} ms)`);
      await systemClock.sleep(5);
    }
  }

  const ledger = (): Readonly<{ positions: number; orders: number }> => {
    const venues = [...host.venues.values()];
    const accounts = venues.flatMap((venue) => venue.accounts().map(({ id }) => ({ venue, id })));
    return {
      positions: accounts.reduce((count, { venue, id }) => count + venue.positions(id).length, 0),
      orders: accounts.reduce((count, { venue, id }) => count + venue.workingOrders(id).length, 0),
    };
  };

  const ready = (): Promise<void> =>
    until(
      'the accounts are not live with what the ledger holds',
      ({ accounts, positions, orders }) =>
        accounts.length > 0 &&
        accounts.every(({ health }) => health.kind === 'live') &&
        Object.keys(positions).length === ledger().positions &&
        Object.values(orders).flat().length >= ledger().orders,
    );

  await until('the automation server does not open', (now) => now.automation.server.kind === 'open');
  const { server } = snapshot().automation;
  const url = server.kind === 'open' ? server.url : '';
  return {
    desk,
    automation,
    panic,
    host,
    store,
    folder,
    url,
    port: Number(new URL(url).port),
    told,
    snapshot,
    token: async (wanted = {}) => {
      const created = await automation.handlers.createApiKey(
        newApiKeySchema.parse({ name: 'Test program', scope: 'trade', approval: 'never', ...wanted }),
      );
      if (!created.ok) throw new Error(created.failure.message);
      return created.value.token;
    },
    until,
    ledger,
    ready,
    reset: async () => {
      const put = await desk.handlers.resetPractice({});
      if (!put.ok) throw new Error(put.failure.message);
      await ready();
    },
    close: async () => {
      await automation.close();
      await desk.close();
      if (options.running === undefined) await host.stop();
    },
  };
}
