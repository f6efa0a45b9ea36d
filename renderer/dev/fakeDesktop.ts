// Hotkeys, tray and saved filters of the scripted panel. Query: hotkeys=taken|paused|none, tray=missing.
import type { PanelApi } from '../../shared/contract.ts';
import type { DesktopView, HotkeyView } from '../../shared/desktop.ts';
import { succeed, type Result } from '../../shared/failure.ts';
import type { PanelChange, PanelSnapshot } from '../../shared/snapshot.ts';

export function fakeDesktop(query: URLSearchParams): DesktopView {
  const kind = query.get('hotkeys') ?? 'ready';
  const paused = kind === 'paused';
  const state: HotkeyView['state'] = kind === 'taken' ? { kind } : paused ? { kind: 'paused' } : { kind: 'ready' };
  return {
    system: 'linux',
    hotkeys: kind === 'none' ? [] : [{ hotkey: 'emergencyExit', accelerator: 'CommandOrControl+Alt+Shift+X', state }],
    hotkeysPaused: paused,
    hotkeyLimits: null,
    tray: query.get('tray') === 'missing' ? 'missing' : 'shown',
  };
}

type FakeInputs = Readonly<{
  snapshot: () => PanelSnapshot;
  push: (changes: readonly PanelChange[]) => void;
  later: <T>(answer: () => Result<T>, ms: number) => Promise<Result<T>>;
}>;
type DesktopApi = Pick<
  PanelApi,
  'setHotkey' | 'pauseHotkeys' | 'recordHotkey' | 'saveFilter' | 'removeFilter' | 'tryNotification' | 'quit'
>;

export function fakeDesktopApi({ snapshot, push, later }: FakeInputs): DesktopApi {
  const nothing = () => later(() => succeed(null), 5);
  const show = (part: Partial<DesktopView>) => push([{ kind: 'desktop', desktop: { ...snapshot().desktop, ...part } }]);
  return {
    setHotkey: ({ hotkey, accelerator }) =>
      later(() => {
        const others = snapshot().desktop.hotkeys.filter((view) => view.hotkey !== hotkey);
        const view: HotkeyView | null = accelerator === null ? null : { hotkey, accelerator, state: { kind: 'ready' } };
        show({ hotkeys: view === null ? others : [...others, view] });
        return succeed(view);
      }, 20),
    pauseHotkeys: ({ paused }) =>
      later(() => {
        show({ hotkeysPaused: paused });
        return succeed(null);
      }, 20),
    recordHotkey: nothing,
    saveFilter: ({ filterId = Math.random().toString(36).slice(2, 12), name, filter }) =>
      later(() => {
        const { settings, environment } = snapshot();
        const saved = { filterId, name, environment, filter };
        const others = settings.savedFilters.filter((each) => each.filterId !== filterId);
        push([{ kind: 'settings', settings: { ...settings, savedFilters: [...others, saved] } }]);
        return succeed(saved);
      }, 20),
    removeFilter: ({ filterId }) =>
      later(() => {
        const { settings } = snapshot();
        const savedFilters = settings.savedFilters.filter((each) => each.filterId !== filterId);
        push([{ kind: 'settings', settings: { ...settings, savedFilters } }]);
        return succeed(null);
      }, 20),
    tryNotification: nothing,
    quit: nothing,
  };
}
