// The first-start portfolio on the real market definitions.
import { describe, expect, it } from 'vitest';
import { absolute, compare, isNegative, isPositive } from '../../../shared/decimal.ts';
import { demoAccounts } from '../../../electron/practice/demo.ts';
import { readInstruments } from '../../../electron/practice/instruments.ts';
import binanceInstruments from '../../../electron/practice/instruments/binanceusdm.json' with { type: 'json' };
import bybitInstruments from '../../../electron/practice/instruments/bybit.json' with { type: 'json' };
import okxInstruments from '../../../electron/practice/instruments/okx.json' with { type: 'json' };
import { generatePositions, openPlannedAccount } from '../../../electron/practice/portfolio.ts';
import { createPracticeVenue } from '../../../electron/practice/venue.ts';
import { behaviour } from './fixtureVenue.ts';

const instruments = {
  binanceusdm: readInstruments('binanceusdm', binanceInstruments),
  bybit: readInstruments('bybit', bybitInstruments),
  okx: readInstruments('okx', okxInstruments),
};

function openDemo() {
  const venues = (['binanceusdm', 'bybit', 'okx'] as const).map((id) =>
    createPracticeVenue(id, instruments[id], behaviour, { now: () => 1_800_000_000_000, seed: 1, frozen: true }),
  );
  for (const venue of venues) for (const plan of demoAccounts) if (plan.venue === venue.venue) openPlannedAccount(venue, plan);
  const accounts = venues.flatMap((venue) => venue.accounts().map((account) => ({ venue, account })));
  return {
    venues,
    accounts,
    positions: accounts.flatMap(({ venue, account }) => venue.positions(account.id).map((position) => ({ venue, position }))),
    orders: accounts.flatMap(({ venue, account }) => [...venue.workingOrders(account.id)]),
  };
}

describe('the demo portfolio', () => {
  it('is a believable mix on three venues', () => {
    const { accounts, positions, orders } = openDemo();
    expect(accounts).toHaveLength(6);
    expect(positions).toHaveLength(demoAccounts.flatMap((plan) => plan.positions).length); // no symbol is missing
    expect(positions.length).toBeGreaterThanOrEqual(20);
    expect(positions.filter(({ position }) => isPositive(position.unrealizedPnl)).length).toBeGreaterThanOrEqual(8);
    expect(positions.filter(({ position }) => isNegative(position.unrealizedPnl)).length).toBeGreaterThanOrEqual(6);
    expect(new Set(positions.map(({ position }) => position.marginMode)).size).toBe(2);
    expect(positions.some(({ venue, position }) => venue.instruments.get(position.symbol)?.kind === 'inverse')).toBe(true);
    const large = positions.filter(({ venue, position }) => {
      const most = venue.instruments.get(position.symbol)?.maxMarketSize ?? '0';
      return compare(absolute(position.signedSize), most) > 0;
    });
    expect(large).toHaveLength(1);
    const families = new Set(orders.map((order) => order.family));
    expect([...families].sort()).toEqual(['algo', 'attached', 'plain', 'trigger']);
    const held = new Set(positions.map(({ position }) => `${position.accountId}|${position.symbol}`));
    expect(orders.some((order) => !held.has(`${order.accountId}|${order.symbol}`))).toBe(true);
  });

  it('gives every account its own keys in the shape of its venue', () => {
    const { accounts } = openDemo();
    const shapes = {
      binanceusdm: /^[A-Za-z0-9]{64}$/,
      binancecoinm: /^[A-Za-z0-9]{64}$/,
      bybit: /^[A-Za-z0-9]{18}$/,
      bitget: /^bg_[0-9a-f]{32}$/,
      okx: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
      hyperliquid: /^0x[0-9a-f]{40}$/,
    };
    for (const { account } of accounts) {
      expect(account.apiKey).toMatch(shapes[account.venue]);
      expect(account.passphrase === null).toBe(account.venue !== 'okx');
    }
    expect(new Set(accounts.flatMap(({ account }) => [account.apiKey, account.secret, account.uid])).size).toBe(18);
  });

  it('comes back the same after a reset', () => {
    const { venues } = openDemo();
    const look = () =>
      venues.map((venue) =>
        venue.accounts().map(({ id }) => [venue.positions(id), venue.workingOrders(id).length, venue.balances(id)]),
      );
    const before = look();
    for (const venue of venues) {
      for (const account of venue.accounts())
        for (const order of venue.workingOrders(account.id)) venue.cancel(account.id, order.orderId);
      for (const plan of demoAccounts) if (plan.venue === venue.venue) openPlannedAccount(venue, plan);
    }
    expect(look()).toEqual(before);
  });

  it('generates as many positions as a bench wants', () => {
    const { venues } = openDemo();
    for (const venue of venues) {
      const plan = {
        id: 'bench',
        venue: venue.venue,
        label: 'Bench',
        positionMode: 'oneWay' as const,
        wallets: { USDT: '1000000' },
      };
      openPlannedAccount(venue, { ...plan, positions: generatePositions(venue, 20, false), orders: [] });
      expect(venue.positions('bench')).toHaveLength(20);
      expect(() => generatePositions(venue, 500, false)).toThrow(RangeError);
    }
  });
});
