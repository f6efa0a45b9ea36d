// Commits exits, names each on standard output when its commit has returned, and kills itself without any goodbye.
import { writeSync } from 'node:fs';
import { openJournal } from '../../../electron/journal/journal.ts';
import { systemClock } from '../../../electron/systemPorts.ts';

const [, , path] = process.argv;
if (path === undefined) throw new Error('killedWriter <path>');
const opened = openJournal({
  path,
  clock: systemClock,
  onNoteFailed: (error) => {
    throw error;
  },
});
for (let index = 0; index < 25; index += 1) {
  const exitId = `exit${index}`;
  opened.journal.commit([
    {
      kind: 'exitIntended',
      exitId,
      atEpochMs: index,
      request: { action: 'emergencyExit' },
      environment: 'practice',
      startedBy: 'person',
      closeSize: null,
      accounts: ['acc'],
    },
  ]);
  writeSync(1, `${exitId}\n`);
}
process.kill(process.pid, 'SIGKILL');
