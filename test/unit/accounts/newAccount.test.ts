// What is refused of a new account before anybody is asked, and what the words repeat of it.
import { describe, expect, it } from 'vitest';
import { checkAccount, checkNew, cleanKeys, sameLabel } from '../../../electron/accounts/newAccount.ts';
import { storeAccount, type StoredAccount } from '../../../electron/vault/storedAccounts.ts';
import { Credential } from '../../../electron/vault/credential.ts';
import { newAccountSchema, type NewAccount } from '../../../shared/vault.ts';

const wish = (changes: Readonly<Record<string, unknown>> = {}): NewAccount =>
  newAccountSchema.parse({ venue: 'bybit', label: 'Main', keys: { apiKey: 'key', secret: 'secret' }, ...changes });

const refusal = (account: NewAccount): string => {
  const checked = checkAccount(account);
  return checked.ok ? '' : `${checked.failure.message} ${checked.failure.remedy ?? ''}`;
};

const stored = ({ venue, label, keys, endpoint, proxy, allowWithdrawal }: NewAccount): StoredAccount =>
  storeAccount(
    { id: label, venue, label, enabled: true, endpoint, allowWithdrawal, addedAtMs: 1 },
    new Credential({ keys: cleanKeys(keys), proxy }),
  );

describe('a key', () => {
  it('loses what copying took along at its ends', () => {
    const keys = { apiKey: '\u200b key\r\n', secret: '\ufeffsecret\u2060', password: 'pass phrase\n' };
    expect(cleanKeys(keys)).toEqual({ apiKey: 'key', secret: 'secret', password: 'pass phrase' });
    expect(cleanKeys({ apiKey: 'key', secret: 'secret', password: ' ' })).toEqual({ apiKey: 'key', secret: 'secret' });
  });

  it.each([
    [{ apiKey: 'ab\ncd', secret: 'S3cr' }, 'API key holds'],
    [{ apiKey: 'ab\u200bcd', secret: 'S3cr' }, 'API key holds'],
    [{ apiKey: 'ab', secret: 's\u00adt' }, 'API secret holds'],
    [{ apiKey: 'ab', secret: 'пароль' }, 'API secret holds'],
  ])('that no venue can take is said to be so, without it (%#)', (keys, words) => {
    expect(refusal(wish({ keys }))).toContain(words);
    for (const key of Object.values(keys)) expect(refusal(wish({ keys }))).not.toContain(key);
  });

  it('may be of several lines where it is a private key', () => {
    const secret = '-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEIAAA\n-----END PRIVATE KEY-----\n';
    expect(refusal(wish({ keys: { apiKey: 'key', secret } }))).toBe('');
  });
});

describe('the same account', () => {
  const address = `0x${'aB'.repeat(20)}`;
  const wallet = (label: string, apiKey: string) =>
    wish({ venue: 'hyperliquid', label, keys: { apiKey, secret: `0x${'1'.repeat(64)}` } });

  it('is not added again by an address in other letters', () => {
    expect(checkNew(wallet('two', address.toLowerCase()), [stored(wallet('one', address))])).toMatchObject({
      ok: false,
      failure: { message: expect.stringContaining('as "one"') as unknown },
    });
  });

  it('is not added again on the generic path', () => {
    expect(refusal(wish({ venue: 'ccxt:bybit' }))).toContain('Choose Bybit');
    const usual = stored(wish({ venue: 'binanceusdm' }));
    expect(checkNew(wish({ venue: 'ccxt:binance', label: 'Copy' }), [usual])).toMatchObject({ ok: false });
    expect(checkNew(wish({ venue: 'binancecoinm', label: 'Coin' }), [usual])).toMatchObject({ ok: true });
  });
});

describe('a name', () => {
  it.each(['\u200b', 'Main\u202eniaM', 'two\nlines', 'bell\u0007'])('that can not be read is refused (%#)', (label) => {
    expect(refusal(wish({ label }))).toContain('The name');
  });

  it.each(['Główne', '主账户', 'حساب', '👩‍💻 scalps', 'x'.repeat(200)])('of any letters is taken (%#)', (label) => {
    expect(refusal(wish({ label }))).toBe('');
  });

  it('that looks like another one is the same', () => {
    expect(sameLabel('Caf\u00e9  one', 'cafe\u0301 ONE')).toBe(true);
    expect(sameLabel('Main\u200b', 'Main')).toBe(true);
    expect(sameLabel('Main', 'Main 2')).toBe(false);
  });
});

describe('an address', () => {
  const at = (rest: string) => refusal(wish({ endpoint: { kind: 'custom', rest, ws: 'wss://example.com' } }));

  it.each(['https://example.com?proxy=', 'https://example.com/#', 'https://example.com/api?'])(
    'with something behind its path would swallow the paths of the venue (%s)',
    (rest) => {
      expect(at(rest)).toContain('only the base address');
    },
  );

  it.each(['http://me:Pl4nted@example.com', 'https://me:Pl4nted@example.com:port', 'https://me:Pl4nted@exa mple.com'])(
    'with a password is refused in words that do not repeat it (%#)',
    (rest) => {
      expect(at(rest)).toContain('must not carry');
      expect(at(rest)).not.toContain('Pl4nted');
    },
  );
});
