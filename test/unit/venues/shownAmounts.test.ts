// A position whose shown amounts are missing is still a position, in every profile; one without symbol, side or size is not.
import { describe, expect, it } from 'vitest';
import { shownAmounts } from '../../../electron/venues/shownAmounts.ts';
import type { VenueContext } from '../../../electron/venues/profile.ts';
import { toPosition as toBinance } from '../../../electron/venues/profiles/binance/nouns.ts';
import { usdm } from '../../../electron/venues/profiles/binanceusdm/calls.ts';
import { positionRow as binanceRow } from '../../../electron/venues/profiles/binanceusdm/rows.ts';
import { toPosition as toBybit } from '../../../electron/venues/profiles/bybit/nouns.ts';
import { positionRow as bybitRow } from '../../../electron/venues/profiles/bybit/rows.ts';
import { toPosition as toOkx } from '../../../electron/venues/profiles/okx/nouns.ts';
import { positionRow as okxRow } from '../../../electron/venues/profiles/okx/rows.ts';
import type { Decimal } from '../../../shared/decimal.ts';
import type { Position } from '../../../shared/position.ts';
import { inverse, linear } from '../book/account.ts';

const long = { market: linear, side: 'long', size: '2' } as const;
const nothing = { entryPrice: null, markPrice: null, unrealizedPnl: null };

describe('what is left out', () => {
  it.each([
    ['all told', { entryPrice: '100', markPrice: '110', unrealizedPnl: '19' }, '120', ['100', '110', '19']],
    ['the mark', { ...nothing, entryPrice: '100' }, '120', ['100', '120', '40']],
    ['the mark, and no feed', { ...nothing, entryPrice: '100', unrealizedPnl: '5' }, undefined, ['100', '100', '5']],
    ['the entry', { ...nothing, markPrice: '110' }, undefined, ['110', '110', '0']],
    ['a mark of zero', { ...nothing, entryPrice: '100', markPrice: '0' }, '120', ['100', '120', '40']],
    ['everything', nothing, '120', ['120', '120', '0']],
    ['everything, and no feed', nothing, undefined, ['0', '0', '0']],
  ] as const)('%s', (_name, told, feedMark, expected) => {
    const { entryPrice, markPrice, unrealizedPnl } = shownAmounts(long, told, feedMark);
    expect([entryPrice, markPrice, unrealizedPnl]).toEqual(expected);
  });

  it('is computed with the contract size, inverse and short', () => {
    const told = { entryPrice: '100', markPrice: '200', unrealizedPnl: null };
    expect(shownAmounts({ market: inverse, side: 'short', size: '4' }, told, undefined).unrealizedPnl).toBe('-2');
  });
});

const context = (feedMark?: Decimal) =>
  ({
    accountId: 'a',
    client: {},
    marketByNative: (native: string) => (native === linear.nativeSymbol ? linear : undefined),
    markPrice: () => feedMark,
    nowEpochMs: () => 7,
  }) as unknown as VenueContext<never>;

type Read = (row: object, feedMark?: Decimal) => Position | null;
const okx: Read = (change, mark) =>
  toOkx(
    context(mark),
    okxRow.parse({ instType: 'SWAP', instId: 'BTCUSDT', pos: '-2', posSide: 'net', mgnMode: 'cross', ...change }),
  );
const bybit: Read = (change, mark) =>
  toBybit(context(mark), bybitRow.parse({ symbol: 'BTCUSDT', side: 'Sell', size: '2', positionIdx: 0, ...change }));
const binance: Read = (change, mark) =>
  toBinance(usdm, context(mark), binanceRow.parse({ symbol: 'BTCUSDT', positionSide: 'BOTH', positionAmt: '-2', ...change }));

describe.each([
  ['okx', okx, { avgPx: '', markPx: '', upl: '', liqPx: '--', lever: '' }, ['instId', 'pos', 'posSide', 'mgnMode']],
  [
    'bybit',
    bybit,
    { avgPrice: '', entryPrice: '', markPrice: '', unrealisedPnl: 'n/a', liqPrice: '--' },
    ['symbol', 'size', 'side'],
  ],
  [
    'binance',
    binance,
    { entryPrice: '', markPrice: null, unRealizedProfit: '', notional: '' },
    ['symbol', 'positionAmt', 'positionSide'],
  ],
] as const)('%s', (_venue, read, empty, needed) => {
  it('reads a row that has only what closing needs', () => {
    const bare = { symbol: linear.symbol, side: 'short', size: '2', hedged: false, updatedAtMs: 7, liquidationPrice: null };
    expect(read({})).toMatchObject({ ...bare, entryPrice: '0', markPrice: '0', unrealizedPnl: '0' });
    expect(read(empty, '120')).toMatchObject({ ...bare, entryPrice: '120', markPrice: '120', unrealizedPnl: '0' });
  });

  it('refuses a row without what closing needs', () => {
    for (const name of needed) expect(() => read({ [name]: '?' })).toThrow(/./);
  });
});
