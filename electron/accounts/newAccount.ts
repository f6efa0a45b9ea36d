// What can be said of a new account without asking anybody: whether its key is whole, where it dials, and whether there is
// one like it already. Reasons never repeat a part of a key.
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { NewAccount } from '../../shared/vault.ts';
import { isCertified, venueCard, venueName } from '../../shared/venue.ts';
import type { Secrets } from '../vault/credential.ts';
import type { StoredAccount } from '../vault/storedAccounts.ts';
import { readProxy } from '../venues/proxy.ts';
import { placeOf } from './places.ts';

const bad = (message: string, remedy: string): Failure => ({ kind: 'badRequest', message, remedy });

/** Copying takes white space along; a key has none at its ends. */
export const cleanKeys = ({ apiKey, secret, password }: NewAccount['keys']): Secrets => ({
  apiKey: apiKey.trim(),
  secret: secret.trim(),
  ...(password === undefined ? {} : { password }),
});

function checkKeys(venue: NewAccount['venue'], keys: Secrets): Result<null> {
  const { keyFields, name } = venueCard(venue);
  const fields = new Map(keyFields.map((field) => [field.part, field]));
  for (const part of ['apiKey', 'secret', 'password'] as const) {
    const given = keys[part] !== undefined && keys[part] !== '';
    const field = fields.get(part);
    if (field === undefined && given)
      return fail(bad(`A key of ${name} has no passphrase.`, 'Leave the passphrase out, or choose the venue that it is of.'));
    if (field !== undefined && !given && (part !== 'password' || isCertified(venue)))
      return fail(
        bad(`The ${field.label} is missing.`, `A key of ${name} consists of ${keyFields.map(({ label }) => label).join(', ')}.`),
      );
  }
  return succeed(null);
}

export const sameLabel = (one: string, other: string): boolean => one.trim().toLowerCase() === other.trim().toLowerCase();

export function labelTaken(label: string, accounts: readonly StoredAccount[], besides?: string): Result<null> {
  const other = accounts.find(({ entry }) => entry.id !== besides && sameLabel(entry.label, label));
  if (other === undefined) return succeed(null);
  return fail(bad(`There is an account called "${other.entry.label}" already.`, 'Give it another name.'));
}

export function keyTaken(
  venue: NewAccount['venue'],
  apiKey: string,
  accounts: readonly StoredAccount[],
  besides?: string,
): Result<null> {
  const other = accounts.find(
    ({ entry, secrets }) => entry.id !== besides && entry.venue === venue && secrets.reveal().keys.apiKey === apiKey,
  );
  if (other === undefined) return succeed(null);
  return fail(
    bad(
      `This key of ${venueName(venue)} is there already, as "${other.entry.label}".`,
      'Use that account; to give it another secret replace its keys.',
    ),
  );
}

const checkProxy = (proxy: string | null): Result<unknown> => (proxy === null ? succeed(null) : readProxy(proxy));

/** Everything but whether it is new. */
export function checkAccount({ venue, keys, endpoint, proxy }: NewAccount): Result<null> {
  for (const check of [() => checkKeys(venue, cleanKeys(keys)), () => placeOf(venue, endpoint), () => checkProxy(proxy)]) {
    const checked = check();
    if (!checked.ok) return checked;
  }
  return succeed(null);
}

export function checkNew(account: NewAccount, accounts: readonly StoredAccount[]): Result<null> {
  const label = labelTaken(account.label, accounts);
  return label.ok ? keyTaken(account.venue, cleanKeys(account.keys).apiKey, accounts) : label;
}
