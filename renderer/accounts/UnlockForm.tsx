import { LoaderCircle, LockKeyholeOpen } from 'lucide-react';
import { useEffect, useRef, type SubmitEvent } from 'react';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Field, fieldText } from '../ui/Field.tsx';
import { useRequest } from '../ui/useRequest.ts';
import './vault.css';

/** The passphrase of the vault. A wrong one is said in words and can be typed again. */
export function UnlockForm({ why, takesFocus = false }: Readonly<{ why: string; takesFocus?: boolean }>) {
  const form = useRef<HTMLFormElement>(null);
  const { busy, failure, ask } = useRequest();
  useEffect(() => {
    if (takesFocus) form.current?.querySelector('input')?.focus();
  }, [takesFocus]);
  const unlock = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const own = event.currentTarget;
    const passphrase = fieldText(own, 'passphrase');
    if (passphrase === '' || busy) return;
    await ask(() => panelApi().unlockVault({ passphrase }));
    own.reset();
    own.querySelector('input')?.focus();
  };
  return (
    <form ref={form} className="unlock" aria-label="Unlock the accounts" onSubmit={(event) => void unlock(event)}>
      <p>{why}</p>
      <div className="unlock-line">
        <Field name="passphrase" label="Passphrase" masked />
        <Button look="primary" type="submit" isPending={busy}>
          {busy ? (
            <LoaderCircle size={15} aria-hidden="true" className="turning" />
          ) : (
            <LockKeyholeOpen size={15} aria-hidden="true" />
          )}
          {busy ? 'Unlocking' : 'Unlock'}
        </Button>
      </div>
      {failure !== null && <FailureBox failure={failure} />}
    </form>
  );
}
