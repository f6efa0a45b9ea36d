// A failed or long stale account is said once, until it is live again or the reason changes; so is what an account holds
// that no exit can close, until it is gone.
import type { AccountId, AccountView } from '../../shared/account.ts';
import { assertNever } from '../../shared/failure.ts';
import { venueName } from '../../shared/venue.ts';
import type { Notices } from './notices.ts';

const SAY_STALE_AFTER_MS = 5_000;

export type HealthNotices = Readonly<{
  /** To be called with every new view of an account. */
  look: (account: AccountView) => void;
  /** The next trouble is said even if it is the same one: somebody asked for a new connection. */
  forget: (accountId: AccountId) => void;
  /** The account is not there any more. */
  drop: (accountId: AccountId) => void;
}>;

export function createHealthNotices(notices: Notices, nowMs: () => number): HealthNotices {
  const said = new Map<AccountId, string>();
  const staleSince = new Map<AccountId, number>();
  const saidNotClosable = new Map<AccountId, string>();
  const reachId = (accountId: AccountId) => `notClosable:${accountId}`;
  const noticeId = (accountId: AccountId) => `account:${accountId}`;

  const clearHealth = (accountId: AccountId) => {
    said.delete(accountId);
    staleSince.delete(accountId);
    notices.clear(noticeId(accountId));
  };

  const lookAtReach = (id: AccountId, name: string, venueName: string, held: readonly string[]) => {
    const words = held.join('; ');
    if (saidNotClosable.get(id) === words || (held.length === 0 && !saidNotClosable.has(id))) return;
    if (held.length === 0) {
      saidNotClosable.delete(id);
      notices.clear(reachId(id));
      return;
    }
    saidNotClosable.set(id, words);
    notices.raise({
      id: reachId(id),
      severity: 'warning',
      title: `${name} holds what Breakglass can not close.`,
      detail: `No exit touches: ${words}.`,
      remedy: `Close it at ${venueName}.`,
      accountId: id,
    });
  };

  const drop = (accountId: AccountId) => {
    clearHealth(accountId);
    saidNotClosable.delete(accountId);
    notices.clear(reachId(accountId));
  };

  const look = ({ id, label, venue, health, notClosable }: AccountView) => {
    const name = `${label} (${venueName(venue)})`;
    lookAtReach(id, name, venueName(venue), notClosable ?? []); // absent: nothing
    if (health.kind !== 'stale') staleSince.delete(id);
    switch (health.kind) {
      case 'connecting':
        return;
      case 'live':
        clearHealth(id);
        return;
      case 'failed':
        if (said.get(id) === health.failure.message) return;
        said.set(id, health.failure.message);
        notices.raiseFailure(noticeId(id), `${name} is not connected.`, health.failure, id);
        return;
      case 'stale': {
        const since = staleSince.get(id) ?? nowMs();
        staleSince.set(id, since);
        if (nowMs() - since < SAY_STALE_AFTER_MS || said.get(id) === health.reason) return;
        said.set(id, health.reason);
        notices.raise({
          id: noticeId(id),
          severity: 'warning',
          title: `${name} is stale.`,
          detail: `What you see of it is old: ${health.reason}.`,
          remedy: 'Breakglass keeps connecting. An exit includes this account and reads it first.',
          accountId: id,
        });
        return;
      }
      default:
        assertNever(health);
    }
  };

  return { look, forget: (accountId) => void said.delete(accountId), drop };
}
