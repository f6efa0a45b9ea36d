// Our own limiter, with the venues' documented numbers. It books a request's place before it leaves and never sends sooner.
// Three lanes: an exit may use the whole budget; the fills of its report, and less so routine reads, only a share of it, and none
// of it while an exit has reserved the account. What the venue itself forbids for a while (429, bans) holds all of them back.
import type { LimitRule, Spend } from './profile.ts';

export type Lane = 'exit' | 'report' | 'routine';

const ROUTINE_SHARE = 0.5;
/** Who waits for a report waits seconds; a second exit within the minute still finds room for its orders and its proof. */
const SHARES: Readonly<Record<Lane, number>> = { exit: 1, report: 0.75, routine: ROUTINE_SHARE };
/** Of the routine share: the rest is for previews, fills and connecting. */
const REPEATED_SHARE = 0.75;

type Booking = Readonly<{ at: number; cost: number }>;
/** `cost` of a spending in one limit, which holds `capacity` in each window; `used` is booked in the running one. */
export type BudgetUse = Readonly<{ bucket: string; cost: number; used: number; capacity: number; windowMs: number }>;

/** `bookings` in the order of their times. */
type Bucket = {
  readonly rule: LimitRule;
  readonly accounts: Set<string>;
  readonly bookings: Booking[];
  blockedUntil: number;
};

export interface Pacer {
  /** Milliseconds to wait before this spending may leave; it is booked for then, unless that is longer than `maxWaitMs`. */
  book(spend: readonly Spend[], lane: Lane, maxWaitMs: number): number;
  /** How long this spending would have to wait. Books nothing. */
  waitMs(spend: readonly Spend[], lane: Lane): number;
  /** True when it could leave at once. Books nothing. */
  fits(spend: readonly Spend[], lane: Lane): boolean;
  /**
   * The venue said no until then: to the account where the spending has a limit of its own, else to all that share it.
   * What is booked already waits too: its sender asks `heldMs` before it lets go.
   */
  block(spend: readonly Spend[], forMs: number): void;
  /** The same for everything that leaves this address for the venue, of all accounts. */
  blockAddress(forMs: number): void;
  /** Milliseconds until the venue's no to this spending ends; 0 when there is none. */
  heldMs(spend: readonly Spend[]): number;
  /** How often all accounts that share the budget may spend this, so that it never uses up the routine share. */
  everyMs(spend: readonly Spend[]): number;
  /** What this spending would take of each documented limit, against what is booked now. */
  uses(spend: readonly Spend[]): readonly BudgetUse[];
  /** The account shares no budget any more. */
  leave(): void;
}

/** Buckets that accounts share (limits per IP) live here, by venue and endpoint. */
export type PacingRoom = Readonly<{ pacer: (accountId: string, venueKey: string, rules: readonly LimitRule[]) => Pacer }>;

export function createPacingRoom(now: () => number): PacingRoom {
  const buckets = new Map<string, Bucket>();
  const addressBlockedUntil = new Map<string, number>();

  const bucketOf = (scope: string, rule: LimitRule): Bucket => {
    const key = `${scope}|${rule.bucket}`;
    const existing = buckets.get(key);
    if (existing !== undefined) return existing;
    const created: Bucket = { rule, accounts: new Set(), bookings: [], blockedUntil: 0 };
    buckets.set(key, created);
    return created;
  };

  return {
    pacer: (accountId, venueKey, rules) => {
      const bannedUntil = (): number => addressBlockedUntil.get(venueKey) ?? 0;
      const mine = new Map<string, Bucket[]>();
      for (const rule of rules) {
        const list = mine.get(rule.bucket) ?? [];
        const bucket = bucketOf(`${venueKey}|${rule.perIp ? '' : accountId}|${rule.windowMs}`, rule);
        bucket.accounts.add(accountId);
        list.push(bucket);
        mine.set(rule.bucket, list);
      }
      const spendings = (spend: readonly Spend[]) => {
        const costs = new Map<string, number>();
        for (const { bucket, cost } of spend) costs.set(bucket, (costs.get(bucket) ?? 0) + cost);
        return [...costs].flatMap(([bucket, cost]) => {
          const list = mine.get(bucket);
          if (list === undefined) throw new Error(`no documented limit named "${bucket}"`);
          return list.map((each) => ({ bucket: each, cost }));
        });
      };
      const earliest = (spend: readonly Spend[], lane: Lane, from: number): number => {
        let at = Math.max(from, bannedUntil());
        const wanted = spendings(spend);
        for (const { bucket } of wanted) forget(bucket, at);
        // A later slot in one bucket may be taken in another: go round until nothing moves.
        for (let moved = true; moved;) {
          moved = false;
          for (const { bucket, cost } of wanted) {
            const free = freeFrom(bucket, cost, lane, at);
            if (free > at) {
              at = free;
              moved = true;
            }
          }
        }
        return at;
      };
      const waitMs = (spend: readonly Spend[], lane: Lane): number => {
        const start = now();
        return earliest(spend, lane, start) - start;
      };
      return {
        book: (spend, lane, maxWaitMs) => {
          const start = now();
          const at = earliest(spend, lane, start); // what may leave at once waits exactly zero
          if (at - start > maxWaitMs) return at - start;
          for (const { bucket, cost } of spendings(spend)) insert(bucket, { at, cost });
          return at - start;
        },
        waitMs,
        fits: (spend, lane) => waitMs(spend, lane) <= 0,
        block: (spend, forMs) => {
          const touched = spendings(spend).map(({ bucket }) => bucket);
          const own = touched.filter(({ rule }) => !rule.perIp);
          for (const bucket of own.length > 0 ? own : touched) {
            bucket.blockedUntil = Math.max(bucket.blockedUntil, now() + forMs);
          }
        },
        blockAddress: (forMs) => {
          addressBlockedUntil.set(venueKey, Math.max(bannedUntil(), now() + forMs));
        },
        heldMs: (spend) =>
          Math.max(0, bannedUntil() - now(), ...spendings(spend).map(({ bucket }) => bucket.blockedUntil - now())),
        everyMs: (spend) =>
          Math.max(
            0,
            ...spendings(spend).map(({ bucket: { accounts, rule }, cost }) => {
              const room = rule.capacity * ROUTINE_SHARE * REPEATED_SHARE;
              return (rule.windowMs * cost * accounts.size) / room;
            }),
          ),
        uses: (spend) =>
          spendings(spend).map(({ bucket: each, cost }) => {
            forget(each, now());
            const { bucket, capacity, windowMs } = each.rule;
            const used = each.bookings.reduce((sum, booking) => sum + booking.cost, 0);
            return { bucket, cost, used, capacity, windowMs };
          }),
        leave: () => {
          for (const bucket of [...mine.values()].flat()) bucket.accounts.delete(accountId);
        },
      };
    },
  };
}

function forget({ bookings, rule }: Bucket, now: number): void {
  const kept = bookings.findIndex((booking) => booking.at + rule.windowMs > now);
  bookings.splice(0, kept === -1 ? bookings.length : kept);
}

function insert({ bookings }: Bucket, booking: Booking): void {
  const before = bookings.findLastIndex((each) => each.at <= booking.at);
  bookings.splice(before + 1, 0, booking);
}

/** First moment, not before `from`, at which every window around it still has room for `cost`. */
function freeFrom(bucket: Bucket, cost: number, lane: Lane, from: number): number {
  const { capacity, windowMs } = bucket.rule;
  const share = Math.max(capacity * SHARES[lane], Math.min(cost, capacity));
  // What costs more than there is goes alone.
  const room = Math.max(0, share - cost);
  let at = Math.max(from, bucket.blockedUntil);
  for (;;) {
    const crowded = lastCrowded(bucket, room, at);
    if (crowded === null) return at;
    at = crowded + windowMs;
  }
}

/**
 * Start of the last window that holds `at` and more than `room`; null when there is none. Bookings ahead of `at` count:
 * their windows will hold it. A window ends at the sum of its start and its length, which is also where the search goes on:
 * a difference could round the other way, and the search would never move.
 */
function lastCrowded({ bookings, rule: { windowMs } }: Bucket, room: number, at: number): number | null {
  let crowded: number | null = null;
  let used = 0;
  let end = 0;
  for (const { at: start, cost } of bookings) {
    if (start >= at + windowMs) break;
    // Windows open at a booking, or at `at` itself.
    const until = Math.min(start, at) + windowMs;
    for (let next = bookings[end]; next !== undefined && next.at < until; next = bookings[end]) {
      used += next.cost;
      end += 1;
    }
    if (until > at && used > room) crowded = start;
    if (start > at) break;
    used -= cost;
  }
  return crowded;
}
