// Loaded into the real app before its own code (`-r`): kills the process without any goodbye at the n-th flush of the
// exit journal after the test armed it (SIGUSR2), before or after the flush. The product knows nothing of it.
const fs = require('node:fs');

const [at, when] = (process.env.KILL_AT_SYNC ?? '0:after').split(':');
let armed = false;
let syncs = 0;
process.on('SIGUSR2', () => {
  armed = true;
});

const { fsyncSync } = fs;
const isJournal = (descriptor) => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`).includes('exits.db');
  } catch {
    return false;
  }
};

fs.fsyncSync = (descriptor) => {
  const counts = armed && isJournal(descriptor);
  if (counts) syncs += 1;
  const due = counts && syncs === Number(at);
  if (due && when === 'before') process.kill(process.pid, 'SIGKILL');
  fsyncSync(descriptor);
  if (due) process.kill(process.pid, 'SIGKILL');
};
