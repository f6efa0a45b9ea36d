// An SQLite file that only this process opens: in write-ahead mode, flushed to the disk at every commit. Nothing of a file that
// can not be used is ever overwritten or deleted.
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import type * as Sqlite from 'node-sqlite3-wasm';

// CommonJS, and it loads its .wasm from beside itself: it can neither be bundled nor imported by name.
const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof Sqlite;

/** @param schema  statements of a new file */
export type DatabaseKind = Readonly<{ version: number; schema: string }>;

/** A whole file, but one of another Breakglass. */
export class OtherVersion extends Error {
  constructor(
    readonly found: unknown,
    readonly expected: number,
  ) {
    super(`its version is ${JSON.stringify(found)}, this Breakglass reads ${expected}`);
  }
}

/** Throws when the file can not be used as it is. */
export function openDatabase(path: string, { version, schema }: DatabaseKind): Sqlite.Database {
  mkdirSync(dirname(path), { recursive: true });
  // A killed process leaves the lock of this library behind; the app's single-instance lock is the one that counts.
  rmSync(`${path}.lock`, { recursive: true, force: true });
  const database = new sqlite.Database(path);
  try {
    database.exec('pragma locking_mode = exclusive');
    database.exec('pragma journal_mode = wal');
    database.exec('pragma synchronous = full');
    // The log is folded into the file when it is in nobody's way (foldLog): in mid-exit that would stand still for milliseconds.
    database.exec('pragma wal_autocheckpoint = 0');
    database.exec('pragma journal_size_limit = 4000000');
    const check = database.get('pragma quick_check')?.['quick_check'];
    if (check !== 'ok') throw new Error(`it is damaged: ${JSON.stringify(check)}`);
    const found = database.get('pragma user_version')?.['user_version'];
    if (found === 0) database.exec(`begin; ${schema}; pragma user_version = ${version}; commit;`);
    else if (found !== version) throw new OtherVersion(found, version);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/** Only to look into what openDatabase refused. Throws when there is nothing to see. */
export function openToRead(path: string): Sqlite.Database {
  rmSync(`${path}.lock`, { recursive: true, force: true });
  const database = new sqlite.Database(path, { readOnly: true, fileMustExist: true });
  database.exec('pragma locking_mode = exclusive'); // a write-ahead log is read without shared memory
  return database;
}

/** Moves a file and its logs out of the way, whole; tells where it is kept. */
export function setAside(path: string, epochMs: number): string {
  const kept = `${path}.unusable-${epochMs}`;
  for (const ending of ['', '-wal', '-shm', '-journal']) {
    if (existsSync(path + ending)) renameSync(path + ending, kept + ending);
  }
  return kept;
}

/** Folds the log into the file, and begins the next one: the commit that does so waits for the disk twice. */
export function foldLog(database: Sqlite.Database, { version }: DatabaseKind): void {
  database.get('pragma wal_checkpoint(restart)');
  database.exec(`pragma user_version = ${version}`);
}

/** Values are bound as bytes and cast: the library encodes a string letter by letter, in JavaScript. */
export const jsonOf = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
