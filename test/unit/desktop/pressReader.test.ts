import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type, type Span, type Stroke } from './keyboard.ts';

const tap = (downMs: number, lastsMs = 60): Stroke => ({ downMs, upMs: downMs + lastsMs });
const usual = { delayMs: 500, intervalMs: 33 };

const repeats = fc.record({ delayMs: fc.integer({ min: 120, max: 2_000 }), intervalMs: fc.integer({ min: 8, max: 650 }) });
const blocks = fc
  .array(fc.record({ fromMs: fc.integer({ min: 0, max: 6_000 }), lastsMs: fc.integer({ min: 5, max: 1_500 }) }), { maxLength: 4 })
  .map((all) => all.map(({ fromMs, lastsMs }): Span => ({ fromMs, toMs: fromMs + lastsMs })));
const seeded = fc.integer({ min: 1, max: 2 ** 31 - 2 }).map((seed) => {
  let value = seed;
  return () => {
    value = (value * 48_271) % 2_147_483_647;
    return value / 2_147_483_647;
  };
});
/** Pauses and lengths, one after the other. */
const strokesOf = (most: number) =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 1_500 }), fc.integer({ min: 1, max: 1_500 })), { minLength: 1, maxLength: most })
    .map((pairs) => {
      let atMs = 10;
      return pairs.map(([pauseMs, lastsMs]): Stroke => {
        const stroke = tap(atMs + pauseMs, lastsMs);
        atMs = stroke.upMs;
        return stroke;
      });
    });

describe('a key whose state can be read', () => {
  it('held, at any repeat delay and rate and however the process stalls, is one press', () =>
    fc.assert(
      fc.asyncProperty(repeats, fc.integer({ min: 1, max: 8_000 }), blocks, seeded, async (repeat, lastsMs, stalls, dice) => {
        const seen = await type({ strokes: [tap(10, lastsMs)], repeat, blocks: stalls, state: 'true', dice }, 14_000);
        expect(seen.presses).toHaveLength(1);
        expect(seen.held.length + seen.letGo.length).toBe(1);
        expect(seen.held.length === 0 || lastsMs >= 800).toBe(true);
      }),
      { numRuns: 150 },
    ));

  it('never counts more presses than there were, whatever comes', () =>
    fc.assert(
      fc.asyncProperty(repeats, strokesOf(12), blocks, seeded, async (repeat, strokes, stalls, dice) => {
        const seen = await type({ strokes, repeat, blocks: stalls, state: 'true', dice }, 40_000);
        expect(seen.presses.length).toBeLessThanOrEqual(strokes.length);
        expect(seen.presses.length).toBeGreaterThan(0);
      }),
      { numRuns: 150 },
    ));

  it('pressed twice, from 80 ms to ten seconds apart, is two presses', () =>
    fc.assert(
      fc.asyncProperty(
        repeats,
        fc.integer({ min: 80, max: 10_000 }),
        fc.integer({ min: 13, max: 45 }),
        async (repeat, gapMs, lastsMs) => {
          const strokes = [tap(10, lastsMs), tap(10 + gapMs, lastsMs)];
          expect((await type({ strokes, repeat, state: 'true' })).presses).toHaveLength(2);
        },
      ),
      { numRuns: 150 },
    ));

  it('counts the second press when it comes, not later', async () => {
    const { presses } = await type({ strokes: [tap(10), tap(310)], repeat: usual, state: 'true' });
    expect(presses).toEqual([11, 311]);
  });

  it('does not take the bounce of a switch for a press', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 20, max: 1_200 }), async (bounceMs, lastsMs) => {
        const strokes = [tap(10, 5), tap(15 + bounceMs, lastsMs), tap(15 + bounceMs * 2 + lastsMs, 4)];
        expect((await type({ strokes, repeat: usual, state: 'true' })).presses).toHaveLength(1);
      }),
    ));

  it('held long enough says so once, and not before it was watched for that long', async () => {
    const seen = await type({ strokes: [tap(10, 5_000)], repeat: usual, state: 'true' });
    expect(seen.held).toHaveLength(1);
    expect(seen.held[0]).toBeGreaterThanOrEqual(810);
    expect(seen.held[0]).toBeLessThan(850);
    expect(seen.letGo).toEqual([]);
  });

  it('held without any repeat counts as well', async () => {
    const repeat = { delayMs: 100_000, intervalMs: 1_000 };
    expect((await type({ strokes: [tap(10, 2_000)], repeat, state: 'true' })).held).toHaveLength(1);
  });

  it('does not count time in which nobody looked', async () => {
    const stall = [{ fromMs: 100, toMs: 1_500 }]; // let go and pressed again in the meantime, perhaps
    const seen = await type({ strokes: [tap(10, 1_800)], repeat: usual, blocks: stall, state: 'true' });
    expect(seen.held).toEqual([]);
    expect(seen.letGo).toHaveLength(1);
  });

  it('is not proved by a page that saw a modifier go up', async () => {
    const seen = await type({ strokes: [tap(10, 3_000)], repeat: usual, state: 'true', pageSeesAfterMs: -2_500 });
    expect(seen.presses).toHaveLength(1);
  });

  it('that is tapped too shortly to be seen counts at the latest when a tap was seen', async () => {
    const strokes = [tap(20, 1), tap(400, 1), tap(1_500, 50), tap(2_000, 50)];
    const { presses } = await type({ strokes, repeat: usual, state: 'true' });
    expect(presses.at(-1)).toBe(2_001);
  });
});

describe('a key that nobody sees', () => {
  it('held for a train of repeats is one press', () =>
    fc.assert(
      fc.asyncProperty(repeats, fc.integer({ min: 2, max: 60 }), blocks, seeded, async (repeat, count, stalls, dice) => {
        const lastsMs = repeat.delayMs + repeat.intervalMs * count - 1;
        const seen = await type({ strokes: [tap(10, lastsMs)], repeat, blocks: stalls, state: 'none', dice }, 60_000);
        expect(seen.presses).toHaveLength(1);
        expect(seen.held.length + seen.letGo.length).toBe(1);
      }),
      { numRuns: 150 },
    ));

  it('pressed twice is two presses, once no train of repeats has followed', () =>
    fc.assert(
      fc.asyncProperty(repeats, fc.integer({ min: 80, max: 10_000 }), async (repeat, gapMs) => {
        const { presses } = await type({ strokes: [tap(10, 50), tap(10 + gapMs, 50)], repeat, state: 'none' });
        expect(presses).toHaveLength(2);
        expect(presses[1]).toBeLessThan(10 + gapMs + 750);
      }),
      { numRuns: 100 },
    ));

  it('pressed again after a page saw it go up is counted at once', async () => {
    const seen = await type({ strokes: [tap(10), tap(310)], repeat: usual, state: 'none', pageSeesAfterMs: 8 });
    expect(seen.presses).toEqual([11, 311]);
  });

  it('that was let go within a stall is not pressed by the repeats that waited', () =>
    fc.assert(
      fc.asyncProperty(fc.integer({ min: 900, max: 3_000 }), seeded, async (lastsMs, dice) => {
        const stall = [{ fromMs: 300, toMs: 4_000 }];
        const options = { strokes: [tap(10, lastsMs)], repeat: usual, blocks: stall, pageSeesAfterMs: 5, dice } as const;
        for (const state of ['none', 'true'] as const) expect((await type({ ...options, state })).presses).toHaveLength(1);
      }),
      { numRuns: 50 },
    ));

  it('a lone repeat is not a press where the delay of repeats is known', async () => {
    const strokes = [tap(10, 1_500), tap(6_000, 510)]; // the second one is let go between its first and its second repeat
    expect((await type({ strokes, repeat: usual, state: 'none' })).presses).toHaveLength(2);
  });

  it('held for its time says so by its train of repeats', async () => {
    const seen = await type({ strokes: [tap(10, 2_000)], repeat: usual, state: 'none' });
    expect(seen.held).toHaveLength(1);
    expect(seen.held[0]).toBeGreaterThanOrEqual(810);
  });

  it('hammered at does not look held', async () => {
    const strokes = Array.from({ length: 40 }, (_, index) => tap(10 + index * 90, 40));
    expect((await type({ strokes, repeat: usual, state: 'none' })).held).toEqual([]);
  });

  it('that is reported once is pressed at each report', async () => {
    const { presses } = await type({ strokes: [tap(10, 900), tap(1_300)], repeat: null, state: 'none' });
    expect(presses).toEqual([11, 1_301]);
  });
});

it('nothing bricks the key: after a quiet time the next hit is a press', () =>
  fc.assert(
    fc.asyncProperty(
      fc.constantFrom('true', 'none', 'alwaysUp', 'hangs', 'throws'),
      repeats,
      strokesOf(10),
      blocks,
      seeded,
      async (state, repeat, strokes, stalls, dice) => {
        const last = 12_000 + Math.max(...strokes.map(({ upMs }) => upMs));
        const all = [...strokes, tap(last)];
        const { presses } = await type({ strokes: all, repeat, blocks: stalls, state, dice }, last + 200);
        expect(presses.at(-1)).toBe(last + 1);
      },
    ),
    { numRuns: 150 },
  ));
