// Long, as it answers thirteen requests and each is only a few lines.
// The fake main process's side of real accounts: a vault that works, keys that are tested by the words in them, an
// environment that can be switched. Query: env=live, vault=empty|locked|keyring|open|passphrase|addingLocked|damaged|session,
// system=trouble, entries=7, import=none|fails, ask=ms.
import type { PanelApi } from '../../shared/contract.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { PanelChange, PanelSnapshot } from '../../shared/snapshot.ts';
import type { AccountEntry, NewAccount, TestedAccount, VaultView } from '../../shared/vault.ts';
import { emptyVault } from '../../shared/vault.ts';
import { venueCard } from '../../shared/venue.ts';
import { fakeEntries, livePositions, makeEntry, noOrders, viewOf, type FakeEntry } from './fakeEntries.ts';
import { fakeOrders } from './fakePortfolio.ts';
import { fakeReadiness } from './fakeReadiness.ts';
import { fakeRehearsal } from './fakeRehearsal.ts';

type Names =
  | 'setEnvironment'
  | 'createVault'
  | 'unlockVault'
  | 'lockVault'
  | 'setVaultAside'
  | 'testAccount'
  | 'addAccount'
  | 'changeAccount'
  | 'replaceKeys'
  | 'removeAccount'
  | 'importAccounts'
  | 'checkReadiness'
  | 'rehearseExit';
type Ports = Readonly<{
  query: URLSearchParams;
  snapshot: () => PanelSnapshot;
  push: (changes: readonly PanelChange[]) => void;
  later: <T>(value: () => Result<T>, afterMs: number) => Promise<Result<T>>;
  /** The practice portfolio as it is at the start. */
  practice: () => PanelSnapshot;
}>;

const PASSPHRASE = 'correct horse battery';
const systemTrouble: Failure = {
  kind: 'vault',
  message: 'This desktop has no key store that Breakglass can use (basic_text).',
  remedy: 'Unlock GNOME Keyring or KWallet, or start Breakglass with --password-store=gnome-libsecret.',
};
const lockedFailure: Failure = {
  kind: 'vault',
  message: 'The accounts are locked for changes.',
  remedy: 'Enter the passphrase, then try again.',
};

const otherKeyring: Failure = {
  kind: 'vault',
  message: 'The key store of this computer does not open the vault file: it was sealed by another one, or by another user.',
  remedy: 'The file is kept as it is. Log in as the user who made it.',
};

function firstVault(query: URLSearchParams): VaultView {
  const base: VaultView = { ...emptyVault, systemTrouble: query.get('system') === 'trouble' ? systemTrouble : null };
  switch (query.get('vault') ?? (query.has('entries') || query.get('env') === 'live' ? 'open' : 'empty')) {
    case 'locked':
      return { ...base, state: 'locked', protection: 'passphrase' };
    case 'keyring':
      return {
        ...base,
        state: 'locked',
        protection: 'system',
        failure: otherKeyring,
      };
    case 'open':
      return { ...base, state: 'open', protection: 'system' };
    case 'passphrase':
      return { ...base, state: 'open', protection: 'passphrase' };
    case 'addingLocked':
      return { ...base, state: 'open', protection: 'passphrase', addingLocked: true };
    case 'session':
      return { ...base, state: 'session' };
    case 'damaged':
      return {
        ...base,
        state: 'damaged',
        protection: 'passphrase',
        failure: {
          kind: 'vault',
          message: 'accounts.vault ends after 212 of 4,096 bytes: it was cut off.',
          remedy: 'Check the disk.',
        },
      };
    default:
      return base;
  }
}

export function makeFakeAccounts({ query, snapshot, push, later, practice }: Ports) {
  let held: readonly FakeEntry[] = fakeEntries(Number(query.get('entries') ?? (query.get('env') === 'live' ? '7' : '0')));
  const askMs = Number(query.get('ask') ?? '700');
  let count = held.length;
  const entries = () => held.map(({ entry }) => entry);
  const closed = (vault: VaultView) => vault.state === 'locked' || vault.state === 'damaged' || vault.state === 'empty';
  const shown = (vault: VaultView) => (closed(vault) ? [] : entries());

  /** What is connected in live now, as changes from what is on screen. */
  const liveChanges = (vault: VaultView): readonly PanelChange[] => {
    const used = closed(vault) ? [] : held.filter(({ entry }) => entry.enabled);
    const positions = livePositions(
      Object.values(practice().positions),
      used.map(({ entry }) => entry),
    );
    const keys = new Set(positions.map(({ key }) => key));
    return [
      { kind: 'accounts', accounts: used.map(viewOf) },
      {
        kind: 'positions',
        upserted: positions,
        removed: Object.keys(snapshot().positions).filter((key) => !keys.has(key)),
      },
      ...Object.entries(fakeOrders(positions)).map(([accountId, orders]): PanelChange => ({ kind: 'orders', accountId, orders })),
    ];
  };
  const emptied = (): readonly PanelChange[] =>
    Object.keys(snapshot().orders).map((accountId) => ({ kind: 'orders', accountId, orders: noOrders }));
  const tell = (vault: VaultView): void => {
    push([{ kind: 'vault', vault, entries: shown(vault) }, ...(snapshot().environment === 'live' ? liveChanges(vault) : [])]);
  };
  const place = (account: NewAccount): Pick<AccountEntry, 'endpoint' | 'endpointLabel'> => {
    const { endpoint } = account;
    if (endpoint.kind === 'custom') return { endpoint, endpointLabel: new URL(endpoint.rest).host };
    const known = venueCard(account.venue).places.find(({ id }) => id === endpoint.id);
    return { endpoint, endpointLabel: known?.label ?? endpoint.id };
  };
  const test = (account: NewAccount): TestedAccount => ({
    readiness: fakeReadiness(account.venue, account.keys.apiKey.toLowerCase(), account.allowWithdrawal),
    entry: null,
  });
  const unreachable = (apiKey: string): Result<never> | null =>
    apiKey.toLowerCase().includes('nobody')
      ? fail({ kind: 'unreachable', message: 'The venue did not answer for 15 s.', remedy: 'Check the address and the proxy.' })
      : null;
  const change = (accountId: string, next: (entry: AccountEntry) => AccountEntry): Result<AccountEntry> => {
    const known = held.find(({ entry }) => entry.id === accountId);
    if (known === undefined) return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
    if (snapshot().vault.addingLocked) return fail(lockedFailure);
    const changed = { ...known, entry: next(known.entry) };
    held = held.map((each) => (each === known ? changed : each));
    tell(snapshot().vault);
    return succeed(changed.entry);
  };

  const api: Pick<PanelApi, Names> = {
    setEnvironment: ({ environment }) =>
      later(() => {
        if (snapshot().exits.some((exit) => exit.endedAtMs === null)) {
          return fail({ kind: 'refused', message: 'An exit is running.', remedy: 'Switch when it has ended.' });
        }
        const first = practice();
        const back: readonly PanelChange[] = [
          { kind: 'accounts', accounts: first.accounts },
          {
            kind: 'positions',
            upserted: Object.values(first.positions),
            removed: Object.keys(snapshot().positions).filter((key) => !(key in first.positions)),
          },
          ...Object.entries(fakeOrders(Object.values(first.positions))).map(([accountId, orders]): PanelChange => ({
            kind: 'orders',
            accountId,
            orders,
          })),
        ];
        push([
          { kind: 'environment', environment },
          { kind: 'practice', practiceUrl: environment === 'practice' ? first.practiceUrl : null },
          ...(environment === 'live' ? [...emptied(), ...liveChanges(snapshot().vault)] : back),
        ]);
        return succeed(null);
      }, 400),
    createVault: (wish) =>
      later(() => {
        const { systemTrouble: trouble } = snapshot().vault;
        tell(
          wish.protection === 'session'
            ? { ...emptyVault, systemTrouble: trouble, state: 'session' }
            : { ...emptyVault, systemTrouble: trouble, state: 'open', protection: wish.protection },
        );
        return succeed(null);
      }, 300),
    unlockVault: ({ passphrase }) =>
      later(() => {
        const { protection } = snapshot().vault;
        if (protection === 'system' && query.get('keyring') !== 'opens') return fail(otherKeyring);
        if (protection === 'passphrase' && passphrase !== PASSPHRASE) {
          return fail({
            kind: 'vault',
            message: 'This passphrase does not open the accounts.',
            remedy: 'Mind capitals and the keyboard layout. Nothing was changed.',
          });
        }
        if (held.length === 0) held = fakeEntries(7);
        tell({ ...snapshot().vault, state: 'open', addingLocked: false, failure: null });
        return succeed(null);
      }, 500),
    lockVault: () =>
      later(() => {
        tell({ ...snapshot().vault, addingLocked: true });
        return succeed(null);
      }, 20),
    setVaultAside: () =>
      later(() => {
        held = [];
        tell({ ...emptyVault, systemTrouble: snapshot().vault.systemTrouble });
        return succeed({ file: 'accounts.vault.damaged-20261121-203000' });
      }, 200),
    testAccount: (account) => later(() => unreachable(account.keys.apiKey) ?? succeed(test(account as NewAccount)), askMs),
    addAccount: (given) =>
      later<TestedAccount>(() => {
        const account = { allowWithdrawal: false, ...given } as NewAccount;
        if (snapshot().vault.addingLocked) return fail(lockedFailure);
        const tested = test(account);
        const mayWithdraw = tested.readiness.checks.some(({ id, state }) => id === 'withdrawal' && state === 'bad');
        if (mayWithdraw || (tested.readiness.lamp === 'red' && given.anyway !== true)) return succeed(tested);
        const silent = unreachable(account.keys.apiKey);
        if (silent !== null) return silent;
        count += 1;
        const { venue, label, proxy, allowWithdrawal } = account;
        const made = makeEntry(`live-${count}`, venue, label, {
          ...place(account),
          proxied: (proxy ?? null) !== null,
          allowWithdrawal,
          addedAtMs: Date.now(),
          temper: account.keys.apiKey.toLowerCase(),
        });
        held = [...held, made];
        tell(snapshot().vault);
        return succeed({ ...tested, entry: made.entry });
      }, askMs),
    changeAccount: ({ accountId, label, enabled }) =>
      later(() => {
        if (label !== undefined && held.some(({ entry }) => entry.id !== accountId && entry.label === label)) {
          return fail({ kind: 'badRequest', message: `Another account is called "${label}".`, remedy: 'Choose another name.' });
        }
        return change(accountId, (entry) => ({ ...entry, label: label ?? entry.label, enabled: enabled ?? entry.enabled }));
      }, 120),
    replaceKeys: ({ accountId, keys }) =>
      later<TestedAccount>(() => {
        const known = held.find(({ entry }) => entry.id === accountId);
        if (known === undefined) return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
        const temper = keys.apiKey.toLowerCase();
        const readiness = fakeReadiness(known.entry.venue, temper, known.entry.allowWithdrawal);
        if (readiness.lamp === 'red') return succeed({ readiness, entry: null });
        held = held.map((each) => (each === known ? { ...known, temper } : each));
        tell(snapshot().vault);
        return succeed({ readiness, entry: known.entry });
      }, askMs),
    removeAccount: ({ accountId }) =>
      later(() => {
        if (snapshot().vault.addingLocked) return fail(lockedFailure);
        held = held.filter(({ entry }) => entry.id !== accountId);
        tell(snapshot().vault);
        return succeed(null);
      }, 200),
    importAccounts: () =>
      later(() => {
        if (query.get('import') === 'none') return succeed(null);
        if (query.get('import') === 'fails') {
          return fail({ kind: 'badRequest', message: 'keys.json is not JSON: it ends at line 14.', remedy: 'Mend the file.' });
        }
        const added = [
          makeEntry(`live-${count + 1}`, 'gate', 'Gate one'),
          makeEntry(`live-${count + 2}`, 'bitget', 'Bitget swing'),
        ];
        count += 2;
        held = [...held, ...added];
        tell(snapshot().vault);
        return succeed({
          file: '/home/trader/Documents/keys for the desk/accounts-2026-11.json',
          added: added.map(({ entry }) => entry),
          refused: [
            { index: 2, label: 'Main', reason: 'Another account has this name already. Give it another one.' },
            { index: 4, label: null, reason: 'keys.secret is missing.' },
            { index: 7, label: 'Kraken all', reason: 'The key may withdraw, and "allowWithdrawal" is not set.' },
          ],
          advice: 'The file still holds these keys in the clear. Delete it, and empty the trash.',
        });
      }, 300),
    checkReadiness: ({ accountId }) =>
      later(() => {
        const accounts = snapshot().accounts.map((account) => {
          if (account.id !== accountId) return account;
          const known = held.find(({ entry }) => entry.id === accountId);
          const readiness = fakeReadiness(account.venue, known?.temper ?? '', known?.entry.allowWithdrawal ?? false);
          return { ...account, readiness };
        });
        push([{ kind: 'accounts', accounts }]);
        return succeed(null);
      }, askMs),
    rehearseExit: ({ accountId }) => later(() => succeed(fakeRehearsal(snapshot(), accountId)), askMs),
  };
  const vault = firstVault(query);
  const start = (first: PanelSnapshot): PanelSnapshot => {
    const known: PanelSnapshot = { ...first, vault, entries: shown(vault) };
    if (query.get('env') !== 'live') return known;
    const used = shown(vault).filter(({ enabled }) => enabled);
    const positions = livePositions(Object.values(first.positions), used);
    return {
      ...known,
      environment: 'live',
      practiceUrl: null,
      accounts: held.filter(({ entry }) => used.includes(entry)).map(viewOf),
      positions: Object.fromEntries(positions.map((position) => [position.key, position])),
      orders: fakeOrders(positions),
    };
  };
  return { api, start };
}
