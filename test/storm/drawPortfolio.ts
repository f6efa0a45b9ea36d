// What is held when the storm begins: one to three venues, one or two accounts each, anything that a trader may leave there.
import type { StoryVenue } from '../storyVenues.ts';
import type { PlannedAccount, PlannedGuard, PlannedOrder, PlannedPosition } from '../../electron/practice/portfolio.ts';
import type { Random } from '../../electron/practice/random.ts';
import { between, chance, pick, shuffled, whole } from './dice.ts';

export const STORM_VENUES: readonly StoryVenue[] = ['binanceusdm', 'bybit', 'okx'];
export const ACCOUNTS_PER_VENUE = 2;
export const accountIdOf = (venue: StoryVenue, index: number): string => `${venue}-${index + 1}`;

/** Listed by all three. */
const BASES = ['BTC', 'ETH', 'SOL', 'XRP', 'DOGE', 'LTC', 'ADA', 'AVAX', 'AXS'] as const;
const INVERSE_BASES = ['BTC', 'ETH', 'SOL'] as const;

function drawGuard(random: Random, least: number, most: number): PlannedGuard {
  const percent = between(random, least, most);
  const lives = pick(random, ['own', 'own', 'wholePosition', 'onPosition'] as const);
  return lives === 'own' ? { percent } : { percent, lives };
}

function drawWorth(random: Random, venue: StoryVenue): PlannedPosition['worth'] {
  const kind = random();
  if (kind < 0.08) return { timesMaxMarketSize: pick(random, ['1.3', '2.2']) };
  // Binance prints whole lots only: there is no such dust.
  if (kind < 0.1 && venue !== 'binanceusdm') return { timesMinSize: '0.5' };
  return whole(random, 200, 20_000);
}

function drawPosition(random: Random, venue: StoryVenue, base: string, kind: 'linear' | 'inverse'): PlannedPosition {
  return {
    base,
    kind,
    side: pick(random, ['long', 'short']),
    worth: drawWorth(random, venue),
    profitPercent: between(random, -4, 8),
    leverage: pick(random, [3, 5, 10]),
    marginMode: pick(random, ['cross', 'isolated']),
    ...(chance(random, 0.7) ? { stop: drawGuard(random, 2, 5) } : {}),
    ...(chance(random, 0.3) ? { takeProfit: drawGuard(random, 3, 6) } : {}),
    ...(chance(random, 0.45) ? { reduceLimit: { percent: between(random, 1, 4), share: pick(random, ['1', '1', '0.5']) } } : {}),
  };
}

function drawPositions(random: Random, venue: StoryVenue, hedge: boolean): readonly PlannedPosition[] {
  const positions: PlannedPosition[] = [];
  for (const base of shuffled(random, BASES).slice(0, whole(random, 1, 4))) {
    const position = drawPosition(random, venue, base, 'linear');
    positions.push(position);
    if (!hedge || !chance(random, 0.5)) continue;
    positions.push({ ...drawPosition(random, venue, base, 'linear'), side: position.side === 'long' ? 'short' : 'long' });
  }
  // Bybit has no hedge mode for inverse contracts.
  if (venue !== 'binanceusdm' && !hedge && chance(random, 0.3)) {
    positions.push(drawPosition(random, venue, pick(random, INVERSE_BASES), 'inverse'));
  }
  return positions;
}

function drawOrders(random: Random): readonly PlannedOrder[] {
  return Array.from({ length: whole(random, 0, 2) }, () => ({
    base: pick(random, BASES),
    side: pick(random, ['long', 'short'] as const),
    worth: whole(random, 300, 2_500),
    percentAway: between(random, 0.3, 5),
  }));
}

export function drawPortfolio(random: Random): readonly PlannedAccount[] {
  const venues = shuffled(random, STORM_VENUES).slice(0, whole(random, 1, 3));
  return venues.flatMap((venue) =>
    Array.from({ length: chance(random, 0.25) ? ACCOUNTS_PER_VENUE : 1 }, (_, index): PlannedAccount => {
      const hedge = chance(random, 0.4);
      return {
        id: accountIdOf(venue, index),
        venue,
        label: `${venue} ${index + 1}`,
        positionMode: hedge ? 'hedge' : 'oneWay',
        wallets: { USDT: '50000000', BTC: '1000', ETH: '10000', SOL: '100000' },
        positions: drawPositions(random, venue, hedge),
        orders: drawOrders(random),
      };
    }),
  );
}
