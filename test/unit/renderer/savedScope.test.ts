import { describe, expect, it } from 'vitest';
import { savedAs, savedFiltersOf, savedScopeWords, standingOf } from '../../../renderer/positions/savedScope.ts';
import type { KnownAccounts } from '../../../renderer/positions/useKnownAccounts.ts';
import type { SavedFilter } from '../../../shared/savedFilter.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { emptyVault, type AccountEntry } from '../../../shared/vault.ts';
import { account } from './fixtures.ts';

const entry: AccountEntry = {
  id: 'off',
  venue: 'okx',
  label: 'Asleep',
  enabled: false,
  endpoint: { kind: 'place', id: 'live' },
  endpointLabel: 'Live',
  proxied: false,
  allowWithdrawal: false,
  addedAtMs: 1,
};
const practice: KnownAccounts = { environment: 'practice', accounts: [account()], entries: [], vault: emptyVault };
const live: KnownAccounts = {
  environment: 'live',
  accounts: [account()],
  entries: [entry],
  vault: { ...emptyVault, state: 'open', protection: 'system' },
};
const saved = (part: Partial<SavedFilter>): SavedFilter => ({
  filterId: 'aa1',
  name: 'A',
  environment: 'practice',
  filter: { venue: 'bybit' },
  ...part,
});

describe('a saved scope', () => {
  it('is said with names', () => {
    const scope = { account: 'a1', venue: 'bybit', instrument: 'BTC/USDT:USDT', marketPosition: 'long' } as const;
    expect(savedScopeWords(scope, practice)).toBe('Momentum (Bybit) · Bybit · BTC/USDT:USDT · long');
    expect(savedScopeWords({ account: 'off' }, live)).toBe('Asleep (OKX)');
    expect(savedScopeWords({ account: 'never', marketPosition: 'short' }, live)).toBe('an account that is not here · short');
  });

  it('stands as its account does', () => {
    expect(standingOf({ account: 'a1' }, practice)).toEqual({ kind: 'usable' });
    expect(standingOf({ instrument: 'BTC/USDT:USDT' }, { ...practice, accounts: [] })).toEqual({ kind: 'usable' });
    expect(standingOf({ account: 'a9' }, practice)).toMatchObject({ kind: 'gone' });
    expect(standingOf({ account: 'a9' }, live)).toMatchObject({ kind: 'gone' });
    expect(standingOf({ account: 'off' }, live)).toEqual({ kind: 'waiting', words: 'Its account is not connected' });
    expect(standingOf({ venue: 'okx' }, practice)).toMatchObject({ kind: 'waiting' });
  });

  it('is not called gone while the accounts are not known yet', () => {
    expect(standingOf({ account: 'a1' }, { ...practice, accounts: [] })).toMatchObject({ kind: 'waiting' });
    const locked: KnownAccounts = { ...live, accounts: [], entries: [], vault: { ...live.vault, state: 'locked' } };
    expect(standingOf({ account: 'a1' }, locked)).toMatchObject({ kind: 'waiting' });
  });
});

describe('the saved filters on screen', () => {
  const settings = {
    ...defaultSettings,
    savedFilters: [
      saved({ filterId: 'b', name: 'BTC 10' }),
      saved({ filterId: 'l', name: 'Live', environment: 'live' }),
      saved({ filterId: 'a', name: 'BTC 9', filter: { instrument: 'BTC/USDT:USDT' } }),
    ],
  };

  it('are those of the environment that is on, by name', () => {
    expect(savedFiltersOf({ environment: 'practice', settings }).map(({ name }) => name)).toEqual(['BTC 9', 'BTC 10']);
    expect(savedFiltersOf({ environment: 'live', settings }).map(({ name }) => name)).toEqual(['Live']);
    expect(savedFiltersOf(null)).toEqual([]);
  });

  it('are known by what is offered', () => {
    const shown = savedFiltersOf({ environment: 'practice', settings });
    expect(savedAs(shown, { instrument: 'BTC/USDT:USDT' })?.name).toBe('BTC 9');
    expect(savedAs(shown, { instrument: 'BTC/USDT:USDT', marketPosition: 'long' })).toBeNull();
    expect(savedAs(shown, null)).toBeNull();
  });
});
