import type { WorkingOrder } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';

/** Orders on a symbol where their account holds nothing: they would open something new. */
export function strayOrders(snapshot: Pick<PanelSnapshot, 'orders' | 'positions'>): readonly WorkingOrder[] {
  const held = new Set(Object.values(snapshot.positions).map((position) => `${position.accountId}|${position.symbol}`));
  return Object.values(snapshot.orders)
    .flat()
    .filter((order) => !held.has(`${order.accountId}|${order.symbol}`));
}
