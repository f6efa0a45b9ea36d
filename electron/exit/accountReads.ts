// Reads positions and orders back, and books what they say about the legs.
import type { Result } from '../../shared/failure.ts';
import type { Position } from '../../shared/position.ts';
import { backOffMs, isProving, nextSeq, type Demand, type ReadStart, type ReadTrack } from './accountState.ts';
import type { AccountWire } from './accountWire.ts';
import { observeLeg } from './observe.ts';
import type { OrdersRead } from './ports.ts';

const LIMITED_READ_MS = 500;

export type AccountReads = Readonly<{ readPositions: () => void; readOrders: () => void }>;

export function createAccountReads(
  wire: AccountWire,
  plan: (demand: Demand) => void,
  onOrders: (read: OrdersRead) => void,
): AccountReads {
  const { clock, state, calls } = wire;

  function beginRead(track: ReadTrack): ReadStart {
    const start = { seq: nextSeq(state), writeSeq: state.writeSeq, quiet: state.writesInFlight === 0 };
    track.inFlight.push(start);
    state.requests += 1;
    return start;
  }

  /** Books success or failure of a read; true when its content is newer than what is there. */
  function endRead(track: ReadTrack, start: ReadStart, result: Result<unknown>, present: { start: ReadStart } | null): boolean {
    track.inFlight = track.inFlight.filter((other) => other !== start);
    if (result.ok) {
      track.failures = 0;
      track.failure = null;
      track.notBeforeMs = 0;
      return present === null || present.start.seq < start.seq;
    }
    track.failures += 1;
    track.failure = result.failure;
    const base = result.failure.kind === 'rateLimited' ? LIMITED_READ_MS : 100;
    track.notBeforeMs = clock.now() + backOffMs(base, track.failures - 1, 2_000);
    return false;
  }

  function readPositions(): void {
    const start = beginRead(state.positionsRead);
    void wire.book(calls.readPositions(), (result) => {
      if (!endRead(state.positionsRead, start, result, state.truth.positions) || !result.ok) return;
      applyPositions(result.value, start);
    });
  }

  function applyPositions(list: readonly Position[], start: ReadStart): void {
    const nowMs = clock.now();
    state.truth.positions = { list, start, arrivedAtMs: nowMs, rest: true };
    const byKey = new Map(list.map((position) => [position.key, position]));
    for (const leg of state.legs) observeLeg(state, leg, byKey.get(leg.key), start.seq, nowMs);
    for (const demand of state.demands) plan(demand);
  }

  function readOrders(): void {
    const start = beginRead(state.ordersRead);
    void wire.book(calls.readOrders(), (result) => {
      if (!endRead(state.ordersRead, start, result, state.truth.orders) || !result.ok) return;
      const read: OrdersRead = result.value;
      state.truth.orders = { read, start, arrivedAtMs: clock.now(), rest: true };
      if (read.unreadable.length === 0) {
        state.unreadableReads = 0;
      } else if (isProving(state, state.truth.orders)) {
        // A limit ends by itself: it is sat out, and is no reason to give a family up.
        const waits = read.unreadable.every(({ failure }) => failure.kind === 'rateLimited');
        if (!waits) state.unreadableReads += 1;
        const waitMs = waits ? LIMITED_READ_MS : backOffMs(100, state.unreadableReads - 1, 2_000);
        state.ordersRead.notBeforeMs = clock.now() + waitMs;
      }
      onOrders(read);
    });
  }

  return { readPositions, readOrders };
}
