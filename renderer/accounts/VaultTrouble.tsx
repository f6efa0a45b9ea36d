import { LockKeyhole, RefreshCw } from 'lucide-react';
import type { VaultView } from '../../shared/vault.ts';
import { panelApi } from '../panelApi.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { DamagedVault, SetAside } from './DamagedVault.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import './vault.css';

/** Where the key store holds the key no passphrase is looked at; the request wants one all the same. */
const keyStoreDecides = { passphrase: 'none' } as const;

/** The key store of the computer may have been unlocked meanwhile. */
function AskKeyStore() {
  const { busy, failure, ask } = useRequest();
  return (
    <>
      <p>
        Until they are unlocked none is connected, and no exit reaches them. Unlock the key store of this computer (log in to its
        keyring), then ask it again.
      </p>
      {failure !== null && <FailureBox failure={failure} />}
      <Button look="primary" isPending={busy} onPress={() => void ask(() => panelApi().unlockVault(keyStoreDecides))}>
        <RefreshCw size={14} aria-hidden="true" className={busy ? 'turning' : ''} />
        Ask the key store again
      </Button>
      <SetAside what="Begin anew without it" />
    </>
  );
}

type TroubleProps = Readonly<{ vault: VaultView; heading: 'h2' | 'h3'; takesFocus?: boolean }>;

/** Why no account can be read, and the way to them: a passphrase, the system's key store, or beginning anew. */
export function VaultTrouble({ vault, heading: Title, takesFocus = false }: TroubleProps) {
  const { failure, protection, state } = vault;
  if (state === 'damaged') {
    return <DamagedVault heading={Title} message={failure?.message ?? 'The file is damaged.'} remedy={failure?.remedy} />;
  }
  return (
    <div className="vault-trouble">
      <LockKeyhole size={30} aria-hidden="true" className="warn" />
      <Title>Your accounts are locked</Title>
      {failure !== null && (
        <p>
          {failure.message} {failure.remedy}
        </p>
      )}
      {protection === 'passphrase' ? (
        <>
          <UnlockForm
            why="Until they are unlocked none is connected, and no exit reaches them. Enter the passphrase that you chose."
            takesFocus={takesFocus}
          />
          <SetAside what="I forgot it" />
        </>
      ) : (
        <AskKeyStore />
      )}
    </div>
  );
}
