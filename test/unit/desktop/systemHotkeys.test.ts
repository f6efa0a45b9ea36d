import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KeyState } from '../../../electron/desktop/keyState.ts';
import type { PanicRequest } from '../../../electron/desktop/panic.ts';
import { openSystemHotkeys, type SystemHotkeys } from '../../../electron/desktop/systemHotkeys.ts';
import { createNotices } from '../../../electron/ipc/notices.ts';
import type { HotkeyId } from '../../../shared/desktop.ts';
import { succeed, type Failure } from '../../../shared/failure.ts';
import { defaultSettings, settingsSchema, type Settings } from '../../../shared/settings.ts';
import type { Notice } from '../../../shared/snapshot.ts';
import { VirtualClock } from '../exit/virtualClock.ts';
import { snapshot } from '../renderer/fixtures.ts';

const released: KeyState = { read: async () => ({ key: false, all: false, keycode: 1 }), close: () => undefined };

function open(part: Partial<Settings> = {}, desktop: Readonly<{ system?: 'linux' | 'mac'; wayland?: boolean }> = {}) {
  const clock = new VirtualClock();
  let state = snapshot({ settings: { ...defaultSettings, ...part } });
  const registered = new Map<string, () => void>();
  const elsewhere = new Set<string>();
  const pressed: string[] = [];
  const letGo: PanicRequest[] = [];
  const refused: Failure[] = [];
  let notices: readonly Notice[] = [];
  const hotkeys: SystemHotkeys = openSystemHotkeys({
    shortcuts: {
      register: (accelerator, hit) => {
        if (elsewhere.has(accelerator) || registered.has(accelerator)) return false;
        registered.set(accelerator, hit);
        return true;
      },
      unregister: (accelerator) => registered.delete(accelerator),
    },
    clock,
    keyState: released,
    system: desktop.system ?? 'linux',
    wayland: desktop.wayland ?? false,
    snapshot: () => state,
    changeSettings: (changed) => {
      const settings = settingsSchema.parse({ ...state.settings, ...changed });
      state = { ...state, settings };
      return succeed(settings);
    },
    notices: createNotices(
      () => 1,
      (all) => {
        notices = all;
      },
    ),
    panic: {
      pressed: (request, { mode }) => pressed.push(`${request.action} ${mode}`),
      stirred: () => undefined,
      held: () => undefined,
      refuse: (_request, failure) => refused.push(failure),
      letGo: (request) => letGo.push(request),
    },
    showPanel: () => pressed.push('panel'),
    onChange: () => undefined,
    log: () => undefined,
  });
  opened = hotkeys;
  hotkeys.changed();
  return {
    clock,
    hotkeys,
    registered,
    elsewhere,
    pressed,
    letGo,
    refused,
    notices: () => notices,
    settings: () => state.settings,
    change: (changed: Partial<Settings>) => {
      state = { ...state, settings: { ...state.settings, ...changed } };
    },
    set: (hotkey: HotkeyId, accelerator: string | null) => hotkeys.handlers.setHotkey({ hotkey, accelerator }),
  };
}

let opened: SystemHotkeys | null = null;
beforeEach(() => {
  opened = null;
});
afterEach(() => opened?.close());

const EMERGENCY = 'CommandOrControl+Alt+Shift+X';

describe('a hotkey', () => {
  it('that another program holds is shown and told, and is ours when it is let go', async () => {
    const { elsewhere, hotkeys, notices, set } = open({ hotkeys: {} });
    elsewhere.add('F9');
    expect(await set('emergencyExit', 'F9')).toMatchObject({ ok: true, value: { state: { kind: 'taken' } } });
    expect(notices()).toMatchObject([{ id: 'hotkey:emergencyExit', severity: 'warning' }]);
    hotkeys.retry();
    expect(notices()).toHaveLength(1);
    elsewhere.delete('F9');
    hotkeys.retry();
    expect(hotkeys.view().hotkeys[0]?.state).toEqual({ kind: 'ready' });
    expect(notices()).toEqual([]);
  });

  it('is refused with words: nonsense, keys of another one of ours, a filter that is gone', async () => {
    const { set, settings } = open();
    expect(await set('flattenWinners', 'Q')).toMatchObject({ ok: false, failure: { kind: 'badRequest' } });
    expect(await set('flattenWinners', 'Shift+Alt+Ctrl+X')).toMatchObject({
      ok: false,
      failure: { message: 'Ctrl+Alt+Shift+X is the hotkey of Emergency Exit already.' },
    });
    expect(await set('filter:gone', 'F9')).toMatchObject({ ok: false, failure: { kind: 'notFound' } });
    expect(settings().hotkeys).toEqual({ emergencyExit: EMERGENCY });
  });

  it('that was written twice into the file is refused the second time', () => {
    const { hotkeys, notices } = open({ hotkeys: { emergencyExit: EMERGENCY, showPanel: 'Ctrl+Alt+Shift+X' } });
    expect(hotkeys.view().hotkeys.map(({ state }) => state.kind)).toEqual(['ready', 'refused']);
    expect(notices()[0]?.detail).toContain('Emergency Exit');
  });

  it('is taken off by null', async () => {
    const { registered, set, settings } = open();
    expect(await set('emergencyExit', null)).toEqual({ ok: true, value: null });
    expect([registered.size, settings().hotkeys]).toEqual([0, {}]);
  });
});

describe('pausing and recording', () => {
  it('let go of every hotkey and take them back', async () => {
    const { hotkeys, registered } = open();
    await hotkeys.handlers.pauseHotkeys({ paused: true });
    expect([registered.size, hotkeys.view().hotkeys[0]?.state.kind]).toEqual([0, 'paused']);
    await hotkeys.handlers.recordHotkey({ recording: true });
    await hotkeys.handlers.recordHotkey({ recording: false });
    expect(registered.size).toBe(0);
    await hotkeys.handlers.pauseHotkeys({ paused: false });
    expect(registered.size).toBe(1);
  });

  it('recording ends by itself, and when the panel is gone', async () => {
    const { clock, hotkeys, registered } = open();
    await hotkeys.handlers.recordHotkey({ recording: true });
    await clock.advance(29_000);
    expect(registered.size).toBe(0);
    await hotkeys.handlers.recordHotkey({ recording: true });
    await clock.advance(2_000);
    expect(registered.size).toBe(0);
    await clock.advance(29_000);
    expect(registered.size).toBe(1);
    await hotkeys.handlers.recordHotkey({ recording: true });
    hotkeys.panelGone();
    expect(registered.size).toBe(1);
  });
});

describe('a press', () => {
  it('asks in the mode that is set', () => {
    const { pressed, registered } = open({ hotkeyMode: 'instant', hotkeys: { emergencyExit: EMERGENCY, showPanel: 'F9' } });
    registered.get(EMERGENCY)?.();
    registered.get('F9')?.();
    expect(pressed).toEqual(['emergencyExit instant', 'panel']);
  });

  it.each([{ system: 'mac' }, { wayland: true }] as const)('by holding asks for two where it can not be told: %o', (desktop) => {
    const { hotkeys, pressed, registered } = open({ hotkeyMode: 'hold' }, desktop);
    registered.get(EMERGENCY)?.();
    expect(pressed).toEqual(['emergencyExit twoPress']);
    expect(hotkeys.view().hotkeyLimits).toContain('second press');
  });

  it('of a filter that is changed or removed while it is held is let go all the same', async () => {
    const filter = { instrument: 'BTC/USDT:USDT' };
    const saved = { filterId: 'a1', name: 'BTC', environment: 'practice', filter } as const;
    const { change, clock, letGo, registered } = open({
      hotkeyMode: 'hold',
      savedFilters: [saved],
      hotkeys: { 'filter:a1': 'F9' },
    });
    registered.get('F9')?.();
    change({ savedFilters: [{ ...saved, filter: { marketPosition: 'long' } }] });
    await clock.advance(3_000);
    registered.get('F9')?.();
    change({ savedFilters: [] });
    await clock.advance(3_000);
    expect(letGo).toEqual([
      { action: 'flatten', filter },
      { action: 'flatten', filter: { marketPosition: 'long' } },
    ]);
  });

  it('for a filter of the other environment sends nothing and says so', async () => {
    const filter = { filterId: 'a1', name: 'BTC longs', environment: 'live', filter: { instrument: 'BTC/USDT:USDT' } } as const;
    const { notices, pressed, refused, registered } = open({ savedFilters: [filter], hotkeys: { 'filter:a1': 'F9' } });
    registered.get('F9')?.();
    expect(pressed).toEqual([]);
    expect(notices()).toMatchObject([{ id: 'hotkeyPress:filter:a1', detail: expect.stringContaining('BTC longs') }]);
    expect(refused).toMatchObject([{ message: expect.stringContaining('BTC longs') }]); // the panel may be hidden
  });
});
