// What each action touches, and what it leaves alone.
import { describe, expect, test } from 'vitest';
import type { FlattenFilter } from '../../../shared/exit.ts';
import { deskOf } from './desk.ts';
import { FakeVenue, type VenueOptions } from './fakeVenue.ts';
import { VirtualClock } from './virtualClock.ts';

const BTC = 'BTC/USDT:USDT';
const ETH = 'ETH/USDT:USDT';
const SOL = 'SOL/USDT:USDT';

function deskWith(...options: readonly VenueOptions[]) {
  const clock = new VirtualClock();
  const venues = options.map((each) => new FakeVenue(clock, each));
  return { clock, venues, desk: deskOf(clock, venues) };
}

const left = (venue: FakeVenue): readonly string[] => [
  ...[...venue.ledger.values()].map((position) => `${position.symbol.slice(0, 3)} ${position.side}`),
  ...[...venue.working.values()].map((order) => `${order.symbol.slice(0, 3)} ${order.orderId}`),
];

describe('Flatten Winners', () => {
  const open = (venue: FakeVenue): void => {
    venue.open(BTC, 'long', '1', { unrealizedPnl: '0.06' }); // the fee of leaving is 0.05
    venue.open(ETH, 'long', '1', { unrealizedPnl: '0.05' });
    venue.open(SOL, 'short', '1', { unrealizedPnl: '-3' });
    for (const symbol of [BTC, ETH, SOL]) venue.rest(symbol, { family: 'trigger', size: null });
    venue.rest('XRP/USDT:USDT', { reduceOnly: false });
  };

  test.each([0, null])(
    'keeps losers, what does not pay its fee, and their orders (frames after %s ms)',
    async (streamDelayMs) => {
      const { venues, desk } = deskWith({ streamDelayMs });
      for (const venue of venues) open(venue);
      const view = await desk.run({ action: 'flattenWinners' });
      expect(venues.map(left)).toEqual([['ETH long', 'SOL short', 'ETH o2', 'SOL o3', 'XRP o4']]);
      expect(view).toMatchObject({ verdict: 'flat', ordersCancelled: 1, legs: [{ symbol: BTC, state: 'proved' }] });
      expect(view.kept.map(({ symbol, reason }) => [symbol, reason])).toEqual([
        [ETH, expect.stringContaining('does not pay the fee')],
        [SOL, 'loses 3 USDT'],
      ]);
    },
  );

  test('takes any profit where the settings say so', async () => {
    const clock = new VirtualClock();
    const venue = new FakeVenue(clock);
    open(venue);
    const desk = deskOf(clock, [venue], { settings: () => ({ winnersRule: 'anyProfit', watchMinutes: 0, stayFlat: false }) });
    const view = await desk.run({ action: 'flattenWinners' });
    expect(view.legs.map((leg) => leg.symbol).sort()).toEqual([BTC, ETH]);
  });

  test('decides by a read after the press, not by the mark of the preview', async () => {
    const { clock, venues, desk } = deskWith({});
    const [venue] = venues;
    if (venue === undefined) throw new Error('no venue');
    const position = venue.open(BTC, 'long', '1', { unrealizedPnl: '5' });
    clock.after(10, () => venue.ledger.set(position.key, { ...position, unrealizedPnl: '-5' }));
    const view = await desk.run({ action: 'flattenWinners' });
    expect(venue.callsOf('submitCloses')).toBe(0);
    expect(view).toMatchObject({ verdict: 'flat', legs: [], kept: [{ symbol: BTC, reason: 'loses 5 USDT' }] });
  });

  test('of a hedge closes the winning side only, with its own tagged orders', async () => {
    const { venues, desk } = deskWith({});
    for (const venue of venues) {
      venue.open(BTC, 'long', '1', { hedged: true, unrealizedPnl: '5' });
      venue.open(BTC, 'short', '1', { hedged: true, unrealizedPnl: '-5' });
      venue.rest(BTC, { family: 'trigger', positionSide: 'long' });
      venue.rest(BTC, { family: 'trigger', positionSide: 'short', orderSide: 'buy' });
    }
    await desk.run({ action: 'flattenWinners' });
    expect(venues.map(left)).toEqual([['BTC short', 'BTC o2']]);
  });
});

describe('a filtered Flatten', () => {
  const portfolio = (venue: FakeVenue): void => {
    venue.open(BTC, 'long', '1');
    venue.open(ETH, 'short', '1');
    venue.rest(BTC, { family: 'trigger' });
    venue.rest(ETH, { orderSide: 'buy' });
    venue.rest(SOL, { reduceOnly: false });
  };
  const whole = ['BTC long', 'ETH short', 'BTC o1', 'ETH o2', 'SOL o3'];

  test.each<[string, FlattenFilter, readonly string[], readonly string[]]>([
    ['account', { account: 'a' }, [], whole],
    ['venue', { venue: 'okx' }, whole, []],
    ['instrument', { instrument: BTC }, ['ETH short', 'ETH o2', 'SOL o3'], ['ETH short', 'ETH o2', 'SOL o3']],
    ['native name', { instrument: 'btcusdt' }, ['ETH short', 'ETH o2', 'SOL o3'], ['ETH short', 'ETH o2', 'SOL o3']],
    ['side', { marketPosition: 'short' }, ['BTC long', 'BTC o1', 'SOL o3'], ['BTC long', 'BTC o1', 'SOL o3']],
    ['all of them', { account: 'b', instrument: ETH, marketPosition: 'short' }, whole, ['BTC long', 'BTC o1', 'SOL o3']],
    ['a side that is not there', { instrument: BTC, marketPosition: 'short' }, whole, whole],
    ['nothing', {}, [], []],
  ])('by %s touches nothing else', async (_, filter, onA, onB) => {
    const { venues, desk } = deskWith({ accountId: 'a' }, { accountId: 'b', venue: 'okx' });
    for (const venue of venues) portfolio(venue);
    const view = await desk.run({ action: 'flatten', filter });
    expect(venues.flatMap((venue) => venue.violations)).toEqual([]);
    expect(venues.map(left)).toEqual([onA, onB]);
    expect(view).toMatchObject({ verdict: 'flat', leftOver: [] });
    const open = venues.reduce((count, venue) => count + venue.ledger.size, 0);
    expect(view.kept).toHaveLength(open);
  });

  test('with an account, a venue or an instrument that does not exist is refused', async () => {
    const { venues, desk } = deskWith({ accountId: 'a' });
    for (const venue of venues) portfolio(venue);
    expect(await desk.refuse({ action: 'flatten', filter: { account: 'z' } })).toMatchObject({ candidates: ['a'] });
    expect(await desk.refuse({ action: 'flatten', filter: { venue: 'okx' } })).toMatchObject({ candidates: ['bybit'] });
    expect(await desk.refuse({ action: 'flatten', filter: { instrument: 'DOGE' } })).toMatchObject({
      candidates: [BTC, ETH, SOL],
    });
  });

  test('with an account and a venue that exclude each other is refused: nothing would be read, nothing proved', async () => {
    const { venues, desk } = deskWith({ accountId: 'a' }, { accountId: 'b', venue: 'okx' });
    for (const venue of venues) portfolio(venue);
    expect(await desk.refuse({ action: 'flatten', filter: { account: 'a', venue: 'okx' } })).toMatchObject({
      message: 'The account "a" is not on okx.',
    });
  });

  test('of an account that holds nothing is flat after a read', async () => {
    const { desk } = deskWith({ accountId: 'a' });
    expect(await desk.run({ action: 'flatten', filter: { account: 'a' } })).toMatchObject({ verdict: 'flat', legs: [] });
  });

  test('never uses a cancel-all that would take the order of the other hedge leg', async () => {
    const { venues, desk } = deskWith({});
    for (const venue of venues) {
      venue.open(BTC, 'long', '1', { hedged: true });
      venue.open(BTC, 'short', '1', { hedged: true });
      venue.rest(BTC, { family: 'trigger', positionSide: 'long' });
      venue.rest(BTC, { family: 'trigger', positionSide: 'short', orderSide: 'buy' });
    }
    await desk.run({ action: 'flatten', filter: { marketPosition: 'long' } });
    expect(venues.map(left)).toEqual([['BTC short', 'BTC o2']]);
    expect(venues.map((venue) => venue.callsOf('sweepOrders'))).toEqual([0]);
  });
});

describe('an Emergency Exit', () => {
  test('is not flat where the account holds what no exit can close, and says what', async () => {
    const what = 'option BTC-USD-241227-100000-C, -5';
    const { venues, desk } = deskWith({ accountId: 'a', notClosable: [what] }, { accountId: 'b' });
    for (const venue of venues) venue.open(BTC, 'long', '1');
    const view = await desk.run({ action: 'emergencyExit' });
    expect(view).toMatchObject({ verdict: 'notFlat', leftOver: [{ kind: 'notClosable', accountId: 'a', what }] });
    expect(view.accounts.map((account) => account.verdict)).toEqual(['notFlat', 'flat']);
    venues[0]?.open(BTC, 'long', '1');
    expect(await desk.run({ action: 'flatten', filter: { instrument: BTC } })).toMatchObject({ verdict: 'flat' });
  });

  test('sweeps every family, also on symbols without a position', async () => {
    const { venues, desk } = deskWith({ orderFamilies: ['plain', 'trigger', 'algo', 'attached'] });
    for (const venue of venues) {
      venue.open(BTC, 'long', '1');
      for (const family of ['plain', 'trigger', 'algo', 'attached'] as const) {
        venue.rest(BTC, { family });
        venue.rest(SOL, { family, reduceOnly: false });
      }
    }
    const view = await desk.run({ action: 'emergencyExit' });
    expect(venues.flatMap((venue) => venue.violations)).toEqual([]);
    expect(venues.map(left)).toEqual([[]]);
    expect(view.verdict).toBe('flat');
  });
});
