// Watches the exchange's own ledger from the first moment: what every fill found when it struck. The panel is judged by
// this, never by what it says of itself.
import type { VenueId } from '../../shared/account.ts';
import { absolute, compare, isNegative, isZero, type Decimal } from '../../shared/decimal.ts';
import type { PracticeFill } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';

/** A fill and the signed size that the position had before it. */
export type WitnessedFill = PracticeFill & Readonly<{ venue: VenueId; before: Decimal }>;

export type Witness = Readonly<{ fills: readonly WitnessedFill[] }>;

export function watchLedger(host: PracticeHost): Witness {
  const fills: WitnessedFill[] = [];
  for (const venue of host.venues.values()) {
    const sizes = new Map<string, Decimal>();
    const keyOf = (account: string, symbol: string, tag: string) => `${account}|${symbol}|${tag}`;
    venue.subscribe((event) => {
      if (event.kind === 'position') {
        const { accountId, symbol, tag, signedSize } = event.position;
        sizes.set(keyOf(accountId, symbol, tag), signedSize);
      }
      if (event.kind !== 'order' || event.fill === null) return;
      const { accountId, symbol, tag } = event.fill;
      const before = sizes.get(keyOf(accountId, symbol, tag));
      fills.push({ ...event.fill, venue: venue.venue, before: before === undefined ? '0' : before });
    });
  }
  return { fills };
}

/** Made a position smaller, or closed it: neither opened, increased nor flipped one. */
export function onlyReduced({ before, orderSide, size, tag }: WitnessedFill): boolean {
  if (isZero(before) || compare(size, absolute(before)) > 0) return false;
  const short = tag === 'both' ? isNegative(before) : tag === 'short';
  return orderSide === (short ? 'buy' : 'sell');
}
