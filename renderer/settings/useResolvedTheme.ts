import { useSyncExternalStore } from 'react';
import { usePanel } from '../panelStore.ts';

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');
const subscribe = (listener: () => void) => {
  prefersLight.addEventListener('change', listener);
  return () => prefersLight.removeEventListener('change', listener);
};

/** The theme on screen: the setting, or what the system prefers. */
export function useResolvedTheme(): 'dark' | 'light' {
  const setting = usePanel((state) => state.snapshot?.settings.theme) ?? 'system';
  const system = useSyncExternalStore(subscribe, () => (prefersLight.matches ? 'light' : 'dark'));
  return setting === 'system' ? system : setting;
}
