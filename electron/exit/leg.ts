// The one transition table of a leg. An illegal move is a defect in the engine and throws: the account that made it
// ends `unknown` with the reason, the others go on.
import type { LegState } from '../../shared/exit.ts';

const MOVES: Readonly<Record<LegState, readonly LegState[]>> = {
  queued: ['sending', 'proved', 'gaveUp'],
  // `queued` again: certain that no byte left. `proved`: the stream shows it gone before the answer arrives.
  sending: ['accepted', 'unknown', 'refused', 'queued', 'proved', 'gaveUp'],
  accepted: ['unknown', 'residual', 'proved', 'gaveUp'],
  unknown: ['accepted', 'residual', 'proved', 'gaveUp'],
  refused: ['sending', 'residual', 'proved', 'dust', 'gaveUp'],
  residual: ['sending', 'proved', 'dust', 'gaveUp'],
  proved: ['residual'], // it came back while the exit still runs
  dust: ['residual', 'proved'], // it grew, or somebody closed it
  gaveUp: ['residual', 'proved'], // a new press takes it up again; a last read shows it gone
};

class IllegalLegMove extends Error {
  constructor(from: LegState, to: LegState) {
    super(`a leg can not move from ${from} to ${to}`);
  }
}

const canMove = (from: LegState, to: LegState): boolean => MOVES[from].includes(to);

/** The next state, or an IllegalLegMove. Staying is allowed. */
export function moveLeg(from: LegState, to: LegState): LegState {
  if (from !== to && !canMove(from, to)) throw new IllegalLegMove(from, to);
  return to;
}

/** Nothing more will be sent for it unless truth changes. */
export const isSettled = (state: LegState): boolean => state === 'proved' || state === 'dust' || state === 'gaveUp';
