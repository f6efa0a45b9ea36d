// Which section of the settings is open. Several places lead there: the header, the hotkey beside it, a saved filter.
import { useEffect } from 'react';
import { create } from 'zustand';

export const SETTINGS_SECTIONS = ['general', 'exit', 'hotkeys', 'notifications', 'desktop', 'automation'] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

type SettingsPage = Readonly<{
  /** Null: the settings are closed. */
  section: SettingsSection | null;
  open: (section: SettingsSection) => void;
  close: () => void;
  /** Something is typed or shown once: a click beside the sheet must not throw it away. */
  holds: boolean;
  hold: (holds: boolean) => void;
}>;

export const useSettingsPage = create<SettingsPage>()((set) => ({
  section: null,
  open: (section) => set({ section }),
  close: () => set({ section: null }),
  holds: false,
  hold: (holds) => set({ holds }),
}));

/** While the caller is on screen, only its own ways out and Esc leave the settings. */
export function useHoldSettings(): void {
  const hold = useSettingsPage((state) => state.hold);
  useEffect(() => {
    hold(true);
    return () => hold(false);
  }, [hold]);
}
