// What the desktop around the window does for the panel: system-wide hotkeys and the tray.
import { z } from 'zod';

/** What a hotkey does: an action, a saved filter by its id, or showing the panel. */
export const hotkeyIdSchema = z.union([
  z.enum(['emergencyExit', 'flattenWinners', 'showPanel']),
  z.templateLiteral(['filter:', z.string().regex(/^[a-z0-9]{1,20}$/)]),
]);
export type HotkeyId = z.infer<typeof hotkeyIdSchema>;

/**
 * `twoPress`: the first press asks, the second fires. `hold`: the press asks, keeping the keys down fires. `instant`: the press
 * fires. A hotkey that shows the panel just shows it.
 */
export const hotkeyModeSchema = z.enum(['twoPress', 'hold', 'instant']);
export type HotkeyMode = z.infer<typeof hotkeyModeSchema>;

export type HotkeyView = Readonly<{
  hotkey: HotkeyId;
  accelerator: string;
  state: Readonly<
    | { kind: 'ready' }
    | { kind: 'taken' } // another program holds it; it is tried again every few seconds
    | { kind: 'paused' }
    | { kind: 'refused'; reason: string } // the system does not take it at all
  >;
}>;

/** Where a click outside the panel leads. */
export type PanelPlace = Readonly<{ kind: 'exit'; exitId: string } | { kind: 'account'; accountId: string }>;

export type DesktopView = Readonly<{
  system: 'linux' | 'mac' | 'windows';
  hotkeys: readonly HotkeyView[];
  hotkeysPaused: boolean;
  /** What this desktop does not let hotkeys do, in words; null: nothing. */
  hotkeyLimits: string | null;
  /** `missing`: this desktop shows no tray icons now; one that appears is used. */
  tray: 'shown' | 'missing';
}>;

export const noDesktop: DesktopView = {
  system: 'linux',
  hotkeys: [],
  hotkeysPaused: false,
  hotkeyLimits: null,
  tray: 'missing',
};
