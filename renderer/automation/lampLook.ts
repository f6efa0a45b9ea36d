import { WRONG_KEYS_NOTICE } from '../../shared/automation.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';

export type LampLook = Readonly<{ kind: 'on' | 'failed' | 'attacked'; words: string }>;

/** Null: automation is off. */
export function lampLook(snapshot: Pick<PanelSnapshot, 'settings' | 'automation' | 'notices'> | null): LampLook | null {
  if (snapshot === null || !snapshot.settings.automation) return null;
  const attack = snapshot.notices.find(({ id }) => id === WRONG_KEYS_NOTICE);
  if (attack !== undefined) return { kind: 'attacked', words: `Automation: ${attack.title}` };
  const { server } = snapshot.automation;
  if (server.kind === 'failed') return { kind: 'failed', words: `Automation failed: ${server.failure.message}` };
  return { kind: 'on', words: 'Automation on: programs with a key can ask for exits' };
}
