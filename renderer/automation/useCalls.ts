// The audit log as it is read: its newest page renewed whenever a key was used, older pages on demand.
import { useCallback, useEffect, useRef, useState } from 'react';
import type { RequestInput } from '../../shared/contract.ts';
import type { AutomationCall } from '../../shared/automation.ts';
import type { Failure, Result } from '../../shared/failure.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel, type readPanel } from '../panelStore.ts';

const PAGE = 100;

export type ReadCalls = Readonly<{
  /** Null: not read yet. */
  calls: readonly AutomationCall[] | null;
  /** There may be older ones. */
  more: boolean;
  failure: Failure | null;
  busy: boolean;
}>;

const unread: ReadCalls = { calls: null, more: false, failure: null, busy: true };

/** A page that does not reach what is known leaves a gap: it takes its place, and older ones are read anew. */
export function withNewest(known: ReadCalls, page: readonly AutomationCall[]): ReadCalls {
  const oldest = page.at(-1);
  const before = known.calls ?? [];
  const older = oldest === undefined ? [] : before.filter(({ callId }) => callId < oldest.callId);
  const joins = older.length < before.length;
  const more = older.length > 0 && joins ? known.more : page.length === PAGE;
  return { calls: joins ? [...page, ...older] : page, more, failure: null, busy: false };
}

/** A page after `beforeCallId`; it is left out when the list does not end there any more. */
export const withOlder = (known: ReadCalls, page: readonly AutomationCall[], beforeCallId: number): ReadCalls =>
  known.calls?.at(-1)?.callId === beforeCallId
    ? { calls: [...known.calls, ...page], more: page.length === PAGE, failure: null, busy: false }
    : { ...known, busy: false };

async function readPage(input: RequestInput<'getAutomationCalls'>): Promise<Result<readonly AutomationCall[]>> {
  try {
    return await panelApi().getAutomationCalls(input);
  } catch (cause) {
    const message = `The log could not be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    return { ok: false, failure: { kind: 'internal', message, remedy: 'Read it again.' } };
  }
}

const lastUseOf = ({ snapshot }: ReturnType<typeof readPanel>): number =>
  (snapshot?.automation.keys ?? []).reduce((latest, key) => Math.max(latest, key.lastUse?.atMs ?? 0), 0);

/** @param keyId  null: of all keys, and of calls without one */
export function useCalls(keyId: string | null) {
  const [read, setRead] = useState<ReadCalls>(unread);
  const line = useRef(Promise.resolve()); // one page after the other
  const renewalWaits = useRef(false);

  const take = useCallback(
    (beforeCallId: number | null): void => {
      if (beforeCallId === null && renewalWaits.current) return;
      renewalWaits.current ||= beforeCallId === null;
      line.current = line.current.then(async () => {
        if (beforeCallId === null) renewalWaits.current = false;
        setRead((known) => ({ ...known, busy: true }));
        const answer = await readPage({
          ...(keyId === null ? {} : { keyId }),
          ...(beforeCallId === null ? {} : { beforeCallId }),
        });
        setRead((known) => {
          if (!answer.ok) return { ...known, failure: answer.failure, busy: false };
          return beforeCallId === null ? withNewest(known, answer.value) : withOlder(known, answer.value, beforeCallId);
        });
      });
    },
    [keyId],
  );
  const renew = useCallback(() => take(null), [take]);
  useEffect(() => {
    renew();
    return usePanel.subscribe((now, before) => {
      if (lastUseOf(now) !== lastUseOf(before)) renew();
    });
  }, [renew]);

  const oldest = read.calls?.at(-1)?.callId;
  return { ...read, renew, readOlder: () => (oldest === undefined ? undefined : take(oldest)) };
}
