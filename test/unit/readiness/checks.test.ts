// What each fact means. The facts themselves are asked of real venues in test/contract/adapterReadiness.test.ts.
import { describe, expect, it } from 'vitest';
import { fail, succeed } from '../../../shared/failure.ts';
import type { CheckId, CheckState } from '../../../shared/readiness.ts';
import { checksOf } from '../../../electron/readiness/checks.ts';
import { lampFor } from '../../../electron/readiness/lamp.ts';
import type { ReadinessFacts } from '../../../electron/readiness/readinessFacts.ts';
import type { BudgetUse } from '../../../electron/venues/pacing.ts';
import type { KeyFacts } from '../../../electron/venues/profile.ts';
import { holding, linear } from '../book/account.ts';

const goodKey: KeyFacts = { canTrade: true, canWithdraw: false, addressesListed: true, expiresAtEpochMs: null, notes: [] };
const weight: BudgetUse = { bucket: 'weight', cost: 100, used: 10, capacity: 2_160, windowMs: 60_500 };
const good: ReadinessFacts = {
  venue: 'bybit',
  nowEpochMs: Date.UTC(2026, 0, 1),
  health: { kind: 'live' },
  hasTruth: true,
  time: succeed({ aheadMs: 3, roundTripMs: 40, correctedMs: 0, correctable: true }),
  key: succeed(goodKey),
  allowWithdrawal: false,
  hedgeMode: false,
  orderFamilies: ['plain', 'trigger'],
  unsweepable: [],
  unreadableFamilies: [],
  positions: [],
  budget: [weight],
  notClosable: [],
};

const check = (id: CheckId, change: Partial<ReadinessFacts>) => {
  const found = checksOf({ ...good, ...change }).find((each) => each.id === id);
  if (found === undefined) throw new Error(id);
  return found;
};
const key = (change: Partial<KeyFacts>) => ({ key: succeed({ ...goodKey, ...change }) });
const silence = fail({ kind: 'unreachable', message: 'nobody answers' });
const days = (count: number) => good.nowEpochMs + count * 86_400_000;

it('is green when all is well, and every check that is not ok says what to do or why it is not known', () => {
  const checks = checksOf(good);
  expect(checks).toHaveLength(13);
  expect(checks.filter(({ state }) => state !== 'ok')).toEqual([]);
  expect(lampFor(checks)).toBe('green');
});

it('knows nothing of an account that nobody reached, and shows no colour but red for it', () => {
  const checks = checksOf({ ...good, time: silence, key: silence, hasTruth: false, health: { kind: 'connecting' }, budget: [] });
  expect(checks.filter(({ state }) => state === 'ok').map(({ id }) => id)).toEqual(['certified']);
  expect(lampFor(checks)).toBe('red');
});

describe.each<[CheckId, CheckState, string, Partial<ReadinessFacts>]>([
  ['reachable', 'warning', 'a no is an answer', { time: fail({ kind: 'rateLimited', message: 'too often' }) }],
  ['keyValid', 'bad', 'refused', { key: fail({ kind: 'credentials', message: 'no such key' }) }],
  ['keyValid', 'bad', 'expired', key({ expiresAtEpochMs: days(-1) })],
  ['keyValid', 'warning', 'expires soon', key({ expiresAtEpochMs: days(6.5) })],
  ['keyValid', 'ok', 'expires later', key({ expiresAtEpochMs: days(8) })],
  ['keyValid', 'unknown', 'no signed answer lately', { health: { kind: 'connecting' }, key: silence }],
  ['trading', 'bad', 'reads only', key({ canTrade: false })],
  ['trading', 'unknown', 'not told', key({ canTrade: null })],
  ['withdrawal', 'bad', 'may withdraw', key({ canWithdraw: true })],
  ['withdrawal', 'warning', 'may withdraw, accepted', { ...key({ canWithdraw: true }), allowWithdrawal: true }],
  ['withdrawal', 'unknown', 'not told, accepted or not', { ...key({ canWithdraw: null }), allowWithdrawal: true }],
  ['withdrawal', 'unknown', 'not answered', { key: silence }],
  ['addresses', 'warning', 'from everywhere', key({ addressesListed: false })],
  ['addresses', 'unknown', 'not told', key({ addressesListed: null })],
  [
    'clock',
    'ok',
    'a little off, corrected',
    { time: succeed({ aheadMs: 300, roundTripMs: 20, correctedMs: 300, correctable: true }) },
  ],
  [
    'clock',
    'warning',
    'far off, corrected',
    { time: succeed({ aheadMs: -5_000, roundTripMs: 20, correctedMs: -5_000, correctable: true }) },
  ],
  [
    'clock',
    'warning',
    'far off, not corrected',
    { time: succeed({ aheadMs: 5_000, roundTripMs: 20, correctedMs: 0, correctable: false }) },
  ],
  ['clock', 'unknown', 'not told', { time: succeed(null) }],
  ['positionMode', 'ok', 'per symbol', { hedgeMode: null }],
  ['positionMode', 'unknown', 'not read', { hasTruth: false }],
  ['orderFamilies', 'warning', 'one can not be listed', { unreadableFamilies: ['algo'] }],
  ['orderFamilies', 'warning', 'one can not be cancelled', { unsweepable: ['algo'] }],
  ['requestBudget', 'warning', 'more than there is', { budget: [weight, { ...weight, cost: 5_000 }] }],
  ['requestBudget', 'warning', 'more than is free now', { budget: [{ ...weight, used: 2_100 }] }],
  ['requestBudget', 'unknown', 'could not be counted', { budget: [], positions: [holding('long', '1')] }],
  ['stream', 'warning', 'silent', { health: { kind: 'stale', sinceMs: 1, reason: 'silent' } }],
  ['stream', 'bad', 'failed', { health: { kind: 'failed', failure: { kind: 'unreachable', message: 'gone' } } }],
  ['certified', 'warning', 'any other venue', { venue: 'ccxt:bingx' }],
  ['reach', 'warning', 'an option', { notClosable: ['option BTC-C, 1'] }],
])('%s', (id, state, words, change) => {
  it(`is ${state}: ${words}`, () => {
    const found = check(id, change);
    expect(found.state).toBe(state);
    expect(found.detail).not.toBe('');
    expect(state === 'ok' || state === 'unknown' || found.remedy !== null).toBe(true);
  });
});

it('counts the orders that a close takes, and is red above all attempts of an exit', () => {
  const held = (size: string, maxMarketSize: string | null) => ({
    positions: [holding('long', size, { market: { ...linear, lotSize: '1', maxMarketSize } })],
  });
  expect(check('marketMaximum', held('10', '10')).state).toBe('ok');
  expect(check('marketMaximum', held('10', null)).state).toBe('ok');
  expect(check('marketMaximum', held('25', '10'))).toMatchObject({
    state: 'ok',
    detail: expect.stringContaining('3 orders') as string,
  });
  expect(check('marketMaximum', held('1001', '10')).state).toBe('warning');
  expect(check('marketMaximum', held('12001', '10')).state).toBe('bad');
});

it('calls a key that may only read valid', () => {
  const health = { kind: 'failed', failure: { kind: 'credentials', message: 'may not trade' } } as const;
  expect(check('keyValid', { ...key({ canTrade: false }), health }).state).toBe('ok');
  expect(check('keyValid', { ...key({}), health }).state).toBe('bad');
});
