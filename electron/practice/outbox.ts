// Events of one venue: collected while a call runs, told in order when it is done, so that a listener always meets a
// consistent ledger. A listener that calls back in only lengthens the queue.
import type { AccountState, PositionState } from './accountState.ts';
import type { PracticeEvent, PracticeFill, PracticeOrder } from './exchange.ts';
import type { createLedger } from './ledger.ts';
import type { Market } from './market.ts';

export type Outbox = ReturnType<typeof createOutbox>;

export function createOutbox(ledger: ReturnType<typeof createLedger>, market: Market) {
  const listeners = new Set<(event: PracticeEvent) => void>();
  const outbox: PracticeEvent[] = [];
  let telling = false;
  function tell() {
    if (telling) return; // a listener that calls back in: the loop below gets to it
    telling = true;
    try {
      for (let event = outbox.shift(); event !== undefined; event = outbox.shift()) {
        for (const listener of listeners) listener(event);
      }
    } finally {
      telling = false;
    }
  }
  return {
    tell,
    subscribe(listener: (event: PracticeEvent) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    order(
      state: AccountState,
      order: PracticeOrder,
      cause: 'new' | 'fill' | 'cancel' | 'expire' | 'trigger',
      fill: PracticeFill | null = null,
    ) {
      outbox.push({ kind: 'order', account: state.account, order, fill, cause });
    },
    position(state: AccountState, position: PositionState) {
      outbox.push({ kind: 'position', account: state.account, position: ledger.view(state, position) });
    },
    balance(state: AccountState) {
      outbox.push({ kind: 'balance', account: state.account, balances: ledger.balances(state) });
    },
    quote(symbol: string) {
      const quote = market.quote(symbol);
      if (quote !== undefined && listeners.size > 0) outbox.push({ kind: 'quote', quote });
    },
  };
}
