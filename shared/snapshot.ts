// What the panel shows, whole, and the one reducer that moves it forward. Used by the renderer and by tests.
import type { AccountId, AccountView, Environment } from './account.ts';
import type { AutomationView } from './automation.ts';
import type { Decimal } from './decimal.ts';
import type { DesktopView } from './desktop.ts';
import type { ExitView } from './exit.ts';
import { assertNever } from './failure.ts';
import type { PositionKey, PositionView, WorkingOrder } from './position.ts';
import type { Settings } from './settings.ts';
import type { AccountEntry, VaultView } from './vault.ts';

/** A message that stays on screen until it is solved or dismissed. */
export type Notice = Readonly<{
  id: string; // the same trouble has the same id, so it is shown once
  severity: 'info' | 'warning' | 'alarm';
  title: string;
  detail: string; // what happened
  remedy: string | null; // what to do
  accountId: AccountId | null;
  atMs: number; // epoch
}>;

export type PanelSnapshot = Readonly<{
  revision: number;
  environment: Environment;
  /** Where the built-in practice exchange listens, e.g. "http://127.0.0.1:47900"; null when it does not run. */
  practiceUrl: string | null;
  /** The connected ones of this environment. */
  accounts: readonly AccountView[];
  /** A person's own accounts, connected or not; empty while the vault is locked. */
  entries: readonly AccountEntry[];
  vault: VaultView;
  positions: Readonly<Record<PositionKey, PositionView>>;
  orders: Readonly<Record<AccountId, readonly WorkingOrder[]>>;
  /** Running and ended exits of this session and the last stored ones, newest first. */
  exits: readonly ExitView[];
  settings: Settings;
  notices: readonly Notice[];
  /** USD per unit of currency, e.g. { USDT: "1", BTC: "67012.3" }. */
  rates: Readonly<Record<string, Decimal>>;
  desktop: DesktopView;
  automation: AutomationView;
}>;

export type PanelChange = Readonly<
  | { kind: 'accounts'; accounts: readonly AccountView[] }
  | { kind: 'positions'; upserted: readonly PositionView[]; removed: readonly PositionKey[] }
  | { kind: 'orders'; accountId: AccountId; orders: readonly WorkingOrder[] }
  | { kind: 'exit'; exit: ExitView }
  | { kind: 'settings'; settings: Settings }
  | { kind: 'notices'; notices: readonly Notice[] }
  | { kind: 'rates'; rates: Readonly<Record<string, Decimal>> }
  | { kind: 'practice'; practiceUrl: string | null }
  | { kind: 'vault'; vault: VaultView; entries: readonly AccountEntry[] }
  | { kind: 'environment'; environment: Environment }
  | { kind: 'desktop'; desktop: DesktopView }
  | { kind: 'automation'; automation: AutomationView }
>;

/** One coalesced push. It applies to exactly the snapshot with `revision - 1`; otherwise ask for a new snapshot. */
export type NumberedChanges = Readonly<{ revision: number; changes: readonly PanelChange[] }>;

export function applyChange(snapshot: PanelSnapshot, change: PanelChange): PanelSnapshot {
  switch (change.kind) {
    case 'accounts':
      return { ...snapshot, accounts: change.accounts };
    case 'positions': {
      const positions: Record<PositionKey, PositionView> = { ...snapshot.positions };
      for (const key of change.removed) delete positions[key];
      for (const position of change.upserted) positions[position.key] = position;
      return { ...snapshot, positions };
    }
    case 'orders':
      return { ...snapshot, orders: { ...snapshot.orders, [change.accountId]: change.orders } };
    case 'exit': {
      const others = snapshot.exits.filter((exit) => exit.exitId !== change.exit.exitId);
      return { ...snapshot, exits: [change.exit, ...others].sort((a, b) => b.pressedAtMs - a.pressedAtMs) };
    }
    case 'settings':
      return { ...snapshot, settings: change.settings };
    case 'notices':
      return { ...snapshot, notices: change.notices };
    case 'rates':
      return { ...snapshot, rates: change.rates };
    case 'practice':
      return { ...snapshot, practiceUrl: change.practiceUrl };
    case 'vault':
      return { ...snapshot, vault: change.vault, entries: change.entries };
    case 'environment':
      return { ...snapshot, environment: change.environment };
    case 'desktop':
      return { ...snapshot, desktop: change.desktop };
    case 'automation':
      return { ...snapshot, automation: change.automation };
    default:
      return assertNever(change);
  }
}

/** Null when the push does not follow the snapshot: the caller asks for a new snapshot. */
export function applyNumbered(snapshot: PanelSnapshot, push: NumberedChanges): PanelSnapshot | null {
  if (push.revision <= snapshot.revision) return snapshot; // already contained
  if (push.revision !== snapshot.revision + 1) return null;
  return { ...push.changes.reduce(applyChange, snapshot), revision: push.revision };
}
