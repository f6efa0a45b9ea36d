import { Bot, ShieldAlert, TriangleAlert } from 'lucide-react';
import { usePanel } from '../panelStore.ts';
import { useSettingsPage } from '../settings/settingsPage.ts';
import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tip.tsx';
import { lampLook } from './lampLook.ts';
import './automationLamp.css';

const ICONS = { on: Bot, failed: TriangleAlert, attacked: ShieldAlert } as const;

/** That programs can reach this panel, while they can. */
export function AutomationLamp() {
  const lamp = usePanel((state) => lampLook(state.snapshot)?.kind ?? null);
  const words = usePanel((state) => lampLook(state.snapshot)?.words ?? '');
  const open = useSettingsPage((state) => state.open);
  if (lamp === null) return null;
  const Icon = ICONS[lamp];
  return (
    <Tip text={words}>
      <Button look="quiet" aria-label={words} onPress={() => open('automation')}>
        <span className="automation-lamp" data-lamp={lamp}>
          <Icon size={15} aria-hidden="true" />
          <span className="header-word">
            {lamp === 'attacked' ? 'Wrong keys' : lamp === 'failed' ? 'Automation failed' : 'Automation on'}
          </span>
        </span>
      </Button>
    </Tip>
  );
}
