import { CircleCheck, LoaderCircle, Power } from 'lucide-react';
import type { AutomationView } from '../../shared/automation.ts';
import { assertNever } from '../../shared/failure.ts';
import type { SectionProps } from '../settings/sectionProps.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { CopyButton } from './CopyButton.tsx';

type ServerStateProps = Readonly<{ server: AutomationView['server']; on: boolean; save: SectionProps['save'] }>;

/** Where programs reach Breakglass, or why they do not. */
export function ServerState({ server, on, save }: ServerStateProps) {
  switch (server.kind) {
    case 'off':
      return (
        <p className="automation-server">
          <Power size={15} aria-hidden="true" /> Off. Nothing listens, and no key works.
        </p>
      );
    case 'opening':
      return (
        <p className="automation-server">
          <LoaderCircle size={15} aria-hidden="true" className="turning" /> Opening
        </p>
      );
    case 'open':
      return (
        <div className="automation-server" data-open>
          <CircleCheck size={15} aria-hidden="true" />
          <span>Open at</span>
          <code>{server.url}</code>
          <CopyButton what="the address" text={() => server.url} />
        </div>
      );
    case 'failed':
      return (
        <div className="automation-failed">
          <FailureBox failure={server.failure} />
          <Button
            look="outline"
            isDisabled={!on}
            onPress={() => void save({ automation: false }).then(() => save({ automation: true }))}
          >
            Try again
          </Button>
        </div>
      );
    default:
      return assertNever(server);
  }
}
