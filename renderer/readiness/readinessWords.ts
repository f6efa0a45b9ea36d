// What the readiness lamp says in words. Every state has its own shape and word: colour alone never tells.
import type { CheckId, CheckState, Lamp, ReadinessCheck, ReadinessView } from '../../shared/readiness.ts';

export const LAMP_WORDS: Readonly<Record<Lamp, string>> = {
  green: 'Ready to exit',
  amber: 'Ready, with reservations',
  red: 'Not ready',
  grey: 'Not asked yet',
};

export const LAMP_MEANING: Readonly<Record<Lamp, string>> = {
  green: 'An exit would work on this account as things stand.',
  amber: 'An exit would work, but read what is said below.',
  red: 'An exit would fail here, or the key is dangerous.',
  grey: 'The venue was not asked yet whether an exit would work.',
};

export const CHECK_NAMES: Readonly<Record<CheckId, string>> = {
  reachable: 'Reachable',
  keyValid: 'Key accepted',
  trading: 'May trade',
  withdrawal: 'Withdrawals',
  addresses: 'Address list',
  clock: 'Clock',
  positionMode: 'Position mode',
  orderFamilies: 'Order families',
  marketMaximum: 'Market-order maximum',
  requestBudget: 'Request budget',
  stream: 'Live stream',
  certified: 'Certified',
  reach: 'Within reach',
};

export const STATE_WORDS: Readonly<Record<CheckState, string>> = {
  ok: 'good',
  warning: 'warning',
  bad: 'bad',
  unknown: 'not known',
};

export const STATE_LAMPS: Readonly<Record<CheckState, Lamp>> = { ok: 'green', warning: 'amber', bad: 'red', unknown: 'grey' };

const RANK: Readonly<Record<CheckState, number>> = { bad: 0, warning: 1, unknown: 2, ok: 3 };

/** The gravest first; among equals as the main process lists them. */
export const gravestFirst = (checks: readonly ReadinessCheck[]): readonly ReadinessCheck[] =>
  checks.toSorted((a, b) => RANK[a.state] - RANK[b.state]);

/** The one sentence for a narrow place: what makes the lamp red. */
export function redReason(readiness: ReadinessView | undefined): string | null {
  if (readiness?.lamp !== 'red') return null;
  return readiness.checks.find((check) => check.state === 'bad')?.detail ?? LAMP_MEANING.red;
}

/** "2 bad, 1 warning, 10 good". */
export function tally(checks: readonly ReadinessCheck[]): string {
  const count = (state: CheckState) => checks.filter((check) => check.state === state).length;
  const parts = (['bad', 'warning', 'unknown', 'ok'] as const).flatMap((state) =>
    count(state) === 0 ? [] : [`${count(state)} ${state === 'warning' && count(state) > 1 ? 'warnings' : STATE_WORDS[state]}`],
  );
  return parts.join(', ');
}
