// The durable record of exits: one JSON line an entry, appended. `commit` returns when the line is on the disk (fsync),
// which is why it stands before the first byte of an order. A damaged file is set aside whole; its readable lines go on.
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import type { Failure } from '../../shared/failure.ts';
import type { Journal, JournalEntry } from '../exit/ports.ts';

const ROTATE_ABOVE_BYTES = 20_000_000;

export type OpenedJournal = Readonly<{
  journal: Journal;
  /** What earlier sessions wrote, oldest first. */
  entries: readonly JournalEntry[];
  failure: Failure | null;
  close: () => void;
}>;

type NoteFailed = (error: unknown) => void;

/** Never throws: a file that can not be used is set aside, and without any file exits still work, and say so. */
export function openFileJournal(path: string, epochMs: number, onNoteFailed: NoteFailed): OpenedJournal {
  try {
    return open(path, epochMs, onNoteFailed);
  } catch (error) {
    return openAnew(path, epochMs, onNoteFailed, error);
  }
}

function openAnew(path: string, epochMs: number, onNoteFailed: NoteFailed, reason: unknown): OpenedJournal {
  const kept = `${path}.unusable-${epochMs}`;
  try {
    renameSync(path, kept);
    const failure: Failure = {
      kind: 'settings',
      message: `The exit journal could not be opened: ${String(reason)}`,
      remedy: `It is kept as ${kept}. Exits work as always and are recorded in a new one.`,
    };
    return { ...open(path, epochMs, onNoteFailed), failure };
  } catch {
    return withoutFile(path, reason);
  }
}

/** Every commit fails, which an exit reports and outlives. */
function withoutFile(path: string, reason: unknown): OpenedJournal {
  const message = `The exit journal ${path} can not be written: ${String(reason)}`;
  return {
    entries: [],
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
    close: () => undefined,
  };
}

function open(path: string, epochMs: number, onNoteFailed: NoteFailed): OpenedJournal {
  mkdirSync(dirname(path), { recursive: true });
  const { entries, failure } = readEntries(path, epochMs);
  if (existsSync(path) && statSync(path).size > ROTATE_ABOVE_BYTES) renameSync(path, `${path}.${epochMs}`);
  const file = openSync(path, 'a', 0o600);
  const append = (list: readonly JournalEntry[]) => {
    writeFileSync(file, list.map((entry) => `${JSON.stringify(entry)}\n`).join('')); // writes all of it, or throws
  };
  return {
    entries,
    failure,
    journal: {
      commit: (list) => {
        append(list);
        fsyncSync(file);
      },
      note: (entry) => {
        try {
          append([entry]);
          if (entry.kind === 'exitEnded') fsyncSync(file);
        } catch (error) {
          onNoteFailed(error);
        }
      },
    },
    close: () => closeSync(file),
  };
}

function readEntries(path: string, epochMs: number): Readonly<{ entries: readonly JournalEntry[]; failure: Failure | null }> {
  if (!existsSync(path)) return { entries: [], failure: null };
  const entries: JournalEntry[] = [];
  let damaged = 0;
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    if (line.trim() === '') continue;
    const entry = parseEntry(line);
    if (entry === null) damaged += 1;
    else entries.push(entry);
  }
  if (damaged === 0) return { entries, failure: null };
  const kept = `${path}.damaged-${epochMs}`;
  const repaired = `${path}.repaired`;
  writeFileSync(repaired, entries.map((entry) => `${JSON.stringify(entry)}\n`).join(''), { mode: 0o600, flush: true });
  renameSync(path, kept);
  renameSync(repaired, path);
  return {
    entries,
    failure: {
      kind: 'settings',
      message: `The exit journal has ${damaged} unreadable line(s); ${entries.length} could be read.`,
      remedy: `The whole file is kept as ${kept}. Exits work as always and are recorded from here on.`,
    },
  };
}

function parseEntry(line: string): JournalEntry | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === 'object' && value !== null && 'kind' in value ? (value as JournalEntry) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
