// After a flat verdict the scope is watched for a while: something that appears again raises an alarm, once.
// The live book may show a closed position for a moment longer, so only what was seen gone can come back.
import type { AccountId } from '../../shared/account.ts';
import type { Position, WorkingOrder } from '../../shared/position.ts';
import { orderKey } from './accountState.ts';
import type { Clock, Venue } from './ports.ts';

export type ExitAlarm = Readonly<{
  exitId: string;
  accountId: AccountId;
  symbol: string;
  kind: 'position' | 'order';
  message: string;
}>;

export type WatchedScope = Readonly<{
  exitId: string;
  venue: Venue;
  position: (position: Position) => boolean;
  order: (order: WorkingOrder) => boolean;
}>;

/** Returns the function that ends the watch early. */
export function watchScope(
  scope: WatchedScope,
  inputs: Readonly<{ clock: Clock; forMs: number; onAlarm: (alarm: ExitAlarm) => void }>,
): () => void {
  const { venue, exitId } = scope;
  const inScope = (): Map<string, ExitAlarm> => {
    const known = venue.known();
    const items = new Map<string, ExitAlarm>();
    const common = { exitId, accountId: venue.accountId };
    for (const position of known.positions) {
      if (!scope.position(position)) continue;
      const message = `${venue.label}: ${position.symbol} ${position.side} ${position.size} is open again after the exit.`;
      items.set(`position|${position.key}`, { ...common, symbol: position.symbol, kind: 'position', message });
    }
    for (const order of known.orders) {
      if (!scope.order(order)) continue;
      const message = `${venue.label}: an order on ${order.symbol} (${order.type} ${order.orderSide}) works again after the exit.`;
      items.set(`order|${orderKey(order)}`, { ...common, symbol: order.symbol, kind: 'order', message });
    }
    return items;
  };
  let present = new Set(inScope().keys());
  let over = false;
  const look = (): void => {
    if (over || venue.known().ageMs === null) return;
    const items = inScope();
    for (const [key, alarm] of items) if (!present.has(key)) inputs.onAlarm(alarm);
    present = new Set(items.keys());
  };
  const unsubscribe = venue.onTruth(look);
  const stop = (): void => {
    if (over) return;
    over = true;
    unsubscribe();
  };
  inputs.clock.sleep(inputs.forMs).then(stop, stop);
  return stop;
}
