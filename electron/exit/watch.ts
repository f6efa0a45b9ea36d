// After a flat verdict the scope is watched for a while: something that appears again raises an alarm, once.
// The live book may show a closed position for a moment longer, so only what was seen gone can come back.
// A market order is listed only on its way to a fill: what it opened raises the alarm, the order itself only when a
// second look still finds it.
import type { AccountId } from '../../shared/account.ts';
import type { Position, Side, WorkingOrder } from '../../shared/position.ts';
import { orderKey } from './accountState.ts';
import type { Clock, Venue } from './ports.ts';

export type ExitAlarm = Readonly<{
  exitId: string;
  accountId: AccountId;
  symbol: string;
  side: Side | null; // of the position, or of the one that an order belonged to
  kind: 'position' | 'order';
  message: string;
}>;

export type WatchedScope = Readonly<{
  exitId: string;
  venue: Venue;
  position: (position: Position) => boolean;
  order: (order: WorkingOrder) => boolean;
  /** Side of the closed position that the order belongs to. */
  sideOf: (order: WorkingOrder) => Side | null;
}>;

const SECOND_LOOK_MS = 1_000;

const isMarketOrder = (order: WorkingOrder): boolean =>
  order.family === 'plain' && order.price === null && order.triggerPrice === null && /^market$/i.test(order.type);

type Seen = Readonly<{ alarm: ExitAlarm; passing: boolean }>;

/** Returns the function that ends the watch early. */
export function watchScope(
  scope: WatchedScope,
  inputs: Readonly<{ clock: Clock; forMs: number; onAlarm: (alarm: ExitAlarm) => void }>,
): () => void {
  const { venue, exitId } = scope;
  const inScope = (): Map<string, Seen> => {
    const known = venue.known();
    const items = new Map<string, Seen>();
    const common = { exitId, accountId: venue.accountId };
    for (const position of known.positions) {
      if (!scope.position(position)) continue;
      const message = `${venue.label}: ${position.symbol} ${position.side} ${position.size} is open again after the exit.`;
      const alarm: ExitAlarm = { ...common, symbol: position.symbol, side: position.side, kind: 'position', message };
      items.set(`position|${position.key}`, { alarm, passing: false });
    }
    for (const order of known.orders) {
      if (!scope.order(order)) continue;
      const message = `${venue.label}: an order on ${order.symbol} (${order.type} ${order.orderSide}) works again after the exit.`;
      const alarm: ExitAlarm = { ...common, symbol: order.symbol, side: scope.sideOf(order), kind: 'order', message };
      items.set(`order|${orderKey(order)}`, { alarm, passing: isMarketOrder(order) });
    }
    return items;
  };
  const present = new Set(inScope().keys());
  const awaited = new Map<string, 'waits' | 'due'>(); // market orders between their two looks
  let over = false;
  const lookAgain = (key: string): void => {
    if (awaited.has(key)) awaited.set(key, 'due');
    look();
  };
  const look = (): void => {
    if (over || venue.known().ageMs === null) return;
    const items = inScope();
    for (const key of present) if (!items.has(key)) present.delete(key);
    for (const key of awaited.keys()) if (!items.has(key)) awaited.delete(key);
    for (const [key, { alarm, passing }] of items) {
      if (present.has(key)) continue;
      if (passing && awaited.get(key) !== 'due') {
        if (awaited.has(key)) continue;
        awaited.set(key, 'waits');
        inputs.clock.sleep(SECOND_LOOK_MS).then(() => lookAgain(key), stop);
        continue;
      }
      present.add(key);
      awaited.delete(key);
      inputs.onAlarm(alarm);
    }
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
