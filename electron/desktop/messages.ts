// What is worth a message of the system, told from what changed in the panel's snapshot. Pure.
//  - The same trouble once; several at once in one message; what flaps is told again after a minute at the earliest.
//  - An exit has one message: its end takes the place of its start.
//  - No number of a venue is computed anew here, and nothing but names, sizes and reasons that the panel shows as well.
import type { ConfirmSound } from '../../shared/confirmation.ts';
import type { AccountId, AccountView } from '../../shared/account.ts';
import type { PanelPlace } from '../../shared/desktop.ts';
import { askedWords, type ExitView, type LeftOver } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Notice, PanelSnapshot } from '../../shared/snapshot.ts';
import { venueName } from '../../shared/venue.ts';
import { titleOf } from './exitNames.ts';

export type Message = Readonly<{
  /** One of the same id takes its place. */
  id: string;
  title: string;
  body: string;
  /** Stays until it is seen. */
  urgent: boolean;
  sound: ConfirmSound | null;
  /** Where a click leads; null: the panel. */
  place: PanelPlace | null;
}>;

export interface Messages {
  /** What there is to tell now. To be called after changes, and each second. */
  tell(now: PanelSnapshot, nowMs: number): readonly Message[];
}

const STALE_MS = 5_000;
const BACK_MS = 1_500;
const TOGETHER_MS = 1_000; // what happens within this is one message
const AGAIN_MS = 60_000;
const LINES = 4;

export function createMessages(first: PanelSnapshot): Messages {
  const running = new Set<string>();
  const known = new Set(first.exits.map(({ exitId }) => exitId));
  const alarms = new Map<string, number>(); // notice -> when it was told
  const health = createHealthMessages();
  let { environment } = first;

  function exitMessages(now: PanelSnapshot): readonly Message[] {
    return now.exits.flatMap((exit): readonly Message[] => {
      if (exit.endedAtMs === null) {
        if (running.has(exit.exitId)) return [];
        running.add(exit.exitId);
        known.add(exit.exitId);
        return exit.resumedAtMs === null ? [startMessage(exit, now)] : []; // a notice tells of that
      }
      if (!running.delete(exit.exitId) && known.has(exit.exitId)) return [];
      known.add(exit.exitId);
      return [endMessage(exit, now)];
    });
  }

  function alarmMessages(now: PanelSnapshot, nowMs: number): readonly Message[] {
    const fresh = now.notices.filter(
      ({ id, severity }) => severity === 'alarm' && nowMs - (alarms.get(id) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS,
    );
    const standing = new Set(now.notices.map(({ id }) => id));
    for (const [id, toldAtMs] of alarms) if (!standing.has(id) && nowMs - toldAtMs >= AGAIN_MS) alarms.delete(id);
    for (const { id } of now.notices) if (alarms.has(id)) alarms.set(id, nowMs); // told, and still there
    for (const { id } of fresh) alarms.set(id, nowMs);
    return fresh.length === 0 ? [] : [alarmMessage(fresh)];
  }

  return {
    tell: (now, nowMs) => {
      if (now.environment !== environment) health.forget();
      ({ environment } = now);
      return [...exitMessages(now), ...alarmMessages(now, nowMs), ...health.tell(now, nowMs)];
    },
  };
}

const plural = (count: number, one: string): string => `${count} ${one}${count === 1 ? '' : 's'}`;
const lines = (all: readonly string[]): string =>
  [...all.slice(0, LINES), ...(all.length > LINES ? [`and ${all.length - LINES} more`] : [])].join('\n');
const nameExit = (exit: ExitView, now: PanelSnapshot): string =>
  `${titleOf(exit.request, now)}${exit.environment === 'practice' ? ' (practice)' : ''}`;

function startWords({ asked, startedBy }: ExitView): string {
  if (asked !== undefined) return `A program asked for it, with ${askedWords(asked)}`;
  return startedBy === 'stayFlat' ? 'Stay flat closes again what came back' : 'It was confirmed on this computer';
}

function startMessage(exit: ExitView, now: PanelSnapshot): Message {
  return {
    id: `exit:${exit.exitId}`,
    title: `${nameExit(exit, now)} started`,
    body: `${startWords(exit)}: ${plural(exit.accounts.length, 'account')}.`,
    urgent: false,
    sound: 'started',
    place: { kind: 'exit', exitId: exit.exitId },
  };
}

/** Empty for a person's own exit. */
const askedSentence = ({ asked }: ExitView): string => (asked === undefined ? '' : `\nAsked for by ${askedWords(asked)}.`);

function endMessage(exit: ExitView, now: PanelSnapshot): Message {
  const same = { id: `exit:${exit.exitId}`, place: { kind: 'exit', exitId: exit.exitId } as const };
  const name = nameExit(exit, now);
  const labelOf = (accountId: AccountId) =>
    exit.accounts.find((each) => each.accountId === accountId)?.label ??
    now.accounts.find(({ id }) => id === accountId)?.label ??
    accountId;
  const left = exit.leftOver.map((each) => leftWords(each, labelOf(each.accountId)));
  switch (exit.verdict) {
    case 'flat': {
      const closed = plural(exit.legs.filter(({ state }) => state === 'proved').length, 'position');
      const took = exit.pressToFlatMs === null ? '' : ` in ${(exit.pressToFlatMs / 1_000).toFixed(1)} s`;
      const all = exit.request.action === 'emergencyExit' || exit.request.action === 'flatten';
      return {
        ...same,
        title: all ? `${name}: flat` : `${name}: done`,
        body: `${closed} closed${took}, proved by a fresh read.${askedSentence(exit)}`,
        urgent: false,
        sound: 'flat',
      };
    }
    case 'notFlat':
      return {
        ...same,
        title: `${name}: NOT FLAT`,
        body: lines(['Still open:', ...left]) + askedSentence(exit),
        urgent: true,
        sound: 'notFlat',
      };
    case 'unknown':
    case null: // it broke off
      return {
        ...same,
        title: `${name}: UNKNOWN whether flat`,
        body: lines([...left, 'Look at these accounts yourself.']) + askedSentence(exit),
        urgent: true,
        sound: 'notFlat',
      };
    default:
      return assertNever(exit.verdict);
  }
}

function leftWords(left: LeftOver, label: string): string {
  switch (left.kind) {
    case 'position':
      return `${label}: ${left.symbol} ${left.side} ${left.size}${left.dust ? ' (dust)' : ''}`;
    case 'order':
      return `${label}: ${left.symbol}, a ${left.family} order works`;
    case 'unreadable':
      return `${label} could not be read`;
    case 'unsweepable':
      return `${label}: ${left.family} orders can not be cancelled from here`;
    case 'notClosable':
      return `${label}: ${left.what}`;
    default:
      return assertNever(left);
  }
}

function alarmMessage(alarms: readonly Notice[]): Message {
  const [only] = alarms;
  const account = alarms.find(({ accountId }) => accountId !== null)?.accountId;
  const said =
    only !== undefined && alarms.length === 1
      ? { title: only.title, body: [only.detail, only.remedy].filter((part) => part !== null).join('\n') }
      : { title: `${alarms.length} alarms`, body: lines(alarms.map(({ title, detail }) => `${title} ${detail}`)) };
  return {
    ...said,
    id: `alarm:${alarms.map(({ id }) => id).join(' ')}`,
    urgent: true,
    sound: 'alarm',
    place: account === undefined || account === null ? null : { kind: 'account', accountId: account },
  };
}

const isBroken = ({ health }: AccountView): boolean => health.kind !== 'live';

function createHealthMessages() {
  const brokenSince = new Map<AccountId, number>();
  const backSince = new Map<AccountId, number>();
  const told = new Set<AccountId>(); // that it is stale
  const toldAtMs = new Map<AccountId, number>();

  const forget = (): void => {
    for (const each of [brokenSince, backSince, told, toldAtMs]) each.clear();
  };

  function look(accounts: readonly AccountView[], nowMs: number): void {
    const there = new Set(accounts.map(({ id }) => id));
    for (const each of [brokenSince, backSince, told]) for (const id of each.keys()) if (!there.has(id)) each.delete(id);
    for (const account of accounts) {
      const [since, other] = isBroken(account) ? [brokenSince, backSince] : [backSince, brokenSince];
      other.delete(account.id);
      if (!since.has(account.id)) since.set(account.id, nowMs);
    }
  }

  /** Those that are due, and those that nearly are: one cut off many at once. */
  function due(since: ReadonlyMap<AccountId, number>, ms: number, nowMs: number, mine: (id: AccountId) => boolean) {
    const ages = [...since].filter(([id]) => mine(id)).map(([id, atMs]) => [id, nowMs - atMs] as const);
    return ages.some(([, age]) => age >= ms) ? ages.filter(([, age]) => age >= ms - TOGETHER_MS).map(([id]) => id) : [];
  }

  function tell(now: PanelSnapshot, nowMs: number): readonly Message[] {
    look(now.accounts, nowMs);
    const exposed = new Set(Object.values(now.positions).map(({ accountId }) => accountId));
    const isNew = (id: AccountId) =>
      exposed.has(id) && !told.has(id) && nowMs - (toldAtMs.get(id) ?? Number.NEGATIVE_INFINITY) >= AGAIN_MS;
    const stale = due(brokenSince, STALE_MS, nowMs, isNew);
    const back = due(backSince, BACK_MS, nowMs, (id) => told.has(id));
    for (const id of stale) {
      told.add(id);
      toldAtMs.set(id, nowMs);
    }
    for (const id of back) told.delete(id);
    return [
      ...(stale.length === 0 ? [] : [healthMessage('stale', stale, now)]),
      ...(back.length === 0 ? [] : [healthMessage('back', back, now)]),
    ];
  }

  return { tell, forget };
}

function healthMessage(kind: 'stale' | 'back', ids: readonly AccountId[], now: PanelSnapshot): Message {
  const accounts = now.accounts.filter(({ id }) => ids.includes(id));
  const names = accounts.map(({ label, venue }) => `${label} (${venueName(venue)})`);
  const [only] = names;
  const who = only !== undefined && names.length === 1 ? only : `${names.length} accounts`;
  const one = names.length === 1;
  return {
    id: 'health', // what came back takes the place of what was stale
    title: kind === 'stale' ? `${who} ${one ? 'is' : 'are'} stale` : `${who} ${one ? 'is' : 'are'} live again`,
    body: lines([
      ...(one ? [] : names),
      kind === 'stale'
        ? `${one ? 'It holds' : 'They hold'} positions, and what the panel shows is old. An exit reads first.`
        : 'What the panel shows is fresh.',
    ]),
    urgent: false,
    sound: kind === 'stale' ? 'stale' : null,
    place: accounts[0] === undefined ? null : { kind: 'account', accountId: accounts[0].id },
  };
}
