// What can be said of a new account without asking anybody: whether its key is whole, where it dials, and whether there is
// one like it already. Reasons never repeat a part of a key.
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { NewAccount } from '../../shared/vault.ts';
import { ccxtIdOf, isCertified, venueCard, venueName } from '../../shared/venue.ts';
import { certifiedVenueSchema } from '../../shared/venueSchema.ts';
import type { Secrets } from '../vault/credential.ts';
import type { StoredAccount } from '../vault/storedAccounts.ts';
import { readProxy } from '../venues/proxy.ts';
import { placeOf } from './places.ts';

const bad = (message: string, remedy: string): Failure => ({ kind: 'badRequest', message, remedy });

/** White space and what nobody sees: zero-width letters come along out of chats and PDF files. */
const AT_ENDS = /^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu;
const clean = (text: string): string => text.replaceAll(AT_ENDS, '');

/** Copying takes such letters along; a key has none at its ends. An empty password is none. */
export function cleanKeys({ apiKey, secret, password }: NewAccount['keys']): Secrets {
  const cleaned = password === undefined ? '' : clean(password);
  return { apiKey: clean(apiKey), secret: clean(secret), ...(cleaned === '' ? {} : { password: cleaned }) };
}

/** What an HTTP header takes; a private key of several lines goes into none. */
const ONE_LINE = /^[ -~]+$/;
const LINES = /^[ -~\r\n]+$/;

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
    if (field !== undefined && given && !(part === 'secret' ? LINES : ONE_LINE).test(keys[part] ?? ''))
      return fail(
        bad(
          `The ${field.label} holds a line break, an invisible letter or one that is no key's.`,
          `Copy it anew from ${name}, where it was shown when the key was made.`,
        ),
      );
  }
  return succeed(null);
}

/** What looks the same is the same. */
const looks = (label: string): string =>
  label
    .normalize('NFKC')
    .replaceAll(/\p{Cf}/gu, '')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .toLowerCase();
export const sameLabel = (one: string, other: string): boolean => looks(one) === looks(other);

export function labelTaken(label: string, accounts: readonly StoredAccount[], besides?: string): Result<null> {
  const other = accounts.find(({ entry }) => entry.id !== besides && sameLabel(entry.label, label));
  if (other === undefined) return succeed(null);
  return fail(bad(`There is an account called "${other.entry.label}" already.`, 'Give it another name.'));
}

/** Wallet addresses are written in small and capital letters. */
const sameKey = (one: string, other: string): boolean =>
  one === other || (one.startsWith('0x') && one.toLowerCase() === other.toLowerCase());
/** Binance's two venues share a key and no position. What an uncertified venue trades may be what another one trades. */
const mayOverlap = (one: NewAccount['venue'], other: NewAccount['venue']): boolean =>
  one === other || !isCertified(one) || !isCertified(other);

/** An account that is there twice would be closed twice at the same time. */
export function keyTaken(
  venue: NewAccount['venue'],
  apiKey: string,
  accounts: readonly StoredAccount[],
  besides?: string,
): Result<null> {
  const other = accounts.find(
    ({ entry, secrets }) =>
      entry.id !== besides && mayOverlap(entry.venue, venue) && sameKey(secrets.reveal().keys.apiKey, apiKey),
  );
  if (other === undefined) return succeed(null);
  return fail(
    bad(
      `This key of ${venueName(other.entry.venue)} is there already, as "${other.entry.label}".`,
      'Use that account; to give it another secret replace its keys.',
    ),
  );
}

function checkVenue(venue: NewAccount['venue']): Result<null> {
  const certified = certifiedVenueSchema.safeParse(ccxtIdOf(venue));
  if (isCertified(venue) || !certified.success) return succeed(null);
  const { name } = venueCard(certified.data);
  return fail(
    bad(`Breakglass has a profile of its own for ${name}.`, `Choose ${name} ("${certified.data}"), not the generic path.`),
  );
}

const VISIBLE = /[^\p{C}\p{Z}]/u;
/** Controls and line breaks, and what turns the direction of writing: a list of accounts could be read wrong. */
const UNREADABLE = /[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

export function checkLabel(label: string): Result<null> {
  if (!VISIBLE.test(label)) return fail(bad('The name is empty.', 'Give the account a name.'));
  if (!UNREADABLE.test(label)) return succeed(null);
  return fail(bad('The name holds a line break or an invisible letter.', 'Type the name instead of pasting it.'));
}

const checkProxy = (proxy: string | null): Result<unknown> => (proxy === null ? succeed(null) : readProxy(proxy));

/** Everything but whether it is new. */
export function checkAccount({ venue, label, keys, endpoint, proxy }: NewAccount): Result<null> {
  const checks = [
    () => checkVenue(venue),
    () => checkLabel(label),
    () => checkKeys(venue, cleanKeys(keys)),
    () => placeOf(venue, endpoint),
    () => checkProxy(proxy),
  ];
  for (const check of checks) {
    const checked = check();
    if (!checked.ok) return checked;
  }
  return succeed(null);
}

export function checkNew(account: NewAccount, accounts: readonly StoredAccount[]): Result<null> {
  const label = labelTaken(account.label, accounts);
  return label.ok ? keyTaken(account.venue, cleanKeys(account.keys).apiKey, accounts) : label;
}
