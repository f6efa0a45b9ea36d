// Random orders in a moving market never break the books.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  absolute,
  add,
  compare,
  divide,
  isNegative,
  isPositive,
  isZero,
  multiply,
  negate,
  subtract,
  sum,
  toNumber,
} from '../../../shared/decimal.ts';
import type { PositionTag, PracticeEvent } from '../../../electron/practice/exchange.ts';
import { isReducing } from '../../../electron/practice/reduceOnly.ts';
import { limitOrder, marketOrder, openFixture, stopOrder } from './fixtureVenue.ts';

const symbols = ['BTCUSDT', 'BTCUSD'] as const;
const step = fc.record({
  account: fc.constantFrom('one', 'two'),
  symbol: fc.constantFrom(...symbols),
  action: fc.constantFrom(
    'market',
    'market',
    'limit',
    'limit',
    'limit',
    'price',
    'stop',
    'stopAll',
    'attached',
    'close',
    'cancel',
    'price',
    'tick',
  ),
  buy: fc.boolean(),
  reduceOnly: fc.boolean(),
  longTag: fc.boolean(),
  lots: fc.constantFrom(500, 1_000, 1_001, 2_000), // few sizes, so that orders and positions meet
  percent: fc.integer({ min: -40, max: 40 }), // tenths of a per cent away from the mark
});
const manySteps = fc.array(step, { minLength: 40, maxLength: 80, size: 'max' });
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never;
type Venue = ReturnType<typeof openFixture>;

const signed = (event: { tag: PositionTag; signedSize: string }) =>
  event.tag === 'short' ? negate(event.signedSize) : event.signedSize;

function priceNear(venue: Venue, symbol: string, percent: number): string {
  const mark = venue.quote(symbol)?.mark ?? '';
  const tenths = Math.round((toNumber(mark) * (1 + percent / 1_000)) / 0.1);
  return multiply('0.1', String(tenths));
}

function run(venue: Venue, { account, symbol, action, buy, reduceOnly, longTag, lots, percent }: Step) {
  const orderSide = buy ? 'buy' : 'sell';
  const tag = account === 'one' ? 'both' : longTag ? 'long' : 'short';
  const size = symbol === 'BTCUSDT' ? divide(String(lots), '1000') : String(lots * 10);
  const price = priceNear(venue, symbol, percent);
  if (action === 'market') venue.place(account, marketOrder(symbol, orderSide, size, { tag, reduceOnly }));
  if (action === 'limit') venue.place(account, limitOrder(symbol, orderSide, size, price, { tag, reduceOnly }));
  if (action === 'stop') venue.place(account, stopOrder(symbol, orderSide, size, price, { tag, reduceOnly }));
  if (action === 'stopAll') venue.place(account, stopOrder(symbol, orderSide, null, price, { tag }));
  if (action === 'attached')
    venue.place(account, stopOrder(symbol, orderSide, size, price, { tag, family: 'attached', attachedTo: tag }));
  if (action === 'close') venue.closePosition(account, symbol, tag, { autoCancel: reduceOnly, clientOrderId: null });
  if (action === 'cancel') {
    const order = venue.workingOrders(account)[lots % 7];
    if (order !== undefined) venue.cancel(account, order.orderId);
  }
  if (action === 'price') venue.operator.setPrice(symbol, price);
  if (action === 'tick') venue.operator.tick();
}

function checkBooks(venue: Venue) {
  for (const account of ['one', 'two']) {
    const fills = venue.fills(account);
    for (const symbol of symbols) {
      const settle = symbol === 'BTCUSD' ? 'BTC' : 'USDT';
      const mine = fills.filter((fill) => fill.symbol === symbol);
      const tags: PositionTag[] = account === 'one' ? ['both'] : ['long', 'short'];
      for (const tag of tags) {
        const position = venue.position(account, symbol, tag);
        const tagged = mine.filter((fill) => fill.tag === tag);
        const filled = sum(tagged.map((fill) => (fill.orderSide === 'buy' ? fill.size : negate(fill.size))));
        expect(filled).toBe(position === undefined ? '0' : signed(position));
        const wrongWay = tag === 'long' ? isNegative(filled) : tag === 'short' && isPositive(filled);
        expect(wrongWay).toBe(false);
      }
      // Wallet is exactly what was booked, and PnL is exactly what the cash flows and the open position say.
      const realized = sum(mine.map((fill) => fill.realizedPnl));
      const fees = sum(mine.map((fill) => fill.fee));
      const wallet = venue.balances(account).find((row) => row.currency === settle)?.wallet ?? '';
      expect(subtract(wallet, settle === 'USDT' ? '1000000' : '10')).toBe(subtract(realized, fees));
      const flows = mine.map((fill) => {
        const value = symbol === 'BTCUSD' ? divide(fill.size, fill.price) : multiply(fill.size, fill.price);
        return (fill.orderSide === 'sell') === (symbol === 'BTCUSDT') ? value : negate(value);
      });
      const mark = venue.quote(symbol)?.mark ?? '';
      const open = venue.positions(account).filter((position) => position.symbol === symbol);
      const values = open.map((position) => {
        const size = signed(position);
        return symbol === 'BTCUSD' ? negate(divide(size, mark)) : multiply(size, mark);
      });
      const unrealized = sum(open.map((position) => position.unrealizedPnl));
      const gap = absolute(subtract(add(sum(flows), sum(values)), add(realized, unrealized)));
      expect(compare(gap, multiply('0.00000001', String(mine.length + 2)))).toBeLessThanOrEqual(0);
    }
  }
}

/** Fills of reducing orders go down in size, never across zero; when a position ends, what dies with it is gone. */
function watch(venue: Venue, broken: string[], onFlat: 'cancelReduceOnly' | 'keep') {
  const held = new Map<string, string>();
  let reducing = false;
  venue.subscribe((event: PracticeEvent) => {
    if (event.kind === 'order' && event.cause === 'fill') reducing = isReducing(event.order);
    if (event.kind !== 'position') return;
    const { position } = event;
    const key = `${position.accountId}|${position.symbol}|${position.tag}`;
    const before = held.get(key) ?? '0';
    const after = signed(position);
    held.set(key, after);
    const flips = isNegative(multiply(before, after));
    if (reducing && (flips || compare(absolute(after), absolute(before)) >= 0)) broken.push(`${key}: ${before} -> ${after}`);
  });
  return () => {
    for (const account of ['one', 'two']) {
      for (const order of venue.workingOrders(account)) {
        if (!isReducing(order) || !isZero(held.get(`${account}|${order.symbol}|${order.tag}`) ?? '0')) continue;
        const hadPosition = held.has(`${account}|${order.symbol}|${order.tag}`);
        if (order.size === null) broken.push(`${account}: whole-position order on no position`);
        if (onFlat === 'cancelReduceOnly' && order.trigger === null && hadPosition)
          broken.push(`${account}: resting reduce-only on no position`);
      }
    }
  };
}

describe('the books', () => {
  it.each(['cancelReduceOnly', 'keep'] as const)('balance after any orders (on flat: %s)', (onFlat) => {
    fc.assert(
      fc.property(manySteps, fc.constantFrom('cut', 'refuse'), (steps, reduceOnlyExcess) => {
        const venue = openFixture({ onFlat, reduceOnlyExcess });
        const broken: string[] = [];
        const checkOrders = watch(venue, broken, onFlat);
        for (const each of steps) {
          run(venue, each);
          checkOrders();
        }
        checkBooks(venue);
        expect(broken).toEqual([]);
      }),
      { numRuns: 80, seed: 7 },
    );
  });

  it('replay: the same seed, clock and calls give the same venue', () => {
    fc.assert(
      fc.property(manySteps, (steps) => {
        const tell = () => {
          const venue = openFixture();
          const events: string[] = [];
          venue.operator.setFrozen(false);
          venue.subscribe((event) => events.push(JSON.stringify(event)));
          for (const each of steps) run(venue, each);
          return events;
        };
        expect(tell()).toEqual(tell());
      }),
      { numRuns: 20, seed: 3 },
    );
  });
});
