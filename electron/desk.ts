// Everything behind the panel, joined: settings, journal, accounts, exits, notices and the answers to the panel's requests.
// No Electron in here: main.ts hands in what only Electron can do. Long as a table of contents is: it joins, and decides little.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Environment } from '../shared/account.ts';
import { noDesktop, type DesktopView } from '../shared/desktop.ts';
import { noAutomation, type AutomationView } from '../shared/automation.ts';
import type { Asked, ExitRequest, ExitView } from '../shared/exit.ts';
import { fail, succeed, type Failure, type Result } from '../shared/failure.ts';
import { settingsSchema, type Settings } from '../shared/settings.ts';
import type { NumberedChanges, PanelSnapshot } from '../shared/snapshot.ts';
import { createAdmission, noAccount } from './accounts/admission.ts';
import { createConnections } from './accounts/connections.ts';
import { createOwnAccounts } from './accounts/ownAccounts.ts';
import { createPracticeAccounts, type StartPractice } from './accounts/practiceAccounts.ts';
import { createTrial } from './accounts/trial.ts';
import { createDepthCache, type DepthCache } from './book/depthCache.ts';
import { createRates, type Rates } from './book/rates.ts';
import { createExits } from './exit/exits.ts';
import type { Clock, Ids } from './exit/ports.ts';
import { createHealthNotices } from './ipc/healthNotices.ts';
import { createNotices, type Notices } from './ipc/notices.ts';
import { createPanelState } from './ipc/panelState.ts';
import type { Handlers } from './ipc/serveContract.ts';
import { createShownExits } from './ipc/shownExits.ts';
import { openJournal, type AskedExit } from './journal/journal.ts';
import { checkReadiness } from './readiness/checkReadiness.ts';
import { createReadinessWatch } from './readiness/readinessWatch.ts';
import { rehearseExit } from './readiness/rehearseExit.ts';
import { withFilter, withoutFilter } from './settings/savedFilters.ts';
import { loadSettings, saveSettings } from './settings/settingsFile.ts';
import { createUnfinishedExits } from './unfinishedExits.ts';
import type { SystemKeyStore } from './vault/keyStore.ts';
import { createVault } from './vault/vault.ts';
import { openVaultFile } from './vault/vaultFile.ts';
import { openMarketCache } from './venues/marketCache.ts';
import { createPacingRoom } from './venues/pacing.ts';

export type DeskOptions = Readonly<{
  /** Where settings.json, exits.db and accounts.vault live. */
  folder: string;
  clock: Clock;
  ids: Ids;
  startPractice: StartPractice;
  /** The operating system's key store. */
  keyStore: SystemKeyStore;
  /** Lets the person choose a file to import; null: none was chosen. */
  chooseFile: () => Promise<string | null>;
  push: (changes: NumberedChanges) => void;
  /** A defect or something that a person debugging wants to see; never a secret. */
  log: (message: string) => void;
}>;

/** What the desktop around the window answers instead: see desktop/desktop.ts. */
export type AutomationRequests = 'createApiKey' | 'revokeApiKey' | 'removeApiKey' | 'getAutomationCalls';
export type DesktopRequests = 'setHotkey' | 'pauseHotkeys' | 'recordHotkey' | 'tryNotification' | 'quit';

export type FiredExit = Readonly<{ exitId: string; joined: boolean }>;

export interface Desk {
  readonly handlers: Omit<Handlers, DesktopRequests | AutomationRequests>;
  readonly notices: Notices;
  /** As the panel has it, what waits for the next push included. */
  snapshot(): PanelSnapshot;
  changeSettings(part: Partial<Settings>): Result<Settings>;
  showDesktop(view: DesktopView): void;
  /** A press that nobody previewed: plans and confirms in one turn. */
  fire(request: Exclude<ExitRequest, { action: 'partialClose' }>, asked?: Asked | null): Result<FiredExit>;
  /** A plan id of a share that nobody looks at first: nothing is asked for that is for eyes. */
  planShare(request: Extract<ExitRequest, { action: 'partialClose' }>): Promise<Result<string>>;
  confirm(planId: string, asked: Asked | null): Result<FiredExit>;
  /** Running, ended in this session, or stored. */
  exit(exitId: string): ExitView | null;
  /** As of now, newest first: those of this session and the last stored ones. */
  exits(): readonly ExitView[];
  /** Of an exit of this session; rejects for another. `ended`: fills included. */
  decided(exitId: string): Promise<ExitView>;
  ended(exitId: string): Promise<ExitView>;
  /** The automation calls of the last day that named themselves. */
  askedBefore(): readonly AskedExit[];
  /** Unified symbols of the contracts that a name may mean at the connected accounts; null: at any. */
  marketsNamed(name: string, accountId: string | null): readonly string[];
  showAutomation(view: AutomationView): void;
  /** Opens every account's streams anew: the computer slept, or its network changed. */
  rearm(): void;
  exitRunning(): boolean;
  rendererGone(reason: string): void;
  /** Opens the vault as far as it can, and connects the accounts of the environment that is on. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const FRAME_MS = 50; // changes are gathered for this long
const BOOK_MS = 80; // positions and orders are taken out of the books this often
const ACCOUNTS_MS = 250; // ages and equity
const RATES_MS = 1_000;
const LOCK_MS = 1_000; // whether adding has been without use for long
const READINESS_MS = 500;
const SETTLE_MS = 500;
const BOOKS_MS = 400; // what a preview waits for order books at most

export function openDesk(options: DeskOptions): Desk {
  const { clock, folder, ids, log } = options;
  const settingsPath = join(folder, 'settings.json');
  const loaded = loadSettings(settingsPath, clock.epoch());
  let settings = loaded.settings;
  let closing = false;
  const opened = openJournal({
    path: join(folder, 'exits.db'),
    clock,
    onNoteFailed: (error) => log(`the journal could not be written: ${String(error)}`),
  });
  // What practice markets cost says nothing about live ones.
  const ratesOf: Readonly<Record<Environment, Rates>> = { practice: createRates(), live: createRates() };
  const rates = (): Rates => ratesOf[settings.environment];
  const pacing = createPacingRoom(() => clock.now());
  const marketCache = openMarketCache(join(folder, 'markets'), () => clock.epoch(), log);
  const surroundings = { clock, pacing, marketCache };
  const vault = createVault({
    file: openVaultFile(join(folder, 'accounts.vault'), { log }),
    keyStore: options.keyStore,
    clock,
    onChange: () => state.change({ kind: 'vault', vault: vault.view(), entries: vault.entries() }),
  });

  const state = createPanelState(
    {
      revision: 0,
      environment: settings.environment,
      practiceUrl: null,
      accounts: [],
      entries: [],
      vault: vault.view(),
      positions: {},
      orders: {},
      exits: opened.ended(),
      settings,
      notices: [],
      rates: rates().all(),
      desktop: noDesktop,
      automation: noAutomation,
    },
    options.push,
    (run) => void clock.sleep(FRAME_MS).then(run),
  );
  const notices = createNotices(
    () => clock.epoch(),
    (all) => state.change({ kind: 'notices', notices: all }),
  );
  const health = createHealthNotices(notices, () => clock.now());
  const connections = createConnections({ surroundings, ratesOf, show: state.change, health, log });
  const openDepths = (): DepthCache =>
    createDepthCache(clock, async (accountId, market, deadlineMs) => {
      const connected = connections.find(accountId);
      if (connected === undefined) return fail(noAccount(accountId));
      return connected.account.readDepth(market, deadlineMs);
    });
  const depthsOf: Readonly<Record<Environment, DepthCache>> = { practice: openDepths(), live: openDepths() };
  const depths = (): DepthCache => depthsOf[settings.environment];
  const shownExits = createShownExits(state, () => clock.sleep(FRAME_MS), log);
  const exits = createExits({
    venues: () => connections.all(),
    unreached: () => own.unreached(),
    environment: () => settings.environment,
    clock,
    journal: opened.journal,
    ids,
    rates: () => rates().all(),
    settings: () => settings,
    onChange: shownExits.changed,
    estimateSlippage: (position, size) => depths().slippage(position, size),
    onAlarm: (alarm, closesAgain) =>
      notices.raise({
        id: `alarm:${alarm.exitId}:${alarm.accountId}:${alarm.kind}:${alarm.symbol}`,
        severity: 'alarm',
        title: 'Not flat any more.',
        detail: alarm.message,
        remedy: closesAgain
          ? 'Stay flat is closing it again. Stop whatever trades on this account.'
          : 'Something else trades on this account. Stop it, then press Emergency Exit again.',
        accountId: alarm.accountId,
      }),
  });
  const unfinished = createUnfinishedExits({ recovery: opened.unfinished(), exits, notices, log });
  const practice = createPracticeAccounts({
    start: options.startPractice,
    port: () => settings.practicePort,
    isOn: () => !closing && settings.environment === 'practice',
    connections,
    notices,
    onUrl: (practiceUrl) => state.change({ kind: 'practice', practiceUrl }),
    onConnected: () => unfinished.resume('practice'),
  });
  const own = createOwnAccounts({
    vault,
    admission: createAdmission({
      vault,
      trial: createTrial(surroundings, checkReadiness, () => exits.isRunning()),
      newId: randomUUID,
      epoch: () => clock.epoch(),
      noExit: async () => {
        while (exits.isRunning()) await clock.sleep(LOCK_MS);
      },
    }),
    connections,
    isOn: () => !closing && settings.environment === 'live',
    isClosing: (id) =>
      exits.list().some((exit) => exit.endedAtMs === null && exit.accounts.some(({ accountId }) => accountId === id)),
    exitRunning: () => exits.isRunning(),
    chooseFile: options.chooseFile,
    onLeft: (accountId, label) => {
      if (!exits.stopWatchingAccount(accountId)) return;
      notices.raise({
        id: `watch:${accountId}`,
        severity: 'warning',
        title: `${label} is not watched any more.`,
        detail: 'Its connection ended within the time that follows an exit: what comes back raises no alarm and stays open.',
        remedy: 'Look at it yourself. Where it is connected, another Emergency Exit has it watched again.',
        accountId,
      });
    },
    onConnected: () => unfinished.resume('live'),
  });

  if (loaded.failure !== null) notices.raiseFailure('settings', 'Settings were damaged.', loaded.failure);
  if (opened.failure !== null) notices.raiseFailure('journal', 'The exit journal had to be mended.', opened.failure);

  const readiness = createReadinessWatch({ accounts: () => connections.all(), exitRunning: () => exits.isRunning(), log });

  let shownRates = '';
  function showRates(): void {
    const all = rates().all();
    const text = JSON.stringify(all);
    if (text === shownRates) return;
    shownRates = text;
    state.change({ kind: 'rates', rates: all });
  }

  const timers: NodeJS.Timeout[] = [];
  function every(ms: number, run: () => void): void {
    const timer = setInterval(() => {
      try {
        run();
      } catch (error) {
        log(`defect in a push: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      }
    }, ms);
    timers.push(timer);
  }
  every(BOOK_MS, () => connections.showBooks());
  every(ACCOUNTS_MS, () => connections.showAccounts());
  every(RATES_MS, showRates);
  every(LOCK_MS, () => vault.lockWhenIdle());
  every(READINESS_MS, () => readiness.look());
  every(SETTLE_MS, () => own.settle());

  let entering = true; // since the start
  /** Connects the accounts of the environment that is on; what was cut off on the others is told. */
  async function enter(): Promise<void> {
    entering = true;
    try {
      await (settings.environment === 'practice' ? practice.open() : own.connectAll());
    } finally {
      entering = false;
    }
    unfinished.tellWaiting();
  }

  /** In the first moments there is no account yet, which is not to be told as that there is none. */
  function toldInTime<Answer>(answer: Result<Answer>): Result<Answer> {
    const isTooEarly = entering && connections.all().length === 0;
    return !answer.ok && answer.failure.kind === 'notFound' && isTooEarly ? fail(stillOpening) : answer;
  }

  function save(changed: Settings): Result<Settings> {
    const saved = saveSettings(settingsPath, changed);
    if (!saved.ok) return saved;
    settings = saved.value;
    state.change({ kind: 'settings', settings });
    return saved;
  }

  async function setEnvironment(environment: Environment): Promise<Result<null>> {
    if (environment === settings.environment) return succeed(null);
    if (exits.isRunning()) return fail(exitRuns('Switch when it has ended.'));
    const saved = save({ ...settings, environment });
    if (!saved.ok) return saved;
    exits.stopWatching();
    practice.close();
    void connections.disconnectAll();
    state.change({ kind: 'environment', environment });
    await enter();
    return succeed(null);
  }

  const handlers: Desk['handlers'] = {
    ...own.handlers,
    getSnapshot: async () => {
      shownExits.take();
      return succeed(state.snapshot());
    },
    previewExit: async (request) => {
      const accounts = connections.all();
      for (const { account } of accounts) void account.warm(); // the finger is on its way
      const held = accounts.flatMap(({ book }) => book.known().positions);
      const inView = request.action === 'partialClose' ? held.filter(({ key }) => key === request.position) : held;
      const books = depths().refresh(inView, BOOKS_MS);
      if (request.action !== 'emergencyExit') await books; // that one waits for nothing
      return toldInTime(await exits.preview(request));
    },
    confirmExit: async ({ planId }) => {
      return exits.confirm(planId);
    },
    getExitTimeline: async ({ exitId }) => succeed(opened.timeline(exitId)),
    discardPreview: async ({ planId }) => {
      exits.discard(planId);
      return succeed(null);
    },
    reconnectAccount: async ({ accountId }) => {
      health.forget(accountId);
      const connected = connections.find(accountId);
      if (connected === undefined) return own.connectAgain(accountId);
      connected.account.reconnect();
      return succeed(null);
    },
    saveSettings: async (wanted) => {
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
      return save(settingsSchema.parse({ ...settings, ...given }));
    },
    saveFilter: async (wanted) => {
      const changed = withFilter(settings, wanted, () => ids.exitId());
      if (!changed.ok) return changed;
      const saved = save(changed.value.settings);
      return saved.ok ? succeed(changed.value.filter) : saved;
    },
    removeFilter: async ({ filterId }) => {
      const changed = withoutFilter(settings, filterId);
      if (!changed.ok) return changed;
      const saved = save(changed.value);
      return saved.ok ? succeed(null) : saved;
    },
    dismissNotice: async ({ noticeId }) => {
      notices.clear(noticeId);
      return succeed(null);
    },
    resetPractice: async () => {
      if (exits.isRunning()) return fail(exitRuns('Reset the practice account when it has ended.'));
      if (settings.environment === 'live')
        return fail({ kind: 'badRequest', message: 'Live is on.', remedy: 'Switch to practice to reset it.' });
      exits.stopWatching(); // its positions come back on purpose
      return practice.reset();
    },
    setEnvironment: ({ environment }) => setEnvironment(environment),
    checkReadiness: ({ accountId }) => readiness.check(accountId),
    rehearseExit: ({ accountId }) =>
      rehearseExit({
        accounts: connections.all(),
        unreached: own.unreached(),
        accountId,
        rates: () => rates().all(),
        exitRunning: () => exits.isRunning(),
        nowEpochMs: clock.epoch(),
      }),
  };

  return {
    handlers,
    notices,
    snapshot: () => state.current(),
    changeSettings: (part) => save(settingsSchema.parse({ ...settings, ...part })),
    showDesktop: (desktop) => state.change({ kind: 'desktop', desktop }),
    fire: (request, asked = null) => {
      const planned = toldInTime(exits.plan(request));
      return planned.ok ? exits.confirm(planned.value, asked) : planned;
    },
    planShare: async (request) => {
      const planned = toldInTime(await exits.preview(request));
      return planned.ok ? succeed(planned.value.planId) : planned;
    },
    confirm: (planId, asked) => exits.confirm(planId, asked),
    exit: (exitId) => exits.view(exitId) ?? state.current().exits.find((exit) => exit.exitId === exitId) ?? opened.report(exitId),
    exits: () => {
      shownExits.take();
      return state.current().exits;
    },
    decided: (exitId) => exits.decided(exitId),
    ended: (exitId) => exits.ended(exitId),
    askedBefore: () => opened.asked(),
    marketsNamed: (name, accountId) => {
      const meant = connections.all().filter(({ account }) => accountId === null || account.accountId === accountId);
      return [...new Set(meant.flatMap(({ account }) => account.marketsNamed(name)))];
    },
    showAutomation: (automation) => state.change({ kind: 'automation', automation }),
    rearm: () => {
      for (const { account } of connections.all()) account.rearm();
    },
    open: async () => {
      const loading = vault.load();
      if (settings.environment === 'live') await loading;
      await Promise.all([loading, enter()]);
    },
    exitRunning: () => exits.isRunning(),
    rendererGone: (reason) =>
      notices.raise({
        id: 'renderer',
        severity: 'warning',
        title: 'The panel was reloaded.',
        detail: `Its window process stopped (${reason}). Running exits were not affected: they live in the main process.`,
        remedy: null,
        accountId: null,
      }),
    close: async () => {
      closing = true;
      for (const timer of timers) clearInterval(timer);
      exits.stopWatching();
      practice.close();
      await connections.disconnectAll();
      opened.close();
    },
  };
}

const exitRuns = (remedy: string): Failure => ({ kind: 'badRequest', message: 'An exit is running.', remedy });

const stillOpening: Failure = {
  kind: 'unreachable',
  message: 'The accounts are still being opened. Nothing was sent.',
  remedy: 'Press again in a moment.',
};
