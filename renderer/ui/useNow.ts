// One ticking clock for all ages on screen, so a hundred ages cost one timer.
import { useSyncExternalStore } from 'react';

function makeTicker(stepMs: number) {
  let nowMs = Date.now();
  let timer: ReturnType<typeof setInterval> | null = null;
  const listeners = new Set<() => void>();
  return {
    /** While nobody listened the clock stood still: an old reading is renewed, a young one stays the same for React. */
    read: () => {
      if (timer === null && Date.now() - nowMs >= stepMs) nowMs = Date.now();
      return nowMs;
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      timer ??= setInterval(() => {
        nowMs = Date.now();
        for (const each of listeners) each();
      }, stepMs);
      return () => {
        listeners.delete(listener);
        if (listeners.size > 0 || timer === null) return;
        clearInterval(timer);
        timer = null;
      };
    },
  };
}

const tenths = makeTicker(100);

/** Epoch ms, renewed ten times a second. */
export const useTenths = (): number => useSyncExternalStore(tenths.subscribe, tenths.read);
