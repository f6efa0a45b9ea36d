import { describe, expect, test } from 'vitest';
import type { ReadinessCheck, ReadinessView } from '../../../shared/readiness.ts';
import { emptyVault, type AccountEntry } from '../../../shared/vault.ts';
import { changeMeaning } from '../../../renderer/environment/environmentWords.ts';
import { entryState, placeOf } from '../../../renderer/accounts/entryWords.ts';
import { staysWords } from '../../../renderer/accounts/openAtVenue.ts';
import { passphraseStrength } from '../../../renderer/accounts/passphraseStrength.ts';
import { doubtsAbout, saysWithdrawal } from '../../../renderer/accounts/testedKey.ts';
import { canChange, keptWords } from '../../../renderer/accounts/vaultWords.ts';
import { gravestFirst, redReason, tally } from '../../../renderer/readiness/readinessWords.ts';
import { byAccount, rehearsalLead, rehearsalText } from '../../../renderer/rehearsal/rehearsalText.ts';
import { accountName } from '../../../renderer/ui/venueNames.ts';
import { account } from './fixtures.ts';

const entry = (part: Partial<AccountEntry> = {}): AccountEntry => ({
  id: 'a1',
  venue: 'bybit',
  label: 'Main',
  enabled: true,
  endpoint: { kind: 'place', id: 'live' },
  endpointLabel: 'Live',
  proxied: false,
  allowWithdrawal: false,
  addedAtMs: 1,
  ...part,
});
const check = (id: ReadinessCheck['id'], state: ReadinessCheck['state'], detail = ''): ReadinessCheck => ({
  id,
  state,
  detail,
  remedy: null,
});
const readiness = (lamp: ReadinessView['lamp'], ...checks: ReadinessCheck[]): ReadinessView => ({ lamp, checkedAtMs: 1, checks });

describe('what a tested key still needs', () => {
  test('a green or amber key needs nothing', () => {
    expect(doubtsAbout(readiness('green', check('trading', 'ok')))).toEqual({ mayWithdraw: false, wouldFail: false });
    expect(doubtsAbout(readiness('amber', check('withdrawal', 'warning')))).toEqual({ mayWithdraw: false, wouldFail: false });
  });
  test('a key that may withdraw needs its own word, and no other when it would work', () => {
    expect(doubtsAbout(readiness('red', check('withdrawal', 'bad'), check('trading', 'ok')))).toEqual({
      mayWithdraw: true,
      wouldFail: false,
    });
  });
  test('a key that would not work needs another word, also when it may withdraw', () => {
    expect(doubtsAbout(readiness('red', check('trading', 'bad')))).toEqual({ mayWithdraw: false, wouldFail: true });
    expect(doubtsAbout(readiness('red', check('withdrawal', 'bad'), check('trading', 'bad')))).toEqual({
      mayWithdraw: true,
      wouldFail: true,
    });
  });
  test('red without a bad check is still not taken for working', () => {
    expect(doubtsAbout(readiness('red')).wouldFail).toBe(true);
  });
  test('an accepted withdrawal key goes on being named', () => {
    expect(saysWithdrawal(readiness('amber', check('withdrawal', 'warning')))).toBe(true);
    expect(saysWithdrawal(readiness('amber', check('withdrawal', 'unknown')))).toBe(false);
  });
});

describe('the lamp in words', () => {
  const mixed = [
    check('reachable', 'ok'),
    check('clock', 'unknown'),
    check('trading', 'bad', 'Read only.'),
    check('stream', 'warning'),
  ];
  test('the gravest check comes first', () => {
    expect(gravestFirst(mixed).map(({ state }) => state)).toEqual(['bad', 'warning', 'unknown', 'ok']);
  });
  test('all are counted', () => expect(tally(mixed)).toBe('1 bad, 1 warning, 1 not known, 1 good'));
  test('a narrow place names the reason of a red lamp only', () => {
    expect(redReason(readiness('red', ...mixed))).toBe('Read only.');
    expect(redReason(readiness('red'))).toContain('would fail');
    expect(redReason(readiness('amber', ...mixed))).toBeNull();
    expect(redReason(undefined)).toBeNull();
  });
});

describe('an account of the vault', () => {
  test('that is off is said to be out of reach of every exit', () => {
    expect(entryState(entry({ enabled: false }), undefined, 'live').more).toContain('no exit reaches it');
  });
  test('waits in practice and connects in live', () => {
    expect(entryState(entry(), undefined, 'practice').word).toBe('Waiting');
    expect(entryState(entry(), undefined, 'live').word).toBe('Connecting');
  });
  test('tells why it failed and what to do', () => {
    const failed = account({
      health: { kind: 'failed', failure: { kind: 'credentials', message: 'Key refused.', remedy: 'Replace it.' } },
    });
    expect(entryState(entry(), failed, 'live')).toEqual({ tone: 'loss', word: 'Failed', more: 'Key refused. Replace it.' });
  });
  test('that is connected says why an exit would fail all the same', () => {
    const red = account({ readiness: readiness('red', check('trading', 'bad', 'Read only.')) });
    expect(entryState(entry(), red, 'live')).toMatchObject({ word: 'Connected', more: 'Read only.' });
  });
  test('has a badge wherever it is not the venue itself', () => {
    expect(placeOf(entry())).toBeUndefined();
    expect(placeOf(entry({ endpoint: { kind: 'place', id: 'testnet' }, endpointLabel: 'Testnet' }))).toBe('Testnet');
    expect(accountName({ label: 'Main', venue: 'bybit', place: 'Testnet' })).toBe('Main (Bybit, Testnet)');
    expect(accountName({ label: 'Main', venue: 'bybit' })).toBe('Main (Bybit)');
  });
});

describe('a change of environment says beforehand', () => {
  const known = { entries: [entry()], vault: { ...emptyVault, state: 'open' as const }, accounts: [account()] };
  test('that live is real money and what will be connected', () => {
    const said = changeMeaning('live', known).join(' ');
    expect(said).toContain('Real money');
    expect(said).toContain('1 account will be connected: Main.');
  });
  test('what is in the way', () => {
    expect(changeMeaning('live', { ...known, entries: [] }).join(' ')).toContain('No account is added yet');
    expect(changeMeaning('live', { ...known, entries: [entry({ enabled: false })] }).join(' ')).toContain('switched off');
    expect(changeMeaning('live', { ...known, vault: { ...emptyVault, state: 'locked' } }).join(' ')).toContain('locked');
  });
  test('that practice leaves real positions unwatched', () => {
    expect(changeMeaning('practice', known).join(' ')).toMatch(/1 live account will be disconnected.*stay as they are/);
  });
});

test('what a disconnected account leaves behind is said, and that nothing is closed', () => {
  expect(staysWords(1, 'Bybit')).toBe(
    'Its 1 open position and its orders stay at Bybit as they are: nothing is closed or cancelled',
  );
  expect(staysWords(0, 'Bybit')).toContain('if any, stay at Bybit');
});

describe('how keys are kept', () => {
  test('is said of every state', () => {
    for (const state of ['empty', 'locked', 'open', 'damaged', 'session'] as const) {
      for (const protection of ['system', 'passphrase', null] as const) {
        expect(keptWords({ ...emptyVault, state, protection }).length).toBeGreaterThan(15);
      }
    }
  });
  test('nothing changes while it is locked, damaged, or wants the passphrase again', () => {
    expect(canChange({ ...emptyVault, state: 'open' })).toBe(true);
    expect(canChange({ ...emptyVault, state: 'session' })).toBe(true);
    expect(canChange({ ...emptyVault, state: 'open', addingLocked: true })).toBe(false);
    expect(canChange({ ...emptyVault, state: 'locked' })).toBe(false);
    expect(canChange({ ...emptyVault, state: 'damaged' })).toBe(false);
  });
});

describe('the strength of a passphrase', () => {
  test.each([
    ['', ''],
    ['short', 'Too short'],
    ['aaaaaaaaaaaaaaaa', 'Weak'],
    ['abcdefghijklmnop', 'Weak'],
    ['password1234', 'Weak'],
    ['Tr4der!x9', 'Good'],
    ['correct horse battery staple', 'Strong'],
  ])('%s is %s', (text, word) => expect(passphraseStrength(text).word).toBe(word));
  test('says how much is missing', () => expect(passphraseStrength('abc').advice).toContain('5 more'));
});

describe('a rehearsal', () => {
  const request = (accountId: string, what: string) => ({
    accountId,
    what,
    method: 'POST',
    url: 'https://api.bybit.com/v5/order/create',
    body: '{\n  "qty": "0.5"\n}',
  });
  const rehearsal = {
    atMs: 0,
    requests: [request('a', 'close A'), request('b', 'close B'), request('a', 'cancel C')],
    notes: ['D is dust.'],
  };

  test('is gathered by account in the order of the first request', () => {
    expect(byAccount(rehearsal.requests).map(({ accountId, requests }) => [accountId, requests.length])).toEqual([
      ['a', 2],
      ['b', 1],
    ]);
  });
  test('says in words that nothing was sent', () => {
    expect(rehearsalLead(rehearsal)).toMatch(/^Nothing was sent.*these 3 requests/);
    expect(rehearsalLead({ ...rehearsal, requests: [] })).toMatch(/^Nothing was sent/);
  });
  test('is copied whole', () => {
    const text = rehearsalText(rehearsal, (id) => `Account ${id}`);
    for (const part of [
      'Nothing was sent',
      'Account a',
      '1. close A',
      '2. cancel C',
      'POST https://',
      '"qty": "0.5"',
      '- D is dust.',
    ]) {
      expect(text).toContain(part);
    }
  });
});
