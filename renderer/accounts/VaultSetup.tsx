// Asked once, before the first account: who holds the key to the file of the accounts.
import { KeyRound, LoaderCircle, MonitorCheck, Timer } from 'lucide-react';
import { useRef, useState, type ReactNode, type SubmitEvent } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { RequestInput } from '../../shared/contract.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Field, fieldText, focusField } from '../ui/Field.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { closedPage, listPage, useAccountsPage, type AfterSetup } from './accountsPage.ts';
import { passphraseStrength, SHORTEST_PASSPHRASE, type Strength } from './passphraseStrength.ts';
import { useImport } from './useImport.ts';
import './vault.css';

type Way = RequestInput<'createVault'>['protection'];
const isWay = (text: string): text is Way => text === 'system' || text === 'passphrase' || text === 'session';

function WayCard(props: Readonly<{ way: Way; icon: ReactNode; name: string; disabled?: boolean; children: ReactNode }>) {
  const { way, icon, name, disabled = false, children } = props;
  return (
    <Radio value={way} isDisabled={disabled} className="way">
      {icon}
      <span>
        <strong>{name}</strong>
        <span className="way-words">{children}</span>
      </span>
    </Radio>
  );
}

function StrengthMeter({ strength }: { readonly strength: Strength }) {
  return (
    <div className="strength" data-level={strength.level}>
      <span className="strength-bar" aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} data-on={strength.level >= step || undefined} />
        ))}
      </span>
      <output>
        {strength.word === '' ? `At least ${SHORTEST_PASSPHRASE} letters. Several words are better than one.` : strength.word}
        {strength.advice !== null && <span className="faint">: {strength.advice}</span>}
      </output>
    </div>
  );
}

const NEXT_WORDS: Readonly<Record<AfterSetup, string>> = {
  add: 'Go on to the account',
  import: 'Go on to the file',
  list: 'Keep them so',
};

type PassphraseProblems = Readonly<{ passphrase?: string; again?: string }>;

export function VaultSetup({ next }: { readonly next: AfterSetup }) {
  const trouble = usePanel((state) => state.snapshot?.vault.systemTrouble) ?? null;
  const turnTo = useAccountsPage((state) => state.turnTo);
  const [way, setWay] = useState<Way>(trouble === null ? 'system' : 'passphrase');
  const [strength, setStrength] = useState<Strength>(passphraseStrength(''));
  const [problems, setProblems] = useState<PassphraseProblems>({});
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, ask } = useRequest();
  const importing = useImport();

  const goOn = async () => {
    if (next === 'add') turnTo({ kind: 'add' });
    else if (next === 'list' || !(await importing.choose())) turnTo(listPage());
  };
  const create = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const own = event.currentTarget;
    if (busy || importing.busy) return;
    if (way !== 'passphrase') {
      if ((await ask(() => panelApi().createVault({ protection: way }))) !== null) await goOn();
      return;
    }
    const passphrase = fieldText(own, 'passphrase');
    const found: PassphraseProblems = {
      ...(passphraseStrength(passphrase).word === 'Too short' || passphrase === ''
        ? { passphrase: `Choose at least ${SHORTEST_PASSPHRASE} letters.` }
        : {}),
      ...(fieldText(own, 'again') === passphrase ? {} : { again: 'This is not the same as above. Type it again.' }),
    };
    setProblems(found);
    if (Object.keys(found).length > 0) {
      requestAnimationFrame(() => focusField(form.current));
      return;
    }
    if ((await ask(() => panelApi().createVault({ protection: 'passphrase', passphrase }))) === null) return;
    own.reset();
    await goOn();
  };
  return (
    <Sheet
      title="How should your keys be kept?"
      subtitle={next === 'list' ? 'Until now they live in memory only' : 'Asked once, before the first account'}
      width="narrow"
      keepsTyping
      isOpen
      onClose={() => turnTo(closedPage)}
      footer={
        <>
          <Button look="quiet" onPress={() => turnTo(listPage())}>
            Back
          </Button>
          <Button look="primary" type="submit" form="vault-setup" isPending={busy || importing.busy}>
            {(busy || importing.busy) && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
            {NEXT_WORDS[next]}
          </Button>
        </>
      }
    >
      <form id="vault-setup" ref={form} className="setup" onSubmit={(event) => void create(event)}>
        <RadioGroup
          aria-label="How the keys are kept"
          className="ways"
          value={way}
          onChange={(value) => {
            if (isWay(value)) setWay(value);
          }}
        >
          <WayCard
            way="system"
            name="The system's key store"
            icon={<MonitorCheck size={20} aria-hidden="true" />}
            disabled={trouble !== null}
          >
            Encrypted on disk, opened by your login to this computer. Nothing to remember.
          </WayCard>
          {trouble !== null && (
            <p className="way-trouble">
              Not possible here: {trouble.message} {trouble.remedy}
            </p>
          )}
          <WayCard way="passphrase" name="A passphrase" icon={<KeyRound size={20} aria-hidden="true" />}>
            Encrypted on disk. Wanted at each start before accounts connect, and for changing accounts; never for an exit.
          </WayCard>
          {way === 'passphrase' && (
            <div className="way-more">
              <Field
                name="passphrase"
                label="Passphrase"
                masked
                problem={problems.passphrase}
                onInput={(text) => setStrength(passphraseStrength(text))}
              />
              <StrengthMeter strength={strength} />
              <Field name="again" label="The same again" masked problem={problems.again} />
              <p className="way-warning">
                It can not be recovered: whoever forgets it enters the keys again. Breakglass keeps it nowhere.
              </p>
            </div>
          )}
          <WayCard way="session" name="This session only" icon={<Timer size={20} aria-hidden="true" />}>
            In memory until Breakglass ends; nothing is written. After a crash an exit does not go on: enter the keys again, then
            press again.
          </WayCard>
        </RadioGroup>
        {failure !== null && <FailureBox failure={failure} />}
        {importing.failure !== null && <FailureBox failure={importing.failure} />}
      </form>
    </Sheet>
  );
}
