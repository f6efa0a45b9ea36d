// What the parts of one account's run share: its venue, its state, its journal, and the count of writes on the wire.
import type { Decimal } from '../../shared/decimal.ts';
import { closingOrderSide } from '../../shared/position.ts';
import type { AccountState, Leg } from './accountState.ts';
import { callsOf, type VenueCalls } from './calls.ts';
import type { Clock, Journal, JournalEntry, SubmitOutcome, Venue } from './ports.ts';

export type AccountWire = Readonly<{
  venue: Venue;
  clock: Clock;
  state: AccountState;
  calls: VenueCalls;
  /** Applies an answer when it comes, and wakes the loop. */
  book: <T>(answer: Promise<T>, apply: (value: T) => void) => Promise<void>;
  wake: () => void;
  beginWrite: () => void;
  endWrite: () => void;
  commit: (exitId: string, entries: readonly JournalEntry[]) => void;
  note: (entry: JournalEntry) => void;
  noteAnswer: (leg: Leg, clientOrderId: string, outcome: SubmitOutcome) => void;
}>;

type WireInputs = Pick<AccountWire, 'venue' | 'clock' | 'state' | 'book' | 'wake'> &
  Readonly<{ journal: Journal; onJournalFailure: (exitId: string, reason: string) => void }>;

export function createAccountWire(inputs: WireInputs): AccountWire {
  const { venue, clock, state, journal, book, wake } = inputs;

  function beginWrite(): void {
    state.writeSeq += 1;
    state.writesInFlight += 1;
    state.requests += 1;
  }

  function endWrite(): void {
    state.writeSeq += 1;
    state.writesInFlight -= 1;
    state.lastAnswerAtMs = clock.now();
  }

  /** The journal must never block the exit that it records: a failure is reported and the order goes out. */
  function commit(exitId: string, entries: readonly JournalEntry[]): void {
    try {
      journal.commit(entries);
    } catch (error) {
      inputs.onJournalFailure(exitId, error instanceof Error ? error.message : String(error));
    }
  }

  function noteAnswer(leg: Leg, clientOrderId: string, outcome: SubmitOutcome): void {
    const { exitId, legId } = leg;
    journal.note({
      kind: 'orderAnswered',
      exitId,
      legId,
      clientOrderId,
      outcome: outcome.kind,
      reason: outcome.kind === 'refused' ? outcome.reason : null,
      orderId: outcome.kind === 'accepted' ? outcome.orderId : null,
      detail: outcome.kind === 'accepted' ? null : (outcome.failure.venueMessage ?? outcome.failure.message),
    });
  }

  return {
    venue,
    clock,
    state,
    calls: callsOf(venue, clock, state.limits),
    book,
    wake,
    beginWrite,
    endWrite,
    commit,
    note: (entry) => journal.note(entry),
    noteAnswer,
  };
}

type Intent = Readonly<{
  clientOrderId: string;
  size: Decimal;
  attempt: number;
  limitPrice: Decimal | null;
  restores: string | null;
}>;

export const intentOf = (leg: Leg, intent: Intent): JournalEntry => ({
  kind: 'orderIntended',
  exitId: leg.exitId,
  legId: leg.legId,
  orderSide: closingOrderSide(leg.position.side),
  ...intent,
});
