import { expect, test } from 'vitest';
import { withMoreSymbols } from '../../../electron/practice/moreSymbols.ts';
import { loadVenues } from '../../../electron/practice/venues.ts';

test('without a wish every venue lists exactly what is on file', () => {
  expect(withMoreSymbols(loadVenues(), 0)).toEqual(loadVenues());
});

const NAMES = new Map<string, string>([
  ['okx', 'XRP2-USDT-SWAP'],
  ['hyperliquid', 'XRP2'],
]);

test('copies have names and numbers of their own and the digits of their original', () => {
  for (const { instruments, venue } of withMoreSymbols(loadVenues(), 120)) {
    const symbols = instruments.map(({ symbol }) => symbol);
    expect(new Set(symbols).size).toBe(symbols.length);
    const codes = instruments.flatMap(({ extra }) => (extra['instIdCode'] === undefined ? [] : [extra['instIdCode']]));
    expect(new Set(codes).size).toBe(codes.length);
    if (venue === 'binancecoinm') continue; // no linear contracts, no copies
    const original = instruments.find(({ base, settle }) => base === 'XRP' && ['USDT', 'USDC'].includes(settle));
    const copy = instruments.find(({ base }) => base === 'XRP2');
    expect(copy?.symbol).toBe(NAMES.get(venue) ?? 'XRP2USDT');
    expect(copy?.lotSize).toBe(original?.lotSize);
    expect(copy?.maxMarketSize).toBe(original?.maxMarketSize);
  }
});
