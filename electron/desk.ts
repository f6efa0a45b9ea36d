// Everything behind the panel, joined: settings, journal, accounts, exits, notices and the answers to the panel's requests.
// No Electron in here: main.ts hands in what only Electron can do. Long as a table of contents is: it joins, and decides little.
import { join } from 'node:path';
import type { AccountId, Environment } from '../shared/account.ts';
import type { ExitView } from '../shared/exit.ts';
import { fail, succeed, type Failure, type Result } from '../shared/failure.ts';
import { settingsSchema } from '../shared/settings.ts';
import { emptyVault } from '../shared/vault.ts';
import type { NumberedChanges } from '../shared/snapshot.ts';
import { createDepthCache } from './book/depthCache.ts';
import { createRates } from './book/rates.ts';
import { connectAccount, type ConnectedAccount } from './connectedAccount.ts';
import { createExits } from './exit/exits.ts';
import type { Clock, Ids } from './exit/ports.ts';
import { createHealthNotices } from './ipc/healthNotices.ts';
import { createNotices } from './ipc/notices.ts';
import { createPanelState } from './ipc/panelState.ts';
import type { Handlers } from './ipc/serveContract.ts';
import { openJournal } from './journal/journal.ts';
import type { PracticeProcess } from './practiceProcess/practiceControl.ts';
import { createReadinessWatch } from './readiness/readinessWatch.ts';
import { rehearseExit } from './readiness/rehearseExit.ts';
import { loadSettings, saveSettings } from './settings/settingsFile.ts';
import { openMarketCache } from './venues/marketCache.ts';
import { createPacingRoom } from './venues/pacing.ts';
import { loadProfile } from './venues/profiles.ts';

export type DeskOptions = Readonly<{
  /** Where settings.json and exits.db live. */
  folder: string;
  clock: Clock;
  ids: Ids;
  startPractice: (port: number, onGone: (code: number) => void) => Promise<Result<PracticeProcess>>;
  push: (changes: NumberedChanges) => void;
  /** A defect or something that a person debugging wants to see; never a secret. */
  log: (message: string) => void;
}>;

export interface Desk {
  readonly handlers: Handlers;
  exitRunning(): boolean;
  rendererGone(reason: string): void;
  /** Starts the practice exchange and connects its accounts. */
  open(): Promise<void>;
  close(): Promise<void>;
}

const FRAME_MS = 50; // changes are gathered for this long
const BOOK_MS = 80; // positions and orders are taken out of the books this often
const ACCOUNTS_MS = 250; // ages and equity
const RATES_MS = 1_000;
const READINESS_MS = 500;
const BOOKS_MS = 400; // what a preview waits for order books at most
const PRACTICE_RESTARTS = 3;
const ENVIRONMENT: Environment = 'practice';

export function openDesk(options: DeskOptions): Desk {
  const { clock, folder, ids, log } = options;
  const settingsPath = join(folder, 'settings.json');
  const loaded = loadSettings(settingsPath, clock.epoch());
  let settings = loaded.settings;
  const opened = openJournal({
    path: join(folder, 'exits.db'),
    clock,
    onNoteFailed: (error) => log(`the journal could not be written: ${String(error)}`),
  });
  let unfinished = opened.unfinished();
  const rates = createRates();
  const pacing = createPacingRoom(() => clock.now());
  const marketCache = openMarketCache(join(folder, 'markets'), () => clock.epoch(), log);
  const accounts = new Map<AccountId, ConnectedAccount>();
  let practice: PracticeProcess | null = null;
  let practiceRestarts = 0;
  let closing = false;

  const state = createPanelState(
    {
      revision: 0,
      environment: ENVIRONMENT,
      practiceUrl: null,
      accounts: [],
      entries: [],
      vault: emptyVault,
      positions: {},
      orders: {},
      exits: opened.ended(),
      settings,
      notices: [],
      rates: rates.all(),
    },
    options.push,
    (run) => void clock.sleep(FRAME_MS).then(run),
  );
  const notices = createNotices(
    () => clock.epoch(),
    (all) => state.change({ kind: 'notices', notices: all }),
  );
  const health = createHealthNotices(notices, () => clock.now());
  const depths = createDepthCache(clock, async (accountId, market, deadlineMs) => {
    const connected = accounts.get(accountId);
    if (connected === undefined) return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
    return connected.account.readDepth(market, deadlineMs);
  });
  /** An exit with many legs moves thousands of times: its view is made once a frame, and never on the way of an order. */
  const changedExits = new Map<string, () => ExitView>();
  let showingExits = false;
  function showExitsIn(ms: number): void {
    if (showingExits) return;
    showingExits = true;
    const show = () => {
      showingExits = false;
      takeExits();
      state.flush();
    };
    clock
      .sleep(ms)
      .then(show)
      .catch((error: unknown) => log(`defect in a push: ${String(error)}`));
  }
  function takeExits(): void {
    for (const view of changedExits.values()) state.change({ kind: 'exit', exit: view() });
    changedExits.clear();
  }
  const exits = createExits({
    venues: () => [...accounts.values()],
    environment: () => ENVIRONMENT,
    clock,
    journal: opened.journal,
    ids,
    rates: () => rates.all(),
    settings: () => settings,
    onChange: (exitId, view) => {
      changedExits.set(exitId, view);
      showExitsIn(FRAME_MS);
    },
    estimateSlippage: (position, size) => depths.slippage(position, size),
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

  if (loaded.failure !== null) notices.raiseFailure('settings', 'Settings were damaged.', loaded.failure);
  if (opened.failure !== null) notices.raiseFailure('journal', 'The exit journal had to be mended.', opened.failure);
  function tellResumed(view: ExitView | null): void {
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

  /** What a crash cut off goes on as soon as its accounts are there; it is told, and it is told how it ended. */
  function resumeExits(): void {
    const cutOff = unfinished;
    unfinished = { exits: [], legs: [] };
    try {
      for (const exitId of exits.resume(cutOff)) tellResumed(exits.view(exitId));
    } catch (error) {
      log(`defect while an exit was taken up: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      notices.raise({
        id: 'resumed',
        severity: 'alarm',
        title: 'An exit that was cut off could not be taken up.',
        detail: `${cutOff.exits.length} of them are in the journal. ${String(error)}`,
        remedy: 'Look at the positions below: they are read anew from the venues. Press again for what is still open.',
        accountId: null,
      });
    }
  }

  /** Books into the panel's state. */
  function takeBooks(): void {
    for (const { id, book } of accounts.values()) {
      const { upserted, removed, orders } = book.takeChanges();
      if (upserted.length + removed.length > 0) state.change({ kind: 'positions', upserted, removed });
      if (orders !== null) state.change({ kind: 'orders', accountId: id, orders });
    }
  }
  let shownAccounts = '';
  function takeAccounts(): void {
    const views = [...accounts.values()].map(({ book }) => book.account());
    const text = JSON.stringify(views);
    if (text === shownAccounts) return;
    shownAccounts = text;
    state.change({ kind: 'accounts', accounts: views });
    for (const view of views) health.look(view);
  }
  let shownRates = '';
  function takeRates(): void {
    const all = rates.all();
    const text = JSON.stringify(all);
    if (text === shownRates) return;
    shownRates = text;
    state.change({ kind: 'rates', rates: all });
  }

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
  const readiness = createReadinessWatch({ accounts: () => [...accounts.values()], exitRunning: () => exits.isRunning(), log });
  const timers: NodeJS.Timeout[] = [];
  every(BOOK_MS, takeBooks);
  every(ACCOUNTS_MS, takeAccounts);
  every(RATES_MS, takeRates);
  every(READINESS_MS, readiness.look);

  async function open(): Promise<void> {
    const started = await options.startPractice(settings.practicePort, (code) => void practiceGone(code));
    if (!started.ok) {
      notices.raiseFailure('practice', 'The practice exchange did not start.', withRestartHint(started.failure));
      return;
    }
    if (closing) {
      started.value.stop();
      return;
    }
    practice = started.value;
    if (practice.portFailure === null) notices.clear('port');
    else notices.raiseFailure('port', 'The practice port is taken.', practice.portFailure);
    state.change({ kind: 'practice', practiceUrl: practice.url });
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
    await disconnectAll();
    if (closing) return;
    const { url } = practice;
    for (const { id, venue, label, apiKey, secret, passphrase } of keys.value) {
      const profile = profiles.get(venue);
      if (profile === undefined) continue;
      const account = connectAccount(
        {
          id,
          profile,
          label,
          environment: ENVIRONMENT,
          secrets: { apiKey, secret, password: passphrase ?? undefined },
          endpoint: { rest: `${url}/${venue}`, ws: `${url.replace(/^http/, 'ws')}/${venue}` },
        },
        { clock, rates, pacing, marketCache },
      );
      accounts.set(id, account);
    }
    takeAccounts();
    resumeExits();
  }

  /** The practice exchange is a process like any other: it can die. The panel says so and starts it again. */
  async function practiceGone(code: number): Promise<void> {
    if (closing) return;
    practice = null;
    state.change({ kind: 'practice', practiceUrl: null });
    practiceRestarts += 1;
    const again = practiceRestarts <= PRACTICE_RESTARTS;
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

  async function disconnectAll(): Promise<void> {
    const before = [...accounts.values()];
    accounts.clear();
    for (const { id } of before) health.drop(id);
    await Promise.all(before.map(({ account }) => account.disconnect()));
    for (const { id, book } of before) {
      const removed = book.known().positions.map(({ key }) => key);
      state.change({ kind: 'positions', upserted: [], removed });
      state.change({ kind: 'orders', accountId: id, orders: [] });
    }
  }

  const notYet = async () => fail({ kind: 'internal', message: 'This is not built yet.' });
  const handlers: Handlers = {
    getSnapshot: async () => {
      takeExits();
      return succeed(state.snapshot());
    },
    previewExit: async (request) => {
      for (const { account } of accounts.values()) void account.warm(); // the finger is on its way
      const held = [...accounts.values()].flatMap(({ book }) => book.known().positions);
      const inView = request.action === 'partialClose' ? held.filter(({ key }) => key === request.position) : held;
      const books = depths.refresh(inView, BOOKS_MS);
      if (request.action !== 'emergencyExit') await books; // that one waits for nothing
      return exits.preview(request);
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
      const connected = accounts.get(accountId);
      if (connected === undefined) return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
      health.forget(accountId);
      connected.account.reconnect();
      return succeed(null);
    },
    saveSettings: async (wanted) => {
      const given = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
      const saved = saveSettings(settingsPath, settingsSchema.parse({ ...settings, ...given }));
      if (!saved.ok) return saved;
      settings = saved.value;
      state.change({ kind: 'settings', settings });
      return saved;
    },
    dismissNotice: async ({ noticeId }) => {
      notices.clear(noticeId);
      return succeed(null);
    },
    resetPractice: async () => {
      if (exits.isRunning())
        return fail({
          kind: 'badRequest',
          message: 'An exit is running.',
          remedy: 'Reset the practice account when it has ended.',
        });
      if (practice === null) return fail({ kind: 'unreachable', message: 'The practice exchange does not run.' });
      exits.stopWatching(); // its positions come back on purpose
      const reset = await practice.reset();
      for (const { account } of accounts.values()) account.reconnect();
      return reset;
    },
    setEnvironment: notYet,
    createVault: notYet,
    unlockVault: notYet,
    lockVault: notYet,
    setVaultAside: notYet,
    testAccount: notYet,
    addAccount: notYet,
    changeAccount: notYet,
    replaceKeys: notYet,
    removeAccount: notYet,
    importAccounts: notYet,
    checkReadiness: ({ accountId }) => readiness.check(accountId),
    rehearseExit: ({ accountId }) =>
      rehearseExit({
        accounts: [...accounts.values()],
        accountId,
        rates: () => rates.all(),
        exitRunning: () => exits.isRunning(),
        nowEpochMs: clock.epoch(),
      }),
  };

  return {
    handlers,
    open,
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
      practice?.stop();
      await Promise.all([...accounts.values()].map(({ account }) => account.disconnect()));
      opened.close();
    },
  };
}

const withRestartHint = (failure: Failure): Failure => ({ remedy: 'Restart Breakglass.', ...failure });
