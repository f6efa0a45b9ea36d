// Lets runs begin only while the machine keeps up: time is scaled and computing is not, and a process that is late for
// everything would test nothing but lateness.
import { performance } from 'node:perf_hooks';
import { realSleep } from './fastTime.ts';

const LOOK_MS = 40; // of the world outside
const BUSY_SHARE = 0.75;
const MOST_LOOKS = 250;

export type Governor = Readonly<{ mayBegin: () => Promise<void> }>;

/** One run begins at a time, and only after a look that found the process idle enough. */
export function createGovernor(): Governor {
  let queue: Promise<void> = Promise.resolve();
  const look = async (): Promise<void> => {
    for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
      const before = performance.eventLoopUtilization();
      await realSleep(LOOK_MS);
      if (performance.eventLoopUtilization(before).utilization < BUSY_SHARE) return;
    }
  };
  return {
    mayBegin: () => {
      queue = queue.then(look);
      return queue;
    },
  };
}
