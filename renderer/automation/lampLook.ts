import type { PanelSnapshot } from '../../shared/snapshot.ts';

export type LampLook = Readonly<{ kind: 'on' | 'failed' | 'attacked'; words: string }>;

/** Ids of notices about the ways in begin so. */
const NOTICES = 'automation';

/** Null: automation is off. */
export function lampLook(snapshot: Pick<PanelSnapshot, 'settings' | 'automation' | 'notices'> | null): LampLook | null {
  if (snapshot === null || !snapshot.settings.automation) return null;
  const alarm = snapshot.notices.find(({ id, severity }) => id.startsWith(NOTICES) && severity === 'alarm');
  if (alarm !== undefined) return { kind: 'attacked', words: `Automation: ${alarm.title}` };
  const { server } = snapshot.automation;
  if (server.kind === 'failed') return { kind: 'failed', words: `Automation failed: ${server.failure.message}` };
  return { kind: 'on', words: 'Automation on: programs with a key can ask for exits' };
}
