// Watches the exchange's own ledger from the first moment: what every fill found when it struck. The panel is judged by
// this, never by what it says of itself.
import type { StoryVenue } from '../storyVenues.ts';
import { absolute, compare, isNegative, isZero, type Decimal } from '../../shared/decimal.ts';
import type { PracticeFill } from '../../electron/practice/exchange.ts';
import type { PracticeHost } from '../../electron/practice/host.ts';
import { isReducing } from '../../electron/practice/reduceOnly.ts';

/** A fill and the signed size that the position had before it. */
export type WitnessedFill = PracticeFill & Readonly<{ venue: StoryVenue; before: Decimal }>;

/** One position as the exchange tells them apart. */
export const placeOf = (account: string, symbol: string, tag: string): string => `${account}|${symbol}|${tag}`;

export type Witness = Readonly<{
  fills: readonly WitnessedFill[];
  /** Open positions that lost a stop or take-profit to a cancel. */
  unguarded: ReadonlySet<string>;
}>;

export function watchLedger(host: PracticeHost): Witness {
  const fills: WitnessedFill[] = [];
  const unguarded = new Set<string>();
  for (const venue of host.venues.values()) {
    const sizes = new Map<string, Decimal>();
    venue.subscribe((event) => {
      if (event.kind === 'position') {
        const { accountId, symbol, tag, signedSize } = event.position;
        sizes.set(placeOf(accountId, symbol, tag), signedSize);
        if (isZero(signedSize)) unguarded.delete(placeOf(accountId, symbol, tag));
      }
      if (event.kind !== 'order') return;
      const { order, cause } = event;
      const place = placeOf(order.accountId, order.symbol, order.tag);
      const open = sizes.get(place);
      if (cause === 'cancel' && order.trigger !== null && isReducing(order) && open !== undefined && !isZero(open)) {
        unguarded.add(place);
      }
      if (event.fill === null) return;
      const { accountId, symbol, tag } = event.fill;
      const before = sizes.get(placeOf(accountId, symbol, tag));
      fills.push({ ...event.fill, venue: venue.venue, before: before === undefined ? '0' : before });
    });
  }
  return { fills, unguarded };
}

/** Made a position smaller, or closed it: neither opened, increased nor flipped one. */
export function onlyReduced({ before, orderSide, size, tag }: WitnessedFill): boolean {
  if (isZero(before) || compare(size, absolute(before)) > 0) return false;
  const short = tag === 'both' ? isNegative(before) : tag === 'short';
  return orderSide === (short ? 'buy' : 'sell');
}
