// The file under the journal. A file that can not be used is set aside whole and a new one begun.
import type * as Sqlite from 'node-sqlite3-wasm';
import type { Failure } from '../../shared/failure.ts';
import { foldLog, openDatabase, setAside, type DatabaseKind } from '../databaseFile.ts';

export const JOURNAL: DatabaseKind = {
  version: 1,
  schema: `
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
    create index entries_by_exit on entries (exit_id, seq)`,
};

export type JournalFile = Readonly<{ database: Sqlite.Database; failure: Failure | null }>;

/** Throws only when no file can be used at this path at all. */
export function openJournalFile(path: string, epochMs: number): JournalFile {
  try {
    return { database: open(path), failure: null };
  } catch (error) {
    const kept = setAside(path, epochMs);
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
  const database = openDatabase(path, JOURNAL);
  prepareLog(database);
  return database;
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
    foldLog(database, JOURNAL);
  } catch {
    // No room on the disk: what is recorded can be read all the same, and each commit says that it failed.
    if (database.inTransaction) database.exec('rollback');
  }
}
