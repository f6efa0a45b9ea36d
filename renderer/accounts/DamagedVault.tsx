import { FileWarning, LoaderCircle } from 'lucide-react';
import { useState } from 'react';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { listPage, useAccountsPage } from './accountsPage.ts';
import './vault.css';

/** In two steps, as the accounts in the file are gone from the panel then. The file itself stays. */
export function SetAside({ what }: { readonly what: string }) {
  const [sure, setSure] = useState(false);
  const turnTo = useAccountsPage((state) => state.turnTo);
  const { busy, failure, ask } = useRequest();
  const setAside = async () => {
    const answer = await ask(() => panelApi().setVaultAside({}));
    if (answer !== null) turnTo(listPage(`The old file was kept as ${answer.value.file}. You can begin anew.`));
  };
  return (
    <div className="set-aside">
      {failure !== null && <FailureBox failure={failure} />}
      {sure ? (
        <>
          <p>
            The file is renamed, not deleted: its new name is shown. Breakglass then begins with no account, and you enter your
            keys again.
          </p>
          <div className="sheet-actions">
            <Button look="danger" isPending={busy} onPress={() => void setAside()}>
              {busy && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
              Set the file aside
            </Button>
            <Button look="outline" onPress={() => setSure(false)}>
              Keep it in place
            </Button>
          </div>
        </>
      ) : (
        <Button look="outline" onPress={() => setSure(true)}>
          {what}
        </Button>
      )}
    </div>
  );
}

type DamagedProps = Readonly<{ heading: 'h2' | 'h3'; message: string; remedy: string | undefined }>;

/** What happened to the file of the accounts, that it is kept, and the way on. */
export function DamagedVault({ heading: Title, message, remedy }: DamagedProps) {
  return (
    <div className="vault-trouble">
      <FileWarning size={30} aria-hidden="true" className="loss" />
      <Title>The stored accounts can not be read</Title>
      <p>{message}</p>
      {remedy !== undefined && <p>{remedy}</p>}
      <p>
        The file is kept as it is: nothing was overwritten. If you have a good copy, quit Breakglass, put the copy in its place
        and start again. Positions and orders at your venues are not touched by this.
      </p>
      <SetAside what="Set it aside and begin anew" />
    </div>
  );
}
