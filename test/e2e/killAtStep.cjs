// Loaded into the real app before its own code (`-r`): kills the process without any goodbye at the n-th step of the exit
// journal after the test armed it (SIGUSR2). A step is one transaction: all writes to the database in one turn. `before`
// kills before its first byte is written; `after` when it is flushed, or at the end of the turn where it is not flushed.
// The product knows nothing of it.
const fs = require('node:fs');

const [at, when] = (process.env.KILL_AT_STEP ?? '0:after').split(':');
const { fsyncSync, writeSync } = fs;
const kill = () => process.kill(process.pid, 'SIGKILL');
let armed = false;
let steps = 0;
let writing = false;
let pages = 0;
process.on('SIGUSR2', () => {
  armed = true;
});

const isJournal = (descriptor) => {
  try {
    return fs.readlinkSync(`/proc/self/fd/${descriptor}`).includes('exits.db');
  } catch {
    return false;
  }
};
const isDue = () => steps === Number(at);

fs.writeSync = (descriptor, ...what) => {
  if (armed && !writing && isJournal(descriptor)) {
    writing = true;
    steps += 1;
    if (isDue() && when === 'before') kill();
    process.nextTick(() => {
      if (isDue()) kill();
      writing = false;
      pages = 0;
    });
  }
  // The log's own header is flushed before the first pages of a new round.
  if (writing && (what[2] ?? what[0].length) >= 512) pages += 1;
  return writeSync(descriptor, ...what);
};

fs.fsyncSync = (descriptor) => {
  fsyncSync(descriptor);
  if (armed && pages > 0 && isDue() && isJournal(descriptor)) kill();
};
