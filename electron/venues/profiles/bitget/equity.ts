// Equity by coin. Each product type keeps accounts of its own, and one coin may be in two of them.
import { add, isDecimal, type Decimal } from '../../../../shared/decimal.ts';
import { accountRow, understand } from './rows.ts';

export type CoinEquity = Readonly<{ coin: string; equity: Decimal }>;

export const equityRows = (rows: readonly unknown[]): readonly CoinEquity[] =>
  rows.flatMap((row) => {
    const { marginCoin, accountEquity, equity } = understand(accountRow, row, 'account');
    const told = accountEquity ?? equity;
    return isDecimal(told) ? [{ coin: marginCoin, equity: told }] : [];
  });

export function addUp(parts: Iterable<CoinEquity>): Readonly<Record<string, Decimal>> {
  const total = new Map<string, Decimal>();
  for (const { coin, equity } of parts) {
    const before = total.get(coin);
    total.set(coin, before === undefined ? equity : add(before, equity));
  }
  return Object.fromEntries(total);
}
