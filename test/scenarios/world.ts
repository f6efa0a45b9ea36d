// A whole Breakglass without its window, over real sockets: a practice exchange of its own on 127.0.0.1 in this process,
// accounts through the real ccxt adapter and live books, the close engine, and the exchange's ledger to judge by.
// Scenarios and the storm use it. Everything that runs ends with close().
import { storyProfiles, type StoryVenue } from '../storyVenues.ts';
import type { ExitRequest, ExitView } from '../../shared/exit.ts';
import { defaultSettings, type Settings } from '../../shared/settings.ts';
import { absolute, floorToStep, isNegative, multiply } from '../../shared/decimal.ts';
import { createRates } from '../../electron/book/rates.ts';
import { connectAccount, type ConnectedAccount } from '../../electron/connectedAccount.ts';
import { createExits, type Exits } from '../../electron/exit/exits.ts';
import type { ExitLimits } from '../../electron/exit/limits.ts';
import type { Journal, JournalEntry, KnownTruth } from '../../electron/exit/ports.ts';
import type { ExitAlarm } from '../../electron/exit/watch.ts';
import { faultRuleSchema, type FaultWish } from '../../electron/practice/faultRules.ts';
import { startPracticeHost, type PracticeHost, type PracticeHostOptions } from '../../electron/practice/host.ts';
import type { OperatedVenue } from '../../electron/practice/operator.ts';
import type { LoggedRequest } from '../../electron/practice/requestLog.ts';
import { openPlannedAccount, type PlannedAccount } from '../../electron/practice/portfolio.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import type { Aim } from './venueWire.ts';
import { watchLedger, type Witness } from './witness.ts';

export type WorldOptions = Readonly<{
  accounts: readonly PlannedAccount[];
  host?: PracticeHostOptions;
  limits?: Partial<ExitLimits>;
  settings?: Partial<Settings>;
  /** What the exchange is like before the panel connects for the first time. */
  before?: (host: PracticeHost) => void;
  /** Proxies by account id. */
  proxies?: Readonly<Record<string, string>>;
  /** Default: kept in memory, see World.journal. */
  journal?: Journal;
}>;

/** What an account's own bot does to its first position: halves it, or adds a tenth. */
export type BotTrade = 'half' | 'more';

export type World = Readonly<{
  host: PracticeHost;
  accounts: readonly ConnectedAccount[];
  exits: Exits;
  journal: readonly JournalEntry[];
  alarms: readonly ExitAlarm[];
  /** Every fill at the exchange, with what it found. */
  witness: Witness;
  venue: (venue: StoryVenue) => OperatedVenue;
  fault: (rule: FaultWish) => string;
  /** Every account's private stream is healthy and its book shows what the ledger holds. */
  ready: (limitMs?: number) => Promise<void>;
  /** Preview and confirm; resolves with the exit's id as soon as it runs. */
  press: (request: ExitRequest) => Promise<string>;
  /** The same, and everything until the final report. */
  run: (request: ExitRequest) => Promise<ExitView>;
  /** What clients sent to these calls, oldest first. */
  requestsTo: (aim: Aim) => readonly LoggedRequest[];
  /** What the panel believes of an account. */
  bookOf: (accountId: string) => KnownTruth;
  /** The account's own bot trades now. */
  bot: (accountId: string, does: BotTrade) => Promise<void>;
  /** The same, for a rule that has it done in the middle of a call. */
  botTrade: (accountId: string, does: BotTrade) => Readonly<{ path: '/fills'; body: unknown }>;
  /** From now on the venue's clock is this far ahead of ours (behind, when negative). */
  setClock: (venue: StoryVenue, aheadMs: number) => void;
  /** What the exchange itself holds. */
  openPositions: () => readonly LedgerPosition[];
  workingOrders: () => readonly LedgerOrder[];
  close: () => Promise<void>;
}>;

export type LedgerPosition = Readonly<{ account: string; venue: StoryVenue; symbol: string; tag: string; signedSize: string }>;
export type LedgerOrder = Readonly<{ account: string; venue: StoryVenue }> & ReturnType<OperatedVenue['workingOrders']>[number];

const sizesOf = (held: readonly Readonly<{ size: string } | { signedSize: string }>[]): string =>
  held
    .map((each) => Math.abs(Number('size' in each ? each.size : each.signedSize)))
    .toSorted((a, b) => a - b)
    .join();

/** Waits for a condition, not for a time. Throws with the words given. */
export async function until(what: string, holds: () => boolean, limitMs = 10_000, everyMs = 5): Promise<void> {
  const endMs = systemClock.now() + limitMs;
  while (!holds()) {
    if (systemClock.now() > endMs) throw new Error(`${what} (waited ${limitMs} ms)`);
    await systemClock.sleep(everyMs);
  }
}

export async function openWorld(options: WorldOptions): Promise<World> {
  const host = await startPracticeHost({ port: 0, portfolio: 'empty', freeze: true, tickMs: 0, ...options.host });
  const witness = watchLedger(host);
  const clock = systemClock;
  const rates = createRates();
  const pacing = createPacingRoom(() => clock.now());
  const settings: Settings = { ...defaultSettings, watchMinutes: 0, ...options.settings };
  const venue = (id: StoryVenue): OperatedVenue => {
    const found = host.venues.get(id);
    if (found === undefined) throw new Error(`no practice venue ${id}`);
    return found;
  };
  for (const plan of options.accounts) openPlannedAccount(venue(plan.venue), plan);
  options.before?.(host);
  const accounts = options.accounts.map(({ id, venue: name, label }) => {
    const { apiKey, secret, passphrase } = venue(name).account(id);
    return connectAccount(
      {
        id,
        profile: storyProfiles[name],
        label,
        environment: 'practice',
        secrets: { apiKey, secret, password: passphrase ?? undefined },
        endpoint: { rest: `${host.url}/${name}`, ws: `${host.url.replace(/^http/, 'ws')}/${name}` },
        proxy: options.proxies?.[id],
      },
      { clock, rates, pacing },
    );
  });
  const journal: JournalEntry[] = [];
  const alarms: ExitAlarm[] = [];
  const exits = createExits({
    venues: () => accounts,
    environment: () => 'practice',
    clock,
    journal: options.journal ?? {
      commit: (entries) => void journal.push(...entries),
      note: (entry) => void journal.push(entry),
    },
    ids: randomIds,
    rates: () => rates.all(),
    settings: () => settings,
    onChange: () => undefined,
    onAlarm: (alarm) => void alarms.push(alarm),
    limits: options.limits,
  });

  const openPositions = (): readonly LedgerPosition[] =>
    options.accounts.flatMap(({ id, venue: name }) =>
      venue(name)
        .positions(id)
        .filter(({ signedSize }) => Number(signedSize) !== 0)
        .map(({ symbol, tag, signedSize }) => ({ account: id, venue: name, symbol, tag, signedSize })),
    );
  const workingOrders = (): readonly LedgerOrder[] =>
    options.accounts.flatMap(({ id, venue: name }) =>
      venue(name)
        .workingOrders(id)
        .map((order) => ({ ...order, account: id, venue: name })),
    );
  const ready = (limitMs = 10_000): Promise<void> =>
    until(
      'the live books do not show what the exchange holds',
      () =>
        accounts.every(({ id, book }) => {
          const known = book.known();
          return (
            known.ageMs !== null &&
            [...host.world.sockets].some((socket) => socket.accountId() === id) &&
            sizesOf(known.positions) === sizesOf(openPositions().filter(({ account }) => account === id)) &&
            known.orders.length === workingOrders().filter(({ account }) => account === id).length
          );
        }),
      limitMs,
    );
  const accountOf = (accountId: string): ConnectedAccount => {
    const found = accounts.find(({ id }) => id === accountId);
    if (found === undefined) throw new Error(`no account ${accountId}`);
    return found;
  };
  const botTrade: World['botTrade'] = (accountId, does) => {
    const name = options.accounts.find(({ id }) => id === accountId)?.venue;
    if (name === undefined) throw new Error(`no account ${accountId}`);
    const [position] = venue(name).positions(accountId);
    if (position === undefined) throw new Error(`${accountId} holds nothing`);
    const { symbol, tag, signedSize } = position;
    const lotSize = venue(name).instruments.get(symbol)?.lotSize;
    if (lotSize === undefined) throw new Error(`no market ${symbol}`);
    const short = isNegative(signedSize);
    const size = floorToStep(multiply(absolute(signedSize), does === 'half' ? '0.5' : '0.1'), lotSize);
    const orderSide = short === (does === 'half') ? 'buy' : 'sell';
    return { path: '/fills', body: { account: accountId, symbol, orderSide, size, tag } };
  };
  const bot: World['bot'] = async (accountId, does) => {
    const { path, body } = botTrade(accountId, does);
    const answer = await fetch(`${host.url}/control${path}`, { method: 'POST', body: JSON.stringify(body) });
    if (!answer.ok) throw new Error(`the bot was refused: ${await answer.text()}`);
  };
  const press = async (request: ExitRequest): Promise<string> => {
    const preview = await exits.preview(request);
    if (!preview.ok) throw new Error(`preview: ${preview.failure.message}`);
    const confirmed = exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(`confirm: ${confirmed.failure.message}`);
    return confirmed.value.exitId;
  };
  return {
    host,
    accounts,
    exits,
    journal,
    alarms,
    witness,
    venue,
    fault: (wish) => host.world.faults.add(faultRuleSchema.parse(wish)),
    ready,
    press,
    run: async (request) => exits.ended(await press(request)),
    requestsTo: ({ path, method, match }) =>
      host.world.requests
        .list()
        .filter(
          (request) =>
            request.transport === 'http' &&
            new RegExp(path).test(request.path) &&
            (method === undefined || method === request.method) &&
            (match === undefined || new RegExp(match).test(`${request.query}\n${request.body}`)),
        ),
    bookOf: (accountId) => accountOf(accountId).book.known(),
    bot,
    botTrade,
    setClock: (id, aheadMs) => void host.world.aheadMs.set(id, aheadMs),
    openPositions,
    workingOrders,
    close: async () => {
      exits.stopWatching();
      await Promise.all(accounts.map(({ account }) => account.disconnect()));
      await host.stop();
    },
  };
}
