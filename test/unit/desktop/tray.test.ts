import { expect, test } from 'vitest';
import { openTray } from '../../../electron/desktop/tray.ts';
import type { TrayCommand, TrayItem } from '../../../electron/desktop/trayMenu.ts';
import { defaultSettings } from '../../../shared/settings.ts';
import type { PanelSnapshot } from '../../../shared/snapshot.ts';
import { fail, succeed } from '../../../shared/failure.ts';
import { VirtualClock } from '../exit/virtualClock.ts';
import { account, desk, exit, leftPosition, notice, position, silent } from './trayDesk.ts';

function setUp(first: PanelSnapshot = desk(), watched = false) {
  const clock = new VirtualClock();
  let snapshot = first;
  let run: (command: TrayCommand) => void = () => undefined;
  let found: Readonly<{ make: () => void; onShown: (shown: boolean) => void }> | null = null;
  const done: string[] = [];
  const note = (what: string) => done.push(`${Math.round(clock.now() - 1_000)} ${what}`);
  const tray = openTray({
    clock,
    snapshot: () => snapshot,
    ask: (request) => note(`ask ${JSON.stringify(request)}`),
    changeSettings: (part) => {
      note(`settings ${JSON.stringify(part)}`);
      return snapshot.notices.length > 0 ? fail({ kind: 'settings', message: 'disk full' }) : succeed(defaultSettings);
    },
    pauseHotkeys: (paused) => note(`pause ${paused}`),
    showPanel: () => note('panel'),
    quit: () => note('quit'),
    notices: { raise: ({ id, detail }) => note(`notice ${id} ${detail.slice(0, 30)}`), clear: (id) => note(`clear ${id}`) },
    openIcon: ({ state, onCommand }) => {
      run = onCommand;
      note(`open ${state.kind}`);
      return {
        show: ({ kind }) => note(`icon ${kind}`),
        setTooltip: (text) => note(`tooltip ${text.split('\n').at(-1)}`),
        setMenu: (items: readonly TrayItem[]) => note(`menu ${items[0]?.kind === 'words' ? items[0].label : ''}`),
        destroy: () => note('destroy'),
      };
    },
    watchHosts: watched
      ? (given) => {
          found = given;
          return { close: () => note('hosts closed') };
        }
      : null,
    onView: () => note(`view ${tray.view()}`),
  });
  return {
    clock,
    tray,
    choose: (command: TrayCommand) => run(command),
    hosts: () => {
      if (found === null) throw new Error('nobody watches');
      return found;
    },
    show: (next: PanelSnapshot) => {
      snapshot = next;
      tray.changed();
    },
    taken: () => done.splice(0),
  };
}

test('tooltips come once a second, the words of the menu seldom, graver news at once', async () => {
  const desk1 = setUp(desk({ positions: [position('a', '1')] }));
  expect(desk1.taken()).toEqual(['0 open profit', '0 icon profit', '0 tooltip PnL +$1.00', '0 menu PRACTICE: 1 position open']);
  for (let frame = 1; frame <= 80; frame += 1) {
    desk1.show(desk({ positions: [position('a', frame % 2 === 0 ? '1' : `-${frame}`)] }));
    await desk1.clock.advance(50);
  }
  const jitter = desk1.taken();
  expect(jitter.filter((line) => line.includes('tooltip'))).toHaveLength(3);
  expect(jitter.filter((line) => line.includes('menu'))).toHaveLength(0);
  desk1.show(desk({ accounts: [account('a', silent)], positions: [position('a', '-7')] }));
  await desk1.clock.advance(300);
  expect(desk1.taken()).toEqual([
    '4250 icon stale',
    '4250 tooltip known PnL \u2212$7.00',
    '4250 menu PRACTICE: The account not read now, 1 position known',
  ]);
  await desk1.clock.advance(60_000);
  expect(desk1.taken()).toEqual([]);
});

test('what an exit of this run left alarms until it was gone once', async () => {
  const left = { verdict: 'notFlat', leftOver: [leftPosition('a')] } as const;
  const open = [position('a', '1')];
  const desk1 = setUp(desk({ exits: [exit('before', left)], positions: open }));
  expect(desk1.taken()[0]).toBe('0 open profit');
  for (const [positions, icon] of [
    [open, 'icon alarm'],
    [[], 'icon flat'],
    [open, 'icon profit'],
  ] as const) {
    desk1.show(desk({ exits: [exit('now', left)], positions }));
    await desk1.clock.advance(2_000);
    expect(desk1.taken().join('\n')).toContain(icon);
  }
});

test('clicks do what the desk of that moment allows', () => {
  const desk1 = setUp();
  desk1.taken();
  desk1.choose({ kind: 'exitAccount', accountId: 'a' });
  desk1.choose({ kind: 'exitAccount', accountId: 'gone' });
  desk1.choose({ kind: 'stayFlat' });
  desk1.choose({ kind: 'pauseHotkeys' });
  desk1.choose({ kind: 'quit' });
  expect(desk1.taken()).toEqual([
    '0 ask {"action":"flatten","filter":{"account":"a"}}',
    '0 notice trayRefused That account is not connected ',
    '0 panel',
    '0 settings {"stayFlat":true}',
    '0 pause true',
    '0 quit',
  ]);
  desk1.show(desk({ settings: { ...defaultSettings, watchMinutes: 0 } }));
  desk1.choose({ kind: 'stayFlat' });
  expect(desk1.taken()).toEqual([]);
  desk1.show(desk({ notices: [notice('info', 'x')] }));
  desk1.choose({ kind: 'stayFlat' });
  expect(desk1.taken()).toEqual(['0 settings {"stayFlat":true}', '0 notice trayRefused disk full', '0 panel']);
});

test('an icon is made when a host asks for it; a dismissed notice about a missing one does not come back by itself', () => {
  const desk1 = setUp(desk(), true);
  expect([desk1.tray.view(), desk1.taken()]).toEqual(['missing', []]);
  const { make, onShown } = desk1.hosts();
  make();
  onShown(false);
  onShown(false);
  expect(desk1.taken().filter((line) => !/tooltip|menu|icon/.test(line))).toEqual([
    '0 open flat',
    '0 notice tray Its exits are here (one accoun',
    '0 view missing',
  ]);
  make();
  onShown(true);
  expect(desk1.tray.view()).toBe('shown');
  expect(desk1.taken().filter((line) => !/tooltip|menu|icon/.test(line))).toEqual([
    '0 destroy',
    '0 open flat',
    '0 clear tray',
    '0 view shown',
  ]);
  desk1.tray.close();
  expect(desk1.taken()).toEqual(['0 hosts closed', '0 destroy']);
});
