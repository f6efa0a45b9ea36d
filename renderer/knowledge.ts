// How much the panel knows. A sum over accounts that were not all read is a lower bound, and zero is no sum at all.
import type { AccountView } from '../shared/account.ts';
import type { PanelSnapshot } from '../shared/snapshot.ts';
import { plural } from './ui/numbers.ts';

/** Of positions. `starting`: no account is there yet and nothing failed. `none`: no account was read yet. `some`: sums are lower bounds. */
export type Knowledge = 'starting' | 'none' | 'some' | 'all';

type Known = Pick<PanelSnapshot, 'environment' | 'accounts' | 'notices' | 'practiceUrl'>;

/** Whether the practice exchange is up, on its way, or down for a reason that a notice gives. */
export function practicePhase(snapshot: Known | null): 'starting' | 'running' | 'stopped' {
  if (snapshot === null) return 'starting';
  if (snapshot.practiceUrl !== null) return 'running';
  const failed = snapshot.notices.some((notice) => notice.id === 'practice');
  return snapshot.accounts.length === 0 && !failed ? 'starting' : 'stopped';
}

/** Read, but not all of its orders: what rests there is not counted. */
export const hasUncountedOrders = (account: AccountView): boolean =>
  account.freshAtMs !== null && account.unreadableOrderFamilies.length > 0;

export const accountsWithUncountedOrders = (snapshot: Pick<PanelSnapshot, 'accounts'> | null): number =>
  (snapshot?.accounts ?? []).filter(hasUncountedOrders).length;

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

/** "3", "3+" as a lower bound, and no zero where orders may rest unseen. */
export const orderCountText = (orders: number, complete: boolean): string =>
  complete ? String(orders) : orders === 0 ? '?' : `${orders}+`;

/** "5 positions, 3 orders"; an order count that leaves accounts out says so, and is never a bare zero. */
export function countWords(
  count: Readonly<{ positions: number; orders: number; unreadAccounts: number; uncountedOrders: number }>,
): string {
  const { positions, orders, unreadAccounts: unread, uncountedOrders } = count;
  const left = `not counted on ${plural(uncountedOrders, 'account')}`;
  const orderWords =
    uncountedOrders === 0
      ? plural(orders, 'order')
      : orders === 0
        ? `orders ${left}`
        : `${orderCountText(orders, false)} orders (${left})`;
  return [plural(positions, 'position'), orderWords, ...(unread > 0 ? [`${plural(unread, 'account')} unread`] : [])].join(', ');
}
