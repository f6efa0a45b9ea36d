// Keys of programs. A token is shown once and kept as a hash only; every stored hash is compared with every token in the same time.
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { MOST_API_KEYS, type ApiKeyView, type NewApiKey } from '../../shared/automation.ts';
import type { Environment } from '../../shared/account.ts';
import type { AutomationWay } from '../../shared/exit.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { AutomationClock } from './ports.ts';
import type { AutomationStore, StoredKey } from './store.ts';

export const TOKEN_PREFIX = 'bst_';
const TOKEN_BYTES = 32;
/** A program may call many times a second; the panel shows a last use this much later, and is left alone between. */
const SHOW_USE_AFTER_MS = 1_000;

export interface ApiKeys {
  views(): readonly ApiKeyView[];
  create(wanted: NewApiKey, environment: Environment): Result<Readonly<{ key: ApiKeyView; token: string }>>;
  revoke(keyId: string): Result<ApiKeyView>;
  remove(keyId: string): Result<null>;
  /** The key of this token, whatever its state; null: it is nobody's. */
  find(token: string): ApiKeyView | null;
  get(keyId: string): ApiKeyView | null;
  used(keyId: string, via: AutomationWay, verb: string): void;
  /** Somebody said yes on screen. */
  approved(keyId: string): void;
  /** Hands the last uses to the store. */
  close(): void;
}

export function createApiKeys(
  store: AutomationStore,
  clock: Pick<AutomationClock, 'epoch' | 'sleep'>,
  onChange: () => void,
): ApiKeys {
  const usedNow = new Set<string>();
  const keys = new Map(store.keys().map((key) => [key.keyId, key]));

  let showDue = false;

  function storeUses(): void {
    for (const keyId of usedNow) {
      const key = keys.get(keyId);
      if (key !== undefined) store.putKeySoon(key);
    }
    usedNow.clear();
  }

  function showSoon(): void {
    if (showDue) return;
    showDue = true;
    void clock.sleep(SHOW_USE_AFTER_MS).then(() => {
      showDue = false;
      storeUses();
      onChange();
    });
  }

  function put(key: StoredKey): Result<ApiKeyView> {
    try {
      store.putKey(key);
    } catch (error) {
      return fail(notWritten(error));
    }
    keys.set(key.keyId, key);
    onChange();
    return succeed(viewOf(key));
  }

  return {
    views: () => [...keys.values()].sort((a, b) => b.createdAtMs - a.createdAtMs).map(viewOf),
    create: (wanted, environment) => {
      if (keys.size >= MOST_API_KEYS)
        return fail({ kind: 'badRequest', message: `There are ${MOST_API_KEYS} keys already.`, remedy: 'Remove one first.' });
      if (wanted.expiresAtMs !== null && wanted.expiresAtMs <= clock.epoch())
        return fail({ kind: 'badRequest', message: 'This key would have expired already.', remedy: 'Choose a later day.' });
      const token = `${TOKEN_PREFIX}${randomBytes(TOKEN_BYTES).toString('base64url')}`;
      const stored = put({
        ...wanted,
        keyId: randomBytes(6).toString('hex'),
        hint: `${TOKEN_PREFIX}…${token.slice(-4)}`,
        hash: hashOf(token).toString('hex'),
        environment,
        createdAtMs: clock.epoch(),
        approvedAtMs: null,
        revokedAtMs: null,
        lastUse: null,
      });
      return stored.ok ? succeed({ key: stored.value, token }) : stored;
    },
    revoke: (keyId) => {
      const key = keys.get(keyId);
      if (key === undefined) return fail(gone);
      const revoked = { ...key, revokedAtMs: key.revokedAtMs ?? clock.epoch() };
      const stored = put(revoked);
      if (stored.ok) return stored;
      // Who revokes a key may be in a hurry, and the disk may stay full for long: it is turned away all the same.
      keys.set(keyId, revoked);
      store.putKeySoon(revoked);
      onChange();
      return fail({ ...stored.failure, remedy: NOT_FOR_GOOD });
    },
    remove: (keyId) => {
      const key = keys.get(keyId);
      if (key === undefined) return fail(gone);
      const isOver = key.revokedAtMs !== null || (key.expiresAtMs !== null && key.expiresAtMs <= clock.epoch());
      if (!isOver) return fail({ kind: 'badRequest', message: `The key "${key.name}" still works.`, remedy: 'Revoke it first.' });
      try {
        store.removeKey(keyId);
      } catch (error) {
        return fail(notWritten(error));
      }
      keys.delete(keyId);
      onChange();
      return succeed(null);
    },
    find: (token) => {
      const hash = hashOf(token);
      let found: StoredKey | null = null;
      for (const key of keys.values()) if (timingSafeEqual(hash, Buffer.from(key.hash, 'hex'))) found = key;
      return found === null ? null : viewOf(found);
    },
    get: (keyId) => {
      const key = keys.get(keyId);
      return key === undefined ? null : viewOf(key);
    },
    used: (keyId, via, verb) => {
      const key = keys.get(keyId);
      if (key === undefined) return;
      keys.set(keyId, { ...key, lastUse: { atMs: clock.epoch(), via, verb } });
      usedNow.add(keyId);
      showSoon();
    },
    approved: (keyId) => {
      const key = keys.get(keyId);
      if (key === undefined || key.approvedAtMs !== null) return;
      const approved = { ...key, approvedAtMs: clock.epoch() };
      keys.set(keyId, approved);
      store.putKeySoon(approved); // the exit runs already: it does not wait for the disk, and a lost yes is asked for again
      onChange();
    },
    close: storeUses,
  };
}

const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

function viewOf({ hash: _hash, ...view }: StoredKey): ApiKeyView {
  return view;
}

const gone: Failure = { kind: 'notFound', message: 'This key is gone.' };

const NOT_FOR_GOOD =
  'The key is turned away from now on, but would work again after a restart. Make room on the disk, then take it off the list.';

const notWritten = (error: unknown): Failure => ({
  kind: 'settings',
  message: `The keys could not be written: ${error instanceof Error ? error.message : String(error)}`,
  remedy: 'Nothing was changed. Check that the disk has room and the folder is writable.',
});
