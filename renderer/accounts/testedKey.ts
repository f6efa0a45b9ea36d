// What a tested key still needs before it is added: a dangerous key wants its own word, a key that would not work another.
import type { ReadinessView } from '../../shared/readiness.ts';

export type KeyDoubts = Readonly<{
  /** The key may move money out: only a word of its own lets it in. */
  mayWithdraw: boolean;
  /** An exit would fail on it for another reason than that. */
  wouldFail: boolean;
}>;

export function doubtsAbout({ lamp, checks }: ReadinessView): KeyDoubts {
  const bad = checks.filter((check) => check.state === 'bad');
  const mayWithdraw = bad.some((check) => check.id === 'withdrawal');
  return { mayWithdraw, wouldFail: lamp === 'red' && (!mayWithdraw || bad.some((check) => check.id !== 'withdrawal')) };
}

/** Told of by the venue as able to withdraw, accepted or not. */
export const saysWithdrawal = ({ checks }: ReadinessView): boolean =>
  checks.some((check) => check.id === 'withdrawal' && (check.state === 'bad' || check.state === 'warning'));
