import { describe, expect, it } from 'vitest';
import { examplesOf } from '../../../renderer/automation/examples.ts';
import { callLook, isExpired, keyStanding, limitsOf } from '../../../renderer/automation/automationWords.ts';
import { lampLook } from '../../../renderer/automation/lampLook.ts';
import { emptyDraft, endOfDay, needsConsent, readDraft, type KeyDraft } from '../../../renderer/automation/newKey.ts';
import { withNewest, withOlder, type ReadCalls } from '../../../renderer/automation/useCalls.ts';
import type { ApiKeyView, AutomationCall } from '../../../shared/automation.ts';
import { newApiKeySchema, WRONG_KEYS_NOTICE } from '../../../shared/automation.ts';
import type { Notice } from '../../../shared/snapshot.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import { account, snapshot } from './fixtures.ts';

const nowMs = new Date(2026, 10, 22, 12).getTime();
const draft = (part: Partial<KeyDraft> = {}): KeyDraft => ({ ...emptyDraft, name: ' Alerts ', ...part });
const key = (part: Partial<ApiKeyView> = {}): ApiKeyView => ({
  keyId: 'k',
  name: 'Alerts',
  hint: 'bst_…x7Qp',
  scope: 'trade',
  accounts: null,
  actions: null,
  approval: 'firstTime',
  environment: 'practice',
  createdAtMs: 1,
  expiresAtMs: null,
  approvedAtMs: null,
  revokedAtMs: null,
  lastUse: null,
  ...part,
});
const call = (callId: number, part: Partial<AutomationCall> = {}): AutomationCall => ({
  callId,
  atMs: 1,
  tookMs: 1,
  via: 'rest',
  keyId: 'k',
  keyName: 'Alerts',
  verb: 'flatten',
  accountIds: [],
  exitId: null,
  status: 200,
  outcome: 'flat',
  detail: null,
  ...part,
});
const page = (newest: number, count: number) => Array.from({ length: count }, (_, index) => call(newest - index));
const ids = ({ calls }: ReadCalls) => calls?.map(({ callId }) => callId);
const unread: ReadCalls = { calls: null, more: false, failure: null, busy: true };

describe('a new key', () => {
  it('reads only unless somebody says otherwise, and fits the contract', () => {
    const read = readDraft(draft(), 'live', nowMs);
    expect(read).toEqual({
      ok: true,
      key: { name: 'Alerts', scope: 'read', approval: 'firstTime', accounts: null, actions: null, expiresAtMs: null },
    });
    expect(newApiKeySchema.safeParse(read.ok ? read.key : null).data).toEqual(read.ok ? read.key : null);
  });
  it('that acts unattended on live money wants a consent, on practice none', () => {
    const unattended = draft({ scope: 'trade', approval: 'never' });
    expect(readDraft(unattended, 'live', nowMs)).toMatchObject({ ok: false, problems: { consent: expect.any(String) } });
    expect(readDraft({ ...unattended, consent: true }, 'live', nowMs)).toMatchObject({ ok: true, key: { approval: 'never' } });
    expect(readDraft(unattended, 'practice', nowMs).ok).toBe(true);
    expect(needsConsent(draft({ scope: 'read', approval: 'never' }), 'live')).toBe(false);
  });
  it('works to the end of its last day here', () => {
    expect(readDraft(draft({ lastDay: '2026-11-22' }), 'practice', nowMs)).toMatchObject({
      key: { expiresAtMs: new Date(2026, 10, 22, 23, 59, 59, 999).getTime() },
    });
    for (const lastDay of ['', '2026-11-21', 'soon'])
      expect(readDraft(draft({ lastDay }), 'practice', nowMs)).toMatchObject({
        ok: false,
        problems: { lastDay: expect.any(String) },
      });
    expect(endOfDay('')).toBeNull();
  });
  it('says every problem at once', () => {
    const wrong = draft({ name: ' ', scope: 'trade', accounts: [], actions: [] });
    const read = readDraft(wrong, 'practice', nowMs);
    expect(read.ok ? [] : Object.keys(read.problems)).toEqual(['name', 'accounts', 'actions']);
    expect(readDraft(draft({ name: 'x'.repeat(61) }), 'practice', nowMs).ok).toBe(false);
  });
});

describe('a key in words', () => {
  const known = snapshot({ accounts: [account()] });
  it('says what it may', () => {
    expect(limitsOf(key({ approval: 'never' }), known)).toEqual(['Act unattended', 'all accounts', 'all actions']);
    expect(limitsOf(key({ scope: 'read', approval: 'never' }), known)).toEqual(['Reads only', 'all accounts']);
    expect(limitsOf(key({ accounts: ['a1', 'gone'], actions: ['flatten'] }), known)).toEqual([
      'Ask the first time',
      '2 accounts: Momentum (Bybit), an account that is not here',
      'Flatten with filters',
    ]);
  });
  it('says that it is over, or that its first exit will be asked', () => {
    expect(keyStanding(key({ approval: 'never' }), false)).toBeNull();
    expect(keyStanding(key(), false)).toMatchObject({ kind: 'waits' });
    expect(keyStanding(key({ approvedAtMs: 1 }), false)).toBeNull();
    expect(keyStanding(key({ expiresAtMs: nowMs }), isExpired(key({ expiresAtMs: nowMs }), nowMs))).toMatchObject({
      kind: 'over',
    });
    expect(keyStanding(key({ revokedAtMs: nowMs }), false)?.words).toMatch(/^Revoked 22 Nov/);
  });
});

describe('the log', () => {
  it('never calls flat what was refused', () => {
    expect(callLook(call(1)).word).toBe('Flat');
    expect(callLook(call(1, { outcome: 'refused', status: 401 })).word).toBe('Refused 401');
    expect(callLook(call(1, { outcome: 'notFlat' })).tone).toBe('loss');
  });
  it('puts newer calls before those that it has, without a gap', () => {
    const first = withNewest(unread, page(250, 100));
    expect(first).toMatchObject({ more: true, busy: false });
    const older = withOlder(first, page(150, 100), 151);
    expect(ids(older)).toHaveLength(200);
    const newer = withNewest(older, page(260, 100));
    expect(ids(newer)).toEqual(page(260, 210).map(({ callId }) => callId));
    expect(newer.more).toBe(true);
    expect(withNewest(newer, page(500, 100))).toMatchObject({ more: true, calls: { length: 100 } });
    expect(withNewest(unread, [])).toMatchObject({ calls: [], more: false });
    expect(withNewest(withNewest(unread, page(3, 3)), page(5, 5))).toMatchObject({ more: false, calls: { length: 5 } });
  });
  it('leaves out an older page that its end has moved away from', () => {
    const first = withNewest(unread, page(500, 100));
    expect(withOlder(first, page(150, 100), 151)).toEqual(first);
    expect(withOlder(first, page(400, 40), 401)).toMatchObject({ more: false, calls: { length: 140 } });
  });
});

describe('the lamp', () => {
  const on = { ...snapshot(), settings: { ...defaultSettings, automation: true } };
  const notice: Notice = {
    id: WRONG_KEYS_NOTICE,
    severity: 'warning',
    title: 'Wrong keys.',
    detail: '',
    remedy: null,
    accountId: null,
    atMs: 1,
  };
  it('is dark while nothing listens, and an alarm comes before everything', () => {
    expect(lampLook(null)).toBeNull();
    expect(lampLook(snapshot())).toBeNull();
    expect(lampLook(on)?.kind).toBe('on');
    const failure = { kind: 'portBusy', message: 'The port is in use.' } as const;
    const failed = { ...on, automation: { server: { kind: 'failed' as const, failure }, keys: [] } };
    expect(lampLook(failed)).toMatchObject({ kind: 'failed', words: 'Automation failed: The port is in use.' });
    expect(lampLook({ ...failed, notices: [notice] })?.kind).toBe('attacked');
    expect(lampLook({ ...on, notices: [{ ...notice, id: 'automationStore' }] })?.kind).toBe('on');
  });
});

it('examples carry no key', () => {
  const texts = Object.values(examplesOf('http://127.0.0.1:47800')).flat();
  for (const { text } of texts) expect(text).not.toContain('bst_');
  expect(texts.map(({ text }) => text).join()).toContain('ws://127.0.0.1:47800/ws/stream');
});
