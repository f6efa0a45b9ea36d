import { FlaskConical, Radio, ScrollText } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import type { ApiKeyView } from '../../shared/automation.ts';
import { panelApi } from '../panelApi.ts';
import { useKnownAccounts } from '../positions/useKnownAccounts.ts';
import { Age } from '../ui/Age.tsx';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useEscape } from '../ui/useEscape.ts';
import { useRequest } from '../ui/useRequest.ts';
import { keyStanding, lastUseWords, limitsOf, momentWords } from './automationWords.ts';

type KeyRowProps = Readonly<{ apiKey: ApiKeyView; expired: boolean; onLog: (keyId: string) => void }>;

export const KeyRow = memo(function KeyRow({ apiKey, expired, onLog }: KeyRowProps) {
  const { keyId, name, hint, scope, environment, createdAtMs, lastUse } = apiKey;
  const known = useKnownAccounts();
  const [revoking, setRevoking] = useState(false);
  const row = useRef<HTMLLIElement>(null);
  const { busy, failure, ask } = useRequest();
  const standing = keyStanding(apiKey, expired);
  const isOver = standing?.kind === 'over';
  const limits = limitsOf(apiKey, known).join(' · ');
  const Place = environment === 'live' ? Radio : FlaskConical;
  /** What had the keyboard goes: it stays in the row, or in the section once the row is gone too. */
  const stopRevoking = () => {
    setRevoking(false);
    row.current?.querySelector<HTMLButtonElement>('.api-key-actions button:last-of-type')?.focus();
  };
  const remove = async () => {
    const section = row.current?.closest<HTMLElement>('.automation');
    if ((await ask(() => panelApi().removeApiKey({ keyId }))) !== null) section?.focus();
  };
  return (
    <li ref={row} className="api-key" data-over={isOver || undefined} aria-label={name}>
      <div className="api-key-main">
        <p className="api-key-name">
          <strong title={name}>{name}</strong>
          <code>{hint}</code>
        </p>
        <p className="api-key-marks">
          <span className="chip api-key-environment" data-environment={environment}>
            <Place size={12} aria-hidden="true" /> {environment === 'live' ? 'Live' : 'Practice'}
          </span>
          <span className="chip">{scope === 'trade' ? 'Read and trade' : 'Read'}</span>
          {standing !== null && (
            <span className="chip api-key-standing" data-kind={standing.kind}>
              {standing.words}
            </span>
          )}
        </p>
        <p className="api-key-limits" title={limits}>
          {limits}
        </p>
        <p className="api-key-use">
          {lastUse === null ? (
            <>Never used · made {momentWords(createdAtMs)}</>
          ) : (
            <>
              Last used <Age sinceMs={lastUse.atMs} /> ago {lastUseWords(lastUse)}
            </>
          )}
        </p>
      </div>
      <div className="api-key-actions">
        <Button look="quiet" aria-label={`Log of ${name}`} onPress={() => onLog(keyId)}>
          <ScrollText size={14} aria-hidden="true" /> Log
        </Button>
        {isOver ? (
          <Button look="outline" aria-label={`Remove ${name}`} isPending={busy} onPress={() => void remove()}>
            Remove
          </Button>
        ) : (
          <Button look="outline" aria-label={`Revoke ${name}`} onPress={() => setRevoking(!revoking)}>
            Revoke
          </Button>
        )}
      </div>
      {revoking && !isOver && <Revoke apiKey={apiKey} onClose={stopRevoking} />}
      {failure !== null && <FailureBox failure={failure} />}
    </li>
  );
});

/** The second step: at once, and for good. */
function Revoke({ apiKey, onClose }: Readonly<{ apiKey: ApiKeyView; onClose: () => void }>) {
  const box = useRef<HTMLFieldSetElement>(null);
  const { busy, failure, ask } = useRequest();
  useEffect(() => box.current?.querySelector<HTMLButtonElement>('button:last-of-type')?.focus(), []); // the safe one
  useEscape(box, true, onClose);
  const revoke = async () => {
    if ((await ask(() => panelApi().revokeApiKey({ keyId: apiKey.keyId }))) !== null) onClose();
  };
  return (
    <fieldset ref={box} className="api-key-revoke" aria-label={`Revoke ${apiKey.name}`}>
      <p>
        <strong>Revoke “{apiKey.name}”?</strong> Whatever uses it is refused from now on, for good. Exits that run go on.
      </p>
      {failure !== null && <FailureBox failure={failure} />}
      <div className="sheet-actions">
        <Button look="danger" isPending={busy} onPress={() => void revoke()}>
          Revoke the key
        </Button>
        <Button look="outline" onPress={onClose}>
          Keep it
        </Button>
      </div>
    </fieldset>
  );
}
