// What stands in the form of a new key, and what is wrong with it.
import type { Environment } from '../../shared/account.ts';
import type { Approval, AutomationAction, NewApiKey } from '../../shared/automation.ts';

export type KeyDraft = Readonly<{
  name: string;
  scope: NewApiKey['scope'];
  approval: Approval;
  /** Null: all of them. */
  accounts: readonly string[] | null;
  actions: readonly AutomationAction[] | null;
  /** "2026-12-31"; null: it does not expire. */
  lastDay: string | null;
  /** Somebody said what acting unattended means. */
  consent: boolean;
}>;

export const emptyDraft: KeyDraft = {
  name: '',
  scope: 'read',
  approval: 'firstTime',
  accounts: null,
  actions: null,
  lastDay: null,
  consent: false,
};

export type DraftProblems = Readonly<Partial<Record<'name' | 'accounts' | 'actions' | 'lastDay' | 'consent', string>>>;

/** A key that acts unattended on live money is made only by someone who agreed to that. */
export const needsConsent = ({ scope, approval }: KeyDraft, environment: Environment): boolean =>
  environment === 'live' && scope === 'trade' && approval === 'never';

/** The end of that day here; null: it is none. */
export function endOfDay(day: string): number | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(day);
  if (parts === null) return null;
  const [year, month, date] = parts.slice(1).map(Number) as [number, number, number];
  return new Date(year, month - 1, date, 23, 59, 59, 999).getTime();
}

export function readDraft(
  draft: KeyDraft,
  environment: Environment,
  nowMs: number,
): Readonly<{ ok: true; key: NewApiKey } | { ok: false; problems: DraftProblems }> {
  const { accounts, actions, approval, lastDay, scope } = draft;
  const name = draft.name.trim();
  const expiresAtMs = lastDay === null ? null : endOfDay(lastDay);
  const problems: DraftProblems = {
    ...(name === '' ? { name: 'Name it after the program that gets it.' } : {}),
    ...(name.length > 60 ? { name: '60 characters at most.' } : {}),
    ...(accounts?.length === 0 ? { accounts: 'Choose at least one account.' } : {}),
    ...(scope === 'trade' && actions?.length === 0 ? { actions: 'Choose at least one action.' } : {}),
    ...(lastDay !== null && expiresAtMs === null ? { lastDay: 'Choose its last day.' } : {}),
    ...(expiresAtMs !== null && expiresAtMs <= nowMs ? { lastDay: 'This day is over. Choose a later one.' } : {}),
    ...(needsConsent(draft, environment) && !draft.consent ? { consent: 'Agree to it, or have the key ask.' } : {}),
  };
  if (Object.keys(problems).length > 0) return { ok: false, problems };
  return {
    ok: true,
    key: {
      name,
      scope,
      approval: scope === 'read' ? 'firstTime' : approval,
      accounts: accounts === null ? null : [...accounts],
      actions: scope === 'read' || actions === null ? null : [...actions],
      expiresAtMs,
    },
  };
}
