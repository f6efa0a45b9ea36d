// The state of a hotkey in words. What does not work is said, with what can be done about it.
import type { DesktopView, HotkeyMode, HotkeyView } from '../../shared/desktop.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';

export type HotkeyStanding = Readonly<{ tone: 'ready' | 'trouble' | 'none'; short: string; words: string }>;

/** @param idle  why it would close nothing although its keys work */
export function hotkeyStanding(view: HotkeyView | undefined, paused: boolean, idle: string | null = null): HotkeyStanding {
  if (view === undefined) return { tone: 'none', short: 'not set', words: 'Not set' };
  const { state } = view;
  switch (state.kind) {
    case 'ready':
      if (idle !== null) return { tone: 'trouble', short: 'idle', words: `${idle}: a press closes nothing` };
      return { tone: 'ready', short: 'ready', words: 'Ready, whatever is on screen' };
    case 'taken':
      return {
        tone: 'trouble',
        short: 'taken',
        words: 'Another program holds these keys. It is tried again every few seconds; other keys work at once.',
      };
    case 'paused':
      return paused
        ? { tone: 'trouble', short: 'paused', words: 'Paused: it does nothing now' }
        : { tone: 'trouble', short: 'off', words: 'Off while a hotkey is recorded' };
    case 'refused':
      return { tone: 'trouble', short: 'refused', words: `The system refuses it: ${state.reason}` };
    default:
      return assertNever(state);
  }
}

export const panicHotkey = (desktop: DesktopView): HotkeyView | undefined =>
  desktop.hotkeys.find(({ hotkey }) => hotkey === 'emergencyExit');

export const MODE_NAMES: Readonly<Record<HotkeyMode, string>> = {
  twoPress: 'Press twice',
  hold: 'Press and hold',
  instant: 'Instant',
};

export function modeMeaning(mode: HotkeyMode, { holdMs, confirmSeconds }: Pick<Settings, 'holdMs' | 'confirmSeconds'>): string {
  switch (mode) {
    case 'twoPress':
      return `The first press opens a small window, the second one within ${confirmSeconds} s sends the exit. Esc, or waiting, sends nothing.`;
    case 'hold':
      return `The press opens the window, keeping the keys down for ${(holdMs / 1000).toFixed(1)} s sends the exit. Letting go early sends nothing.`;
    case 'instant':
      return 'One press sends the exit at once. Nothing asks first, and nothing takes it back.';
    default:
      return assertNever(mode);
  }
}
