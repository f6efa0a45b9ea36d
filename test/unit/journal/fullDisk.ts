// Opens a journal where no file can grow, and tells what it holds and whether a large commit is refused.
import { openJournal } from '../../../electron/journal/journal.ts';
import type { JournalEntry } from '../../../electron/exit/ports.ts';
import { systemClock } from '../../../electron/systemPorts.ts';

const [, , path] = process.argv;
if (path === undefined) throw new Error('fullDisk <path>');
const opened = openJournal({ path, clock: systemClock, onNoteFailed: () => undefined });
const entry: JournalEntry = { kind: 'exitResumed', exitId: 'x'.repeat(1_000_000), atEpochMs: 0 };
let refused = false;
try {
  opened.journal.commit([entry]);
} catch {
  refused = true;
}
const unfinished = opened.unfinished().exits.map(({ exitId }) => exitId);
process.stdout.write(JSON.stringify({ failure: opened.failure, unfinished, refused }));
process.exit(0);
