import { beforeEach, describe, expect, it } from 'vitest';
import { createMessages, type Message } from '../../../electron/desktop/messages.ts';
import type { AccountHealth } from '../../../shared/account.ts';
import type { Notice, PanelSnapshot } from '../../../shared/snapshot.ts';
import { account, exit, leg, position, snapshot } from '../renderer/fixtures.ts';

let now: PanelSnapshot;
let clockMs: number;
let tell: () => readonly Message[];
const open = (first: Partial<PanelSnapshot> = {}) => {
  now = snapshot(first);
  clockMs = 0;
  const messages = createMessages(now);
  tell = () => messages.tell(now, clockMs);
};
/** Changes it, then looks ten times a second for so long. */
const see = (change: Partial<PanelSnapshot>, ms = 0): readonly Message[] => {
  now = { ...now, ...change };
  const told = [...tell()];
  for (const end = clockMs + ms; clockMs < end;) {
    clockMs += 100;
    told.push(...tell());
  }
  return told;
};
const titles = (messages: readonly Message[]) => messages.map(({ title }) => title);
beforeEach(() => open());

describe('messages of an exit', () => {
  const accounts = [
    {
      accountId: 'a1',
      venue: 'bybit' as const,
      label: 'Momentum',
      phase: 'done' as const,
      verdict: null,
      ordersCancelled: 0,
      requests: 1,
      flatAtMs: null,
    },
  ];
  it('tell of its start once, and of its end in the same place', () => {
    const started = see({ exits: [exit({ accounts })] }, 1_000);
    expect(started).toHaveLength(1);
    expect(started[0]).toMatchObject({ title: 'Emergency Exit (practice) started', sound: 'started', urgent: false });
    const legs = [leg({ state: 'proved' }), leg({ legId: 'l2', state: 'proved' })];
    const ended = see({ exits: [exit({ accounts, legs, endedAtMs: 2, verdict: 'flat', pressToFlatMs: 1_234 })] }, 1_000);
    expect(ended).toHaveLength(1);
    expect(ended[0]).toMatchObject({
      id: started[0]?.id,
      title: 'Emergency Exit (practice): flat',
      body: '2 positions closed in 1.2 s, proved by a fresh read.',
      sound: 'flat',
      place: { kind: 'exit', exitId: 'x1' },
    });
  });
  it('say that a program asked for it', () => {
    const asked = { keyId: 'k', keyName: 'Alerts', via: 'rest', idempotencyKey: null, fingerprint: 'f' } as const;
    const [started] = see({ exits: [exit({ accounts, asked })] });
    expect(started?.body).toBe('A program asked for it, with the key "Alerts" over REST: 1 account.');
    const [ended] = see({ exits: [exit({ accounts, asked, endedAtMs: 2, verdict: 'notFlat' })] });
    expect(ended?.body).toContain('Asked for by the key "Alerts" over REST.');
  });
  it('are urgent and say what is left when it is not flat', () => {
    see({ exits: [exit({ accounts, environment: 'live' })] });
    const leftOver = [
      { kind: 'position', accountId: 'a1', symbol: 'BTC/USDT:USDT', side: 'long', size: '0.5', dust: false, reason: 'refused' },
    ] as const;
    const [ended] = see({ exits: [exit({ accounts, environment: 'live', endedAtMs: 2, verdict: 'notFlat', leftOver })] });
    expect(ended).toMatchObject({ title: 'Emergency Exit: NOT FLAT', urgent: true, sound: 'notFlat' });
    expect(ended?.body).toContain('Momentum: BTC/USDT:USDT long 0.5');
  });
  it('never say flat of what nobody could read', () => {
    const leftOver = [{ kind: 'unreadable', accountId: 'a1', reason: 'dead' }] as const;
    const [ended] = see({ exits: [exit({ accounts, endedAtMs: 2, verdict: 'unknown', leftOver })] });
    expect(ended).toMatchObject({ title: 'Emergency Exit (practice): UNKNOWN whether flat', urgent: true });
    expect(ended?.body).toContain('Momentum could not be read');
  });
  it('say nothing of exits of earlier days', () => {
    open({ exits: [exit({ endedAtMs: 2, verdict: 'notFlat' })] });
    expect(see({}, 2_000)).toEqual([]);
  });
  it('name the scope of a winners exit and do not call the rest flat', () => {
    const [ended] = see({
      exits: [exit({ request: { action: 'flattenWinners' }, endedAtMs: 2, verdict: 'flat', pressToFlatMs: 900 })],
    });
    expect(ended?.title).toBe('Flatten Winners (practice): done');
  });
});

describe('messages of an alarm', () => {
  const notice = (id: string, severity: Notice['severity'] = 'alarm'): Notice => ({
    id,
    severity,
    title: 'Not flat any more.',
    detail: `${id} came back.`,
    remedy: 'Stop it.',
    accountId: 'a1',
    atMs: 1,
  });
  it('are urgent, told once and lead to the account', () => {
    const told = see({ notices: [notice('BTC')] }, 90_000);
    expect(told).toHaveLength(1);
    expect(told[0]).toMatchObject({
      urgent: true,
      sound: 'alarm',
      body: 'BTC came back.\nStop it.',
      place: { kind: 'account', accountId: 'a1' },
    });
  });
  it('are one for several at once', () => {
    const told = see({ notices: ['1', '2', '3', '4', '5', '6'].map((id) => notice(id)) });
    expect(titles(told)).toEqual(['6 alarms']);
    expect(told[0]?.body.split('\n')).toHaveLength(5);
  });
  it('are not repeated by one that comes and goes', () => {
    const told = [];
    for (let turn = 0; turn < 20; turn += 1) told.push(...see({ notices: [notice('BTC')] }, 500), ...see({ notices: [] }, 500));
    expect(told).toHaveLength(1);
    expect(see({ notices: [] }, 90_000)).toEqual([]);
    expect(see({ notices: [notice('BTC')] })).toHaveLength(1);
  });
  it('are not made of lesser notices', () => expect(see({ notices: [notice('x', 'warning'), notice('y', 'info')] })).toEqual([]));
  it('are made of what stood there at the start', () => {
    open({ notices: [notice('unfinished:live')] });
    expect(see({})).toHaveLength(1);
  });
});

describe('messages of an account', () => {
  const stale: AccountHealth = { kind: 'stale', sinceMs: 1, reason: 'silent' };
  const held = (...ids: string[]) =>
    Object.fromEntries(ids.map((accountId) => position({ accountId })).map((each) => [each.key, each]));
  it('tell once that it is stale, and once that it is back', () => {
    open({ positions: held('a1') });
    expect(titles(see({ accounts: [account({ health: stale })] }, 4_900))).toEqual([]);
    expect(titles(see({}, 100_000))).toEqual(['Momentum (Bybit) is stale']);
    expect(titles(see({ accounts: [account()] }, 10_000))).toEqual(['Momentum (Bybit) is live again']);
  });
  it('are not made of an account that holds nothing', () =>
    expect(see({ accounts: [account({ health: stale })] }, 60_000)).toEqual([]));
  it('are not made of a short gap', () => {
    open({ positions: held('a1') });
    for (let turn = 0; turn < 20; turn += 1)
      expect([...see({ accounts: [account({ health: stale })] }, 3_000), ...see({ accounts: [account()] }, 1_000)]).toEqual([]);
  });
  it('are one for all that went at once, and one for all that came back', () => {
    const ids = ['a1', 'a2', 'a3'];
    const all = (health: AccountHealth) => ids.map((id) => account({ id, label: id, health }));
    open({ positions: held(...ids), accounts: all({ kind: 'live' }) });
    see({ accounts: [...all(stale).slice(0, 1), ...all({ kind: 'live' }).slice(1)] }, 500);
    expect(titles(see({ accounts: all(stale) }, 20_000))).toEqual(['3 accounts are stale']);
    expect(titles(see({ accounts: all({ kind: 'live' }) }, 20_000))).toEqual(['3 accounts are live again']);
  });
  it('stop at another environment', () => {
    open({ positions: held('a1') });
    see({ accounts: [account({ health: stale })] }, 4_000);
    expect(see({ environment: 'live', accounts: [], positions: {} }, 60_000)).toEqual([]);
  });
});
