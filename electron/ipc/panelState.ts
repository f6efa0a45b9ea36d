// Main's copy of what the panel shows. Changes are applied at once, gathered, and pushed as one numbered batch per
// interval; a panel that missed a number asks for the whole snapshot.
import type { AccountId } from '../../shared/account.ts';
import type { ExitView } from '../../shared/exit.ts';
import type { PositionKey, PositionView, WorkingOrder } from '../../shared/position.ts';
import { applyChange, type NumberedChanges, type PanelChange, type PanelSnapshot } from '../../shared/snapshot.ts';

export type PanelState = Readonly<{
  snapshot: () => PanelSnapshot;
  /** The same without a push: what waits is in it, under the revision before. */
  current: () => PanelSnapshot;
  change: (change: PanelChange) => void;
  /** Sends what was gathered now instead of at the end of the interval. */
  flush: () => void;
}>;

export function createPanelState(
  initial: PanelSnapshot,
  send: (push: NumberedChanges) => void,
  schedule: (run: () => void) => void,
): PanelState {
  let current = initial;
  let waiting: PanelChange[] = [];
  let scheduled = false;

  const flush = () => {
    scheduled = false;
    if (waiting.length === 0) return;
    const changes = coalesce(waiting);
    waiting = [];
    current = { ...current, revision: current.revision + 1 };
    send({ revision: current.revision, changes });
  };

  return {
    snapshot: () => {
      flush();
      return current;
    },
    current: () => current,
    change: (change) => {
      current = applyChange(current, change);
      waiting.push(change);
      if (scheduled) return;
      scheduled = true;
      schedule(flush);
    },
    flush,
  };
}

/** Keeps the last word on each thing, in an order that leads to the same snapshot. */
export function coalesce(changes: readonly PanelChange[]): readonly PanelChange[] {
  const upserted = new Map<PositionKey, PositionView>();
  const removed = new Set<PositionKey>();
  const orders = new Map<AccountId, readonly WorkingOrder[]>();
  const exits = new Map<string, ExitView>();
  const whole = new Map<PanelChange['kind'], PanelChange>();
  for (const change of changes) {
    if (change.kind === 'positions') {
      for (const key of change.removed) {
        upserted.delete(key);
        removed.add(key);
      }
      for (const position of change.upserted) {
        removed.delete(position.key);
        upserted.set(position.key, position);
      }
    } else if (change.kind === 'orders') orders.set(change.accountId, change.orders);
    else if (change.kind === 'exit') exits.set(change.exit.exitId, change.exit);
    else whole.set(change.kind, change);
  }
  return [
    ...whole.values(),
    ...(upserted.size + removed.size > 0
      ? [{ kind: 'positions', upserted: [...upserted.values()], removed: [...removed] } as const]
      : []),
    ...[...orders].map(([accountId, list]) => ({ kind: 'orders', accountId, orders: list }) as const),
    ...[...exits.values()].map((exit) => ({ kind: 'exit', exit }) as const),
  ];
}
