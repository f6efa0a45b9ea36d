// The durable record of exits. `commit` returns when its entries, and every note before them, are on the disk: it stands
// before the first byte of an order. Notes are gathered for a moment and written together, so that a burst of answers
// costs one write. Nothing in here ever stops an exit: what fails is reported and the exit goes on.
import type { Asked, ExitView, TimelineEvent } from '../../shared/exit.ts';
import type { Failure } from '../../shared/failure.ts';
import { foldLog, jsonOf } from '../databaseFile.ts';
import type { Clock, Journal, JournalEntry } from '../exit/ports.ts';
import { recoverExits, type Recovery, type StoredEntry } from '../exit/recovery.ts';
import { JOURNAL, openJournalFile, type JournalFile } from './journalFile.ts';
import { readReports } from './pastExits.ts';
import { isAsked, readEntry } from './readEntry.ts';
import { timelineOf } from './timeline.ts';

const NOTES_WAIT_MS = 20;
/** The oldest ended exits go first: when there are more, or when they take more room. */
const MOST_EXITS = 300;
const MOST_BYTES = 40_000_000;
/** Entries that wait for a disk that refuses them. */
const MOST_OWED = 2_000;
/** A call that names itself finds its exit again for so long. */
const NAMED_FOR_MS = 24 * 3_600_000;
/** House-keeping waits until no exit has run for so long. */
const TIDY_AFTER_MS = 3_000;

export type OpenedJournal = Readonly<{
  journal: Journal;
  /** A file that had to be set aside, or that can not be used at all. */
  failure: Failure | null;
  /** Reports of exits that ended, newest first. */
  ended: () => readonly ExitView[];
  /** What a crash cut off. */
  unfinished: () => Recovery;
  timeline: (exitId: string) => readonly TimelineEvent[];
  /** The automation calls of the last day that named themselves, oldest first. */
  asked: () => readonly AskedExit[];
  close: () => void;
}>;

export type AskedExit = Readonly<{ exitId: string; asked: Asked }>;

type JournalOptions = Readonly<{ path: string; clock: Pick<Clock, 'epoch' | 'sleep'>; onNoteFailed: (error: unknown) => void }>;

/** Never throws: without any file exits still work, and say so. */
export function openJournal(options: JournalOptions): OpenedJournal {
  try {
    return openOn(openJournalFile(options.path, options.clock.epoch()), options);
  } catch (error) {
    return withoutFile(options.path, error);
  }
}

/** Every commit fails, which an exit reports and outlives. */
function withoutFile(path: string, reason: unknown): OpenedJournal {
  const message = `The exit journal ${path} can not be written: ${reason instanceof Error ? reason.message : String(reason)}`;
  return {
    failure: {
      kind: 'settings',
      message,
      remedy: 'Exits work, but are not recorded. Make room or give the right to write there, then restart Breakglass.',
    },
    journal: {
      commit: () => {
        throw new Error(message);
      },
      note: () => undefined,
    },
    ended: () => [],
    unfinished: () => ({ exits: [], legs: [] }),
    timeline: () => [],
    asked: () => [],
    close: () => undefined,
  };
}

function openOn({ database, failure }: JournalFile, { clock, onNoteFailed }: JournalOptions): OpenedJournal {
  const insertEntry = database.prepare('insert into entries (exit_id, at_ms, entry) values (?, ?, cast(? as text))');
  const insertExit = database.prepare('insert or ignore into exits (exit_id, pressed_at_ms) values (?, ?)');
  const endExit = database.prepare('update exits set ended_at_ms = ?, report = cast(? as text) where exit_id = ?');
  let unwritten: StoredEntry[] = [];
  let flushDue = false;
  let open = true;
  const running = new Set<string>();

  function insert({ atEpochMs, entry }: StoredEntry): void {
    if (entry.kind === 'exitIntended') insertExit.run([entry.exitId, entry.atEpochMs]);
    if (entry.kind === 'exitEnded') {
      const { report, ...rest } = entry;
      endExit.run([entry.atEpochMs, jsonOf(report), entry.exitId]);
      insertEntry.run([entry.exitId, atEpochMs, jsonOf(rest)]);
    } else {
      insertEntry.run([entry.exitId, atEpochMs, jsonOf(entry)]);
    }
  }

  function remember({ entry }: StoredEntry): void {
    if (entry.kind === 'exitIntended' || entry.kind === 'exitResumed') running.add(entry.exitId);
    if (entry.kind === 'exitEnded') running.delete(entry.exitId);
  }

  /**
   * All or nothing. What could not be written is tried again with the next, in order: the disk may have room again, and an exit
   * whose beginning or end is missing would not be taken up, or would be without need. Memory is bounded too.
   */
  function writeOwed(): void {
    if (unwritten.length === 0) return;
    try {
      if (database.inTransaction) database.exec('rollback');
      database.exec('begin');
      for (const each of unwritten) {
        remember(each);
        insert(each);
      }
      database.exec('commit');
      unwritten = [];
    } catch (error) {
      if (unwritten.length > MOST_OWED) unwritten = [];
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  }

  const stamped = (entry: JournalEntry): StoredEntry => ({ atEpochMs: clock.epoch(), entry });

  function flush(): void {
    flushDue = false;
    if (!open) return;
    try {
      writeOwed();
    } catch (error) {
      onNoteFailed(error);
    }
  }

  /**
   * Notes that a read reconstructs do not wait for the disk: each wait stands still for milliseconds in the middle of an exit.
   * The next commit takes them along: it flushes the whole log.
   */
  function flushSoon(): void {
    if (!open) return;
    try {
      database.exec('pragma synchronous = normal');
      flush();
      database.exec('pragma synchronous = full');
    } catch (error) {
      onNoteFailed(error);
    }
  }

  function rehearse(entries: readonly JournalEntry[]): void {
    if (!open || running.size > 0) return;
    try {
      database.exec('begin');
      for (const entry of entries) insert(stamped(entry));
    } catch {
      // The exit says it, should it still be so.
    }
    if (database.inTransaction) database.exec('rollback');
  }

  const numberOf = (pragma: string): number => Number(database.get(`pragma ${pragma}`)?.[pragma]);
  const usedBytes = (): number => (numberOf('page_count') - numberOf('freelist_count')) * numberOf('page_size');

  function forget(offset: number): void {
    const old = `select exit_id from exits where ended_at_ms is not null order by pressed_at_ms desc limit -1 offset ${offset}`;
    database.exec('begin');
    try {
      database.exec(`delete from entries where exit_id in (${old})`);
      database.exec(`delete from exits where exit_id in (${old})`);
      database.exec('commit');
    } catch (error) {
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  }

  /** Bounds the file, and folds the log into it. */
  function tidy(): void {
    if (!open || running.size > 0) return;
    try {
      writeOwed();
      forget(MOST_EXITS);
      for (let kept = MOST_EXITS / 2; kept >= 1 && usedBytes() > MOST_BYTES; kept = Math.floor(kept / 2)) forget(kept);
      foldLog(database, JOURNAL);
    } catch (error) {
      onNoteFailed(error);
    }
  }

  const stored = (sql: string, values: (string | number)[] = []): readonly StoredEntry[] =>
    database.all(sql, values).flatMap(({ at_ms: atEpochMs, entry: text }) => {
      const entry = readEntry(text);
      return entry === null || typeof atEpochMs !== 'number' ? [] : [{ atEpochMs, entry }];
    });

  tidy();
  return {
    failure,
    journal: {
      commit: (entries) => {
        unwritten.push(...entries.map(stamped));
        writeOwed();
      },
      rehearse,
      note: (entry) => {
        unwritten.push(stamped(entry));
        if (entry.kind === 'exitEnded') {
          flush();
          running.delete(entry.exitId);
          if (running.size === 0) clock.sleep(TIDY_AFTER_MS).then(tidy, tidy);
        } else if (!flushDue) {
          flushDue = true;
          clock.sleep(NOTES_WAIT_MS).then(flushSoon, flushSoon);
        }
      },
    },
    ended: () => {
      try {
        return readReports(
          database.all('select report from exits where report is not null order by pressed_at_ms desc limit 50'),
        );
      } catch (error) {
        onNoteFailed(error); // the history is no reason not to start
        return [];
      }
    },
    unfinished: () => {
      // Exits that ended beside an unfinished one may have planned legs that it went on with.
      const first = '(select min(pressed_at_ms) from exits where ended_at_ms is null)';
      const exits = `select exit_id from exits where ended_at_ms is null or ended_at_ms >= ${first}`;
      try {
        return recoverExits(stored(`select at_ms, entry from entries where exit_id in (${exits}) order by seq`));
      } catch (error) {
        onNoteFailed(error);
        return { exits: [], legs: [] };
      }
    },
    timeline: (exitId) => {
      if (!open) return [];
      flush();
      return timelineOf(stored('select at_ms, entry from entries where exit_id = ? order by seq', [exitId]));
    },
    asked: () => {
      const named = `at_ms >= ? and entry like '%"idempotencyKey":"%'`; // few of many: only those are read
      try {
        return stored(`select at_ms, entry from entries where ${named} order by seq`, [clock.epoch() - NAMED_FOR_MS]).flatMap(
          ({ entry }) => ('asked' in entry && isAsked(entry.asked) ? [{ exitId: entry.exitId, asked: entry.asked }] : []),
        );
      } catch (error) {
        onNoteFailed(error);
        return [];
      }
    },
    close: () => {
      if (!open) return;
      flush();
      open = false;
      for (const statement of [insertEntry, insertExit, endExit]) statement.finalize();
      database.close();
    },
  };
}
