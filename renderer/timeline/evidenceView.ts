import type { EventFilter } from './eventWords.ts';

/** What the dock shows of an exit under its head. */
export type EvidenceView = Readonly<{ kind: 'overview' } | { kind: 'timeline' } | { kind: 'events'; filter: EventFilter }>;

export const overview: EvidenceView = { kind: 'overview' };

export function viewNamed(kind: EvidenceView['kind']): EvidenceView {
  return kind === 'events' ? { kind, filter: { accountId: null, legId: null } } : { kind };
}
