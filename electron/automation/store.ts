// Keys and calls as they are kept.
import type { ApiKeyView, AutomationCall } from '../../shared/automation.ts';

/** `hash`: SHA-256 of the token, hexadecimal. A token has 256 random bits: nothing slower is needed to keep it from being guessed. */
export type StoredKey = Readonly<ApiKeyView & { hash: string }>;

export type CallFilter = Readonly<{ keyId?: string | undefined; beforeCallId?: number | undefined }>;

export type AutomationStore = Readonly<{
  keys: () => readonly StoredKey[];
  /** Stores or replaces. Throws when it can not be written. */
  putKey: (key: StoredKey) => void;
  removeKey: (keyId: string) => void;
  /** Written soon, in order. Never throws. */
  addCall: (call: Omit<AutomationCall, 'callId'>) => void;
  /** Newest first, 100 at most. */
  calls: (filter: CallFilter) => readonly AutomationCall[];
  close: () => void;
}>;

const PAGE = 100;

export function createMemoryStore(): AutomationStore {
  const keys = new Map<string, StoredKey>();
  const calls: AutomationCall[] = [];
  return {
    keys: () => [...keys.values()],
    putKey: (key) => void keys.set(key.keyId, key),
    removeKey: (keyId) => void keys.delete(keyId),
    addCall: (call) => void calls.unshift({ ...call, callId: calls.length + 1 }),
    calls: ({ keyId, beforeCallId }) =>
      calls
        .filter(
          (call) => (keyId === undefined || call.keyId === keyId) && (beforeCallId === undefined || call.callId < beforeCallId),
        )
        .slice(0, PAGE),
    close: () => undefined,
  };
}
