import { LockKeyhole } from 'lucide-react';
import type { VaultView } from '../../shared/vault.ts';
import { DamagedVault, SetAside } from './DamagedVault.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import './vault.css';

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
        <p>
          Until they are unlocked none is connected, and no exit reaches them. Unlock the key store of this computer (log in to
          its keyring), then start Breakglass again. The file is kept as it is.
        </p>
      )}
    </div>
  );
}
