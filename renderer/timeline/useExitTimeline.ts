import { useCallback, useEffect, useRef, useState } from 'react';
import type { TimelineEvent } from '../../shared/exit.ts';
import type { Failure } from '../../shared/failure.ts';
import { panelApi } from '../panelApi.ts';

const REFRESH_MS = 1000;

export type ExitTimeline = Readonly<{
  /** Null until the first answer. A failed refresh keeps what was read before. */
  events: readonly TimelineEvent[] | null;
  failure: Failure | null;
  retry: () => void;
}>;

type Read = Readonly<{ exitId: string; events: readonly TimelineEvent[] | null; failure: Failure | null }>;

async function ask(exitId: string): Promise<Readonly<{ events: readonly TimelineEvent[] } | { failure: Failure }>> {
  try {
    const answer = await panelApi().getExitTimeline({ exitId });
    return answer.ok ? { events: answer.value } : { failure: answer.failure };
  } catch (cause) {
    const message = `The timeline could not be read: ${cause instanceof Error ? cause.message : String(cause)}`;
    return { failure: { kind: 'internal', message, remedy: 'Try again. The report above does not depend on it.' } };
  }
}

/** The stored timeline of an exit, read when it is looked at; while the exit runs it is read again at most once a second. */
export function useExitTimeline(exitId: string, running: boolean): ExitTimeline {
  const loadNow = useRef<() => void>(() => undefined);
  const retry = useCallback(() => loadNow.current(), []);
  const [read, setRead] = useState<Read>({ exitId, events: null, failure: null });
  useEffect(() => {
    let over = false;
    let timer: ReturnType<typeof setTimeout> | null = null;
    const load = async () => {
      if (timer !== null) clearTimeout(timer);
      const answer = await ask(exitId);
      if (over) return;
      setRead((before) => {
        if ('events' in answer) return { exitId, events: answer.events, failure: null };
        return { exitId, events: before.exitId === exitId ? before.events : null, failure: answer.failure };
      });
      if (running) timer = setTimeout(() => void load(), REFRESH_MS);
    };
    loadNow.current = () => void load();
    void load();
    return () => {
      over = true;
      if (timer !== null) clearTimeout(timer);
    };
  }, [exitId, running]);
  const own = read.exitId === exitId;
  return { events: own ? read.events : null, failure: own ? read.failure : null, retry };
}
