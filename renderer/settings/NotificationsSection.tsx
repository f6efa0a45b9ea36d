import { BellRing, CircleCheck } from 'lucide-react';
import { useState } from 'react';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Switch } from '../ui/Switch.tsx';
import { useRequest } from '../ui/useRequest.ts';
import type { SectionProps } from './sectionProps.ts';
import { Setting } from './Setting.tsx';

export function NotificationsSection({ settings, save }: SectionProps) {
  const { busy, failure, ask } = useRequest();
  const [sent, setSent] = useState(false);
  const tryOne = async () => {
    setSent(false);
    setSent((await ask(() => panelApi().tryNotification({}))) !== null);
  };
  return (
    <>
      <Setting
        name="Notifications"
        meaning="The system shows a message when an exit starts, when it ends, when something comes back, and when an account goes stale."
      >
        <Switch label="Notifications" on={settings.notifications} onChange={(notifications) => void save({ notifications })} />
      </Setting>
      <Setting name="Sounds" meaning="One sound for flat, another one for not flat, and an alarm for what comes back.">
        <Switch label="Sounds" on={settings.sounds} onChange={(sounds) => void save({ sounds })} />
      </Setting>
      <Setting
        name="Try it"
        meaning="Shows one message now. Do it once before you rely on them: the system may hold messages back."
      >
        <Button look="outline" isPending={busy} onPress={() => void tryOne()}>
          <BellRing size={15} aria-hidden="true" />
          Try
        </Button>
      </Setting>
      {failure !== null && <FailureBox failure={failure} />}
      {sent && failure === null && (
        <output className="settings-said">
          <CircleCheck size={15} aria-hidden="true" />
          Sent. If you see nothing, look into the notification settings of your system, and whether “do not disturb” is on.
        </output>
      )}
    </>
  );
}
