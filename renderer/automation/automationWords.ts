// The words of keys and calls.
import { Ban, CircleCheck, CircleHelp, CircleX, LoaderCircle, type LucideIcon } from 'lucide-react';
import type { ApiKeyView, Approval, AutomationAction, AutomationCall } from '../../shared/automation.ts';
import { wayWords } from '../../shared/exit.ts';
import type { KnownAccounts } from '../positions/useKnownAccounts.ts';
import { formatClock, formatDay, plural } from '../ui/numbers.ts';
import { accountName } from '../ui/venueNames.ts';

export const ACTION_NAMES: Readonly<Record<AutomationAction, string>> = {
  emergencyExit: 'Emergency Exit',
  flattenWinners: 'Flatten Winners',
  partialClose: 'Partial Close',
  flatten: 'Flatten with filters',
};

export const APPROVAL_NAMES: Readonly<Record<Approval, string>> = {
  firstTime: 'Ask the first time',
  everyTime: 'Ask every time',
  never: 'Act unattended',
};

export const APPROVAL_MEANINGS: Readonly<Record<Approval, string>> = {
  firstTime: 'Its first exit is asked on the confirm window. After one yes the key acts by itself, until it is revoked.',
  everyTime: 'Each exit is asked on the confirm window. While nobody is at the computer nothing is sent.',
  never: 'Its calls close positions at once. Nobody is asked, also not about a call made by mistake or with a stolen key.',
};

export type KeyStanding = Readonly<{ kind: 'works' | 'waits' | 'over'; words: string }>;

/** Whether a key works now; null needs no words. */
export function keyStanding(key: ApiKeyView, expired: boolean): KeyStanding | null {
  if (key.revokedAtMs !== null) return { kind: 'over', words: `Revoked ${momentWords(key.revokedAtMs)}` };
  if (expired && key.expiresAtMs !== null) return { kind: 'over', words: `Expired ${momentWords(key.expiresAtMs)}` };
  if (key.scope === 'trade' && key.approval === 'firstTime' && key.approvedAtMs === null)
    return { kind: 'waits', words: 'First exit will be asked' };
  return null;
}

export const isExpired = ({ expiresAtMs }: ApiKeyView, nowMs: number): boolean => expiresAtMs !== null && expiresAtMs <= nowMs;

/** "21 Nov, 14:03:20" */
export const momentWords = (atMs: number): string => `${formatDay(atMs)}, ${formatClock(atMs)}`;

/** What it may do, and what it may not: one short part each. */
export function limitsOf(key: ApiKeyView, known: KnownAccounts): readonly string[] {
  const names = (key.accounts ?? []).map((id) => nameOfAccount(id, known));
  return [
    ...(key.scope === 'read' ? ['Reads only'] : [approvalWords(key)]),
    key.accounts === null ? 'all accounts' : `${plural(names.length, 'account')}: ${names.join(', ')}`,
    ...(key.scope === 'read'
      ? []
      : [key.actions === null ? 'all actions' : key.actions.map((action) => ACTION_NAMES[action]).join(', ')]),
    ...(key.expiresAtMs === null ? [] : [`until ${momentWords(key.expiresAtMs)}`]),
  ];
}

function approvalWords({ approval, approvedAtMs }: ApiKeyView): string {
  if (approval !== 'firstTime') return APPROVAL_NAMES[approval];
  return approvedAtMs === null ? APPROVAL_NAMES.firstTime : `Acts by itself since the yes of ${momentWords(approvedAtMs)}`;
}

export function nameOfAccount(id: string, { accounts, entries }: KnownAccounts): string {
  const known = accounts.find((account) => account.id === id) ?? entries.find((entry) => entry.id === id);
  return known === undefined ? 'an account that is not here' : accountName(known);
}

/** "over MCP: partialClose" */
export const lastUseWords = ({ via, verb }: NonNullable<ApiKeyView['lastUse']>): string => `over ${wayWords(via)}: ${verb}`;

type CallLook = Readonly<{ word: string; tone: 'gain' | 'loss' | 'warn' | 'info' | 'faint'; icon: LucideIcon }>;

const OUTCOMES: Readonly<Record<string, CallLook>> = {
  flat: { word: 'Flat', tone: 'gain', icon: CircleCheck },
  notFlat: { word: 'Not flat', tone: 'loss', icon: CircleX },
  unknown: { word: 'Unknown', tone: 'warn', icon: CircleHelp },
  running: { word: 'Started', tone: 'info', icon: LoaderCircle },
  done: { word: 'Answered', tone: 'faint', icon: CircleCheck },
};

/** What became of a call; a refusal says its number, which programs see too. */
export const callLook = ({ outcome, status }: AutomationCall): CallLook =>
  OUTCOMES[outcome] ?? { word: `Refused ${status}`, tone: 'warn', icon: Ban };
