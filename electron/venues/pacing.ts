// Our own limiter, with the venues' documented numbers. It books a request's place before it leaves and never sends sooner.
// Two lanes: an exit may use the whole budget; routine reads only a share of it, and none of it while an exit has reserved
// the account. What the venue itself forbids for a while (429, bans) holds both lanes back.
import type { LimitRule, Spend } from './profile.ts';

export type Lane = 'exit' | 'routine';

const ROUTINE_SHARE = 0.5;

type Booking = Readonly<{ at: number; cost: number }>;
type Bucket = { readonly rule: LimitRule; bookings: Booking[]; blockedUntil: number };

export interface Pacer {
  /** Milliseconds to wait before this spending may leave; it is booked for then, unless that is longer than `maxWaitMs`. */
  book(spend: readonly Spend[], lane: Lane, maxWaitMs: number): number;
  /** True when it could leave at once. Books nothing. */
  fits(spend: readonly Spend[], lane: Lane): boolean;
  /** The venue said no until then. */
  block(spend: readonly Spend[], forMs: number): void;
}

/** Buckets that accounts share (limits per IP) live here, by venue and endpoint. */
export type PacingRoom = Readonly<{ pacer: (accountId: string, venueKey: string, rules: readonly LimitRule[]) => Pacer }>;

export function createPacingRoom(now: () => number): PacingRoom {
  const buckets = new Map<string, Bucket>();

  const bucketOf = (scope: string, rule: LimitRule): Bucket => {
    const key = `${scope}|${rule.bucket}`;
    const existing = buckets.get(key);
    if (existing !== undefined) return existing;
    const created: Bucket = { rule, bookings: [], blockedUntil: 0 };
    buckets.set(key, created);
    return created;
  };

  return {
    pacer: (accountId, venueKey, rules) => {
      const mine = new Map<string, Bucket[]>();
      for (const rule of rules) {
        const list = mine.get(rule.bucket) ?? [];
        list.push(bucketOf(rule.perIp ? venueKey : `${venueKey}|${accountId}|${rule.windowMs}`, rule));
        mine.set(rule.bucket, list);
      }
      const spendings = (spend: readonly Spend[]) =>
        spend.flatMap(({ bucket, cost }) => {
          const list = mine.get(bucket);
          if (list === undefined) throw new Error(`no documented limit named "${bucket}"`);
          return list.map((each) => ({ bucket: each, cost }));
        });
      const earliest = (spend: readonly Spend[], lane: Lane): number => {
        let at = now();
        // A later slot in one bucket may be taken in another: go round until nothing moves.
        for (let moved = true; moved;) {
          moved = false;
          for (const { bucket, cost } of spendings(spend)) {
            const free = freeFrom(bucket, cost, lane, at);
            if (free > at) {
              at = free;
              moved = true;
            }
          }
        }
        return at;
      };
      return {
        book: (spend, lane, maxWaitMs) => {
          const start = now();
          const at = earliest(spend, lane);
          if (at - start > maxWaitMs) return at - start;
          for (const { bucket, cost } of spendings(spend)) bucket.bookings.push({ at, cost });
          return at - start;
        },
        fits: (spend, lane) => earliest(spend, lane) <= now(),
        block: (spend, forMs) => {
          for (const { bucket } of spendings(spend)) bucket.blockedUntil = Math.max(bucket.blockedUntil, now() + forMs);
        },
      };
    },
  };

  /** First moment, not before `from`, at which the window behind it still has room for `cost`. */
  function freeFrom(bucket: Bucket, cost: number, lane: Lane, from: number): number {
    const { capacity, windowMs } = bucket.rule;
    const share = lane === 'exit' ? capacity : Math.max(capacity * ROUTINE_SHARE, Math.min(cost, capacity));
    bucket.bookings = bucket.bookings.filter((booking) => booking.at > now() - windowMs);
    const sorted = [...bucket.bookings].sort((a, b) => a.at - b.at);
    let at = Math.max(from, bucket.blockedUntil);
    for (;;) {
      // Bookings ahead of `at` count too: their window will contain this one.
      const moment = at;
      // Written as the sum that `at` is set to below: a difference could round the other way, and `at` would never move.
      const inWindow = sorted.filter((booking) => booking.at + windowMs > moment && booking.at < moment + windowMs);
      const used = inWindow.reduce((total, booking) => total + booking.cost, 0);
      if (used + cost <= share || inWindow.length === 0) return at;
      const oldest = inWindow[0];
      if (oldest === undefined) return at;
      at = oldest.at + windowMs;
    }
  }
}
