// The file under the journal: an SQLite database in write-ahead mode, flushed to the disk at every commit. A file that can
// not be used is set aside whole and a new one begun; nothing of it is ever deleted.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as Sqlite from 'node-sqlite3-wasm';
import type { Failure } from '../../shared/failure.ts';

// CommonJS, and it loads its .wasm from beside itself: it can neither be bundled nor imported by name.
const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite;

const VERSION = 1;

const SCHEMA = `
  create table exits (
    exit_id text primary key,
    pressed_at_ms real not null,
    ended_at_ms real,
    report text
  ) without rowid;
  create index exits_by_press on exits (pressed_at_ms);
  create table entries (
    seq integer primary key,
    exit_id text not null,
    at_ms real not null,
    entry text not null
  );
  create index entries_by_exit on entries (exit_id, seq);
  pragma user_version = ${VERSION};
`;

export type JournalFile = Readonly<{ database: Sqlite.Database; failure: Failure | null }>;

/** Throws only when no file can be used at this path at all. */
export function openJournalFile(path: string, epochMs: number): JournalFile {
  mkdirSync(dirname(path), { recursive: true });
  try {
    return { database: open(path), failure: null };
  } catch (error) {
    const kept = `${path}.unusable-${epochMs}`;
    for (const ending of ['', '-wal', '-shm', '-journal']) {
      if (existsSync(path + ending)) renameSync(path + ending, kept + ending);
    }
    return {
      database: open(path),
      failure: {
        kind: 'settings',
        message: `The exit journal could not be read: ${error instanceof Error ? error.message : String(error)}`,
        remedy: `It is kept as ${kept}. Exits work as always and are recorded in a new one. An exit that was cut off is not taken up again: look at the positions below.`,
      },
    };
  }
}

function open(path: string): Sqlite.Database {
  // A killed process leaves the lock of this library behind; the app's single-instance lock is the one that counts.
  rmSync(`${path}.lock`, { recursive: true, force: true });
  const database = new sqlite.Database(path);
  try {
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    // The log is folded into the file when no exit runs (journal.ts): in mid-exit that would stand still for milliseconds.
    database.exec('pragma wal_autocheckpoint = 0');
    database.exec('pragma journal_size_limit = 4000000');
    const check = database.get('pragma quick_check')?.['quick_check'];
    if (check !== 'ok') throw new Error(`it is damaged: ${JSON.stringify(check)}`);
    const version = database.get('pragma user_version')?.['user_version'];
    if (version === 0) database.exec(`begin; ${SCHEMA} commit;`);
    else if (version !== VERSION) throw new Error(`its version is ${JSON.stringify(version)}, this Breakglass reads ${VERSION}`);
    prepareLog(database);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Folds the log into the file, and begins the next one: the commit that does so waits for the disk twice. */
export function foldLog(database: Sqlite.Database): void {
  database.get('pragma wal_checkpoint(restart)');
  database.exec(`pragma user_version = ${VERSION}`);
}

/** About a million bytes, more than the largest exit writes at once. */
const FILL = `
  with recursive rows (row) as (select 1 union all select row + 1 from rows where row < 1500)
  insert into entries (exit_id, at_ms, entry) select 'prepared', 0, printf('%.700c', 'x') from rows;
`;

/**
 * Gives the write-ahead log its size before an exit needs it: a commit that makes the file grow waits for the disk several
 * times as long. The rows go at once; the log is used from its beginning again. Never throws: a file is not set aside for it.
 */
function prepareLog(database: Sqlite.Database): void {
  try {
    database.exec(`begin; ${FILL} commit;`);
    database.exec("delete from entries where exit_id = 'prepared'");
    foldLog(database);
  } catch {
    // No room on the disk: what is recorded can be read all the same, and each commit says that it failed.
    if (database.inTransaction) database.exec('rollback');
  }
}
