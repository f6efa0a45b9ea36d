// Messages that stay on screen until they are solved or dismissed. The same trouble has the same id and is shown once.
import type { Failure } from '../../shared/failure.ts';
import type { Notice } from '../../shared/snapshot.ts';

export type Notices = Readonly<{
  raise: (notice: Omit<Notice, 'atMs'>) => void;
  raiseFailure: (id: string, title: string, failure: Failure, accountId?: string) => void;
  clear: (id: string) => void;
}>;

export function createNotices(epochMs: () => number, onChange: (notices: readonly Notice[]) => void): Notices {
  const standing = new Map<string, Notice>();
  const raise = (notice: Omit<Notice, 'atMs'>) => {
    const before = standing.get(notice.id);
    if (before !== undefined && before.detail === notice.detail && before.title === notice.title) return;
    standing.set(notice.id, { ...notice, atMs: epochMs() });
    onChange([...standing.values()]);
  };
  return {
    raise,
    raiseFailure: (id, title, failure, accountId) =>
      raise({
        id,
        severity: failure.kind === 'credentials' || failure.kind === 'internal' ? 'alarm' : 'warning',
        title,
        detail: failure.message,
        remedy: failure.remedy ?? null,
        accountId: accountId ?? null,
      }),
    clear: (id) => {
      if (standing.delete(id)) onChange([...standing.values()]);
    },
  };
}
