// The only place where a token is ever on screen. It is in this page's props and nowhere else: leaving the page forgets it.
import { KeyRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { ApiKeyView } from '../../shared/automation.ts';
import { useKnownAccounts } from '../positions/useKnownAccounts.ts';
import { useHoldSettings } from '../settings/settingsPage.ts';
import { Button } from '../ui/Button.tsx';
import { limitsOf } from './automationWords.ts';
import { CopyButton } from './CopyButton.tsx';
import { PageHead } from './PageHead.tsx';

type ShownTokenProps = Readonly<{ apiKey: ApiKeyView; token: string; onBack: () => void }>;

export function ShownToken({ apiKey, token, onBack }: ShownTokenProps) {
  useHoldSettings();
  const known = useKnownAccounts();
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => box.current?.querySelector<HTMLButtonElement>('button')?.focus(), []);
  return (
    <>
      <PageHead title={`“${apiKey.name}” was made`} onBack={onBack} />
      <div className="token-page">
        <p>
          <strong>Copy it now: this is the only time that it is shown.</strong> Breakglass keeps a fingerprint of it, enough to
          recognise it and too little to show it again.
        </p>
        <div ref={box} className="token">
          <KeyRound size={17} aria-hidden="true" />
          <code aria-label="The key">{token}</code>
          <CopyButton look="primary" what="the key" text={() => token} />
        </div>
        <p className="settings-note">
          {limitsOf(apiKey, known).join(' · ')}. It works while Breakglass is on {apiKey.environment}.
        </p>
        <p className="settings-note">
          Whoever has it can do that from this computer. Keep it where the program reads its secrets, not in a script or an
          address.
        </p>
        <div className="sheet-actions">
          <Button look="outline" onPress={onBack}>
            Done
          </Button>
        </div>
      </div>
    </>
  );
}
