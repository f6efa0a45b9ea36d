// Hotkeys, tray and saved filters of the scripted panel. Query: hotkeys=taken|paused|refused|none, limits=1, tray=missing,
// mode=twoPress|hold|instant, filters=20 (saved ones, long names among them), gone=1 (one of them means a removed account),
// record=fails, notify=fails, setHotkey=fails.
import { readAccelerator } from '../../shared/accelerator.ts';
import type { PanelApi } from '../../shared/contract.ts';
import { hotkeyIdSchema, hotkeyModeSchema, type DesktopView, type HotkeyView } from '../../shared/desktop.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import type { Settings } from '../../shared/settings.ts';
import type { PanelChange, PanelSnapshot } from '../../shared/snapshot.ts';

const PANIC = 'CommandOrControl+Alt+Shift+X';

const NAMES = ['BTC longs', 'Everything short on Bybit', 'Grid bot three, the long-dated book, SG', 'ETH', 'Treasury only'];
const SCOPES: readonly SavedFilter['filter'][] = [
  { instrument: 'BTC/USDT:USDT', marketPosition: 'long' },
  { venue: 'bybit', marketPosition: 'short' },
  { account: 'by-grid', venue: 'bybit', instrument: 'ETH/USDT:USDT', marketPosition: 'long' },
  { instrument: 'ETH/USDT:USDT' },
  { account: 'ok-treasury' },
];

function fakeFilters(query: URLSearchParams): readonly SavedFilter[] {
  const made = Array.from({ length: Number(query.get('filters') ?? '0') }, (_, index): SavedFilter => ({
    filterId: `f${index}`,
    name: `${NAMES[index % NAMES.length]}${index < NAMES.length ? '' : ` ${index}`}`.slice(0, 40),
    environment: query.get('env') === 'live' ? 'live' : 'practice',
    filter: SCOPES[index % SCOPES.length] ?? { marketPosition: 'long' },
  }));
  if (query.get('gone') !== '1') return made;
  return [{ filterId: 'gone', name: 'Old desk', environment: 'practice', filter: { account: 'removed' } }, ...made];
}

/** What the desktop's requests change of the settings, as it is at the start. */
export function fakeDesktopSettings(query: URLSearchParams): Pick<Settings, 'hotkeyMode' | 'hotkeys' | 'savedFilters'> {
  const savedFilters = fakeFilters(query);
  const [first] = savedFilters;
  return {
    hotkeyMode: hotkeyModeSchema.catch('twoPress').parse(query.get('mode')),
    hotkeys: {
      ...(query.get('hotkeys') === 'none' ? {} : { emergencyExit: PANIC }),
      ...(first === undefined ? {} : { [`filter:${first.filterId}`]: 'CommandOrControl+Alt+1' }),
    },
    savedFilters: [...savedFilters],
  };
}

const STATES: Readonly<Record<string, HotkeyView['state']>> = {
  paused: { kind: 'paused' },
  refused: { kind: 'refused', reason: 'this desktop lets no program have system-wide keys.' },
};

function stateOf(query: URLSearchParams, index: number): HotkeyView['state'] {
  const wanted = query.get('hotkeys') ?? 'ready';
  return wanted === 'taken' && index === 0 ? { kind: 'taken' } : (STATES[wanted] ?? { kind: 'ready' });
}

const viewsOf = (hotkeys: Settings['hotkeys'], query: URLSearchParams): readonly HotkeyView[] =>
  Object.entries(hotkeys).flatMap(([name, accelerator], index) => {
    const hotkey = hotkeyIdSchema.parse(name);
    return accelerator === undefined ? [] : [{ hotkey, accelerator, state: stateOf(query, index) }];
  });

export const fakeDesktop = (query: URLSearchParams): DesktopView => ({
  system: query.get('system') === 'mac' ? 'mac' : 'linux',
  hotkeys: viewsOf(fakeDesktopSettings(query).hotkeys, query),
  hotkeysPaused: query.get('hotkeys') === 'paused',
  hotkeyLimits:
    query.get('limits') === '1'
      ? 'This desktop (Wayland) tells no program when a key goes up: “Press and hold” works like “Press twice” here.'
      : null,
  tray: query.get('tray') === 'missing' ? 'missing' : 'shown',
});

type FakeInputs = Readonly<{
  query: URLSearchParams;
  snapshot: () => PanelSnapshot;
  push: (changes: readonly PanelChange[]) => void;
  later: <T>(answer: () => Result<T>, ms: number) => Promise<Result<T>>;
}>;
type DesktopApi = Pick<
  PanelApi,
  'setHotkey' | 'pauseHotkeys' | 'recordHotkey' | 'saveFilter' | 'removeFilter' | 'tryNotification' | 'quit'
>;

const refused = (message: string, remedy: string): Failure => ({ kind: 'badRequest', message, remedy });

export function fakeDesktopApi({ query, snapshot, push, later }: FakeInputs): DesktopApi {
  const show = (part: Partial<DesktopView>): PanelChange => ({ kind: 'desktop', desktop: { ...snapshot().desktop, ...part } });
  const set = (part: Partial<Settings>): PanelChange => ({ kind: 'settings', settings: { ...snapshot().settings, ...part } });
  const hotkeysWithout = (hotkey: string): Settings['hotkeys'] =>
    Object.fromEntries(Object.entries(snapshot().settings.hotkeys).filter(([each]) => each !== hotkey));
  return {
    setHotkey: ({ hotkey, accelerator }) =>
      later(() => {
        const others = hotkeysWithout(hotkey);
        const read = accelerator === null ? null : readAccelerator(accelerator);
        if (read !== null && !read.ok) return read;
        if (read !== null && Object.values(others).includes(read.value))
          return fail(refused('Another hotkey of Breakglass has these keys.', 'Remove it there first, or use other keys.'));
        const hotkeys = read === null ? others : { ...others, [hotkey]: read.value };
        const views = viewsOf(hotkeys, query);
        push([set({ hotkeys }), show({ hotkeys: views })]);
        return succeed(views.find((view) => view.hotkey === hotkey) ?? null);
      }, 20),
    pauseHotkeys: ({ paused }) =>
      later(() => {
        const hotkeys = snapshot().desktop.hotkeys.map((view): HotkeyView => ({
          ...view,
          state: paused ? { kind: 'paused' } : { kind: 'ready' },
        }));
        push([show({ hotkeysPaused: paused, hotkeys })]);
        return succeed(null);
      }, 20),
    recordHotkey: () =>
      later(
        () => (query.get('record') === 'fails' ? fail(refused('The hotkeys could not be let go.', 'Try again.')) : succeed(null)),
        5,
      ),
    saveFilter: ({ filterId = Math.random().toString(36).slice(2, 12), name, filter }) =>
      later(() => {
        const { settings, environment } = snapshot();
        const others = settings.savedFilters.filter((each) => each.filterId !== filterId);
        if (others.some((each) => each.name.toLowerCase() === name.toLowerCase()))
          return fail(refused(`There is a saved filter "${name}" already.`, 'Choose another name.'));
        const saved = { filterId, name, environment, filter };
        push([set({ savedFilters: [...others, saved] })]);
        return succeed(saved);
      }, 20),
    removeFilter: ({ filterId }) =>
      later(() => {
        const savedFilters = snapshot().settings.savedFilters.filter((each) => each.filterId !== filterId);
        const hotkeys = hotkeysWithout(`filter:${filterId}`);
        push([set({ savedFilters, hotkeys }), show({ hotkeys: viewsOf(hotkeys, query) })]);
        return succeed(null);
      }, 20),
    tryNotification: () =>
      later(
        () =>
          query.get('notify') === 'fails'
            ? fail(
                refused(
                  'No program on this desktop shows messages.',
                  'Start a notification daemon, such as dunst, and try again.',
                ),
              )
            : succeed(null),
        300,
      ),
    quit: () => later(() => succeed(null), 5),
  };
}
