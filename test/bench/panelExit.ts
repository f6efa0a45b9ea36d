// One Emergency Exit as the panel does it, joined as desk.ts joins it: live books over streams, preview with warm
// connections while the finger holds the button, a journal file that is flushed to disk before the first order, the close
// engine, the sweep and the proof by reading back. Only the window is left out.
import { join } from 'node:path';
import type { VenueId } from '../../shared/account.ts';
import type { ExitView } from '../../shared/exit.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { createRates } from '../../electron/book/rates.ts';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createExits } from '../../electron/exit/exits.ts';
import { openJournal } from '../../electron/journal/journal.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { profiles } from '../../electron/venues/profiles.ts';
import type { BenchAccount, PracticeServer } from './practiceServer.ts';
import { connectionsOpened, startTrace, tracedRequests, type TracedRequest } from './trace.ts';

export type ExitTimes = Readonly<{
  pressToFirstOrderMs: number; // its bytes left
  pressToLastAckMs: number;
  pressToFlatMs: number; // as the report says
  journalMs: number; // flushing the intentions
  coldConnections: number; // opened between press and flat: the warming fell short
  pressedAtMs: number; // performance.now()
  requests: readonly TracedRequest[];
  view: ExitView;
}>;

export interface BenchPanel {
  /** Presses the button over what the accounts hold now. Throws with words unless the exit ends flat. */
  exit(positionsPerAccount: number): Promise<ExitTimes>;
  close(): Promise<void>;
}

const READY_MS = 20_000;
const EXIT_MS = 90_000;
/** The longest window that an exit of this size comes near: OKX's two seconds. Budgets recover before every press. */
const WINDOWS_MS = 2_100;
/** Weight that one exit with its fills and the audit after it takes from Binance's minute. */
const EXIT_WEIGHT = 350;

export async function openBenchPanel(
  server: PracticeServer,
  accounts: readonly BenchAccount[],
  folder: string,
): Promise<BenchPanel> {
  const clock = systemClock;
  const rates = createRates();
  const pacing = createPacingRoom(() => clock.now());
  const opened = openJournal({
    path: join(folder, 'exits.db'),
    clock,
    onNoteFailed: (error) => {
      throw error;
    },
  });
  const base = (venue: VenueId) => ({ rest: `${server.url}/${venue}`, ws: `${server.url.replace(/^http/, 'ws')}/${venue}` });
  const connected = accounts.map(({ id, venue, label, apiKey, secret, passphrase }) =>
    connectAccount(
      {
        id,
        venue,
        label,
        environment: 'practice',
        secrets: { apiKey, secret, password: passphrase ?? undefined },
        endpoint: base(venue),
      },
      { clock, rates, pacing },
    ),
  );
  const binance = accounts.find(({ venue }) => venue === 'binanceusdm');
  const weight =
    binance === undefined
      ? null
      : pacing.pacer(binance.id, `binanceusdm@${base('binanceusdm').rest}`, profiles.binanceusdm.limits);

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

  return {
    exit: async (positionsPerAccount) => {
      for (const account of connected) {
        await until(`${account.id} does not show its positions`, READY_MS, () => isReady(account, positionsPerAccount));
      }
      await clock.sleep(WINDOWS_MS);
      await until("Binance's request weight does not recover", 70_000, () => {
        const spend = accounts
          .filter(({ venue }) => venue === 'binanceusdm')
          .map(() => ({ bucket: 'weight', cost: EXIT_WEIGHT }));
        return weight === null || weight.fits(spend, 'exit');
      });

      let journalMs = 0;
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
        onChange: () => undefined,
        onAlarm: () => undefined,
      });
      for (const { account } of connected) void account.warm();
      const preview = await exits.preview({ action: 'emergencyExit' });
      if (!preview.ok) throw new Error(`The preview failed: ${preview.failure.message}`);
      await clock.sleep(defaultSettings.holdMs);

      startTrace();
      const pressedAtMs = clock.now();
      const confirmed = exits.confirm(preview.value.planId, pressedAtMs);
      if (!confirmed.ok) throw new Error(`The exit was refused: ${confirmed.failure.message}`);
      let view: ExitView | null = null;
      void exits.ended(confirmed.value.exitId).then((ended) => (view = ended));
      await until('The exit does not end', EXIT_MS, () => view !== null);
      const requests = tracedRequests();
      const times = timesOf(view, pressedAtMs, requests);
      const coldConnections = connectionsOpened(pressedAtMs + times.pressToFlatMs);
      return { ...times, journalMs, coldConnections, pressedAtMs, requests };
    },
    close: async () => {
      await Promise.all(connected.map(({ account }) => account.disconnect()));
      opened.close();
    },
  };
}

function timesOf(view: ExitView | null, pressedAtMs: number, requests: readonly TracedRequest[]) {
  if (view === null) throw new Error('The exit has no report.');
  const { verdict, pressToFlatMs, legs } = view;
  if (verdict !== 'flat' || pressToFlatMs === null) {
    const left = view.leftOver.map((each) => JSON.stringify(each)).join(', ');
    throw new Error(`The exit ended ${String(verdict)}: ${left} ${view.notes.join(' ')}`);
  }
  const sent = requests.flatMap(({ method, sentAtMs }) => (method === 'POST' && sentAtMs !== null ? [sentAtMs] : []));
  const acknowledged = legs.flatMap(({ acknowledgedAtMs }) => (acknowledgedAtMs === null ? [] : [acknowledgedAtMs]));
  if (sent.length === 0 || acknowledged.length !== legs.length)
    throw new Error('The exit sent no order, or one was never acknowledged.');
  return {
    pressToFirstOrderMs: Math.min(...sent) - pressedAtMs,
    pressToLastAckMs: Math.max(...acknowledged),
    pressToFlatMs,
    view,
  };
}
