import { expect, test } from 'vitest';
import { menuShape, oneLine, trayMenu, trayRequest, type TrayItem } from '../../../electron/desktop/trayMenu.ts';
import { trayState } from '../../../electron/desktop/trayState.ts';
import type { DesktopView } from '../../../shared/desktop.ts';
import { noDesktop } from '../../../shared/desktop.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { account, desk, order, position, silent } from './trayDesk.ts';

const items = (snapshot: PanelSnapshot) =>
  trayMenu(
    snapshot,
    trayState(snapshot, () => false),
  );
const labelOf = (item: TrayItem): string => (item.kind === 'separator' ? '-' : item.label);
const labels = (snapshot: PanelSnapshot) => items(snapshot).map(labelOf);
const saved = { filterId: 'btc', name: 'BTC', environment: 'practice', filter: { instrument: 'BTC/USDT:USDT' } } as const;

test('the menu: state, exits with the gravest on top, switches, the rest', () => {
  expect(
    labels(desk({ settings: { ...defaultSettings, savedFilters: [saved, { ...saved, environment: 'live', name: 'Live' }] } })),
  ).toEqual([
    'PRACTICE: Flat: no position, no order',
    '-',
    'Emergency Exit…  (Ctrl+Alt+Shift+X does not work)',
    'Flatten Winners…',
    'Flatten: BTC…',
    'Exit one account',
    '-',
    'Stay flat',
    'Pause hotkeys',
    '-',
    'Show Breakglass',
    'Quit Breakglass',
  ]);
  expect(labels(desk({ environment: 'live', accounts: [] }))).toEqual(
    expect.arrayContaining([
      'LIVE: No account is connected',
      'Emergency Exit…  (Ctrl+Alt+Shift+X does not work)',
      'Exit one account: none is connected',
    ]),
  );
});

test('a hotkey is promised only where it works', () => {
  const accelerator = 'CommandOrControl+Alt+Shift+X';
  const label = (desktop: Partial<DesktopView>, kind: DesktopView['hotkeys'][number]['state']['kind']) =>
    labels(
      desk({
        desktop: {
          ...noDesktop,
          hotkeys: [{ hotkey: 'emergencyExit', accelerator, state: kind === 'refused' ? { kind, reason: '' } : { kind } }],
          ...desktop,
        },
      }),
    )[2];
  expect(label({}, 'ready')).toBe('Emergency Exit…  (Ctrl+Alt+Shift+X)');
  expect(label({ system: 'mac' }, 'ready')).toBe('Emergency Exit…  (⌘⌥⇧X)');
  expect(label({}, 'paused')).toBe('Emergency Exit…  (Ctrl+Alt+Shift+X is paused)');
  for (const kind of ['taken', 'refused'] as const) expect(label({}, kind)).toContain('does not work');
});

test('each account says what it holds, and when that is not fresh', () => {
  const menu = items(
    desk({
      accounts: [
        account('a'),
        account('b', silent),
        account('c', silent),
        account('d', { label: `x\n\u202Ey${'z'.repeat(60)}` }),
      ],
      positions: [position('a', '1'), position('b', '1')],
      orders: { a: [order('a')], c: [order('c')] },
    }),
  ).find((item) => item.kind === 'menu');
  expect(menu?.kind === 'menu' && menu.items.map(labelOf)).toEqual([
    'A (Bybit): 1 position…',
    'B (Bybit): not read now, last 1 position…',
    'C (Bybit): not read now, last orders only…',
    `x y${'z'.repeat(40)}… (Bybit): nothing open…`,
  ]);
});

test('the shape of the menu changes with what can be chosen, not with what is open', () => {
  const shape = (snapshot: PanelSnapshot) => menuShape(items(snapshot));
  const open = desk({ positions: [position('a', '1')], orders: { a: [order('a')] } });
  expect(shape(open)).toBe(shape(desk({ accounts: [account('a', silent)] })));
  expect(shape(open)).not.toBe(shape(desk({ settings: { ...defaultSettings, stayFlat: true } })));
  expect(shape(open)).not.toBe(shape(desk({ settings: { ...defaultSettings, savedFilters: [saved] } })));
  expect(shape(open)).not.toBe(shape(desk({ accounts: [account('b')] })));
});

test('Stay flat is disabled in words without a watch', () => {
  const settings = { ...defaultSettings, stayFlat: true, watchMinutes: 0 };
  expect(items(desk({ settings })).find((item) => labelOf(item).startsWith('Stay flat'))).toMatchObject({
    label: 'Stay flat (off: nothing is watched after an exit)',
    enabled: false,
    checked: false,
  });
});

test('a click is decided on the desk of that moment', () => {
  const settings = { ...defaultSettings, savedFilters: [saved] };
  expect(trayRequest({ kind: 'emergencyExit' }, desk())).toEqual({ ok: true, value: { action: 'emergencyExit' } });
  expect(trayRequest({ kind: 'exitAccount', accountId: 'a' }, desk())).toEqual({
    ok: true,
    value: { action: 'flatten', filter: { account: 'a' } },
  });
  expect(trayRequest({ kind: 'flattenSaved', filterId: 'btc' }, desk({ settings }))).toEqual({
    ok: true,
    value: { action: 'flatten', filter: saved.filter },
  });
  expect(trayRequest({ kind: 'exitAccount', accountId: 'gone' }, desk())).toMatchObject({
    ok: false,
    failure: { kind: 'notFound' },
  });
  expect(trayRequest({ kind: 'flattenSaved', filterId: 'btc' }, desk({ settings, environment: 'live' })).ok).toBe(false);
});

test('names become one line of readable characters', () => {
  expect(oneLine('  a\t\tb\n\u0000c ')).toBe('a b c');
  expect(oneLine('🙂'.repeat(50))).toBe(`${'🙂'.repeat(43)}…`);
});
