// What the exchange itself does to the exit, and who else trades on its accounts meanwhile.
import { assertNever } from '../../shared/failure.ts';
import type { PlannedAccount } from '../../electron/practice/portfolio.ts';
import type { Random } from '../../electron/practice/random.ts';
import { between, chance, pick, whole } from './dice.ts';
import type { BotAct, Place, Trouble } from './stormRun.ts';

function drawPlace(random: Random, accounts: readonly PlannedAccount[]): Place {
  const { id, venue, positions } = pick(random, accounts);
  const { base, kind } = pick(random, positions);
  return { account: id, venue, base, kind: kind ?? 'linear' };
}

/** Most troubles pass: those that stay keep an exit busy until its bound. */
const drawDuration = (random: Random): number | null => (chance(random, 0.1) ? null : whole(random, 200, 6_000));

function drawTrouble(random: Random, accounts: readonly PlannedAccount[]): Trouble {
  const atMs = chance(random, 0.6) ? -20 : whole(random, 0, 1_000);
  const place = drawPlace(random, accounts);
  const kind = pick(random, ['thinBook', 'thinBook', 'suspended', 'keyRefused', 'socketsDropped', 'priceJump'] as const);
  switch (kind) {
    case 'thinBook':
      return { kind, atMs, forMs: drawDuration(random), place, depth: pick(random, [0, 0.000_1, 0.001, 0.02]) };
    case 'suspended':
      return { kind, atMs, forMs: drawDuration(random), place };
    case 'keyRefused': {
      const right = pick(random, ['revoked', 'trade', 'ipAllowed'] as const);
      return { kind, atMs, forMs: chance(random, 0.5) ? null : whole(random, 200, 4_000), account: place.account, right };
    }
    case 'socketsDropped':
      return { kind, atMs, account: chance(random, 0.7) ? place.account : null };
    case 'priceJump':
      return { kind, atMs, place, percent: between(random, -6, 6) };
    default:
      return assertNever(kind);
  }
}

export function drawTroubles(random: Random, accounts: readonly PlannedAccount[]): readonly Trouble[] {
  if (!chance(random, 0.3)) return [];
  return Array.from({ length: whole(random, 1, 2) }, () => drawTrouble(random, accounts));
}

export function drawBots(random: Random, accounts: readonly PlannedAccount[]): readonly BotAct[] {
  if (!chance(random, 0.2)) return [];
  return Array.from({ length: whole(random, 1, 3) }, (): BotAct => ({
    atMs: whole(random, 0, 600),
    onceGone: chance(random, 0.4),
    place: drawPlace(random, accounts),
    side: pick(random, ['long', 'short']),
    does: pick(random, ['open', 'open', 'shrink', 'close', 'restEntry']),
    worth: whole(random, 300, 10_000),
    share: pick(random, [0.1, 0.5, 0.9]),
  }));
}
