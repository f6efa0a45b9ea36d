// One lamp out of many checks.
import { assertNever } from '../../shared/failure.ts';
import type { CheckId, CheckState, Lamp, ReadinessCheck } from '../../shared/readiness.ts';

const lampOf = (state: CheckState): Exclude<Lamp, 'grey'> => {
  switch (state) {
    case 'ok':
      return 'green';
    case 'warning':
    case 'unknown': // not told is not good
      return 'amber';
    case 'bad':
      return 'red';
    default:
      return assertNever(state);
  }
};

/**
 * Some venues bind no key to addresses or tell no time, for ever: not knowing either is shown with its check, and an exit works
 * all the same (a clock that is wrong shows as a key that is refused).
 */
const MAY_STAY_UNKNOWN: ReadonlySet<CheckId> = new Set(['addresses', 'clock']);

/** The worst check. Grey while nothing was asked, or nobody answered anything. */
export function lampFor(checks: readonly ReadinessCheck[]): Lamp {
  if (checks.every(({ state }) => state === 'unknown')) return 'grey';
  const told = checks.filter(({ id, state }) => !(state === 'unknown' && MAY_STAY_UNKNOWN.has(id)));
  const lamps = told.map(({ state }) => lampOf(state));
  return lamps.includes('red') ? 'red' : lamps.includes('amber') ? 'amber' : 'green';
}
