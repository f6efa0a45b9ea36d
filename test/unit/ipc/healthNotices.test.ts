import { expect, test } from 'vitest';
import { createHealthNotices } from '../../../electron/ipc/healthNotices.ts';
import { createNotices } from '../../../electron/ipc/notices.ts';
import type { AccountHealth, AccountView } from '../../../shared/account.ts';
import type { Notice } from '../../../shared/snapshot.ts';

function setUp() {
  let nowMs = 0;
  let shown: readonly Notice[] = [];
  const notices = createNotices(
    () => nowMs,
    (all) => {
      shown = all;
    },
  );
  const health = createHealthNotices(notices, () => nowMs);
  const account = { id: 'a', label: 'Desk', venue: 'okx' } as AccountView;
  return {
    look: (kind: AccountHealth) => health.look({ ...account, health: kind }),
    holds: (notClosable: readonly string[]) => health.look({ ...account, health: { kind: 'live' }, notClosable }),
    drop: () => health.drop('a'),
    forget: () => health.forget('a'),
    dismiss: () => notices.clear('account:a'),
    pass: (ms: number) => {
      nowMs += ms;
    },
    shown: () => shown.map(({ title, detail }) => `${title} ${detail}`),
  };
}
const refused: AccountHealth = { kind: 'failed', failure: { kind: 'credentials', message: 'OKX says no' } };
const stale = (reason: string): AccountHealth => ({ kind: 'stale', sinceMs: 0, reason });

test('a failure is said once, stays away when dismissed, and comes again after a wish to reconnect', () => {
  const desk = setUp();
  desk.look(refused);
  expect(desk.shown()).toEqual(['Desk (OKX) is not connected. OKX says no']);
  desk.dismiss();
  desk.look(refused);
  expect(desk.shown()).toEqual([]);
  desk.forget();
  desk.look(refused);
  expect(desk.shown()).toHaveLength(1);
  desk.look({ kind: 'live' });
  expect(desk.shown()).toEqual([]);
});

test('a short silence is not worth a notice; a long one is, with its latest reason', () => {
  const desk = setUp();
  desk.look(stale('silent'));
  desk.pass(4_999);
  desk.look(stale('silent'));
  expect(desk.shown()).toEqual([]);
  desk.pass(1);
  desk.look(stale('silent'));
  expect(desk.shown()).toEqual(['Desk (OKX) is stale. What you see of it is old: silent.']);
  desk.look(stale('unreadable answer'));
  expect(desk.shown()).toEqual(['Desk (OKX) is stale. What you see of it is old: unreadable answer.']);
});

test('what no exit can close is said while it is held, and again when it changes', () => {
  const desk = setUp();
  desk.holds(['option BTC-USD-241227-100000-C, -5']);
  const said = 'Desk (OKX) holds what Breakglass can not close. No exit touches: ';
  expect(desk.shown()).toEqual([`${said}option BTC-USD-241227-100000-C, -5.`]);
  desk.look(refused);
  desk.holds(['option BTC-USD-241227-100000-C, -5', 'margin position BTC-USDT, 2']);
  expect(desk.shown()).toEqual([`${said}option BTC-USD-241227-100000-C, -5; margin position BTC-USDT, 2.`]);
  desk.holds([]);
  expect(desk.shown()).toEqual([]);
  desk.holds(['option X, 1']);
  desk.drop();
  expect(desk.shown()).toEqual([]);
});
