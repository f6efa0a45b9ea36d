// How much the panel knows. A sum over accounts that were not all read is a lower bound, and zero is no sum at all.
import type { PanelSnapshot } from '../shared/snapshot.ts';

/** `starting`: no account is there yet and nothing failed. `none`: no account was read yet. `some`: sums are lower bounds. */
export type Knowledge = 'starting' | 'none' | 'some' | 'all';

type Known = Pick<PanelSnapshot, 'environment' | 'accounts' | 'notices' | 'practiceUrl'>;

/** Whether the practice exchange is up, on its way, or down for a reason that a notice gives. */
export function practicePhase(snapshot: Known | null): 'starting' | 'running' | 'stopped' {
  if (snapshot === null) return 'starting';
  if (snapshot.practiceUrl !== null) return 'running';
  const failed = snapshot.notices.some((notice) => notice.id === 'practice');
  return snapshot.accounts.length === 0 && !failed ? 'starting' : 'stopped';
}

export const unreadAccounts = (snapshot: Pick<PanelSnapshot, 'accounts'> | null): number =>
  (snapshot?.accounts ?? []).filter((account) => account.freshAtMs === null).length;

export function knowledgeOf(snapshot: Known | null): Knowledge {
  if (snapshot === null) return 'starting';
  const { accounts } = snapshot;
  if (accounts.length === 0) {
    return snapshot.environment === 'practice' && practicePhase(snapshot) === 'starting' ? 'starting' : 'none';
  }
  const unread = unreadAccounts(snapshot);
  return unread === 0 ? 'all' : unread === accounts.length ? 'none' : 'some';
}
