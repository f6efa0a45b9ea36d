import type { ApiKeyView } from '../../shared/automation.ts';
import { useTenths } from '../ui/useNow.ts';
import { isExpired } from './automationWords.ts';
import { KeyRow } from './KeyRow.tsx';

type KeyListProps = Readonly<{ label: string; keys: readonly ApiKeyView[]; none: string; onLog: (keyId: string) => void }>;

/** Those that work first, each part newest first. */
export function KeyList({ label, keys, none, onLog }: KeyListProps) {
  const nowMs = useTenths();
  if (keys.length === 0) return <p className="settings-note">{none}</p>;
  const isOver = (key: ApiKeyView): boolean => key.revokedAtMs !== null || isExpired(key, nowMs);
  const sorted = [...keys.filter((key) => !isOver(key)), ...keys.filter(isOver)];
  return (
    <ul className="api-keys" aria-label={label}>
      {sorted.map((key) => (
        <KeyRow key={key.keyId} apiKey={key} expired={isExpired(key, nowMs)} onLog={onLog} />
      ))}
    </ul>
  );
}
