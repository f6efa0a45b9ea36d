// The exits that run and that ran in this session: their views, their ends, the fills that arrive afterwards.
import type { ExitView } from '../../shared/exit.ts';
import type { AccountExit } from './accountExit.ts';
import { viewOf, type ExitPart, type ExitRecord } from './exitRecord.ts';
import { fillIn } from './fills.ts';
import type { ExitLimits } from './limits.ts';
import type { Rates } from './money.ts';
import type { Clock, Journal } from './ports.ts';

type RecordsInputs = Readonly<{
  clock: Clock;
  journal: Journal;
  limits: ExitLimits;
  rates: () => Rates;
  onChange: (exitId: string, view: () => ExitView) => void;
  /** Once for each account of an exit, when it has its result: the others may take long. */
  onPartEnded: (record: ExitRecord, part: ExitPart) => void;
}>;

export type NewRecord = Omit<ExitRecord, 'notes' | 'joins' | 'endedAtEpochMs' | 'rates' | 'fillsDone'> &
  Readonly<{ notes?: string[] }>;

export type ExitRecords = Readonly<{
  /** Newest first. */
  all: () => readonly ExitRecord[];
  find: (exitId: string) => ExitRecord | undefined;
  open: (record: NewRecord) => ExitRecord;
  /** Something happened on this account. */
  progress: (run: AccountExit) => void;
  /** Publishes, and ends the exit when each of its accounts has its result. */
  advance: (record: ExitRecord) => void;
  publish: (record: ExitRecord) => void;
  journalFailed: (exitId: string, reason: string) => void;
  decided: (exitId: string) => Promise<ExitView>;
  ended: (exitId: string) => Promise<ExitView>;
}>;

export function createExitRecords(inputs: RecordsInputs): ExitRecords {
  const { clock, journal, limits } = inputs;
  const records: ExitRecord[] = [];
  const toldParts = new WeakSet<ExitPart>();
  const verdicts = new Map<string, Promised>();
  const finals = new Map<string, Promised>();

  const find = (exitId: string): ExitRecord | undefined => records.find((record) => record.exitId === exitId);

  function open(wanted: NewRecord): ExitRecord {
    const record: ExitRecord = { notes: [], joins: 0, ...wanted, endedAtEpochMs: null, rates: inputs.rates(), fillsDone: false };
    records.unshift(record);
    verdicts.set(record.exitId, promised());
    finals.set(record.exitId, promised());
    return record;
  }

  function publish(record: ExitRecord): void {
    try {
      inputs.onChange(record.exitId, () => viewOf(record));
    } catch (error) {
      record.notes.push(`The screen could not be told: ${String(error)}`);
    }
  }

  function tellEndedParts(record: ExitRecord): void {
    for (const part of record.parts) {
      if (part.demand.result === null || toldParts.has(part)) continue;
      toldParts.add(part);
      const { accountId } = part.run.venue;
      journal.note({ kind: 'accountEnded', exitId: record.exitId, accountId, verdict: part.demand.result.verdict });
      try {
        inputs.onPartEnded(record, part);
      } catch (error) {
        record.notes.push(`${part.run.venue.label} is not watched: ${String(error)}`);
      }
    }
  }

  function advance(record: ExitRecord): void {
    tellEndedParts(record);
    const over = record.parts.every((part) => part.demand.result !== null);
    if (!over) {
      publish(record);
      return;
    }
    if (record.endedAtEpochMs !== null) return;
    record.endedAtEpochMs = clock.epoch();
    record.rates = inputs.rates();
    publish(record);
    const view = viewOf(record);
    noteEnd(view);
    verdicts.get(record.exitId)?.resolve(view);
    void report(record);
  }

  const noteEnd = (view: ExitView): void =>
    journal.note({ kind: 'exitEnded', exitId: view.exitId, atEpochMs: clock.epoch(), verdict: view.verdict, report: view });

  /** Fills arrive after the verdict and never hold it up. */
  async function report(record: ExitRecord): Promise<void> {
    try {
      const missing = await Promise.all(record.parts.map((part) => fillIn(part, clock, limits)));
      record.notes.push(...missing.filter((words) => words !== null));
    } catch (error) {
      record.notes.push(`Fills could not be read: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      record.fillsDone = true;
      publish(record);
      const view = viewOf(record);
      noteEnd(view);
      finals.get(record.exitId)?.resolve(view);
    }
  }

  return {
    all: () => records,
    find,
    open,
    progress: (run) => {
      for (const record of records) {
        if (record.endedAtEpochMs === null && record.parts.some((part) => part.run === run)) advance(record);
      }
    },
    advance,
    publish,
    journalFailed: (exitId, reason) => {
      const record = find(exitId);
      const note = `The journal could not be written (${reason}). The exit went on without it.`;
      if (record !== undefined && !record.notes.includes(note)) record.notes.push(note);
    },
    decided: (exitId) => verdicts.get(exitId)?.promise ?? Promise.reject(noExit(exitId)),
    ended: (exitId) => finals.get(exitId)?.promise ?? Promise.reject(noExit(exitId)),
  };
}

type Promised = Readonly<{ promise: Promise<ExitView>; resolve: (view: ExitView) => void }>;

function promised(): Promised {
  let resolve: Promised['resolve'] = () => undefined;
  const promise = new Promise<ExitView>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const noExit = (exitId: string): Error => new Error(`there is no exit ${exitId}`);
