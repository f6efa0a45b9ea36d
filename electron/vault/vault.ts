// The vault: a person's accounts with their keys, sealed at rest. Keys go in and come out as credentials only.
//  - A file that can not be opened is kept as it is: no failure writes over it, renames it or deletes it.
//  - What is open stays open. Locking takes away the key that seals: adding and changing need the passphrase again, what is
//    connected goes on, and no exit ever waits for it.
//  - A change is on the disk before it counts, or it did not happen. One at a time.
import { randomBytes } from 'node:crypto';
import { assertNever, fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { AccountEntry, VaultView } from '../../shared/vault.ts';
import type { SystemKeyStore } from './keyStore.ts';
import { KEY_BYTES } from './seal.ts';
import { payloadOf, readPayload, type StoredAccount } from './storedAccounts.ts';
import type { VaultFile } from './vaultFile.ts';
import { openPayload, readVault, writeVault, type SealedVault } from './vaultFormat.ts';
import {
  damagedFile,
  newerFile,
  notEmpty,
  otherKeyStore,
  setAsideRefused,
  wanted,
  wrapRefused,
  wrongPassphrase,
} from './vaultWords.ts';
import { newScrypt, SCRYPT_COST, wrapByPassphrase, wrapBySystem, type ScryptCost, type Wrapping } from './wrapping.ts';

/** Without use for so long, adding and changing lock themselves. */
export const LOCK_AFTER_MS = 5 * 60_000;

export type VaultProtection = Readonly<
  { protection: 'system' } | { protection: 'passphrase'; passphrase: string } | { protection: 'session' }
>;

export interface Vault {
  view(): VaultView;
  /** Empty while locked. */
  accounts(): readonly StoredAccount[];
  entries(): readonly AccountEntry[];
  /** Reads the file, and opens it where the key store of the system protects it. */
  load(): Promise<void>;
  create(wish: VaultProtection): Promise<Result<null>>;
  unlock(passphrase: string): Promise<Result<null>>;
  lock(): Promise<Result<null>>;
  lockWhenIdle(): void;
  setAside(): Promise<Result<Readonly<{ file: string }>>>;
  /** Why nothing can be added or changed now; null: it can. Counts as use. */
  changeTrouble(): Failure | null;
  /** Writes what `make` answers, unless it refuses. */
  change(make: (accounts: readonly StoredAccount[]) => Result<readonly StoredAccount[]>): Promise<Result<null>>;
}

type State = Readonly<
  | { kind: 'empty' }
  | { kind: 'session'; accounts: readonly StoredAccount[] }
  | { kind: 'locked'; sealed: SealedVault; failure: Failure | null }
  | { kind: 'damaged'; failure: Failure }
  /** `wrapping` null: adding is locked. */
  | { kind: 'open'; sealed: SealedVault; accounts: readonly StoredAccount[]; wrapping: Wrapping | null }
>;

export type VaultOptions = Readonly<{
  file: VaultFile;
  keyStore: SystemKeyStore;
  clock: Readonly<{ now(): number; epoch(): number }>;
  onChange: () => void;
  scryptCost?: ScryptCost;
}>;

export function createVault({ file, keyStore, clock, onChange, scryptCost = SCRYPT_COST }: VaultOptions): Vault {
  let state: State = { kind: 'empty' };
  let onDisk: Buffer | null = null; // sealed; what a write expects to replace
  let systemTrouble: Failure | null = null;
  let usedAtMs = clock.now();
  let turn: Promise<unknown> = Promise.resolve();

  function inTurn<T>(run: () => Promise<T>): Promise<T> {
    const mine = turn.then(run);
    turn = mine.catch(() => undefined); // whoever asked hears of it
    return mine;
  }

  function become(next: State): void {
    if (state.kind === 'open' && (next.kind !== 'open' || next.wrapping !== state.wrapping)) state.wrapping?.forget();
    state = next;
    onChange();
  }

  const use = (): void => {
    usedAtMs = clock.now();
  };

  async function load(): Promise<void> {
    systemTrouble = await keyStore.trouble();
    const read = file.read();
    if (!read.ok) {
      become({ kind: 'damaged', failure: read.failure });
      return;
    }
    onDisk = read.value;
    if (onDisk === null) {
      become({ kind: 'empty' });
      return;
    }
    const reading = readVault(onDisk);
    if (reading.kind === 'damaged') become({ kind: 'damaged', failure: damagedFile(file.path, reading.why) });
    else if (reading.kind === 'newer') become({ kind: 'damaged', failure: newerFile(file.path, reading.version) });
    else if (reading.vault.header.protection === 'passphrase') become({ kind: 'locked', sealed: reading.vault, failure: null });
    else await openBySystem(reading.vault);
  }

  async function openBySystem(sealed: SealedVault): Promise<void> {
    const lockedBy = (failure: Failure) => become({ kind: 'locked', sealed, failure });
    if (systemTrouble !== null) {
      lockedBy(systemTrouble);
      return;
    }
    const wrapping = wrapBySystem(keyStore);
    const dataKey = await wrapping.unwrap(sealed.wrapped).catch(() => null); // its words say nothing to a person
    if (dataKey === null) lockedBy(otherKeyStore(file.path));
    else openWith(sealed, dataKey, wrapping);
  }

  /** The data key is right: what does not open now was changed. Zeroes it. */
  function openWith(sealed: SealedVault, dataKey: Buffer, wrapping: Wrapping): Failure | null {
    const payload = openPayload(sealed, dataKey);
    dataKey.fill(0);
    const accounts = payload === null ? null : readPayload(payload);
    payload?.fill(0);
    if (accounts === null) {
      wrapping.forget();
      const failure = damagedFile(file.path, 'its accounts were changed, or written by something else');
      become({ kind: 'damaged', failure });
      return failure;
    }
    use();
    become({ kind: 'open', sealed, accounts, wrapping });
    return null;
  }

  async function write(accounts: readonly StoredAccount[], wrapping: Wrapping): Promise<Result<null>> {
    const dataKey = randomBytes(KEY_BYTES);
    const payload = payloadOf(accounts);
    try {
      const wrapped = await wrapping.wrap(dataKey).catch((error: unknown) => wrapRefused(error));
      if (!Buffer.isBuffer(wrapped)) return fail(wrapped);
      const bytes = writeVault(wrapping.header, wrapped, dataKey, payload);
      const reading = readVault(bytes);
      if (reading.kind !== 'sealed') throw new Error(`the vault that would be written can not be read: ${reading.kind}`);
      const written = file.write(bytes, onDisk);
      if (!written.ok) return written;
      onDisk = bytes;
      become({ kind: 'open', sealed: reading.vault, accounts, wrapping });
      return written;
    } finally {
      dataKey.fill(0);
      payload.fill(0);
    }
  }

  async function create(wish: VaultProtection): Promise<Result<null>> {
    if (state.kind !== 'empty' && state.kind !== 'session') return fail(notEmpty(file.path));
    use();
    const accounts = state.kind === 'session' ? state.accounts : [];
    if (wish.protection === 'session') {
      become({ kind: 'session', accounts });
      return succeed(null);
    }
    if (wish.protection === 'passphrase')
      return writeNew(accounts, await wrapByPassphrase(wish.passphrase, newScrypt(scryptCost)));
    systemTrouble = await keyStore.trouble();
    onChange();
    return systemTrouble === null ? writeNew(accounts, wrapBySystem(keyStore)) : fail(systemTrouble);
  }

  async function writeNew(accounts: readonly StoredAccount[], wrapping: Wrapping): Promise<Result<null>> {
    const written = await write(accounts, wrapping);
    if (!written.ok) wrapping.forget();
    return written;
  }

  async function unlock(passphrase: string): Promise<Result<null>> {
    switch (state.kind) {
      case 'empty':
      case 'session':
        return fail(wanted(state.kind));
      case 'damaged':
        return fail(state.failure);
      case 'locked':
      case 'open':
        return unlockSealed(state.sealed, passphrase);
      default:
        return assertNever(state);
    }
  }

  async function unlockSealed(sealed: SealedVault, passphrase: string): Promise<Result<null>> {
    const { header, wrapped, headerLine } = sealed;
    if (header.protection === 'system') {
      if (state.kind === 'locked') await load(); // the keyring may be there by now
      return state.kind === 'locked' && state.failure !== null ? fail(state.failure) : succeed(null);
    }
    const wrapping = await wrapByPassphrase(passphrase, header.kdf, headerLine);
    const dataKey = await wrapping.unwrap(wrapped);
    if (dataKey === null) {
      wrapping.forget();
      return fail(wrongPassphrase);
    }
    if (state.kind !== 'open') {
      const failure = openWith(sealed, dataKey, wrapping);
      return failure === null ? succeed(null) : fail(failure);
    }
    dataKey.fill(0);
    use();
    become({ ...state, wrapping });
    return succeed(null);
  }

  /** Only a passphrase can be asked for again. */
  const canLock = (now: State): boolean => now.kind === 'open' && now.sealed.header.protection === 'passphrase';
  const lockAdding = (): void => {
    if (state.kind === 'open' && canLock(state) && state.wrapping !== null) become({ ...state, wrapping: null });
  };

  async function lock(): Promise<Result<null>> {
    if (!canLock(state))
      return fail({
        kind: 'badRequest',
        message: 'Only an open vault with a passphrase can be locked.',
        remedy: 'Lock your session or this computer instead.',
      });
    lockAdding();
    return succeed(null);
  }

  function changeTrouble(): Failure | null {
    use();
    if (state.kind === 'session') return null;
    if (state.kind !== 'open') return state.kind === 'damaged' ? state.failure : wanted(state.kind);
    return state.wrapping === null ? wanted('addingLocked') : null;
  }

  async function change(make: (accounts: readonly StoredAccount[]) => Result<readonly StoredAccount[]>): Promise<Result<null>> {
    const trouble = changeTrouble();
    if (trouble !== null) return fail(trouble);
    if (state.kind !== 'session' && state.kind !== 'open') throw new Error(`a vault that is ${state.kind} was changed`);
    const made = make(state.accounts);
    if (!made.ok) return made;
    if (state.kind === 'open' && state.wrapping !== null) return write(made.value, state.wrapping);
    become({ kind: 'session', accounts: made.value });
    return succeed(null);
  }

  async function setAside(): Promise<Result<Readonly<{ file: string }>>> {
    if (state.kind !== 'damaged' && state.kind !== 'locked') return fail(setAsideRefused);
    const aside = file.setAside(clock.epoch());
    if (!aside.ok) return aside;
    await load();
    return succeed({ file: aside.value });
  }

  const accounts = (): readonly StoredAccount[] => (state.kind === 'open' || state.kind === 'session' ? state.accounts : []);
  return {
    view: () => ({
      state: state.kind,
      protection: state.kind === 'open' || state.kind === 'locked' ? state.sealed.header.protection : null,
      systemTrouble,
      failure: state.kind === 'locked' || state.kind === 'damaged' ? state.failure : null,
      addingLocked: state.kind === 'open' && state.wrapping === null,
    }),
    accounts,
    entries: () => accounts().map(({ entry }) => entry),
    load: () => inTurn(load),
    create: (wish) => inTurn(() => create(wish)),
    unlock: (passphrase) => inTurn(() => unlock(passphrase)),
    lock: () => inTurn(lock),
    lockWhenIdle: () => {
      if (canLock(state) && clock.now() - usedAtMs >= LOCK_AFTER_MS) void inTurn(async () => lockAdding());
    },
    setAside: () => inTurn(setAside),
    changeTrouble,
    change: (make) => inTurn(() => change(make)),
  };
}
