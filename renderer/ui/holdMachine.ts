// Press and hold as a transition table. Nothing completes without one uninterrupted press of the whole time;
// key repeat never starts one, and only a fresh press leaves `spent`, so a release that got lost cannot brick the button.
import { assertNever } from '../../shared/failure.ts';

export type HoldSource = 'pointer' | 'key';

export type HoldState = Readonly<
  { kind: 'idle' } | { kind: 'holding'; source: HoldSource } | { kind: 'spent'; source: HoldSource; completed: boolean }
>;

export type HoldEvent = Readonly<
  | { kind: 'press'; source: HoldSource; repeat: boolean }
  | { kind: 'release'; source: HoldSource }
  | { kind: 'abort' } // Esc, slid off, focus or window lost
  | { kind: 'elapsed' }
>;

export const idleHold: HoldState = { kind: 'idle' };

export function nextHold(state: HoldState, event: HoldEvent): HoldState {
  switch (event.kind) {
    case 'press':
      return state.kind !== 'holding' && !event.repeat ? { kind: 'holding', source: event.source } : state;
    case 'release':
      return state.kind !== 'idle' && state.source === event.source ? idleHold : state;
    case 'abort':
      return state.kind === 'holding' ? { kind: 'spent', source: state.source, completed: false } : state;
    case 'elapsed':
      return state.kind === 'holding' ? { kind: 'spent', source: state.source, completed: true } : state;
    default:
      return assertNever(event);
  }
}
