// One lamp out of many checks.
import { assertNever } from '../../shared/failure.ts';
import type { CheckState, Lamp, ReadinessCheck } from '../../shared/readiness.ts';

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

/** The worst check. Grey while nothing was asked, or nobody answered anything. */
export function lampFor(checks: readonly ReadinessCheck[]): Lamp {
  if (checks.every(({ state }) => state === 'unknown')) return 'grey';
  const lamps = checks.map(({ state }) => lampOf(state));
  return lamps.includes('red') ? 'red' : lamps.includes('amber') ? 'amber' : 'green';
}
