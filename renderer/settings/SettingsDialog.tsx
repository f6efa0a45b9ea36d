import { Bell, Bot, Keyboard, MonitorCog, Siren, SlidersHorizontal, type LucideIcon } from 'lucide-react';
import { useState, type ComponentType } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { noDesktop } from '../../shared/desktop.ts';
import type { Failure } from '../../shared/failure.ts';
import { AutomationSection } from '../automation/AutomationSection.tsx';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { DesktopSection } from './DesktopSection.tsx';
import { ExitSection } from './ExitSection.tsx';
import { GeneralSection } from './GeneralSection.tsx';
import { HotkeysSection } from './HotkeysSection.tsx';
import { NotificationsSection } from './NotificationsSection.tsx';
import type { SectionProps } from './sectionProps.ts';
import { SETTINGS_SECTIONS, useSettingsPage, type SettingsSection } from './settingsPage.ts';
import './settings.css';
import './hotkeys.css';

const SECTIONS: Readonly<
  Record<SettingsSection, Readonly<{ name: string; icon: LucideIcon; Body: ComponentType<SectionProps> }>>
> = {
  general: { name: 'General', icon: SlidersHorizontal, Body: GeneralSection },
  exit: { name: 'Exit', icon: Siren, Body: ExitSection },
  hotkeys: { name: 'Hotkeys', icon: Keyboard, Body: HotkeysSection },
  notifications: { name: 'Notifications', icon: Bell, Body: NotificationsSection },
  desktop: { name: 'Desktop', icon: MonitorCog, Body: DesktopSection },
  automation: { name: 'Automation', icon: Bot, Body: AutomationSection },
};

/** Saves each change at once; what main refuses is said and nothing changes. */
export function SettingsDialog() {
  const { section, holds, open, close } = useSettingsPage();
  const settings = usePanel((state) => state.snapshot?.settings);
  const desktop = usePanel((state) => state.snapshot?.desktop) ?? noDesktop;
  const [failure, setFailure] = useState<Failure | null>(null);
  if (section === null || settings === undefined) return null;
  const save: SectionProps['save'] = async (part) => {
    const answer = await panelApi().saveSettings(part);
    setFailure(answer.ok ? null : answer.failure);
  };
  const leave = () => {
    setFailure(null);
    close();
  };
  return (
    <Sheet title="Settings" subtitle="Saved as you change them" width="middle" keepsTyping={holds} isOpen onClose={leave}>
      <Tabs
        className="settings"
        orientation="vertical"
        selectedKey={section}
        onSelectionChange={(key) => {
          const chosen = SETTINGS_SECTIONS.find((each) => each === key);
          if (chosen !== undefined && chosen !== section) open(chosen);
        }}
      >
        <TabList aria-label="Settings" className="settings-tabs">
          {SETTINGS_SECTIONS.map((each) => {
            const { name, icon: Icon } = SECTIONS[each];
            return (
              <Tab key={each} id={each} className="settings-tab">
                <Icon size={16} aria-hidden="true" />
                {name}
              </Tab>
            );
          })}
        </TabList>
        {SETTINGS_SECTIONS.map((each) => {
          const { Body } = SECTIONS[each];
          return (
            <TabPanel key={each} id={each} className="settings-panel">
              {failure !== null && <FailureBox failure={failure} />}
              <Body settings={settings} desktop={desktop} save={save} />
            </TabPanel>
          );
        })}
      </Tabs>
    </Sheet>
  );
}
