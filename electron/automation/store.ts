// Keys and calls as they are kept.
import type { ApiKeyView, AutomationCall } from '../../shared/automation.ts';
import type { Failure } from '../../shared/failure.ts';

/** `hash`: SHA-256 of the token, hexadecimal. A token has 256 random bits: nothing slower is needed to keep it from being guessed. */
export type StoredKey = Readonly<ApiKeyView & { hash: string }>;

export type CallFilter = Readonly<{ keyId?: string | undefined; beforeCallId?: number | undefined }>;

export type AutomationStore = Readonly<{
  /** The keys can not be known: nobody can be let in, and the reason is said. */
  trouble: Failure | null;
  keys: () => readonly StoredKey[];
  /** Stores or replaces, and is on the disk when it returns. Throws when it can not be written. */
  putKey: (key: StoredKey) => void;
  /** The same, but written soon: what may be lost in a crash, as the last use. Never throws. */
  putKeySoon: (key: StoredKey) => void;
  removeKey: (keyId: string) => void;
  /** Written soon, in order. Never throws. */
  addCall: (call: Omit<AutomationCall, 'callId'>) => void;
  /** Newest first, 100 at most. */
  calls: (filter: CallFilter) => readonly AutomationCall[];
  close: () => void;
}>;

export const CALLS_A_PAGE = 100;

export function createMemoryStore(): AutomationStore {
  const keys = new Map<string, StoredKey>();
  const calls: AutomationCall[] = [];
  const putKey = (key: StoredKey): void => void keys.set(key.keyId, key);
  return {
    trouble: null,
    keys: () => [...keys.values()],
    putKey,
    putKeySoon: putKey,
    removeKey: (keyId) => void keys.delete(keyId),
    addCall: (call) => void calls.unshift({ ...call, callId: calls.length + 1 }),
    calls: ({ keyId, beforeCallId }) =>
      calls
        .filter(
          (call) => (keyId === undefined || call.keyId === keyId) && (beforeCallId === undefined || call.callId < beforeCallId),
        )
        .slice(0, CALLS_A_PAGE),
    close: () => undefined,
  };
}
