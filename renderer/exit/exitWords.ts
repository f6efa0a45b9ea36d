// The words of an exit on screen. Every state has its own word and icon: colour alone never tells.
import {
  Ban,
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleX,
  Hourglass,
  RotateCw,
  Send,
  Sparkle,
  type LucideIcon,
} from 'lucide-react';
import type { AccountView } from '../../shared/account.ts';
import type { AccountExitView, ExitRequest, ExitView, LegState, LegView } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { accountName, venueName } from '../ui/venueNames.ts';

type Look = Readonly<{ word: string; tone: 'gain' | 'loss' | 'warn' | 'info' | 'faint'; icon: LucideIcon }>;

const LEG_LOOKS: Readonly<Record<LegState, Look>> = {
  queued: { word: 'Queued', tone: 'faint', icon: CircleDashed },
  sending: { word: 'Sending', tone: 'info', icon: Send },
  accepted: { word: 'Accepted, proving', tone: 'info', icon: Hourglass },
  unknown: { word: 'Unknown, looking up', tone: 'warn', icon: CircleHelp },
  refused: { word: 'Refused, next attempt', tone: 'warn', icon: Ban },
  residual: { word: 'Rest left, next attempt', tone: 'warn', icon: RotateCw },
  proved: { word: 'Proved', tone: 'gain', icon: CircleCheck },
  dust: { word: 'Dust left', tone: 'warn', icon: Sparkle },
  gaveUp: { word: 'Gave up', tone: 'loss', icon: CircleX },
};

/** After the end nothing "follows" any more: the same states, said as what they came to. */
const ENDED_WORDS: Readonly<Partial<Record<LegState, string>>> = {
  queued: 'Not sent',
  sending: 'Sent, no answer',
  unknown: 'Outcome unknown',
  refused: 'Refused',
  residual: 'Rest left',
};

export function legLook(state: LegState, ended: boolean): Look {
  const look = LEG_LOOKS[state];
  return ended ? { ...look, word: ENDED_WORDS[state] ?? look.word } : look;
}

export function actionName(request: ExitRequest): string {
  switch (request.action) {
    case 'emergencyExit':
      return 'Emergency Exit';
    case 'flattenWinners':
      return 'Flatten Winners';
    case 'partialClose':
      return `Partial close ${request.exitPct}%`;
    case 'flatten':
      return 'Flatten (filtered)';
    default:
      return assertNever(request);
  }
}

/** "Bybit, long", "everything". */
export function filterWords(request: ExitRequest, accounts: readonly AccountView[]): string | null {
  if (request.action !== 'flatten') return null;
  const { account, venue, instrument, marketPosition } = request.filter;
  const known = accounts.find((each) => each.id === account);
  const parts = [
    known === undefined ? account : accountName(known),
    venue === undefined ? undefined : venueName(venue),
    instrument,
    marketPosition,
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? 'no filter: everything' : parts.join(' · ');
}

export const PHASE_WORDS: Readonly<Record<AccountExitView['phase'], string>> = {
  closing: 'Closing',
  sweeping: 'Sweeping',
  proving: 'Proving',
  done: 'Done',
};

/** Accounts of an ended exit that it could not read back: their legs were never counted. */
export const unreadInExit = (exit: ExitView): number =>
  new Set([
    ...exit.accounts.filter((account) => account.verdict === 'unknown').map((account) => account.accountId),
    ...exit.leftOver.filter((left) => left.kind === 'unreadable').map((left) => left.accountId),
  ]).size;

export const isSettled = (leg: LegView): boolean => leg.state === 'proved' || leg.state === 'dust' || leg.state === 'gaveUp';
