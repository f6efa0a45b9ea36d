// An Emergency Exit as the panel does it, joined as desk.ts joins it: live books over streams, preview with warm
// connections while the finger holds the button, a journal that is flushed to disk before the first order, the close
// engine, the sweep and the proof by reading back. Only the window is left out; what it would be told is made and dropped.
import { join } from 'node:path';
import { storyProfiles, type StoryVenue } from '../storyVenues.ts';
import type { ExitView } from '../../shared/exit.ts';
import { noAutomation } from '../../shared/automation.ts';
import { noDesktop } from '../../shared/desktop.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { emptyVault } from '../../shared/vault.ts';
import { createRates } from '../../electron/book/rates.ts';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createExits } from '../../electron/exit/exits.ts';
import { createPanelState } from '../../electron/ipc/panelState.ts';
import { openJournal } from '../../electron/journal/journal.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { timesOf, type ExitTimes } from './exitTimes.ts';
import type { BenchAccount, PracticeServer } from './practiceServer.ts';
import { connectionsOpened, startTrace, tracedRequests } from './trace.ts';

export type ExitWish = Readonly<{
  positionsPerAccount: number;
  /** Breaks something after the preview, in the last moment before the press. */
  beforePress?: (() => Promise<void>) | undefined;
  /** Looks at every change; true ends the waiting, and `mend` runs so that the exit can end. */
  enough?: ((view: ExitView) => boolean) | undefined;
  mend?: (() => Promise<void>) | undefined;
}>;

export interface BenchPanel {
  /** Presses the button over what the accounts hold now. Throws with words unless the exit ends flat. */
  exit(wish: ExitWish): Promise<ExitTimes>;
  close(): Promise<void>;
}

const READY_MS = 30_000;
const EXIT_MS = 90_000;
const LONGEST_WINDOW_MS = 61_000;
const FRAME_MS = 50; // as the desk gathers changes

export async function openBenchPanel(
  server: PracticeServer,
  accounts: readonly BenchAccount[],
  folder: string,
): Promise<BenchPanel> {
  const clock = systemClock;
  const rates = createRates();
  let budgetsSkipMs = 0; // nobody waits a minute between two runs: both sides forget what was spent
  const pacing = createPacingRoom(() => clock.now() + budgetsSkipMs);
  const opened = openJournal({
    path: join(folder, 'exits.db'),
    clock,
    onNoteFailed: (error) => {
      throw error;
    },
  });
  const base = (venue: StoryVenue) => ({ rest: `${server.url}/${venue}`, ws: `${server.url.replace(/^http/, 'ws')}/${venue}` });
  const connected = accounts.map(({ id, venue, label, apiKey, secret, passphrase }) =>
    connectAccount(
      {
        id,
        profile: storyProfiles[venue],
        label,
        environment: 'practice',
        secrets: { apiKey, secret, password: passphrase ?? undefined },
        endpoint: base(venue),
      },
      { clock, rates, pacing },
    ),
  );

  async function until(what: string, limitMs: number, holds: () => boolean): Promise<void> {
    const startedAtMs = clock.now();
    while (!holds()) {
      if (clock.now() - startedAtMs > limitMs) throw new Error(`${what} (waited ${limitMs} ms)`);
      await clock.sleep(5);
    }
  }
  const isReady = ({ book }: ConnectedAccount, positions: number): boolean => {
    const known = book.known();
    return known.ageMs !== null && known.ageMs < 1_000 && known.positions.length === positions && known.orders.length === 0;
  };
  async function freshBudgets(): Promise<void> {
    await server.freshLimits();
    budgetsSkipMs += LONGEST_WINDOW_MS;
  }

  return {
    exit: async ({ positionsPerAccount, beforePress, enough, mend }) => {
      await freshBudgets();
      for (const account of connected) {
        await until(`${account.id} does not show its positions`, READY_MS, () => isReady(account, positionsPerAccount));
      }
      await freshBudgets();
      let journalMs = 0;
      let enoughSeen = false;
      let shown: Promise<void> | null = null;
      const state = createPanelState(
        emptySnapshot,
        () => undefined,
        (run) => void clock.sleep(FRAME_MS).then(run),
      );
      // A new desk each time: one that has just closed these positions would rightly read before it sends again.
      const exits = createExits({
        venues: () => connected,
        environment: () => 'practice',
        clock,
        journal: {
          ...opened.journal,
          commit: (entries) => {
            const startedAtMs = clock.now();
            opened.journal.commit(entries);
            journalMs += clock.now() - startedAtMs;
          },
        },
        ids: randomIds,
        rates: () => rates.all(),
        settings: () => ({ ...defaultSettings, watchMinutes: 0 }),
        onChange: (_exitId, view) => {
          if (shown !== null) return;
          shown = clock.sleep(FRAME_MS).then(() => {
            shown = null;
            const exit = view();
            state.change({ kind: 'exit', exit });
            if (enough?.(exit) === true) enoughSeen = true;
          });
        },
        onAlarm: () => undefined,
      });
      for (const { account } of connected) void account.warm();
      const preview = await exits.preview({ action: 'emergencyExit' });
      if (!preview.ok) throw new Error(`The preview failed: ${preview.failure.message}`);
      await clock.sleep(defaultSettings.holdMs);
      await beforePress?.();

      startTrace();
      const cpu = process.cpuUsage();
      const pressedAtMs = clock.now();
      const confirmed = exits.confirm(preview.value.planId, null, pressedAtMs);
      if (!confirmed.ok) throw new Error(`The exit was refused: ${confirmed.failure.message}`);
      const { exitId } = confirmed.value;
      await until('The exit has no verdict', EXIT_MS, () => enoughSeen || !exits.isRunning());
      const { user, system } = process.cpuUsage(cpu);
      const { rss, heapUsed } = process.memoryUsage();
      await mend?.();
      let view: ExitView | null = null;
      void exits.ended(exitId).then((ended) => (view = ended));
      await until('The exit does not end', EXIT_MS, () => view !== null);
      const times = timesOf(view, pressedAtMs, tracedRequests());
      return {
        ...times,
        journalMs,
        coldConnections: connectionsOpened(pressedAtMs + times.pressToFlatMs),
        cpuMs: (user + system) / 1_000,
        rssMb: rss / 1_048_576,
        heapMb: heapUsed / 1_048_576,
      };
    },
    close: async () => {
      await Promise.all(connected.map(({ account }) => account.disconnect()));
      opened.close();
    },
  };
}

const emptySnapshot: Parameters<typeof createPanelState>[0] = {
  revision: 0,
  environment: 'practice',
  practiceUrl: null,
  accounts: [],
  entries: [],
  vault: emptyVault,
  positions: {},
  orders: {},
  exits: [],
  settings: defaultSettings,
  notices: [],
  rates: {},
  desktop: noDesktop,
  automation: noAutomation,
};
