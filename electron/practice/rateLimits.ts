// Fixed-window counters behind the dialects' documented limits. Refused calls do not use up anything.
import type { RateLimits } from './exchange.ts';

/** `forget`: everything may be spent anew. */
export function createRateLimits(now: () => number, isOn: () => boolean): RateLimits & Readonly<{ forget: () => void }> {
  const windows = new Map<string, { startsAtMs: number; used: number }>();
  return {
    forget: () => windows.clear(),
    take(bucket, cost, capacity, windowMs) {
      const atMs = now();
      const startsAtMs = Math.floor(atMs / windowMs) * windowMs;
      const resetInMs = startsAtMs + windowMs - atMs;
      if (!isOn()) return { allowed: true, used: 0, remaining: capacity, resetInMs };
      let window = windows.get(bucket);
      if (window === undefined || window.startsAtMs !== startsAtMs) windows.set(bucket, (window = { startsAtMs, used: 0 }));
      const allowed = window.used + cost <= capacity;
      if (allowed) window.used += cost;
      return { allowed, used: window.used, remaining: Math.max(0, capacity - window.used), resetInMs };
    },
  };
}
