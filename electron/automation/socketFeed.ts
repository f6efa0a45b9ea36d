// What subscribers are told: rows of the panel's state, made into text once for all of them, and for each of them what differs
// from what it was told last. Whoever was left out for a while is told the difference then, never a backlog.
import type { z } from 'zod';
import type { Environment } from '../../shared/account.ts';
import type { ApiKeyView } from '../../shared/automation.ts';
import type { ExitView } from '../../shared/exit.ts';
import type { Notice, PanelSnapshot } from '../../shared/snapshot.ts';
import { exitSummaryOf, notFreshOf, positionRowOf } from './answers.ts';
import { mayReach } from './keyLimits.ts';
import type { outgoing, Topic } from './socketFrames.ts';
import { seenBy } from './verbs.ts';
import { labelOf } from './words.ts';

/** `textFor`: as much of it as a key may see; null: nothing. */
type Row = Readonly<{ text: string; textFor: (key: ApiKeyView) => string | null }>;
/** `source`: what the row was made of; the state is never changed in place, so the same source has the same row. */
type Kept = Row & Readonly<{ source: unknown; version: number }>;
type Book = Readonly<{ rows: Map<string, Kept>; gone: Map<string, Kept> }>;
type Frame<Name extends Topic> = z.infer<(typeof outgoing)[Name]>;

/** Joined already, as members of JSON lists. */
type Difference = Readonly<{ changed: string; removed: string }>;

export interface Feed {
  /** Brings the rows up to the state of now; everything below is of then. */
  look(): void;
  environment(): Environment;
  /** Grows with each change. */
  version(): number;
  /** Null: it reaches back no further than the full picture does. */
  since(topic: Topic, key: ApiKeyView, version: number): Difference | null;
  all(topic: Topic, key: ApiKeyView): Difference;
  /** What a frame of the topic says besides its rows, as members of a JSON object. */
  beside(topic: Topic, key: ApiKeyView): string;
}

const MOST_GONE = 2_000; // names that are remembered, for whoever has not been told yet

export function createFeed(snapshot: () => PanelSnapshot): Feed {
  const bookOf = (): Book => ({ rows: new Map(), gone: new Map() });
  const books: Readonly<Record<Topic, Book>> = { positions: bookOf(), exits: bookOf(), alarms: bookOf() };
  /** Subscribers that know the same and may see the same are told the same: it is worked out once. */
  const worked = new Map<string, Difference>();
  let seen = snapshot();
  let labels = '';
  let version = 0;
  let forgotten = 0; // the version up to which names that are gone may be missing

  function keep<Source>(topic: Topic, sources: ReadonlyMap<string, Source>, anew: boolean, rowOf: (source: Source) => Row): void {
    const { rows, gone } = books[topic];
    for (const [name, row] of rows) {
      if (sources.has(name)) continue;
      rows.delete(name);
      gone.set(name, { ...row, version });
    }
    for (const [name, source] of sources) {
      const before = rows.get(name);
      if (before !== undefined && before.source === source && !anew) continue;
      const row = rowOf(source);
      rows.set(name, { ...row, source, version: before?.text === row.text ? before.version : version });
      gone.delete(name);
    }
    for (const [name, row] of gone) {
      if (gone.size <= MOST_GONE) break;
      gone.delete(name);
      forgotten = Math.max(forgotten, row.version);
    }
  }

  function look(): void {
    const now = snapshot();
    if (version > 0 && now === seen) return;
    const before = version > 0 ? seen : null;
    seen = now;
    version += 1;
    worked.clear();
    const named = JSON.stringify([now.accounts.map(({ id, label }) => [id, label]), now.entries.map(({ id }) => id)]);
    const anew = named !== labels; // rows hold the names
    labels = named;
    if (anew || before?.positions !== now.positions)
      keep('positions', new Map(Object.entries(now.positions)), anew, (position) =>
        wholeRow(JSON.stringify(positionRowOf(position, now)), (key) => mayReach(key)(position.accountId)),
      );
    if (before?.exits !== now.exits)
      keep('exits', new Map(now.exits.map((view) => [view.exitId, view])), false, (view) => ({
        text: JSON.stringify(exitRowOf(view)),
        textFor: (key) => {
          const part = seenBy(view, key);
          return part === null ? null : JSON.stringify(exitRowOf(part));
        },
      }));
    if (anew || before?.notices !== now.notices) {
      const alarms = now.notices.filter(({ severity }) => severity === 'alarm');
      keep('alarms', new Map(alarms.map((notice) => [notice.id, notice])), anew, (notice) =>
        wholeRow(JSON.stringify(alarmRowOf(notice, now)), (key) => isAlarmOf(notice, key, now)),
      );
    }
  }

  function difference(topic: Topic, key: ApiKeyView, from: number): Difference {
    const name = JSON.stringify([topic, from, key.environment, key.accounts]);
    const known = worked.get(name);
    if (known !== undefined) return known;
    const { rows, gone } = books[topic];
    const changed: string[] = [];
    for (const row of rows.values()) {
      const text = row.version > from ? row.textFor(key) : null;
      if (text !== null) changed.push(text);
    }
    const removed: string[] = [];
    if (from > 0)
      for (const [each, row] of gone) if (row.version > from && row.textFor(key) !== null) removed.push(JSON.stringify(each));
    const made = { changed: changed.join(','), removed: removed.join(',') };
    worked.set(name, made);
    return made;
  }

  return {
    look,
    environment: () => seen.environment,
    version: () => version,
    all: (topic, key) => difference(topic, key, 0),
    since: (topic, key, from) => (from < forgotten ? null : difference(topic, key, from)),
    beside: (topic, key) => {
      if (topic !== 'positions') return '';
      const isMine = mayReach(key);
      const said: Pick<Frame<'positions'>, 'notFresh' | 'accounts'> = {
        notFresh: notFreshOf(seen, isMine),
        accounts: seen.accounts.filter(({ id }) => isMine(id)).length,
      };
      return `,${JSON.stringify(said).slice(1, -1)}`;
    },
  };
}

const wholeRow = (text: string, isFor: (key: ApiKeyView) => boolean): Row => ({
  text,
  textFor: (key) => (isFor(key) ? text : null),
});

const exitRowOf = (view: ExitView): Frame<'exits'>['exits'][number] => ({
  ...exitSummaryOf(view),
  positions: view.legs.length,
  proved: view.legs.filter(({ state }) => state === 'proved').length,
  ordersCancelled: view.ordersCancelled,
});

const alarmRowOf = (
  { id, title, detail, remedy, accountId, atMs }: Notice,
  now: PanelSnapshot,
): Frame<'alarms'>['alarms'][number] => ({
  id,
  title,
  detail,
  remedy,
  account: accountId === null ? null : labelOf(accountId, now),
  accountId,
  atMs: Math.round(atMs),
});

/** One of no account may name any: a key that is limited to some is not told. One of an account of the other environment neither. */
function isAlarmOf({ accountId }: Notice, key: ApiKeyView, { accounts, entries, environment }: PanelSnapshot): boolean {
  if (accountId === null) return key.accounts === null;
  const isHere =
    accounts.some(({ id }) => id === accountId) || (environment === 'live' && entries.some(({ id }) => id === accountId));
  return isHere && mayReach(key)(accountId);
}

export interface Subscription {
  /** Null: it was told all there is. */
  next(key: ApiKeyView): string | null;
  /** What comes next is the full picture. */
  startOver(): void;
}

export function createSubscription(topic: Topic, feed: Feed): Subscription {
  let told: number | null = null; // the version
  let besideTold = '';
  let revision = 0;
  return {
    next: (key) => {
      const part = told === null ? null : feed.since(topic, key, told);
      const { changed, removed } = part ?? feed.all(topic, key);
      const beside = feed.beside(topic, key);
      told = feed.version();
      if (part !== null && changed === '' && removed === '' && beside === besideTold) return null;
      besideTold = beside;
      revision += 1;
      return `{"type":"${topic}","revision":${revision},"full":${part === null},"${topic}":[${changed}],"removed":[${removed}]${beside}}`;
    },
    startOver: () => {
      told = null;
    },
  };
}
