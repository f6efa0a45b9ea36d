// Keys and audit log on the disk. A key is there, with what it may, before anybody gets its token; a revocation before it is
// said. Calls are gathered and written together while no exit runs. A damaged file is set aside whole, and what keys can still
// be read go on working: who relies on them must not find out in the worst minute.
import { existsSync } from 'node:fs';
import type * as Sqlite from 'node-sqlite3-wasm';
import { automationActionSchema, type AutomationCall } from '../../shared/automation.ts';
import type { Failure } from '../../shared/failure.ts';
import { foldLog, jsonOf, openDatabase, openToRead, OtherVersion, setAside, type DatabaseKind } from '../databaseFile.ts';
import type { AutomationClock } from './ports.ts';
import { CALLS_A_PAGE, type AutomationStore, type StoredKey } from './store.ts';
import { readCall, readKey } from './storedRows.ts';

const AUTOMATION: DatabaseKind = {
  version: 1,
  schema: `
    create table keys (key_id text primary key, key text not null) without rowid;
    create table calls (call_id integer primary key, key_id text, kept_as text not null, call text not null);
    create index calls_by_key on calls (key_id, call_id);
    create index calls_by_kind on calls (kept_as, call_id)`,
};

/** A flood of one kind never pushes out lines of another: exits that programs asked for, other calls, and those without a key. */
const MOST_CALLS = { exits: 10_000, others: 8_000, strangers: 2_000 } as const;
const WRITE_AFTER_MS = 250;
/** Even an exit that does not end does not keep the log waiting longer. */
const MOST_WAIT_MS = 10_000;
/** Lines that wait for a disk that refuses them. */
const MOST_WAITING = 2_000;
const TIDY_EVERY = 1_000;

type StoreOptions = Readonly<{
  path: string;
  clock: AutomationClock;
  /** An exit runs: nothing is written that can wait. */
  isBusy: () => boolean;
  /** What the user has to know; null: it is written again. */
  onTrouble: (failure: Failure | null) => void;
}>;

/** Never throws. */
export function openStore(options: StoreOptions): AutomationStore {
  const { path, clock, onTrouble } = options;
  // Most people never create a key: they have no file, and starting does not wait for one.
  if (!existsSync(path)) return storeOn(() => openDatabase(path, AUTOMATION), options);
  try {
    const database = openDatabase(path, AUTOMATION);
    return storeOn(() => database, options);
  } catch (error) {
    if (error instanceof OtherVersion) return withoutFile(newer(path, error), options);
    const read = salvage(path);
    try {
      const kept = setAside(path, clock.epoch());
      const database = openDatabase(path, AUTOMATION);
      const store = storeOn(() => database, options);
      for (const key of read) store.putKey(key);
      onTrouble(mended(error, kept, read.length));
      return store;
    } catch (again) {
      return withoutFile(unusable(path, again), options);
    }
  }
}

/** The keys of a damaged file that are whole. */
function salvage(path: string): readonly StoredKey[] {
  let database: Sqlite.Database | null = null;
  try {
    database = openToRead(path);
    return keysIn(database);
  } catch {
    return []; // nothing can be read: the notice says that there are none
  } finally {
    database?.close();
  }
}

const keysIn = (database: Sqlite.Database): readonly StoredKey[] =>
  database.all('select key from keys').flatMap(({ key: text }) => {
    const key = readKey(text);
    return key === null ? [] : [key];
  });

type Line = Omit<AutomationCall, 'callId'>;

function keptAs({ keyId, verb }: Line): keyof typeof MOST_CALLS {
  if (keyId === null) return 'strangers';
  return automationActionSchema.safeParse(verb).success ? 'exits' : 'others';
}

function storeOn(openFile: () => Sqlite.Database, { path, clock, isBusy, onTrouble }: StoreOptions): AutomationStore {
  let file: Sqlite.Database | null = existsSync(path) ? openFile() : null;
  let lines: Line[] = [];
  const keysOwed = new Map<string, StoredKey>();
  let writeDue = false;
  let sinceTidy = TIDY_EVERY; // what an earlier session left is tidied with the first lines
  let failing = false;
  let open = true;

  const opened = (): Sqlite.Database => (file ??= openFile());

  function write(database: Sqlite.Database, statements: () => void): void {
    if (database.inTransaction) database.exec('rollback');
    database.exec('begin');
    try {
      statements();
      database.exec('commit');
    } catch (error) {
      if (database.inTransaction) database.exec('rollback');
      throw error;
    }
  }

  const storeKey = (database: Sqlite.Database, key: StoredKey): void =>
    void database.run('insert or replace into keys (key_id, key) values (?, cast(? as text))', [key.keyId, jsonOf(key)]);

  function writeOwed(): void {
    if (lines.length === 0 && keysOwed.size === 0) return;
    const database = opened();
    database.exec('pragma synchronous = normal'); // a power cut may cost the last lines, never a key
    try {
      write(database, () => {
        for (const line of lines)
          database.run('insert into calls (key_id, kept_as, call) values (?, ?, cast(? as text))', [
            line.keyId,
            keptAs(line),
            jsonOf(line),
          ]);
        for (const key of keysOwed.values()) storeKey(database, key);
      });
    } finally {
      database.exec('pragma synchronous = full');
    }
    sinceTidy += lines.length;
    lines = [];
    keysOwed.clear();
  }

  function tidy(): void {
    if (sinceTidy < TIDY_EVERY || file === null) return;
    const database = file;
    write(database, () => {
      for (const [kind, most] of Object.entries(MOST_CALLS))
        database.run(
          'delete from calls where call_id in (select call_id from calls where kept_as = ? order by call_id desc limit -1 offset ?)',
          [kind, most],
        );
    });
    foldLog(database, AUTOMATION);
    sinceTidy = 0;
  }

  function flush(): void {
    if (!open) return;
    try {
      writeOwed();
      if (!isBusy()) tidy();
      if (failing) onTrouble(null);
      failing = false;
    } catch (error) {
      lines = lines.slice(-MOST_WAITING);
      if (!failing) onTrouble(notWritten(path, error));
      failing = true;
    }
  }

  async function flushSoon(): Promise<void> {
    const sinceMs = clock.now();
    do await clock.sleep(WRITE_AFTER_MS);
    while (isBusy() && clock.now() - sinceMs < MOST_WAIT_MS);
    writeDue = false;
    flush();
  }

  function soon(): void {
    if (writeDue || !open) return;
    writeDue = true;
    void flushSoon();
  }

  return {
    trouble: null,
    keys: () => (file === null ? [] : keysIn(file)),
    putKey: (key) => {
      const database = opened();
      write(database, () => storeKey(database, key));
      keysOwed.delete(key.keyId);
    },
    putKeySoon: (key) => {
      keysOwed.set(key.keyId, key);
      soon();
    },
    removeKey: (keyId) => {
      const database = opened();
      write(database, () => void database.run('delete from keys where key_id = ?', [keyId]));
      keysOwed.delete(keyId);
    },
    addCall: (line) => {
      lines.push(line);
      if (lines.length > 2 * MOST_WAITING) lines = lines.slice(-MOST_WAITING);
      soon();
    },
    calls: ({ keyId, beforeCallId }) => {
      flush();
      if (file === null) return [];
      return file
        .all(
          `select call_id, call from calls where call_id < ? and (key_id = ? or ? is null) order by call_id desc limit ${CALLS_A_PAGE}`,
          [beforeCallId ?? Number.MAX_SAFE_INTEGER, keyId ?? null, keyId ?? null],
        )
        .flatMap(({ call_id: callId, call: text }) => readCall(callId, text) ?? []);
    },
    close: () => {
      if (!open) return;
      flush();
      open = false;
      file?.close();
    },
  };
}

/** Nobody is let in, and the file is left alone. */
function withoutFile(trouble: Failure, { onTrouble }: StoreOptions): AutomationStore {
  onTrouble(trouble);
  const refuse = (): never => {
    throw new Error(trouble.message);
  };
  return {
    trouble,
    keys: () => [],
    putKey: refuse,
    putKeySoon: () => undefined,
    removeKey: refuse,
    addCall: () => undefined,
    calls: refuse,
    close: () => undefined,
  };
}

const wordsOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const newer = (path: string, error: OtherVersion): Failure => ({
  kind: 'settings',
  message: `The keys of programs are kept in ${path}, which another version of Breakglass has written: ${error.message}.`,
  remedy: 'Programs are not let in, and the file is left as it is. Use that version again, or move the file away and restart.',
});

const unusable = (path: string, error: unknown): Failure => ({
  kind: 'settings',
  message: `The keys of programs, kept in ${path}, can not be used: ${wordsOf(error)}`,
  remedy: 'Programs are not let in. Make room or give the right to read and write there, then restart Breakglass.',
});

const mended = (error: unknown, kept: string, count: number): Failure => ({
  kind: 'settings',
  message: `The file with the keys of programs was damaged: ${wordsOf(error)}`,
  remedy:
    count === 0
      ? `It is kept as ${kept}. No key could be read from it: create new ones in Settings > Automation.`
      : `It is kept as ${kept}. ${count === 1 ? 'One key' : `${count} keys`} could be read and work on: compare them with your programs in Settings > Automation. The log of calls begins anew.`,
});

const notWritten = (path: string, error: unknown): Failure => ({
  kind: 'settings',
  message: `The log of automation calls can not be written to ${path}: ${wordsOf(error)}`,
  remedy: 'Programs and exits work as always; their calls are not recorded. Make room on the disk.',
});
