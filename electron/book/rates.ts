// USD per unit of a settle currency, for totals only. Dollar coins count as one dollar (said on screen beside the total);
// everything else is taken from the mark of any symbol that prices it in dollars.
import { isPositive, type Decimal } from '../../shared/decimal.ts';

const DOLLARS = ['USD', 'USDT', 'USDC', 'FDUSD', 'BUSD'] as const;

export type Rates = Readonly<{
  /** A mark price seen anywhere, by unified symbol. */
  learn: (symbol: string, markPrice: Decimal) => void;
  /** Null while nobody has priced the currency. */
  usdPer: (currency: string) => Decimal | null;
  all: () => Readonly<Record<string, Decimal>>;
}>;

export function createRates(): Rates {
  const known = new Map<string, Decimal>(DOLLARS.map((currency) => [currency, '1']));
  return {
    learn: (symbol, markPrice) => {
      const [base, rest] = symbol.split('/');
      const quote = rest?.split(':')[0];
      if (base === undefined || quote === undefined || !isPositive(markPrice)) return;
      if (DOLLARS.some((dollar) => dollar === quote) && !DOLLARS.some((dollar) => dollar === base)) known.set(base, markPrice);
    },
    usdPer: (currency) => known.get(currency) ?? null,
    all: () => Object.fromEntries(known),
  };
}
