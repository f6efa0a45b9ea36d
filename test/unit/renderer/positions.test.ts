import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { matchesInstrument } from '../../../electron/exit/scope.ts';
import {
  isFiltered,
  isSameScope,
  labelsOf,
  matchesFilter,
  noFilter,
  offerFlatten,
  tableFilterOf,
} from '../../../renderer/positions/filter.ts';
import { estimatePartial } from '../../../renderer/positions/partialEstimate.ts';
import { nextOrderSource } from '../../../renderer/positions/rowOrder.ts';
import { strayOrders } from '../../../renderer/positions/strayOrders.ts';
import { totalsOf } from '../../../renderer/positions/totals.ts';
import { add, compare, isNegative, isZero } from '../../../shared/decimal.ts';
import type { FlattenFilter } from '../../../shared/exit.ts';
import { sizeUnitOf, type WorkingOrder } from '../../../shared/position.ts';
import { account, market, position } from './fixtures.ts';

const labels = labelsOf([account(), account({ id: 'a2', label: 'Grid' })]);
const btc = position();
const btcShort = position({ accountId: 'a2', side: 'short', unrealizedPnl: '-4', unrealizedPnlUsd: '-4' });
const eth = position({ symbol: 'ETH/USDT:USDT', nativeSymbol: 'ETHUSDT', venue: 'okx' });
const all = [btc, btcShort, eth];

describe('filter', () => {
  it('meets all given parts', () => {
    const shown = (part: Partial<typeof noFilter>) => all.filter((each) => matchesFilter(each, { ...noFilter, ...part }, labels));
    expect(shown({})).toEqual(all);
    expect(shown({ text: 'grid' })).toEqual([btcShort]);
    expect(shown({ text: 'btc short' })).toEqual([btcShort]);
    expect(shown({ side: 'long', venue: 'okx' })).toEqual([eth]);
    expect(shown({ result: 'losers' })).toEqual([btcShort]);
  });
});

describe('what Flatten (filtered) offers', () => {
  const offer = (part: Partial<typeof noFilter>) => offerFlatten(all, { ...noFilter, ...part }, labels);

  it('is nothing without a filter, and nothing that the request can not say', () => {
    expect(offer({}).kind).toBe('blocked');
    expect(offer({ result: 'winners' }).kind).toBe('blocked');
    expect(offer({ result: 'losers', venue: 'okx' }).kind).toBe('blocked');
    expect(offer({ text: 'usdt' }).kind).toBe('blocked');
    expect(offer({ text: 'nothing like it' }).kind).toBe('blocked');
  });

  it('carries the filter over', () => {
    expect(offer({ account: 'a1', side: 'long' })).toEqual({ kind: 'ready', filter: { account: 'a1', marketPosition: 'long' } });
    expect(offer({ text: 'eth' })).toEqual({ kind: 'ready', filter: { instrument: 'ETH/USDT:USDT' } });
  });

  it('never closes more than the rows on screen', () => {
    expect(offer({ text: 'btc grid' }).kind).toBe('blocked'); // the same symbol is also held elsewhere
    expect(offer({ text: 'btc', account: 'a2' })).toEqual({
      kind: 'ready',
      filter: { account: 'a2', instrument: 'BTC/USDT:USDT' },
    });
  });
});

describe('a saved filter in the filter bar', () => {
  const scopes: readonly FlattenFilter[] = [
    { account: 'a2' },
    { venue: 'okx' },
    { marketPosition: 'short' },
    { instrument: 'BTC/USDT:USDT' },
    { instrument: 'btcusdt' },
    { account: 'a1', venue: 'bybit', instrument: 'ETH/USDT:USDT', marketPosition: 'long' },
  ];

  it.each(scopes)('is offered as it was saved, whatever is held: %j', (filter) => {
    const bar = tableFilterOf(filter);
    expect(isFiltered(bar)).toBe(true);
    const dated = position({ symbol: 'BTC/USDT:USDT-261225', nativeSymbol: 'BTCUSDT-25DEC26' });
    for (const held of [all, [], [...all, dated]]) expect(offerFlatten(held, bar, labels)).toEqual({ kind: 'ready', filter });
  });

  it.each(scopes)('and what was offered is saved and offered again: %j', (filter) => {
    const offered = offerFlatten(all, tableFilterOf(filter), labels);
    if (offered.kind === 'blocked') throw new Error(offered.reason);
    expect(isSameScope(offered.filter, filter)).toBe(true);
    expect(tableFilterOf(offered.filter)).toEqual(tableFilterOf(filter));
  });

  it('came from a text that named one instrument, and means it for good', () => {
    const offered = offerFlatten(all, { ...noFilter, text: 'eth okx' }, labels);
    expect(offered).toEqual({ kind: 'ready', filter: { instrument: 'ETH/USDT:USDT' } });
    const laterToo = [...all, position({ symbol: 'ETH/USDT:USDT-261225', nativeSymbol: 'ETHUSDT-25DEC26', venue: 'okx' })];
    expect(offerFlatten(laterToo, { ...noFilter, text: 'eth okx' }, labels).kind).toBe('blocked');
    expect(offerFlatten(laterToo, tableFilterOf({ instrument: 'ETH/USDT:USDT' }), labels)).toEqual(offered);
  });

  it('shows the rows that the main process would close', () => {
    const dated = position({ symbol: 'BTC/USDT:USDT-261225', nativeSymbol: 'BTCUSDT-25DEC26' });
    for (const instrument of ['BTC/USDT:USDT', 'btc/usdt:usdt', 'BTCUSDT', 'ETHUSDT', 'BTC', 'SOL/USDT:USDT']) {
      const held = [...all, dated];
      const shown = held.filter((each) => matchesFilter(each, tableFilterOf({ instrument }), labels));
      expect(shown).toEqual(held.filter((each) => matchesInstrument(each, instrument)));
    }
  });

  it('is not offered while its account is not connected', () => {
    expect(offerFlatten(all, tableFilterOf({ account: 'gone' }), labels)).toEqual({
      kind: 'blocked',
      reason: 'The account of this filter is not connected.',
    });
  });

  it('is another one as soon as anything is added to it', () => {
    const bar = { ...tableFilterOf({ instrument: 'BTC/USDT:USDT' }), side: 'short' as const };
    expect(offerFlatten(all, bar, labels)).toEqual({
      kind: 'ready',
      filter: { instrument: 'BTC/USDT:USDT', marketPosition: 'short' },
    });
    expect(offerFlatten(all, { ...bar, side: null, text: 'short' }, labels).kind).toBe('blocked'); // the long one would close too
    expect(offerFlatten(all, { ...bar, result: 'losers' }, labels).kind).toBe('blocked');
  });
});

describe('partial estimate', () => {
  it('rounds down to the lot and leaves the rest', () => {
    expect(estimatePartial('0.010', 33, market)).toEqual({
      closeSize: '0.003',
      remainingSize: '0.007',
      smallestPct: null,
      leavesDust: false,
    });
  });

  it('takes 100 as all of it, not 100 % rounded', () => {
    expect(estimatePartial('0.0105', 100, market)).toMatchObject({ closeSize: '0.0105', remainingSize: '0' });
  });

  it('names the smallest share when it rounds to zero', () => {
    expect(estimatePartial('0.003', 10, market)).toMatchObject({ closeSize: '0', smallestPct: 34 });
    expect(estimatePartial('0.003', 34, market).smallestPct).toBeNull();
  });

  it('never closes more than the share, and loses nothing', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000_000 }), fc.integer({ min: 1, max: 99 }), (lots, pct) => {
        const size = String(lots / 1000);
        const { closeSize, remainingSize, smallestPct } = estimatePartial(size, pct, market);
        expect(compare(add(closeSize, remainingSize), size)).toBe(0);
        expect(isNegative(remainingSize)).toBe(false);
        expect(smallestPct === null || !isZero(estimatePartial(size, smallestPct, market).closeSize)).toBe(true);
      }),
    );
  });

  it('names the unit of the size', () => {
    expect(sizeUnitOf(market)).toBe('BTC');
    expect(sizeUnitOf({ ...market, contractSize: '0.01' })).toBe('contracts');
    expect(sizeUnitOf({ ...market, inverse: true, quote: 'USD' })).toBe('USD');
  });
});

describe('totals', () => {
  it('sums each side and says what has no price', () => {
    const totals = totalsOf([btc, btcShort, { ...eth, notionalUsd: null, unrealizedPnlUsd: null }]);
    expect(totals).toMatchObject({
      count: 3,
      longs: 2,
      shorts: 1,
      longUsd: '610',
      shortUsd: '610',
      netUsd: '0',
      pnlUsd: '6',
      unpriced: 1,
    });
  });
});

describe('row order', () => {
  const before = { [btc.key]: btc, [eth.key]: eth };
  const moved = { ...btc, notionalUsd: '900' };

  it('is renewed at most once a second', () => {
    const next = { ...before, [btc.key]: moved };
    expect(nextOrderSource(before, next, false, 400)).toBe(before);
    expect(nextOrderSource(before, next, false, 1000)).toBe(next);
  });

  it('stands still while it is held, yet takes over what comes and goes', () => {
    const next = { [btc.key]: moved, [btcShort.key]: btcShort };
    expect(nextOrderSource(before, { ...before, [btc.key]: moved }, true, 9000)).toBe(before);
    expect(nextOrderSource(before, next, true, 0)).toEqual({ [btc.key]: btc, [btcShort.key]: btcShort });
  });
});

describe('stray orders', () => {
  it('are those on a symbol that their account does not hold', () => {
    const order = (accountId: string, symbol: string): WorkingOrder => ({
      accountId,
      venue: 'bybit',
      symbol,
      nativeSymbol: symbol,
      family: 'plain',
      orderId: `${accountId} ${symbol}`,
      clientOrderId: null,
      orderSide: 'buy',
      positionSide: null,
      type: 'LIMIT',
      reduceOnly: false,
      size: '1',
      price: '1',
      triggerPrice: null,
    });
    const orders = { a1: [order('a1', btc.symbol), order('a1', 'SUI/USDT:USDT')], a2: [order('a2', eth.symbol)] };
    const found = strayOrders({ orders, positions: { [btc.key]: btc, [eth.key]: eth } });
    expect(found.map((each) => each.orderId)).toEqual(['a1 SUI/USDT:USDT', 'a2 ETH/USDT:USDT']);
  });
});
