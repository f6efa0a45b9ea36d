// What a key may reach. A scope that goes beyond its accounts is refused, never made smaller in silence.
import type { ApiKeyView } from '../../shared/automation.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import { refuse, type Refusal } from './refusals.ts';

/** Whether a key may see and touch an account. */
export const mayReach =
  ({ accounts }: Pick<ApiKeyView, 'accounts'>) =>
  (accountId: string): boolean =>
    accounts === null || accounts.includes(accountId);

/** Null: the key may ask for this. */
export function beyondLimits(key: ApiKeyView, request: ExitRequest): Refusal | null {
  if (key.actions !== null && !key.actions.includes(request.action))
    return refuse(403, `This key may not ask for ${request.action}. Nothing was sent.`);
  return beyondAccounts(key, request);
}

/** Null: it stays within the accounts of the key. */
export function beyondAccounts(key: Pick<ApiKeyView, 'accounts'>, request: ExitRequest): Refusal | null {
  if (key.accounts === null) return null;
  switch (request.action) {
    case 'emergencyExit':
    case 'flattenWinners':
      return refuse(
        403,
        'This key is limited to some accounts, and this means all of them. Nothing was sent.',
        'Flatten with "account".',
      );
    case 'partialClose': {
      const [accountId = ''] = request.position.split('|');
      return mayReach(key)(accountId) ? null : notItsAccount;
    }
    case 'flatten': {
      const { account } = request.filter;
      if (account === undefined)
        return refuse(403, 'This key is limited to some accounts: name one with "account". Nothing was sent.');
      return mayReach(key)(account) ? null : notItsAccount;
    }
    default:
      return assertNever(request);
  }
}

const notItsAccount = refuse(403, 'This key may not touch that account. Nothing was sent.');
