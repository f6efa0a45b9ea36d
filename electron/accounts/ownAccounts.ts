// A person's own accounts: the vault that keeps them, their connections while live is on, and what the panel may ask of them.
// Each connects on its own: a dead venue, or one that can not be dialled at all, delays nobody. Nothing here waits for an exit
// and no exit waits for it; what an exit works on is not taken away from under it.
import type { AccountId } from '../../shared/account.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { AccountEntry } from '../../shared/vault.ts';
import type { UnreachedAccount } from '../exit/exits.ts';
import type { Handlers } from '../ipc/serveContract.ts';
import type { StoredAccount } from '../vault/storedAccounts.ts';
import type { Vault } from '../vault/vault.ts';
import { loadProfile } from '../venues/profiles.ts';
import { noAccount, type Admission } from './admission.ts';
import type { Connections } from './connections.ts';
import { checkLabel, labelTaken } from './newAccount.ts';
import { placeOf } from './places.ts';

type OwnRequests =
  | 'createVault'
  | 'unlockVault'
  | 'lockVault'
  | 'setVaultAside'
  | 'testAccount'
  | 'addAccount'
  | 'changeAccount'
  | 'replaceKeys'
  | 'removeAccount'
  | 'importAccounts';

export interface OwnAccounts {
  readonly handlers: Pick<Handlers, OwnRequests>;
  /** Connects what is enabled and not connected yet. */
  connectAll(): Promise<void>;
  /** Tries an account again that could not even be dialled. */
  connectAgain(id: AccountId): Promise<Result<null>>;
  /** Switched on and not connected: no exit reaches them. */
  unreached(): readonly UnreachedAccount[];
  /** For the desk to call every second or so: what was changed under a running exit becomes so when it has ended. */
  settle(): void;
}

type OwnInputs = Readonly<{
  vault: Vault;
  admission: Admission;
  connections: Connections;
  /** Live is on, and nothing ends. */
  isOn: () => boolean;
  /** An exit runs on this account. */
  isClosing: (id: AccountId) => boolean;
  /** An exit runs somewhere: what it may ask of the venues is not spent on trials. */
  exitRunning: () => boolean;
  /** Lets the person choose a file; null: none. */
  chooseFile: () => Promise<string | null>;
  /** Its connection is gone: it was removed, switched off, or is connected anew. */
  onLeft: (id: AccountId, label: string) => void;
  /** The stored accounts are connected: after an unlocking, too. */
  onConnected: () => void;
}>;

export function createOwnAccounts(inputs: OwnInputs): OwnAccounts {
  const { vault, admission, connections } = inputs;
  const find = (id: AccountId): StoredAccount | undefined => vault.accounts().find(({ entry }) => entry.id === id);
  const isWanted = (id: AccountId): boolean =>
    inputs.isOn() && find(id)?.entry.enabled === true && connections.find(id) === undefined;

  async function connect({ entry }: StoredAccount): Promise<void> {
    const { id, venue } = entry;
    try {
      const profile = await loadProfile(venue);
      const now = find(id); // it may have been changed or removed meanwhile
      if (now === undefined || !isWanted(id)) return;
      const { label, endpoint, endpointLabel, allowWithdrawal } = now.entry;
      const place = placeOf(venue, endpoint);
      if (!place.ok) {
        showFailed(now.entry, place.failure);
        return;
      }
      const { keys, proxy } = now.secrets.reveal();
      const placeLabel = place.value.endpoint === null ? undefined : endpointLabel;
      const about = { id, profile, label, environment: 'live', secrets: keys } as const;
      connections.connect({ ...about, ...place.value, placeLabel, proxy, allowWithdrawal });
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      if (isWanted(id)) showFailed(entry, { kind: 'internal', message, remedy: 'It is part of no exit: close it at the venue.' });
    }
  }

  function showFailed({ id, venue, label, endpointLabel }: AccountEntry, failure: Failure): void {
    connections.showFailed({
      id,
      venue,
      label,
      environment: 'live',
      health: { kind: 'failed', failure },
      hedgeMode: null,
      equityUsd: null,
      freshAtMs: null,
      unreadableOrderFamilies: [],
      place: endpointLabel,
    });
  }

  async function connectAll(): Promise<void> {
    const wanted = vault.accounts().filter(({ entry }) => isWanted(entry.id));
    await Promise.all(wanted.map(connect));
    const { state } = vault.view();
    if (inputs.isOn() && state !== 'locked' && state !== 'damaged') inputs.onConnected();
  }

  /** An exit that began while the change was written keeps the connection that it works on until it ends. */
  const outdated = new Set<AccountId>();
  function leave(id: AccountId): void {
    if (inputs.isClosing(id)) {
      outdated.add(id);
      return;
    }
    const connected = connections.find(id);
    void connections.disconnect([id]);
    if (connected !== undefined) inputs.onLeft(id, connected.view().label);
  }

  function settle(): void {
    for (const id of outdated) {
      if (inputs.isClosing(id)) continue;
      outdated.delete(id);
      if (inputs.isOn()) void connectAnew(id); // never rejects
    }
  }

  /** New keys or a new account: from now on with these. */
  async function connectAnew(id: AccountId): Promise<void> {
    leave(id);
    const account = find(id);
    if (account !== undefined && isWanted(id)) await connect(account);
  }

  function refuseWhileClosing(id: AccountId, what: string): Result<null> {
    if (!inputs.isClosing(id)) return succeed(null);
    return fail({
      kind: 'badRequest',
      message: `An exit is running on this account: it can not be ${what} now.`,
      remedy: 'Do it when the exit has ended.',
    });
  }

  const whenNoExitRuns = async <T>(run: () => Promise<Result<T>>): Promise<Result<T>> => {
    if (!inputs.exitRunning()) return run();
    return fail({
      kind: 'badRequest',
      message: 'An exit is running: what the venues answer in a second is kept for it.',
      remedy: 'Do it when the exit has ended.',
    });
  };

  /** Writes the change of one account. */
  async function changeOne(
    id: AccountId,
    make: (account: StoredAccount, all: readonly StoredAccount[]) => Result<StoredAccount | null>,
  ): Promise<Result<null>> {
    return vault.change((accounts) => {
      const account = accounts.find(({ entry }) => entry.id === id);
      if (account === undefined) return fail(noAccount(id));
      const made = make(account, accounts);
      if (!made.ok) return made;
      const { value } = made;
      return succeed(accounts.flatMap((each) => (each !== account ? [each] : value === null ? [] : [value])));
    });
  }

  const handlers: OwnAccounts['handlers'] = {
    createVault: (wish) => vault.create(wish),
    unlockVault: async ({ passphrase }) => {
      const unlocked = await vault.unlock(passphrase);
      if (unlocked.ok && inputs.isOn()) await connectAll();
      return unlocked;
    },
    lockVault: () => vault.lock(),
    setVaultAside: () => vault.setAside(),
    testAccount: (account) => whenNoExitRuns(() => admission.test(account)),
    addAccount: async ({ anyway, ...account }) => {
      const added = await whenNoExitRuns(() => admission.add(account, anyway));
      if (added.ok && added.value.entry !== null) await connectAnew(added.value.entry.id);
      return added;
    },
    changeAccount: async ({ accountId, label, enabled }) => {
      const wanted = label?.trim();
      const named = wanted === undefined ? succeed(null) : checkLabel(wanted);
      if (!named.ok) return named;
      const changed = await changeOne(accountId, (account, all) => {
        const { entry } = account;
        const free = enabled === false ? refuseWhileClosing(accountId, 'switched off') : succeed(null);
        if (!free.ok) return free;
        const unique = wanted === undefined ? succeed(null) : labelTaken(wanted, all, accountId);
        if (!unique.ok) return unique;
        return succeed({ ...account, entry: { ...entry, label: wanted ?? entry.label, enabled: enabled ?? entry.enabled } });
      });
      if (!changed.ok) return changed;
      const entry = find(accountId)?.entry;
      if (entry === undefined) return fail(noAccount(accountId));
      if (!entry.enabled) leave(accountId);
      else if (connections.find(accountId) === undefined) await connectAnew(accountId);
      connections.find(accountId)?.rename(entry.label);
      connections.showAccounts();
      return succeed(entry);
    },
    replaceKeys: async ({ accountId, keys }) => {
      const replaced = await whenNoExitRuns(() => admission.replaceKeys(accountId, keys));
      if (replaced.ok && replaced.value.entry !== null) await connectAnew(accountId);
      return replaced;
    },
    removeAccount: async ({ accountId }) => {
      const removed = await changeOne(accountId, () => {
        const free = refuseWhileClosing(accountId, 'removed');
        return free.ok ? succeed(null) : free;
      });
      if (!removed.ok) return removed;
      leave(accountId);
      return succeed(null);
    },
    importAccounts: async () => {
      const trouble = vault.changeTrouble();
      if (trouble !== null) return fail(trouble);
      const path = await inputs.chooseFile();
      if (path === null) return succeed(null);
      const imported = await whenNoExitRuns(() => admission.importFrom(path));
      if (imported.ok && inputs.isOn()) await connectAll();
      return imported;
    },
  };

  async function connectAgain(id: AccountId): Promise<Result<null>> {
    const account = find(id);
    if (account === undefined || !isWanted(id)) return fail(noAccount(id));
    await connect(account);
    return succeed(null);
  }

  const unreached = (): readonly UnreachedAccount[] =>
    vault
      .accounts()
      .filter(({ entry }) => isWanted(entry.id))
      .map(({ entry: { id, venue, label } }) => ({ accountId: id, venue, label }));

  return { handlers, connectAll, connectAgain, unreached, settle };
}
