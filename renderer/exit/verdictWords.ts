// How an exit ended, in words. Used by the confirm window too, so it knows nothing of the panel's store.
import { ShieldCheck, ShieldQuestionMark, ShieldX, type LucideIcon } from 'lucide-react';
import type { ExitView, Verdict } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { leftMeaning } from './aftermath.ts';

export const VERDICT_LOOKS: Readonly<
  Record<Verdict, Readonly<{ icon: LucideIcon; words: string; short: string; meaning: string }>>
> = {
  flat: {
    icon: ShieldCheck,
    words: 'FLAT',
    short: 'Flat',
    meaning: 'Read back from every venue after the last order: no position and no working order is left.',
  },
  notFlat: {
    icon: ShieldX,
    words: 'NOT FLAT',
    short: 'Not flat',
    meaning: 'Read back from the venues: something is still open. It is listed below with the reason of the venue.',
  },
  unknown: {
    icon: ShieldQuestionMark,
    words: 'UNKNOWN',
    short: 'Unknown',
    meaning: 'At least one account could not be read back in full. Treat it as exposed and look at the venue itself.',
  },
};

/** What `flat` means depends on what was asked. */
export function verdictMeaning(exit: ExitView, verdict: Verdict): string {
  if (verdict !== 'flat') return leftMeaning(exit) ?? VERDICT_LOOKS[verdict].meaning;
  switch (exit.request.action) {
    case 'emergencyExit':
      return VERDICT_LOOKS.flat.meaning;
    case 'flattenWinners':
      return 'Read back: the winners are closed, their orders are gone. What was kept is listed below.';
    case 'partialClose':
      return 'Read back: the share that was asked for is closed.';
    case 'flatten':
      return 'Read back: no position and no working order is left in the filter.';
    default:
      return assertNever(exit.request);
  }
}

export const verdictWords = (exit: ExitView, verdict: Verdict): string =>
  verdict === 'flat' && (exit.request.action === 'partialClose' || exit.request.action === 'flattenWinners')
    ? 'CLOSED'
    : VERDICT_LOOKS[verdict].words;
