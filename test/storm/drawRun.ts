import { seededRandom } from '../../electron/practice/random.ts';
import { chance, pick } from './dice.ts';
import { drawPresses } from './drawAction.ts';
import { drawFaults } from './drawFaults.ts';
import { drawPortfolio } from './drawPortfolio.ts';
import { drawBots, drawTroubles } from './drawTroubles.ts';
import type { StormRun } from './stormRun.ts';

export function drawRun(seed: number): StormRun {
  const random = seededRandom(seed);
  const accounts = drawPortfolio(random);
  const presses = drawPresses(random, accounts);
  // A tenth of all runs meets nothing but clear weather: there the exit has no excuse.
  const clear = chance(random, 0.1);
  const latencyMs = pick(random, [0, 0, 20, 80]);
  const rateLimits = chance(random, 0.6);
  const faults = clear ? [] : drawFaults(random, accounts);
  const troubles = clear ? [] : drawTroubles(random, accounts);
  const bots = clear ? [] : drawBots(random, accounts);
  return { seed, latencyMs, rateLimits, accounts, presses, faults, troubles, bots };
}

/** Seed of one run of a storm: replays it alone. */
export const seedOfRun = (stormSeed: number, index: number): number => {
  const random = seededRandom((Math.imul(stormSeed, 0x9e3779b1) + index) >>> 0);
  return Math.floor(random() * 4_294_967_296);
};
