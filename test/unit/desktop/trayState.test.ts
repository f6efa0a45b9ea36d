import { expect, test } from 'vitest';
import { leftStands, trayState } from '../../../electron/desktop/trayState.ts';
import { trayTooltip } from '../../../electron/desktop/trayTooltip.ts';
import { emptyVault } from '../../../shared/vault.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { account, desk, exit, leftPosition, notice, order, position, silent } from './trayDesk.ts';

const state = (snapshot: PanelSnapshot, over: readonly string[] = []) => trayState(snapshot, (exitId) => over.includes(exitId));
const kind = (snapshot: PanelSnapshot) => state(snapshot).kind;

test('what is open decides while every account is read', () => {
  expect(state(desk())).toEqual({
    kind: 'flat',
    environment: 'practice',
    words: 'Flat: no position, no order',
    calmWords: 'Flat: no position, no order',
  });
  expect(state(desk({ positions: [position('a', '0.01')] }))).toMatchObject({
    kind: 'profit',
    words: '1 position, in profit',
    calmWords: '1 position open',
  });
  expect(kind(desk({ positions: [position('a', '5'), position('b', '-5.01')] }))).toBe('loss');
  expect(state(desk({ positions: [position('a', '5'), position('b', '-5')] }))).toMatchObject({
    kind: 'exposed',
    words: '2 positions, even',
  });
  expect(kind(desk({ positions: [position('a', '5'), position('b', null)] }))).toBe('exposed');
  expect(state(desk({ orders: { a: [order('a')] } }))).toMatchObject({ kind: 'resting', words: 'No position, 1 order at work' });
  expect(kind(desk({ accounts: [account('a', { notClosable: ['option BTC-C, -5'] })] }))).toBe('exposed');
});

test('flat is never said of what is not read', () => {
  expect(state(desk({ accounts: [] }))).toMatchObject({ kind: 'stale', words: 'No account is connected' });
  expect(state(desk({ accounts: [], practiceUrl: null })).words).toBe('Starting: nothing is read yet');
  const locked = { ...emptyVault, state: 'locked' } as const;
  expect(state(desk({ accounts: [], environment: 'live', vault: locked })).words).toBe(
    'No account is connected: the keys are locked',
  );
  const entries = [{ id: 'a', enabled: true }, { id: 'b', enabled: true }, { id: 'c', enabled: false }] as unknown as PanelSnapshot['entries']; // prettier-ignore
  expect(state(desk({ environment: 'live', entries }))).toMatchObject({ kind: 'stale', words: '1 of 2 accounts not read now' });
  for (const unread of [
    silent,
    { health: { kind: 'connecting' } },
    { health: { kind: 'failed', failure: { kind: 'credentials', message: 'no' } } },
    { unreadableOrderFamilies: ['algo'] },
  ] as const) {
    const accounts = [account('a'), account('b', unread)];
    expect(state(desk({ accounts }))).toMatchObject({ kind: 'stale', words: '1 of 2 accounts not read now' });
    expect(state(desk({ accounts, positions: [position('b', '1')] })).words).toBe(
      '1 of 2 accounts not read now, 1 position known',
    );
  }
});

test('an alarm wins over a running exit, that over what is not read', () => {
  const accounts = [account('a', silent)];
  const exits = [exit('one', { endedAtMs: null, verdict: null })];
  expect(state(desk({ accounts, exits }))).toMatchObject({ kind: 'exitRunning', words: 'Emergency Exit is running' });
  const notices = [notice('warning', 'Old.'), notice('alarm', 'Not flat any more.')];
  expect(state(desk({ accounts, exits, notices }))).toMatchObject({ kind: 'alarm', words: 'Not flat any more' });
});

test('an exit that left something alarms until that is gone; one of an earlier run or of the other environment does not', () => {
  const left = exit('one', { verdict: 'notFlat', leftOver: [leftPosition('a')] });
  const open = desk({ exits: [left], positions: [position('a', '1')] });
  expect(state(open)).toMatchObject({ kind: 'alarm', words: 'Emergency Exit ended not flat' });
  expect(state(open, ['one']).kind).toBe('profit');
  expect(kind(desk({ exits: [{ ...left, environment: 'live' }] }))).toBe('flat');
  expect(leftStands(left, open)).toBe(true);
  expect(leftStands(left, desk())).toBe(false);
  expect(leftStands(left, desk({ accounts: [account('a', silent)] }))).toBe(true);
  expect(leftStands(left, desk({ accounts: [account('b')] }))).toBe(false);
  expect(leftStands(exit('two', { leftOver: [leftPosition('a', true)] }), open)).toBe(false);
});

test('what an exit could not read or sweep stands until it is read', () => {
  const unreadable = exit('one', { verdict: 'unknown', leftOver: [{ kind: 'unreadable', accountId: 'a', reason: 'silent' }] });
  const stale = desk({ exits: [unreadable], accounts: [account('a', silent)] });
  expect(state(stale)).toMatchObject({ kind: 'alarm', words: 'Emergency Exit ended without proof' });
  expect(leftStands(unreadable, desk())).toBe(false);
  const unsweepable = exit('two', { leftOver: [{ kind: 'unsweepable', accountId: 'a', family: 'algo', reason: 'no' }] });
  expect(leftStands(unsweepable, desk({ accounts: [account('a', { unreadableOrderFamilies: ['algo'] })] }))).toBe(true);
  expect(leftStands(unsweepable, desk())).toBe(false);
  const resting = exit('three', {
    leftOver: [{ kind: 'order', accountId: 'a', symbol: 'X', orderId: 'o1', family: 'plain', reason: 'no' }],
  });
  expect(leftStands(resting, desk({ orders: { a: [order('a')] } }))).toBe(true);
  expect(leftStands(resting, desk({ orders: { a: [order('a', 'o2')] } }))).toBe(false);
});

test('the tooltip has the totals with their limits, in no more characters than Windows shows', () => {
  const tooltip = (snapshot: PanelSnapshot) => trayTooltip(snapshot, state(snapshot));
  expect(tooltip(desk())).toBe('Breakglass PRACTICE, 1 account live\nFlat: no position, no order');
  const open = [position('a', '-5.555', '-1250000.4'), position('b', '1')];
  expect(tooltip(desk({ environment: 'live', positions: open, orders: { a: [order('a')] } }))).toBe(
    'Breakglass LIVE, 1 account live\n2 positions, at a loss\n$1,251,000 open, 1 order\nPnL \u2212$4.56',
  );
  const unread = desk({ accounts: [account('a'), account('b', silent)], positions: [position('a', '0.5', null)] });
  expect(tooltip(unread)).toBe(
    'Breakglass PRACTICE, 1 of 2 accounts live\n1 position known\nat least $0 open, 0 orders\nknown PnL +$0.50',
  );
  expect(tooltip(desk({ positions: [position('a', null)] }))).toContain('\nPnL not known');
  expect(tooltip(desk({ notices: [notice('alarm', 'x'.repeat(300))] })).length).toBe(127);
});
