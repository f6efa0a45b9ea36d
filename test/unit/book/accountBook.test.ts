// The live book: what it believes after any mixture of stream events and late snapshots, and how old it says that is.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Position, PositionView, WorkingOrder } from '../../../shared/position.ts';
import { STALE_AFTER_MS } from '../../../electron/book/accountBook.ts';
import { EPOCH, holding, inverse, linear, openBook, order } from './account.ts';

const sizes = ({ book }: ReturnType<typeof openBook>) =>
  Object.fromEntries(book.known().positions.map(({ symbol, side, size }) => [`${symbol} ${side}`, size]));
const ids = ({ book }: ReturnType<typeof openBook>) => book.known().orders.map(({ orderId }) => orderId);
const health = ({ book }: ReturnType<typeof openBook>) => book.account().health;

describe('random interleavings', () => {
  type Fact<T> = { value: T | null; heardAtMs: number };
  const SYMBOLS = [linear, inverse];
  const step = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('position' as const), at: fc.nat(1), size: fc.integer({ min: 1, max: 9 }) }),
    },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('positionGone' as const), at: fc.nat(1) }) },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('order' as const), id: fc.nat(4), trigger: fc.boolean() }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('orderGone' as const), id: fc.nat(4) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('mark' as const), price: fc.integer({ min: 40_000, max: 60_000 }) }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constant('snapshot' as const),
        agoMs: fc.nat(400),
        sizes: fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 2, maxLength: 2 }),
        ids: fc.uniqueArray(fc.nat(4)),
        triggersUnreadable: fc.boolean(),
      }),
    },
  );
  // Every order has a family for good: odd ids are trigger orders.
  const made = (id: number, size = '1') => order(String(id), { family: id % 2 === 1 ? 'trigger' : 'plain', size });

  it('believes of each thing the youngest news, and tells its reader exactly that', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ pauseMs: fc.integer({ min: 1, max: 150 }), step }), { maxLength: 60 }), (steps) => {
        const opened = openBook();
        const { book, clock, pass } = opened;
        const positions = new Map<string, Fact<string>>();
        const orders = new Map<string, Fact<WorkingOrder>>();
        const shownPositions = new Map<string, PositionView>();
        let shownOrders: readonly WorkingOrder[] = [];
        let lastSnapshotMs = -Infinity;
        for (const { pauseMs, step: next } of steps) {
          pass(pauseMs);
          const at = clock.now();
          switch (next.kind) {
            case 'position': {
              const position = holding('long', String(next.size), { market: SYMBOLS[next.at] ?? linear });
              book.apply({ kind: 'position', position });
              positions.set(position.key, { value: position.size, heardAtMs: at });
              break;
            }
            case 'positionGone': {
              const { key, symbol } = holding('long', '1', { market: SYMBOLS[next.at] ?? linear });
              book.apply({ kind: 'positionGone', symbol, side: null, atMs: at });
              positions.set(key, { value: null, heardAtMs: at });
              break;
            }
            case 'order':
              book.apply({ kind: 'order', order: made(next.id), atMs: at });
              orders.set(String(next.id), { value: made(next.id), heardAtMs: at });
              break;
            case 'orderGone':
              book.apply({ kind: 'orderGone', family: null, orderId: String(next.id), symbol: linear.symbol, atMs: at });
              orders.set(String(next.id), { value: null, heardAtMs: at });
              break;
            case 'mark':
              book.apply({ kind: 'mark', symbol: linear.symbol, markPrice: String(next.price), atMs: at });
              break;
            case 'snapshot': {
              const readStartedAtMs = at - next.agoMs;
              const read = next.sizes.flatMap((size, index) =>
                size === 0 ? [] : [holding('long', String(size), { market: SYMBOLS[index] ?? linear })],
              );
              const listed = next.ids
                .map((id) => made(id, '2'))
                .filter(({ family }) => !next.triggersUnreadable || family !== 'trigger');
              opened.snapshot(read, listed, {
                readStartedAtMs,
                unreadableFamilies: next.triggersUnreadable ? ['trigger'] : [],
              });
              if (readStartedAtMs < lastSnapshotMs) break; // an older one that came late
              lastSnapshotMs = readStartedAtMs;
              for (const market of SYMBOLS) {
                const { key } = holding('long', '1', { market });
                const known = positions.get(key);
                if (known !== undefined && known.heardAtMs > readStartedAtMs) continue;
                positions.set(key, { value: read.find((each) => each.key === key)?.size ?? null, heardAtMs: readStartedAtMs });
              }
              for (let id = 0; id <= 4; id += 1) {
                const known = orders.get(String(id));
                if (known !== undefined && known.heardAtMs > readStartedAtMs) continue;
                const found = listed.find(({ orderId }) => orderId === String(id)) ?? null;
                if (found === null && id % 2 === 1 && next.triggersUnreadable) continue;
                orders.set(String(id), { value: found, heardAtMs: readStartedAtMs });
              }
              break;
            }
          }
          const known = book.known();
          const held = (all: readonly Position[]) => all.map(({ key, size }) => `${key} ${size}`).sort();
          const believed = [...positions].flatMap(([key, { value }]) => (value === null ? [] : [`${key} ${value}`]));
          expect(held(known.positions)).toEqual(believed.sort());
          const byId = (all: readonly WorkingOrder[]) => [...all].sort((a, b) => a.orderId.localeCompare(b.orderId));
          expect(byId(known.orders)).toEqual(byId([...orders.values()].flatMap(({ value }) => (value === null ? [] : [value]))));
          if (pauseMs % 3 === 0) continue; // the reader does not look after every event
          const changes = book.takeChanges();
          for (const key of changes.removed) expect(shownPositions.delete(key)).toBe(true);
          for (const view of changes.upserted) shownPositions.set(view.key, view);
          if (changes.orders !== null) shownOrders = changes.orders;
          expect(shownOrders).toEqual(known.orders);
          const shown = [...shownPositions.values()].sort((a, b) => a.key.localeCompare(b.key));
          const picture = [...known.positions].sort((a, b) => a.key.localeCompare(b.key));
          expect(shown).toMatchObject(picture);
          for (const view of shown) {
            expect(view.workingOrders).toBe(known.orders.filter(({ symbol }) => symbol === view.symbol).length);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe('order of news', () => {
  it('keeps gone what the stream reported gone while an older snapshot was read', () => {
    const opened = openBook();
    opened.snapshot([holding('long', '1')], [order('1')]);
    opened.pass(100);
    const readStartedAtMs = opened.clock.now();
    opened.pass(20);
    opened.book.apply({ kind: 'positionGone', symbol: linear.symbol, side: null, atMs: 0 });
    opened.book.apply({ kind: 'orderGone', family: 'plain', orderId: '1', symbol: linear.symbol, atMs: 0 });
    opened.pass(20);
    opened.snapshot([holding('long', '1')], [order('1')], { readStartedAtMs });
    expect([sizes(opened), ids(opened)]).toEqual([{}, []]);
    opened.pass(1);
    opened.snapshot([holding('long', '1')], [order('1')]);
    expect([sizes(opened), ids(opened)]).toEqual([{ 'BTC/USDT:USDT long': '1' }, ['1']]);
  });

  it('takes the other side away when a one-way position flips, and leaves it in hedge mode', () => {
    const oneWay = openBook();
    oneWay.snapshot([holding('long', '1')], []);
    oneWay.book.apply({ kind: 'position', position: holding('short', '2') });
    expect(sizes(oneWay)).toEqual({ 'BTC/USDT:USDT short': '2' });
    const hedge = openBook();
    hedge.snapshot([holding('long', '1', { hedged: true })], []);
    hedge.book.apply({ kind: 'position', position: holding('short', '2', { hedged: true }) });
    hedge.book.apply({ kind: 'positionGone', symbol: linear.symbol, side: 'long', atMs: 0 });
    expect(sizes(hedge)).toEqual({ 'BTC/USDT:USDT short': '2' });
  });

  it('tells orders of two books apart that bear one number', () => {
    const opened = openBook();
    opened.snapshot([], [order('1'), order('1', { family: 'algo' })]);
    expect(ids(opened)).toEqual(['1', '1']);
    opened.pass(1);
    opened.book.apply({ kind: 'orderGone', family: 'algo', orderId: '1', symbol: linear.symbol, atMs: 0 });
    expect(opened.book.known().orders).toMatchObject([{ orderId: '1', family: 'plain' }]);
    opened.book.apply({ kind: 'orderGone', family: null, orderId: '1', symbol: linear.symbol, atMs: 0 });
    expect(ids(opened)).toEqual([]);
  });

  it('keeps the known orders of a family that could not be listed, and names it', () => {
    const opened = openBook();
    opened.snapshot([], [order('1'), order('2', { family: 'algo' })]);
    opened.pass(10);
    opened.snapshot([], [], { unreadableFamilies: ['algo'] });
    expect(ids(opened)).toEqual(['2']);
    expect(opened.book.account().unreadableOrderFamilies).toEqual(['algo']);
    opened.pass(10);
    opened.snapshot([], []);
    expect([ids(opened), opened.book.account().unreadableOrderFamilies]).toEqual([[], []]);
  });
});

it('tells what the last snapshot found beyond reach', () => {
  const opened = openBook();
  opened.snapshot([], [], { notClosable: ['option X, -5'] });
  expect(opened.book.account().notClosable).toEqual(['option X, -5']);
  opened.pass(1);
  opened.snapshot([], []);
  expect(opened.book.account().notClosable).toBeUndefined();
});

describe('age and health', () => {
  it('ages a snapshot from when its read began, and never takes it for news of the stream', () => {
    const opened = openBook();
    opened.pass(1_000);
    opened.snapshot([], [], { readStartedAtMs: 100 });
    expect([opened.book.known().ageMs, opened.book.account().freshAtMs]).toEqual([900, EPOCH + 100]);
    opened.book.apply({ kind: 'equity', byCurrency: { USDT: '1' }, atMs: 0 });
    expect(opened.book.known().ageMs).toBe(900);
    opened.book.apply({ kind: 'alive', atMs: 0 });
    opened.pass(50);
    opened.snapshot([], [], { readStartedAtMs: 500 });
    expect(opened.book.known().ageMs).toBe(50);
  });

  it('is connecting until the first truth, live after it, and stale when the stream falls silent', () => {
    const opened = openBook();
    expect([health(opened), opened.book.known().ageMs]).toEqual([{ kind: 'connecting' }, null]);
    opened.snapshot([], []);
    opened.pass(STALE_AFTER_MS);
    expect([health(opened), opened.book.known().ageMs]).toEqual([{ kind: 'live' }, STALE_AFTER_MS]);
    opened.pass(1);
    expect(health(opened)).toMatchObject({ kind: 'stale', sinceMs: EPOCH });
    opened.book.apply({ kind: 'alive', atMs: 0 });
    expect([health(opened), opened.book.known().ageMs]).toEqual([{ kind: 'live' }, 0]);
  });

  it('stays stale after a break until a snapshot, whatever the stream says', () => {
    const opened = openBook();
    opened.snapshot([holding('long', '1')], []);
    opened.pass(50);
    opened.book.apply({ kind: 'down', reason: 'reset', atMs: EPOCH + 50 });
    opened.pass(50);
    opened.book.apply({ kind: 'down', reason: 'again', atMs: EPOCH + 100 });
    opened.book.apply({ kind: 'connecting' });
    opened.book.apply({ kind: 'position', position: holding('long', '2') });
    opened.book.apply({ kind: 'alive', atMs: 0 });
    expect(health(opened)).toEqual({ kind: 'stale', sinceMs: EPOCH + 50, reason: 'again' });
    expect([opened.book.known().ageMs, sizes(opened)]).toEqual([null, { 'BTC/USDT:USDT long': '2' }]);
    opened.snapshot([], [], { readStartedAtMs: 40 }); // began on the connection that broke
    expect([health(opened).kind, sizes(opened)]).toEqual(['stale', { 'BTC/USDT:USDT long': '2' }]);
    opened.pass(1);
    opened.snapshot([], []);
    expect([health(opened), sizes(opened)]).toEqual([{ kind: 'live' }, {}]);
  });

  it('says what the venue refuses, and that it was never reached', () => {
    const opened = openBook();
    opened.book.apply({ kind: 'down', reason: 'reset', atMs: 0 });
    expect(health(opened)).toEqual({ kind: 'connecting' });
    const failure = { kind: 'credentials', message: 'no such key' } as const;
    opened.book.apply({ kind: 'failed', failure });
    opened.book.apply({ kind: 'alive', atMs: 0 });
    expect(health(opened)).toEqual({ kind: 'failed', failure });
    expect(opened.book.known().ageMs).toBeNull();
    opened.snapshot([], []);
    expect(health(opened)).toEqual({ kind: 'live' });
  });

  it('does not take a public price for news of the account', () => {
    const opened = openBook();
    opened.snapshot([holding('long', '1')], []);
    opened.pass(STALE_AFTER_MS + 1);
    opened.book.apply({ kind: 'mark', symbol: linear.symbol, markPrice: '1', atMs: 0 });
    expect(health(opened).kind).toBe('stale');
  });

  it('calls its listeners for news and not for prices or pongs', () => {
    const { book, snapshot } = openBook();
    let calls = 0;
    const stop = book.onTruth(() => {
      calls += 1;
    });
    snapshot([], []);
    book.apply({ kind: 'mark', symbol: linear.symbol, markPrice: '1', atMs: 0 });
    book.apply({ kind: 'alive', atMs: 0 });
    book.apply({ kind: 'position', position: holding('long', '1') });
    stop();
    snapshot([], []);
    expect(calls).toBe(2);
  });
});

describe('marks and money', () => {
  it('moves positions to the last mark, of a stream or of a younger snapshot', () => {
    const opened = openBook();
    opened.snapshot([holding('short', '0.5')], []);
    opened.pass(1);
    opened.book.apply({ kind: 'mark', symbol: linear.symbol, markPrice: '49000', atMs: 0 });
    expect(opened.book.known().positions).toMatchObject([{ markPrice: '49000', unrealizedPnl: '500' }]);
    opened.snapshot([holding('short', '0.5')], [], { readStartedAtMs: 0 });
    expect(opened.book.known().positions).toMatchObject([{ markPrice: '49000', unrealizedPnl: '500' }]);
    opened.pass(10_000); // the price stream broke in the meantime
    opened.snapshot([holding('short', '0.5', { markPrice: '48000', unrealizedPnl: '1000' })], []);
    expect(opened.book.known().positions).toMatchObject([{ markPrice: '48000', unrealizedPnl: '1000' }]);
    expect(opened.book.markPrice(linear.symbol)).toBe('48000');
  });

  it('prices a close one per cent worse, on the tick', () => {
    const { book } = openBook();
    expect(book.closingPrice(holding('long', '1', { markPrice: '50001.5' }))).toBe('49501.4');
    expect(book.closingPrice(holding('short', '1', { markPrice: '50001.5' }))).toBe('50501.5');
    book.apply({ kind: 'mark', symbol: linear.symbol, markPrice: '100', atMs: 0 });
    expect(book.closingPrice(holding('long', '1'))).toBe('99');
    const elsewhere = { ...linear, symbol: 'ETH/USDT:USDT' };
    expect(book.closingPrice(holding('long', '1', { market: elsewhere, markPrice: '0' }))).toBeNull(); // nobody says its mark
  });

  it('adds equity up in dollars once every currency has a price', () => {
    const { book, rates } = openBook();
    expect(book.account().equityUsd).toBeNull();
    book.apply({ kind: 'equity', byCurrency: { USDT: '100.005', BTC: '0.5' }, atMs: 0 });
    expect(book.account().equityUsd).toBeNull();
    rates.learn('BTC/USDT:USDT', '50000.01');
    expect(book.account().equityUsd).toBe('25100.01');
  });
});
