// What the user presses.
import type { ExitRequest, FlattenFilter } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { positionKey } from '../../shared/position.ts';
import type { PlannedAccount } from '../../electron/practice/portfolio.ts';
import type { Random } from '../../electron/practice/random.ts';
import { chance, pick, whole } from './dice.ts';
import { unifiedSymbol, type Press } from './stormRun.ts';

function drawFilter(random: Random, accounts: readonly PlannedAccount[]): FlattenFilter {
  const account = pick(random, accounts);
  const { base, kind } = pick(random, account.positions);
  return {
    ...(chance(random, 0.4) ? { account: account.id } : {}),
    ...(chance(random, 0.2) ? { venue: account.venue } : {}),
    ...(chance(random, 0.45) ? { instrument: unifiedSymbol(base, kind ?? 'linear') } : {}),
    ...(chance(random, 0.4) ? { marketPosition: pick(random, ['long', 'short'] as const) } : {}),
  };
}

export function drawRequest(random: Random, accounts: readonly PlannedAccount[]): ExitRequest {
  const action = pick(random, [
    'emergencyExit',
    'emergencyExit',
    'emergencyExit',
    'flattenWinners',
    'flatten',
    'partialClose',
  ] as const);
  switch (action) {
    case 'emergencyExit':
    case 'flattenWinners':
      return { action };
    case 'flatten':
      return { action, filter: drawFilter(random, accounts) };
    case 'partialClose': {
      const account = pick(random, accounts);
      const { base, kind, side } = pick(random, account.positions);
      return {
        action,
        position: positionKey(account.id, unifiedSymbol(base, kind ?? 'linear'), side),
        exitPct: pick(random, [1, 10, 25, 33, 50, 50, 75, 99, 100]),
      };
    }
    default:
      return assertNever(action);
  }
}

/** One press, sometimes two: the same again, everything after a part, or something else. */
export function drawPresses(random: Random, accounts: readonly PlannedAccount[]): readonly Press[] {
  const first: Press = { atMs: 0, request: drawRequest(random, accounts) };
  if (!chance(random, 0.3)) return [first];
  const request = pick(random, [first.request, { action: 'emergencyExit' } as const, drawRequest(random, accounts)]);
  return [first, { atMs: whole(random, 0, 1_500), request }];
}
