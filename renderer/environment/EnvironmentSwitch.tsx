// Practice or live: never both, always said in words and colour, and never changed without being asked.
import { FlaskConical, LoaderCircle, Radio } from 'lucide-react';
import type { Environment } from '../../shared/account.ts';
import { panelApi } from '../panelApi.ts';
import { isRunning, usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { useEnvironmentChange } from './environmentChange.ts';
import { changeMeaning } from './environmentWords.ts';
import './environment.css';

const NAMES: Readonly<Record<Environment, string>> = { practice: 'Practice', live: 'Live' };

function Question({ wanted }: { readonly wanted: Environment }) {
  const snapshot = usePanel((state) => state.snapshot);
  const want = useEnvironmentChange((state) => state.want);
  const { busy, failure, ask } = useRequest();
  if (snapshot === null) return null;
  const present = snapshot.environment;
  const blocked = snapshot.exits.some(isRunning);
  const change = async () => {
    if ((await ask(() => panelApi().setEnvironment({ environment: wanted }))) !== null) want(null);
  };
  return (
    <Sheet
      title={wanted === 'live' ? 'Switch to live?' : 'Switch to practice?'}
      width="narrow"
      isOpen
      onClose={() => want(null)}
      footer={
        <>
          <Button look="outline" onPress={() => want(null)}>
            Stay in {present}
          </Button>
          <Button
            look={wanted === 'live' ? 'danger' : 'primary'}
            isPending={busy}
            isDisabled={blocked}
            onPress={() => void change()}
          >
            {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
            Switch to {wanted}
          </Button>
        </>
      }
    >
      <div className="environment-question" data-wanted={wanted}>
        {blocked ? (
          <FailureBox
            failure={{
              kind: 'refused',
              message: `An exit is running. Breakglass stays in ${present} until it has ended.`,
              remedy: 'Wait for its report, then switch.',
            }}
          />
        ) : (
          changeMeaning(wanted, snapshot).map((sentence) => <p key={sentence}>{sentence}</p>)
        )}
        {failure !== null && <FailureBox failure={failure} />}
      </div>
    </Sheet>
  );
}

export function EnvironmentSwitch() {
  const present = usePanel((state) => state.snapshot?.environment);
  const wanted = useEnvironmentChange((state) => state.wanted);
  const want = useEnvironmentChange((state) => state.want);
  if (present === undefined) return null;
  return (
    <>
      <fieldset className="environments" aria-label="Environment">
        {(['practice', 'live'] as const).map((environment) => (
          <button
            key={environment}
            type="button"
            className="environment"
            data-environment={environment}
            aria-pressed={environment === present}
            onClick={() => {
              if (environment !== present) want(environment);
            }}
          >
            {environment === 'practice' ? <FlaskConical size={14} aria-hidden="true" /> : <Radio size={14} aria-hidden="true" />}
            {NAMES[environment]}
          </button>
        ))}
      </fieldset>
      {present === 'live' && <span className="live-chip">REAL MONEY</span>}
      {wanted !== null && wanted !== present && <Question wanted={wanted} />}
    </>
  );
}
