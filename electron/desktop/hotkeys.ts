// System-wide hotkeys: registered as the settings say, tried again while another program holds them, off while paused or recorded.
import { readAccelerator, sameKeys } from '../../shared/accelerator.ts';
import type { HotkeyId, HotkeyView } from '../../shared/desktop.ts';
import { hotkeyIdSchema } from '../../shared/desktop.ts';
import type { Settings } from '../../shared/settings.ts';

/** What of Electron's globalShortcut is needed. */
export type GlobalShortcuts = Readonly<{
  register: (accelerator: string, pressed: () => void) => boolean;
  unregister: (accelerator: string) => void;
}>;

export interface Hotkeys {
  views(): readonly HotkeyView[];
  /** Registers what the settings name and nothing else; what is taken is tried again. */
  apply(settings: Pick<Settings, 'hotkeys'>): void;
  retry(): void;
  suspend(suspended: boolean): void;
  close(): void;
}

export function createHotkeys(
  inputs: Readonly<{
    shortcuts: GlobalShortcuts;
    mac: boolean;
    nameOf: (hotkey: HotkeyId) => string;
    /** A press, or a repeat of a held key. */
    onHit: (hotkey: HotkeyId, accelerator: string) => void;
    onChange: () => void;
  }>,
): Hotkeys {
  const { shortcuts } = inputs;
  let wanted: ReadonlyMap<HotkeyId, string> = new Map();
  const states = new Map<HotkeyId, HotkeyView['state']>();
  const held = new Map<HotkeyId, string>();
  let suspended = false;
  let told = '[]';

  function release(hotkey: HotkeyId): void {
    const accelerator = held.get(hotkey);
    if (accelerator === undefined) return;
    held.delete(hotkey);
    shortcuts.unregister(accelerator);
  }

  function take(hotkey: HotkeyId, accelerator: string): HotkeyView['state'] {
    if (suspended) return { kind: 'paused' };
    const read = readAccelerator(accelerator);
    if (!read.ok) return { kind: 'refused', reason: read.failure.message };
    const rival = [...held].find(([, taken]) => sameKeys(taken, read.value, inputs.mac));
    if (rival !== undefined)
      return { kind: 'refused', reason: `These keys are the hotkey of ${inputs.nameOf(rival[0])} as well.` };
    try {
      if (!shortcuts.register(read.value, () => inputs.onHit(hotkey, read.value))) return { kind: 'taken' };
    } catch (error) {
      return { kind: 'refused', reason: error instanceof Error ? error.message : String(error) };
    }
    held.set(hotkey, read.value);
    return { kind: 'ready' };
  }

  function spelled(hotkey: HotkeyId): string | null {
    const accelerator = wanted.get(hotkey);
    const read = accelerator === undefined ? null : readAccelerator(accelerator);
    return read?.ok === true ? read.value : null;
  }

  function settle(): void {
    for (const hotkey of held.keys()) if (suspended || spelled(hotkey) !== held.get(hotkey)) release(hotkey);
    for (const hotkey of states.keys()) if (!wanted.has(hotkey)) states.delete(hotkey);
    for (const [hotkey, accelerator] of wanted) if (!held.has(hotkey)) states.set(hotkey, take(hotkey, accelerator));
    const now = JSON.stringify(views());
    if (now === told) return;
    told = now;
    inputs.onChange();
  }

  const views = (): readonly HotkeyView[] =>
    [...wanted].map(([hotkey, accelerator]) => ({ hotkey, accelerator, state: states.get(hotkey) ?? { kind: 'taken' } }));

  return {
    views,
    apply: ({ hotkeys }) => {
      wanted = new Map(
        Object.entries(hotkeys).flatMap(([name, accelerator]) => {
          const hotkey = hotkeyIdSchema.safeParse(name);
          return hotkey.success && accelerator !== undefined ? [[hotkey.data, accelerator] as const] : [];
        }),
      );
      settle();
    },
    retry: settle,
    suspend: (wantedSuspended) => {
      suspended = wantedSuspended;
      settle();
    },
    close: () => {
      for (const hotkey of held.keys()) release(hotkey);
    },
  };
}
