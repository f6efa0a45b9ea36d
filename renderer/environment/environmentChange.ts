// Which environment a person asked for; the dialog of EnvironmentSwitch.tsx puts the question before anything happens.
import { create } from 'zustand';
import type { Environment } from '../../shared/account.ts';

type EnvironmentChange = Readonly<{ wanted: Environment | null; want: (environment: Environment | null) => void }>;

export const useEnvironmentChange = create<EnvironmentChange>()((set) => ({
  wanted: null,
  want: (wanted) => set({ wanted }),
}));
