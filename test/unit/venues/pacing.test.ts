// The limiter: never more than documented in any window, whatever the times; never late for an exit because of routine reads.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPacingRoom, type Lane, type Pacer } from '../../../electron/venues/pacing.ts';
import type { LimitRule } from '../../../electron/venues/profile.ts';
import { binanceusdm } from '../../../electron/venues/profiles/binanceusdm.ts';

const rule = (capacity: number, windowMs: number, change: Partial<LimitRule> = {}): LimitRule => ({
  bucket: 'orders',
  capacity,
  windowMs,
  perIp: false,
  ...change,
});
const one = (cost = 1) => [{ bucket: 'orders', cost }];
const FOREVER = Number.MAX_SAFE_INTEGER;

function roomAt(startMs: number) {
  let nowMs = startMs;
  const room = createPacingRoom(() => nowMs);
  return {
    room,
    pass: (ms: number) => {
      nowMs += ms;
    },
    now: () => nowMs,
  };
}
const open = (startMs: number, rules: readonly LimitRule[]) => {
  const time = roomAt(startMs);
  return { ...time, pacer: time.room.pacer('a', 'venue', rules) };
};

type Booked = Readonly<{ at: number; cost: number; lane: Lane }>;

/** The most that any half-open window of this length holds: the fullest ones begin at a booking. */
function fullest(bookings: readonly Booked[], windowMs: number): number {
  const sums = bookings.map(({ at: from }) =>
    bookings
      .filter(({ at }) => at >= from && at < from + windowMs - 1e-6) // `at` is read back as a sum
      .reduce((total, { cost }) => total + cost, 0),
  );
  return Math.max(0, ...sums);
}

const fraction = fc.double({ min: 0, max: 3_000, noNaN: true });
const request = fc.record({
  pauseMs: fc.oneof(fc.constant(0), fraction, fc.integer({ min: 0, max: 400 })),
  cost: fc.integer({ min: 1, max: 5 }),
  lane: fc.constantFrom<Lane>('exit', 'report', 'routine'),
  maxWaitMs: fc.oneof(fc.constant(FOREVER), fraction),
});

describe('booking', () => {
  it('keeps every window under its capacity, of every rule, at any fraction of a millisecond', () => {
    const cases = fc.record({
      startMs: fc.double({ min: 0, max: 1e7, noNaN: true }),
      rules: fc.uniqueArray(
        fc.record({ capacity: fc.integer({ min: 10, max: 40 }), windowMs: fc.constantFrom(100, 333.3, 1_050, 2_050, 10_200) }),
        { minLength: 1, maxLength: 3, selector: ({ windowMs }) => windowMs },
      ),
      requests: fc.array(request, { minLength: 1, maxLength: 60 }),
    });
    fc.assert(
      fc.property(cases, ({ startMs, rules, requests }) => {
        const limits = rules.map(({ capacity, windowMs }) => rule(capacity, windowMs));
        const { pacer, pass, now } = open(startMs, limits);
        const booked: Booked[] = [];
        for (const { pauseMs, cost, lane, maxWaitMs } of requests) {
          pass(pauseMs);
          const fitted = pacer.fits(one(cost), lane);
          const waitMs = pacer.book(one(cost), lane, maxWaitMs);
          expect(waitMs).toBeGreaterThanOrEqual(0);
          expect(fitted).toBe(waitMs === 0);
          if (waitMs <= maxWaitMs) booked.push({ at: now() + waitMs, cost, lane });
        }
        for (const { capacity, windowMs } of limits) {
          expect(fullest(booked, windowMs)).toBeLessThanOrEqual(capacity);
          const routine = booked.filter(({ lane }) => lane === 'routine');
          expect(fullest(routine, windowMs)).toBeLessThanOrEqual(capacity / 2);
        }
      }),
      { numRuns: 300 },
    );
  });

  // A search that waits for `at - windowMs` to pass a booking never ends where the sum rounds down.
  it('ends where a sum of times rounds down', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.1, max: 1e5, noNaN: true }),
        (startMs, windowMs) => {
          const { pacer } = open(startMs, [rule(1, windowMs)]);
          for (let sent = 0; sent < 5; sent += 1) pacer.book(one(), 'exit', FOREVER);
          expect(pacer.fits(one(), 'exit')).toBe(false);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  it('lets go at once what has room, although the clock goes on meanwhile', () => {
    let nowMs = 0;
    const pacer = createPacingRoom(() => (nowMs += 0.001)).pacer('a', 'venue', [rule(2, 1_000)]);
    expect(pacer.fits(one(), 'exit')).toBe(true);
    expect(pacer.book(one(), 'exit', 0)).toBe(0);
  });

  it('books nothing for what would wait too long, and nothing when asked whether it fits', () => {
    const { pacer, pass } = open(0, [rule(2, 1_000)]);
    expect(pacer.book(one(2), 'exit', 0)).toBe(0);
    expect(pacer.book(one(), 'exit', 999)).toBe(1_000);
    for (let asked = 0; asked < 10; asked += 1) expect(pacer.fits(one(2), 'exit')).toBe(false);
    pass(1_000);
    for (let asked = 0; asked < 10; asked += 1) expect(pacer.fits(one(2), 'exit')).toBe(true);
    expect(pacer.book(one(2), 'exit', 0)).toBe(0);
  });

  it('counts costs of one bucket together, and lets what costs more than there is go alone', () => {
    const { pacer } = open(0, [rule(10, 1_000)]);
    expect(pacer.book([...one(6), ...one(6)], 'exit', FOREVER)).toBe(0);
    expect(pacer.book(one(1), 'exit', FOREVER)).toBe(1_000);
    expect(pacer.book(one(25), 'exit', FOREVER)).toBe(2_000);
    expect(pacer.book(one(9), 'exit', FOREVER)).toBe(1_000); // beside the other one
    expect(pacer.book(one(1), 'exit', FOREVER)).toBe(3_000);
  });

  it('takes the first moment at which all buckets have room', () => {
    const { pacer } = open(0, [rule(1, 1_000, { bucket: 'a' }), rule(1, 1_500, { bucket: 'b' })]);
    pacer.book([{ bucket: 'a', cost: 1 }], 'exit', 0);
    pacer.book([{ bucket: 'b', cost: 1 }], 'exit', 0);
    const both = ['a', 'b'].map((bucket) => ({ bucket, cost: 1 }));
    expect(pacer.book(both, 'exit', FOREVER)).toBe(1_500);
    expect(pacer.book([{ bucket: 'a', cost: 1 }], 'exit', FOREVER)).toBe(2_500); // 1,000 would be in the window of 1,500
  });

  it('refuses a bucket that no rule names', () => {
    expect(() => open(0, [rule(1, 1)]).pacer.fits([{ bucket: 'elsewhere', cost: 1 }], 'exit')).toThrow('elsewhere');
  });
});

describe('lanes', () => {
  it('leaves half of every window to an exit, however many routine reads queue', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ pauseMs: fraction, cost: fc.integer({ min: 1, max: 5 }) }), { minLength: 1, maxLength: 40 }),
        (reads) => {
          const { pacer, pass } = open(0, [rule(20, 1_000)]);
          for (const { pauseMs, cost } of reads) {
            pass(pauseMs);
            pacer.book(one(cost), 'routine', FOREVER);
          }
          expect(pacer.book(one(10), 'exit', FOREVER)).toBe(0);
        },
      ),
    );
  });

  it('lets a report read its fills where routine reads wait, and never takes the last quarter from an exit', () => {
    const { pacer } = open(0, [rule(20, 1_000)]);
    expect(pacer.book(one(12), 'exit', 0)).toBe(0);
    expect(pacer.fits(one(), 'routine')).toBe(false);
    expect(pacer.book(one(3), 'report', 0)).toBe(0);
    expect(pacer.fits(one(), 'report')).toBe(false);
    expect(pacer.fits(one(5), 'exit')).toBe(true);
  });

  it('lets an exit take what routine reads may not', () => {
    const { pacer } = open(0, [rule(10, 1_000)]);
    expect(pacer.book(one(5), 'routine', 0)).toBe(0);
    expect(pacer.fits(one(), 'routine')).toBe(false);
    expect(pacer.book(one(5), 'exit', 0)).toBe(0);
    expect(pacer.book(one(), 'exit', 0)).toBe(1_000);
  });
});

describe('what the venue forbids', () => {
  it('holds both lanes back until it ends, and never shortens an earlier no', () => {
    const { pacer, pass } = open(5, [rule(10, 1_000)]);
    expect(pacer.heldMs(one())).toBe(0);
    pacer.block(one(), 2_000);
    pacer.block(one(), 500);
    expect(pacer.fits(one(), 'exit')).toBe(false);
    expect(pacer.heldMs(one())).toBe(2_000);
    expect(pacer.book(one(), 'exit', 100)).toBe(2_000);
    expect(pacer.book(one(), 'routine', 100)).toBe(2_000);
    pass(2_000);
    expect(pacer.fits(one(), 'routine')).toBe(true);
    expect(pacer.heldMs(one())).toBe(0);
  });

  it('holds only the buckets that were refused', () => {
    const { pacer } = open(0, [rule(10, 1_000), rule(10, 1_000, { bucket: 'reads' })]);
    pacer.block(one(), 1_000);
    expect(pacer.fits([{ bucket: 'reads', cost: 1 }], 'exit')).toBe(true);
  });
});

describe('who shares', () => {
  const spend = [{ bucket: 'ip', cost: 1 }];
  const rules = [rule(1, 1_000, { bucket: 'ip', perIp: true }), rule(1, 1_000)];

  it('counts the address over all accounts of a venue, and each account on its own', () => {
    const { room } = roomAt(0);
    const [first, second, elsewhere] = [
      room.pacer('a', 'venue', rules),
      room.pacer('b', 'venue', rules),
      room.pacer('a', 'other', rules),
    ];
    first.book([...spend, ...one()], 'exit', 0);
    expect(second.fits(spend, 'exit')).toBe(false);
    expect(second.fits(one(), 'exit')).toBe(true);
    expect(elsewhere.fits(spend, 'exit')).toBe(true);
    first.block(spend, 9_000);
    expect(second.heldMs(spend)).toBe(9_000);
  });

  it('leaves the neighbours alone when it is the account that was told to wait', () => {
    const { room } = roomAt(0);
    const [first, second] = [room.pacer('a', 'venue', rules), room.pacer('b', 'venue', rules)];
    first.block([...spend, ...one()], 9_000);
    expect(first.heldMs(one())).toBe(9_000);
    expect(second.heldMs([...spend, ...one()])).toBe(0);
  });

  it('stops everything of all accounts of a venue when the address is banned', () => {
    const { room, pass } = roomAt(0);
    const [first, second, elsewhere] = [
      room.pacer('a', 'venue', rules),
      room.pacer('b', 'venue', rules),
      room.pacer('a', 'other', rules),
    ];
    first.blockAddress(9_000);
    expect(second.heldMs(one())).toBe(9_000);
    expect(second.fits([], 'exit')).toBe(false);
    expect(second.book(spend, 'exit', 100)).toBe(9_000);
    expect(elsewhere.fits([...spend, ...one()], 'exit')).toBe(true);
    pass(9_000);
    expect(second.heldMs(one())).toBe(0);
    expect(second.book(spend, 'exit', 0)).toBe(0);
  });

  it('keeps what an account has spent when it connects again', () => {
    const { room } = roomAt(0);
    room.pacer('a', 'venue', rules).book(one(), 'exit', 0);
    expect(room.pacer('a', 'venue', rules).fits(one(), 'exit')).toBe(false);
  });

  it('keeps two windows of one address apart', () => {
    const { room } = roomAt(0);
    const ip = (capacity: number, windowMs: number) => rule(capacity, windowMs, { bucket: 'ip', perIp: true });
    const pacer: Pacer = room.pacer('a', 'venue', [ip(2, 1_000), ip(3, 60_000)]);
    expect(pacer.book([{ bucket: 'ip', cost: 2 }], 'exit', 0)).toBe(0);
    expect(pacer.book([{ bucket: 'ip', cost: 2 }], 'exit', FOREVER)).toBe(60_000);
  });
});

describe('an exit over many accounts of one address', () => {
  const batch = [
    { bucket: 'orders10s', cost: 5 },
    { bucket: 'orders1m', cost: 1 },
    { bucket: 'weight', cost: 5 },
  ];
  const proof = [5, 40, 40].map((cost) => [{ bucket: 'weight', cost }]);
  const accountsOf = (count: number) => {
    const time = roomAt(0);
    return { ...time, pacers: Array.from({ length: count }, (_, index) => time.room.pacer(`${index}`, 'v', binanceusdm.limits)) };
  };
  const closeAndProve = (pacer: Pacer): number =>
    Math.max(
      ...Array.from({ length: 20 }, () => pacer.book(batch, 'exit', FOREVER)),
      ...proof.map((spend) => pacer.book(spend, 'exit', FOREVER)),
    );

  it('lets five Binance accounts close and prove a hundred positions each without waiting', () => {
    for (const pacer of accountsOf(5).pacers) expect(closeAndProve(pacer)).toBe(0);
  });

  it('shares the weight of the address: the twelfth account waits for the next minute, not for a ban', () => {
    const waits = accountsOf(12).pacers.map(closeAndProve);
    expect(waits.slice(0, 11)).toEqual(Array.from({ length: 11 }, () => 0));
    expect(waits[11]).toBeGreaterThan(60_000);
  });

  it('leaves routine reads nothing above their half, and the exit the whole of what is left', () => {
    const { pacers } = accountsOf(5);
    const [audits, exit] = pacers;
    while (audits?.fits(proof[1] ?? [], 'routine') === true) audits.book(proof[1] ?? [], 'routine', 0);
    expect(exit?.fits(proof[1] ?? [], 'routine')).toBe(false);
    for (const pacer of pacers) expect(closeAndProve(pacer)).toBe(0);
  });
});

describe('what is spent again and again', () => {
  it('lets ten accounts of one address audit at Binance within the routine share', () => {
    const { room, pass } = roomAt(0);
    const spend = binanceusdm.auditSpend ?? [];
    const pacers = Array.from({ length: 10 }, (_, index) => room.pacer(String(index), 'venue', binanceusdm.limits));
    const everyMs = pacers[0]?.everyMs(spend) ?? 0;
    expect(everyMs).toBeGreaterThan(60_000);
    expect(everyMs).toBeLessThan(70_000);
    for (let audits = 0; audits < 100; audits += 1) {
      const pacer = pacers[audits % 10];
      expect(pacer?.fits([...spend, { bucket: 'weight', cost: 180 }], 'routine')).toBe(true);
      pacer?.book(spend, 'routine', 0);
      pass(everyMs / 10);
    }
    for (const pacer of pacers.slice(1)) pacer.leave();
    expect(pacers[0]?.everyMs(spend)).toBeCloseTo(everyMs / 10);
  });
});

it('tells what a spending would take of each limit, and books nothing for it', () => {
  const { pacer, pass } = open(0, [rule(10, 1_000)]);
  const wanted = one();
  pacer.book(wanted, 'exit', FOREVER);
  expect(pacer.uses([...wanted, ...wanted])).toEqual([
    { bucket: wanted[0]?.bucket, cost: 2, used: 1, capacity: 10, windowMs: 1_000 },
  ]);
  expect(pacer.uses(wanted)).toMatchObject([{ used: 1 }]);
  pass(1_001);
  expect(pacer.uses(wanted)).toMatchObject([{ used: 0 }]);
});

it('costs little with hundreds of bookings', () => {
  const { pacer, pass } = open(0.1, [rule(500, 10_000)]);
  for (let sent = 0; sent < 500; sent += 1) {
    pass(0.37);
    pacer.book(one(), 'exit', FOREVER);
  }
  const started = performance.now();
  for (let sent = 0; sent < 500; sent += 1) pacer.book(one(), 'exit', FOREVER);
  expect((performance.now() - started) / 500).toBeLessThan(1); // ms each; measured 0.01
});
