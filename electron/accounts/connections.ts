// The accounts that are connected now, of one environment at a time: exits close these, the panel shows these. Disconnecting
// takes an account off the screen and out of every exit at once; its sockets close behind it and hold nobody up.
import type { AccountId, AccountView, Environment } from '../../shared/account.ts';
import type { PanelChange } from '../../shared/snapshot.ts';
import type { Rates } from '../book/rates.ts';
import { connectAccount, type AccountOptions, type AccountSurroundings, type ConnectedAccount } from '../connectedAccount.ts';
import type { HealthNotices } from '../ipc/healthNotices.ts';

export interface Connections {
  all(): readonly ConnectedAccount[];
  find(id: AccountId): ConnectedAccount | undefined;
  /** Throws for an endpoint or proxy that can not be dialled. */
  connect(options: AccountOptions): void;
  /** An account that can not even be dialled is shown, with the reason. */
  showFailed(view: AccountView): void;
  /** Resolves when their sockets are closed. Never rejects. */
  disconnect(ids: readonly AccountId[]): Promise<void>;
  disconnectAll(): Promise<void>;
  /** Positions and orders that moved since the last time, into the panel. */
  showBooks(): void;
  /** Health, ages and equity, into the panel when they changed. */
  showAccounts(): void;
}

type ConnectionsInputs = Readonly<{
  surroundings: Omit<AccountSurroundings, 'rates'>;
  ratesOf: Readonly<Record<Environment, Rates>>;
  show: (change: PanelChange) => void;
  health: HealthNotices;
  log: (message: string) => void;
}>;

export function createConnections({ surroundings, ratesOf, show, health, log }: ConnectionsInputs): Connections {
  const accounts = new Map<AccountId, ConnectedAccount>();
  const failed = new Map<AccountId, AccountView>();
  const closing = new Set<Promise<void>>();
  let shown = '';

  /** Before what they are called live for: nobody is told of a live account without what it holds. */
  function showBooks(): void {
    for (const { id, book } of accounts.values()) {
      const { upserted, removed, orders } = book.takeChanges();
      if (upserted.length + removed.length > 0) show({ kind: 'positions', upserted, removed });
      if (orders !== null) show({ kind: 'orders', accountId: id, orders });
    }
  }

  function showAccounts(): void {
    showBooks();
    const views = [...[...accounts.values()].map((account) => account.view()), ...failed.values()];
    const text = JSON.stringify(views);
    if (text === shown) return;
    shown = text;
    show({ kind: 'accounts', accounts: views });
    for (const view of views) health.look(view);
  }

  async function disconnect(ids: readonly AccountId[]): Promise<void> {
    const gone = ids.flatMap((id) => accounts.get(id) ?? []);
    for (const id of ids) {
      accounts.delete(id);
      failed.delete(id);
      health.drop(id);
    }
    for (const { id, book, account } of gone) {
      show({ kind: 'positions', upserted: [], removed: book.known().positions.map(({ key }) => key) });
      show({ kind: 'orders', accountId: id, orders: [] });
      const closed = account
        .disconnect()
        .catch((error: unknown) => log(`defect while an account was disconnected: ${String(error)}`))
        .then(() => void closing.delete(closed));
      closing.add(closed);
    }
    showAccounts();
    await Promise.all(closing);
  }

  return {
    all: () => [...accounts.values()],
    find: (id) => accounts.get(id),
    connect: (options) => {
      if (accounts.has(options.id)) throw new Error(`the account ${options.id} is connected already`);
      const account = connectAccount(options, { ...surroundings, rates: ratesOf[options.environment] });
      failed.delete(options.id);
      accounts.set(options.id, account);
      showAccounts();
    },
    showFailed: (view) => {
      failed.set(view.id, view);
      showAccounts();
    },
    disconnect,
    disconnectAll: () => disconnect([...accounts.keys(), ...failed.keys()]),
    showBooks,
    showAccounts,
  };
}
