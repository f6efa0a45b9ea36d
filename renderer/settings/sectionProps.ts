import type { DesktopView } from '../../shared/desktop.ts';
import type { RequestInput } from '../../shared/contract.ts';
import type { Settings } from '../../shared/settings.ts';

export type SectionProps = Readonly<{
  settings: Settings;
  desktop: DesktopView;
  /** At once; what main refuses is said above the sections and nothing changes. */
  save: (part: RequestInput<'saveSettings'>) => Promise<void>;
}>;
