// Which section of the settings is open. Several places lead there: the header, the hotkey beside it, a saved filter.
import { create } from 'zustand';

export const SETTINGS_SECTIONS = ['general', 'exit', 'hotkeys', 'notifications', 'desktop', 'automation'] as const;
export type SettingsSection = (typeof SETTINGS_SECTIONS)[number];

type SettingsPage = Readonly<{
  /** Null: the settings are closed. */
  section: SettingsSection | null;
  open: (section: SettingsSection) => void;
  close: () => void;
}>;

export const useSettingsPage = create<SettingsPage>()((set) => ({
  section: null,
  open: (section) => set({ section }),
  close: () => set({ section: null }),
}));
