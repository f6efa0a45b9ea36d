// The hotkeys of this system, joined: registered as the settings say, read key by key, and told apart by what they ask for. What
// keeps one from working stands in a notice until it works.
import type { HotkeyId, HotkeyMode, DesktopView } from '../../shared/desktop.ts';
import { readAccelerator, keyCaps, sameKeys } from '../../shared/accelerator.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import type { Clock } from '../exit/ports.ts';
import type { Desk } from '../desk.ts';
import type { Handlers } from '../ipc/serveContract.ts';
import { createHotkeys, type GlobalShortcuts } from './hotkeys.ts';
import type { KeyState } from './keyState.ts';
import type { Panic, PanicRequest } from './panic.ts';
import { createPressReader, type PressReader } from './pressReader.ts';

export type SystemHotkeysInputs = Readonly<{
  shortcuts: GlobalShortcuts;
  clock: Clock;
  /** Null where nobody can tell whether a key is down. */
  keyState: KeyState | null;
  system: DesktopView['system'];
  /** The desktop decides which hotkeys reach a program. */
  wayland: boolean;
  snapshot: () => PanelSnapshot;
  changeSettings: Desk['changeSettings'];
  notices: Desk['notices'];
  panic: Pick<Panic, 'pressed' | 'stirred' | 'held' | 'letGo' | 'refuse'>;
  showPanel: () => void;
  onChange: () => void;
  log: (message: string) => void;
}>;

export interface SystemHotkeys {
  readonly handlers: Pick<Handlers, 'setHotkey' | 'pauseHotkeys' | 'recordHotkey'>;
  view(): Pick<DesktopView, 'hotkeys' | 'hotkeysPaused' | 'hotkeyLimits'>;
  /** Settings may have changed. */
  changed(): void;
  pause(paused: boolean): void;
  /** Tries again what is taken. */
  retry(): void;
  /** A page saw a key of a hotkey go up. */
  keysReleased(): void;
  /** Who recorded is gone. */
  panelGone(): void;
  close(): void;
}

const RETRY_MS = 3_000;
const RECORDING_MS = 30_000;

export function openSystemHotkeys(inputs: SystemHotkeysInputs): SystemHotkeys {
  const { clock, notices, panic, snapshot, system } = inputs;
  const mac = system === 'mac';
  const canHold = !mac && !inputs.wayland;
  const readers = new Map<HotkeyId, Readonly<{ accelerator: string; reader: PressReader }>>();
  const told = new Set<HotkeyId>();
  let paused = false;
  let recording = 0; // which recording is on; 0: none
  let recordings = 0;
  let shown: Settings | null = null;

  const hotkeys = createHotkeys({
    shortcuts: inputs.shortcuts,
    mac,
    nameOf,
    onHit: (hotkey, accelerator) => {
      readerOf(hotkey, accelerator).hit();
      if (hotkey === 'showPanel') return;
      const request = requestOf(hotkey);
      if (request.ok) panic.stirred(request.value);
    },
    onChange: () => {
      tell();
      inputs.onChange();
    },
  });

  function nameOf(hotkey: HotkeyId): string {
    if (hotkey === 'emergencyExit') return 'Emergency Exit';
    if (hotkey === 'flattenWinners') return 'Flatten Winners';
    if (hotkey === 'showPanel') return 'Show panel';
    return `Flatten: ${filterOf(hotkey)?.name ?? 'a filter that is gone'}`;
  }

  const filterOf = (hotkey: HotkeyId) => snapshot().settings.savedFilters.find(({ filterId }) => `filter:${filterId}` === hotkey);

  function requestOf(hotkey: Exclude<HotkeyId, 'showPanel'>): Result<PanicRequest> {
    if (hotkey === 'emergencyExit' || hotkey === 'flattenWinners') return succeed({ action: hotkey });
    const saved = filterOf(hotkey);
    if (saved === undefined) return fail(filterGone);
    const { environment } = snapshot();
    if (saved.environment === environment) return succeed({ action: 'flatten', filter: saved.filter });
    return fail({
      kind: 'badRequest',
      message: `The filter "${saved.name}" was saved in ${saved.environment}, and ${environment} is on. Nothing was sent.`,
      remedy: `Switch to ${saved.environment}, or give the keys to a filter of ${environment}.`,
    });
  }

  const modeInForce = (): HotkeyMode => {
    const { hotkeyMode } = snapshot().settings;
    return hotkeyMode === 'hold' && !canHold ? 'twoPress' : hotkeyMode;
  };

  function readerOf(hotkey: HotkeyId, accelerator: string): PressReader {
    const before = readers.get(hotkey);
    if (before?.accelerator === accelerator) return before.reader;
    let request: PanicRequest | null = null; // of the press that lasts: the filter may be changed meanwhile
    const reader = createPressReader({
      clock,
      accelerator,
      repeats: !mac, // RegisterEventHotKey reports a held key once
      keyState: inputs.keyState,
      holdMs: () => snapshot().settings.holdMs,
      onPress: () => {
        request = null;
        request = pressed(hotkey, accelerator);
      },
      onHeld: () => {
        if (request !== null) panic.held(request);
      },
      onLetGo: () => {
        if (request !== null) panic.letGo(request);
      },
      log: inputs.log,
    });
    readers.set(hotkey, { accelerator, reader });
    return reader;
  }

  /** Answers what was asked for; null: nothing. */
  function pressed(hotkey: HotkeyId, accelerator: string): PanicRequest | null {
    if (hotkey === 'showPanel') {
      inputs.showPanel();
      return null;
    }
    const request = requestOf(hotkey);
    if (!request.ok) {
      notices.raiseFailure(`hotkeyPress:${hotkey}`, `${caps(accelerator)} was pressed.`, request.failure);
      const filter = filterOf(hotkey)?.filter;
      if (filter !== undefined) panic.refuse({ action: 'flatten', filter }, request.failure);
      return null;
    }
    notices.clear(`hotkeyPress:${hotkey}`);
    panic.pressed(request.value, { mode: modeInForce(), accelerator });
    return request.value;
  }

  const caps = (accelerator: string): string => keyCaps(accelerator, mac).join('+');

  function tell(): void {
    const troubled = new Set<HotkeyId>();
    for (const { accelerator, hotkey, state } of hotkeys.views()) {
      if (state.kind !== 'taken' && state.kind !== 'refused') continue;
      troubled.add(hotkey);
      told.add(hotkey);
      const failure: Failure =
        state.kind === 'taken'
          ? {
              kind: 'refused',
              message: `Another program holds ${caps(accelerator)}: pressing it does not reach Breakglass. It is tried again every few seconds.`,
              remedy: 'Close that program, or choose other keys in the settings.',
            }
          : { kind: 'refused', message: state.reason, remedy: 'Choose other keys in the settings.' };
      notices.raiseFailure(`hotkey:${hotkey}`, `The hotkey of ${nameOf(hotkey)} does not work.`, failure);
    }
    for (const hotkey of told) {
      if (troubled.has(hotkey)) continue;
      told.delete(hotkey);
      notices.clear(`hotkey:${hotkey}`);
    }
  }

  function limits(): string | null {
    if (inputs.wayland)
      return 'In a Wayland session the desktop decides which hotkeys reach Breakglass. It may ask you to allow them, and one that is shown as ready may still not arrive: try it once in practice. Press and hold is not possible here; the hotkey asks for a second press instead.';
    if (mac) return 'macOS does not tell how long a hotkey is held: instead of press and hold it asks for a second press.';
    return null;
  }

  function suspend(): void {
    hotkeys.suspend(paused || recording !== 0);
    inputs.onChange();
  }

  function pause(wanted: boolean): void {
    paused = wanted;
    suspend();
  }

  function endRecording(which: number): void {
    if (recording !== which || which === 0) return;
    recording = 0;
    suspend();
  }

  function changed(): void {
    const { settings } = snapshot();
    if (settings === shown) return;
    shown = settings;
    hotkeys.apply(settings);
  }

  function setHotkey(hotkey: HotkeyId, wanted: string | null): Result<null> {
    const { [hotkey]: _old, ...others } = snapshot().settings.hotkeys;
    if (wanted === null) return saveHotkeys(others);
    if (hotkey.startsWith('filter:') && filterOf(hotkey) === undefined) return fail(filterGone);
    const read = readAccelerator(wanted);
    if (!read.ok) return read;
    const rival = hotkeys.views().find((view) => view.hotkey !== hotkey && sameKeys(view.accelerator, read.value, mac));
    if (rival !== undefined)
      return fail({
        kind: 'badRequest',
        message: `${caps(read.value)} is the hotkey of ${nameOf(rival.hotkey)} already.`,
        remedy: 'Choose other keys, or take them away there first.',
      });
    return saveHotkeys({ ...others, [hotkey]: read.value });
  }

  function saveHotkeys(all: Settings['hotkeys']): Result<null> {
    const saved = inputs.changeSettings({ hotkeys: all });
    if (!saved.ok) return saved;
    changed();
    return succeed(null);
  }

  const retrying = setInterval(() => hotkeys.retry(), RETRY_MS);

  return {
    handlers: {
      setHotkey: async ({ hotkey, accelerator }) => {
        const set = setHotkey(hotkey, accelerator);
        return set.ok ? succeed(hotkeys.views().find((view) => view.hotkey === hotkey) ?? null) : set;
      },
      pauseHotkeys: async (wanted) => {
        pause(wanted.paused);
        return succeed(null);
      },
      recordHotkey: async (wanted) => {
        if (!wanted.recording) endRecording(recording);
        else {
          recordings += 1;
          const mine = recordings;
          recording = mine;
          suspend();
          void clock.sleep(RECORDING_MS).then(() => endRecording(mine));
        }
        return succeed(null);
      },
    },
    view: () => ({ hotkeys: hotkeys.views(), hotkeysPaused: paused, hotkeyLimits: limits() }),
    changed,
    pause,
    retry: () => hotkeys.retry(),
    keysReleased: () => {
      for (const { reader } of readers.values()) reader.released();
    },
    panelGone: () => endRecording(recording),
    close: () => {
      clearInterval(retrying);
      hotkeys.close();
      inputs.keyState?.close();
    },
  };
}

const filterGone: Failure = { kind: 'notFound', message: 'This saved filter is gone.', remedy: 'Save it anew.' };
