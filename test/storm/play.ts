// Plays one run in a world and keeps what happened: the exchange's events as they come, and the panel's views.
import { multiply } from '../../shared/decimal.ts';
import type { ExitView } from '../../shared/exit.ts';
import { defaultSettings } from '../../shared/settings.ts';
import { createExits, type Exits } from '../../electron/exit/exits.ts';
import { defaultExitLimits } from '../../electron/exit/limits.ts';
import type { JournalEntry } from '../../electron/exit/ports.ts';
import type { PracticeEvent } from '../../electron/practice/exchange.ts';
import { randomIds, systemClock } from '../../electron/systemPorts.ts';
import type { Evidence, HeldPosition, LedgerEvent, LedgerState, PressRecord } from './evidence.ts';
import { prepareWorld, type StormWorld } from './pool.ts';
import type { Press, StormRun } from './stormRun.ts';
import { createTroubleMakers } from './troubleMakers.ts';

export const stormLimits = { ...defaultExitLimits, boundMs: 40_000 };

/** An exit that has not ended by then never will. */
const GIVE_UP_MS = stormLimits.boundMs + stormLimits.fillsMs + 15_000;
/** What is still on its way to the exchange arrives by then: the slowest fault and some. */
const SETTLE_MS = 9_000;

type Watched = { readonly verdictAtMs: Map<string, number>; endedAtMs: number | null; view: ExitView };

export async function play(stormWorld: StormWorld, run: StormRun): Promise<Evidence> {
  await prepareWorld(stormWorld, run);
  const troubleMakers = createTroubleMakers(stormWorld, run);
  for (const fault of run.faults) stormWorld.host.world.faults.add(fault);
  troubleMakers.before();
  if (run.troubles.some(({ atMs }) => atMs < 0)) await systemClock.sleep(20);

  const pressedFirst = systemClock.now();
  const since = (): number => systemClock.now() - pressedFirst;
  const connected = stormWorld.accounts.filter(({ id }) => run.accounts.some((account) => account.id === id));
  const journal: JournalEntry[] = [];
  const watched = new Map<string, Watched>();
  const exits = createExits({
    venues: () => connected,
    environment: () => 'practice',
    clock: systemClock,
    journal: { commit: (entries) => void journal.push(...entries), note: (entry) => void journal.push(entry) },
    ids: randomIds,
    rates: () => stormWorld.rates.all(),
    settings: () => ({ ...defaultSettings, watchMinutes: 0 }),
    onChange: (_exitId, view) => keep(watched, view(), since()),
    onAlarm: () => undefined,
    limits: stormLimits,
  });
  const events: LedgerEvent[] = [];
  const listener = (event: PracticeEvent) => {
    if (event.kind !== 'order') return;
    events.push({ atMs: since(), order: event.order, fill: event.fill });
  };
  const stopListening = [...stormWorld.host.venues.values()].map((venue) => venue.subscribe(listener));
  const start = ledgerState(stormWorld, run);
  troubleMakers.begin();
  const presses = await Promise.all(run.presses.map((press) => pressIn(exits, press, since)));
  const exitIds = [...new Set(presses.flatMap((press) => (press.kind === 'confirmed' ? [press.exitId] : [])))];
  const finals = await Promise.all(
    exitIds.map((exitId) => Promise.race([exits.ended(exitId), systemClock.sleep(GIVE_UP_MS).then(() => null)])),
  );
  troubleMakers.end();
  await settle(stormWorld);
  for (const stop of stopListening) stop();
  stormWorld.host.world.faults.remove(null);

  return {
    run,
    accounts: run.accounts.map(({ id, venue, positionMode }) => ({ id, venue, hedge: positionMode === 'hedge' })),
    unified: unifiedNames(stormWorld, run),
    start,
    events,
    sent: new Map(
      journal.flatMap((entry) => (entry.kind === 'orderIntended' ? [[entry.clientOrderId, entry.exitId] as const] : [])),
    ),
    botOrders: troubleMakers.botOrders,
    presses,
    exits: exitIds.flatMap((exitId, index) => {
      const seen = watched.get(exitId);
      if (seen === undefined) return [];
      const { verdictAtMs, endedAtMs, view } = seen;
      const final = finals[index];
      const pressed = presses.find((press) => press.kind === 'confirmed' && press.exitId === exitId && !press.joined);
      const pressedAtMs = pressed === undefined ? 0 : pressed.atMs;
      return [{ exitId, pressedAtMs, verdictAtMs, endedAtMs: final === null ? null : endedAtMs, view: final ?? view }];
    }),
    boundMs: stormLimits.boundMs,
    callMs: stormLimits.callMs + stormLimits.callGraceMs,
  };
}

function keep(watched: Map<string, Watched>, view: ExitView, atMs: number): void {
  const seen = watched.get(view.exitId) ?? { verdictAtMs: new Map<string, number>(), endedAtMs: null, view };
  watched.set(view.exitId, seen);
  seen.view = view;
  if (view.endedAtMs !== null) seen.endedAtMs ??= atMs;
  for (const { accountId, verdict } of view.accounts) {
    if (verdict !== null && !seen.verdictAtMs.has(accountId)) seen.verdictAtMs.set(accountId, atMs);
  }
}

async function pressIn(exits: Exits, { atMs, request }: Press, since: () => number): Promise<PressRecord> {
  if (atMs > 0) await systemClock.sleep(atMs);
  const preview = await exits.preview(request);
  if (!preview.ok) return { kind: 'refused', atMs: since(), request, words: `preview: ${preview.failure.message}` };
  const pressedAtMs = since();
  const confirmed = exits.confirm(preview.value.planId);
  if (!confirmed.ok) return { kind: 'refused', atMs: pressedAtMs, request, words: `confirm: ${confirmed.failure.message}` };
  const { exitId, joined } = confirmed.value;
  return { kind: 'confirmed', atMs: pressedAtMs, request, exitId, joined, legs: preview.value.legs };
}

/** Requests that were held up on their way still take effect: the ledger is final once all of them have arrived. */
async function settle({ host: { world } }: StormWorld): Promise<void> {
  const endMs = systemClock.now() + SETTLE_MS;
  const lost = new Set(world.faults.list().flatMap(({ id, rule }) => (/^(lose|reset)/.test(rule.effect.kind) ? [id] : [])));
  const underWay = () =>
    world.requests
      .list()
      .some(({ transport, write, status, fault }) => transport === 'http' && write && status === null && !lost.has(fault ?? ''));
  await systemClock.sleep(50 + world.rttMs);
  while (underWay() && systemClock.now() < endMs) await systemClock.sleep(20);
}

function ledgerState({ venue }: StormWorld, run: StormRun): LedgerState {
  const positions = run.accounts.flatMap(({ id, venue: name }) =>
    venue(name)
      .positions(id)
      .map(({ symbol, tag, signedSize, unrealizedPnl, notional }): HeldPosition => ({
        account: id,
        symbol,
        tag,
        signedSize: tag === 'short' ? `-${signedSize}` : signedSize,
        unrealizedPnl,
        leavingFee: multiply(notional, venue(name).takerFee),
      })),
  );
  return { positions, orders: run.accounts.flatMap(({ id, venue: name }) => venue(name).workingOrders(id)) };
}

function unifiedNames({ venue }: StormWorld, run: StormRun): Evidence['unified'] {
  const names = new Map<string, string>();
  for (const { id, venue: name } of run.accounts) {
    for (const { symbol, base, quote, settle } of venue(name).instruments.values()) {
      names.set(`${id}|${symbol}`, `${base}/${quote}:${settle}`);
    }
  }
  return (account, symbol) => names.get(`${account}|${symbol}`) ?? symbol;
}
