// A wire with a length: whatever goes in comes out after the delay of its moment, never overtaking what went in before.

export type DelayLine = Readonly<{ push: (action: () => void) => void; cut: () => void }>;

export function createDelayLine(delayMs: () => number): DelayLine {
  const queue: { dueMs: number; action: () => void }[] = [];
  let timer: NodeJS.Timeout | null = null;
  let lastDueMs = 0;

  function run() {
    timer = null;
    for (let head = queue[0]; head !== undefined; head = queue[0]) {
      const waitMs = head.dueMs - performance.now();
      if (waitMs > 0.5) {
        timer = setTimeout(run, waitMs);
        return;
      }
      queue.shift();
      head.action();
    }
  }

  return {
    push(action) {
      const delay = delayMs();
      if (delay <= 0 && queue.length === 0) {
        action();
        return;
      }
      lastDueMs = Math.max(lastDueMs, performance.now() + delay);
      queue.push({ dueMs: lastDueMs, action });
      if (timer === null) run();
    },
    /** Drops everything under way. */
    cut() {
      if (timer !== null) clearTimeout(timer);
      timer = null;
      queue.length = 0;
    },
  };
}
