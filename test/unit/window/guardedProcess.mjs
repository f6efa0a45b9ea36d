// A program that is guarded, for guard.test.ts: writes a line for each start, then does what it is told.
import { appendFileSync } from 'node:fs';
import { readDeaths, startGuard } from '../../../electron/window/guard.ts';

const [file, how] = process.argv.slice(2);
const after = process.argv.find((word) => word.startsWith('--after-crash='));
const guard = startGuard({
  executable: process.execPath,
  words: process.argv.slice(1).filter((word) => word !== after && word !== '--disable-gpu'),
  deaths: readDeaths(after?.slice('--after-crash='.length) ?? ''),
  log: (message) => process.stderr.write(message),
});
setInterval(() => undefined, 1_000);
process.on('SIGTERM', () => {
  guard.leave();
  setImmediate(() => process.exit(0));
});
// Only now: who reads it ends it at once.
appendFileSync(file ?? '', `${JSON.stringify({ pid: process.pid, words: process.argv.slice(4), ppid: process.ppid })}\n`);
if (how === 'dieAlways') process.kill(process.pid, 'SIGKILL');
if (how === 'dieWithoutGraphics' && after === undefined) {
  guard.withoutGraphics();
  setImmediate(() => process.kill(process.pid, 'SIGKILL'));
}
