// The audit log, proof against floods: what is called again and again in the same way becomes one line with a count, so that
// neither a stranger nor a program that polls, or repeats one call, pushes out what matters. Every exit has lines of its own.
import type { AutomationCall } from '../../shared/automation.ts';
import type { AutomationClock } from './ports.ts';
import type { AutomationStore } from './store.ts';

type Line = Omit<AutomationCall, 'callId'>;

export interface CallLog {
  add(line: Line): void;
  /** Writes the counts that are still open. */
  close(): void;
}

/** So many alike in one window have a line each. */
const SINGLY = 10;
const WINDOW_MS = 60_000;
/** Ways of calling that are told apart at a time. */
const MOST_KINDS = 500;
const MOST_DETAIL = 500;
const TOKENS = /bst_[\w-]+/g;

const kindOf = ({ keyId, via, verb, status, outcome, exitId }: Line): string =>
  JSON.stringify([keyId, via, verb, status, outcome, exitId]);

export function createCallLog(store: Pick<AutomationStore, 'addCall'>, clock: Pick<AutomationClock, 'sleep'>): CallLog {
  type Window = { count: number; last: Line };
  const windows = new Map<string, Window>();

  function endWindow(kind: string): void {
    const window = windows.get(kind);
    windows.delete(kind);
    if (window === undefined || window.count <= SINGLY) return;
    const more = window.count - SINGLY;
    const detail = `${more.toLocaleString('en-US')} more like this one within a minute.`;
    store.addCall({ ...window.last, detail: window.last.detail === null ? detail : `${detail} ${window.last.detail}` });
  }

  return {
    add: (given) => {
      // Words of a refusal may repeat what was sent, and somebody may have sent a key where a name belongs.
      const detail = given.detail?.replace(TOKENS, 'bst_…').slice(0, MOST_DETAIL) ?? null;
      const line = { ...given, detail };
      const own = kindOf(line);
      const isTold = windows.has(own) || windows.size < MOST_KINDS;
      if (!isTold && line.exitId !== null) {
        store.addCall(line);
        return;
      }
      const kind = isTold ? own : 'others';
      let window = windows.get(kind);
      if (window === undefined) {
        window = { count: 0, last: line };
        windows.set(kind, window);
        void clock.sleep(WINDOW_MS).then(() => endWindow(kind));
      }
      window.count += 1;
      window.last = line;
      if (window.count <= SINGLY) store.addCall(line);
    },
    close: () => {
      for (const kind of windows.keys()) endWindow(kind);
    },
  };
}
