import { Power } from 'lucide-react';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useRequest } from '../ui/useRequest.ts';
import type { SectionProps } from './sectionProps.ts';
import { Setting } from './Setting.tsx';

const WITHOUT_TRAY = 'This desktop shows no tray icon now: the window is minimised instead.';

export function DesktopSection({ settings, desktop, save }: SectionProps) {
  const { busy, failure, ask } = useRequest();
  const trayless = desktop.tray === 'missing';
  return (
    <>
      <Setting
        name="Close to tray"
        meaning={
          <>
            {settings.closeToTray
              ? 'Closing the window leaves hotkeys, watch and notifications at work.'
              : 'Closing the window ends Breakglass: no hotkey works any more.'}
            {settings.closeToTray && trayless && <span className="setting-warning">{WITHOUT_TRAY}</span>}
          </>
        }
      >
        <Switch label="Close to tray" on={settings.closeToTray} onChange={(closeToTray) => void save({ closeToTray })} />
      </Setting>
      <Setting
        name="Start at login"
        meaning="Breakglass starts with the desktop, so that the hotkeys are there before you need them."
      >
        <Switch label="Start at login" on={settings.startAtLogin} onChange={(startAtLogin) => void save({ startAtLogin })} />
      </Setting>
      <Setting
        name="Start hidden"
        meaning={
          <>
            It starts without its window.
            {settings.startHidden && trayless && <span className="setting-warning">{WITHOUT_TRAY}</span>}
          </>
        }
      >
        <Switch label="Start hidden" on={settings.startHidden} onChange={(startHidden) => void save({ startHidden })} />
      </Setting>
      <Setting
        name="Pause hotkeys"
        meaning="All of them, until you switch this off or Breakglass starts again. Other programs get the keys meanwhile."
      >
        <Switch
          label="Pause hotkeys"
          on={desktop.hotkeysPaused}
          onChange={(paused) => void ask(() => panelApi().pauseHotkeys({ paused }))}
        />
      </Setting>
      <Setting
        name="Quit"
        meaning="Nothing is closed at the venues, and no hotkey works any more. While an exit runs it asks first."
      >
        <Button look="outline" isPending={busy} onPress={() => void ask(() => panelApi().quit({}))}>
          <Power size={15} aria-hidden="true" />
          Quit Breakglass
        </Button>
      </Setting>
      {failure !== null && <FailureBox failure={failure} />}
    </>
  );
}
