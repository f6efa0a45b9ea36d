// Quitting is a negotiation: nobody leaves over a running exit without having been told what that means. It asks once, whoever
// asks to quit and however often, and depends on no page.
//  - A signal or the end of the session can not answer: it waits for the exit, and another one ends at once. What comes within
//    a second belongs to the first: a closed terminal and Ctrl+C under npm signal twice, and a session's end comes with a signal.
//  - `Quit when it is done` leaves only flat. What did not end flat must be seen by somebody.
import type { ExitView } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';

export type LeaveAnswer = 'keepRunning' | 'whenDone' | 'anyway';

export interface Leaving {
  /** Decided: nothing asks any more. */
  agreed(): boolean;
  /** A person wants Breakglass to end. */
  ask(): void;
  /** The system wants it to end. */
  told(): void;
  /** Exits may have ended. */
  changed(): void;
}

const SAME_MS = 1_000;

type LeavingInputs = Readonly<{
  nowMs: () => number;
  exitRunning: () => boolean;
  exits: () => readonly ExitView[];
  /** Shows the choice. Never rejects. */
  choose: () => Promise<LeaveAnswer>;
  /** Now. Called once. */
  end: () => void;
  /** It will end when the exit is done. */
  onWaiting: () => void;
  /** It stays, although somebody wanted it to end: this exit did not end flat. */
  onStay: (exit: ExitView) => void;
}>;

export function createLeaving(inputs: LeavingInputs): Leaving {
  let agreed = false;
  let choosing = false;
  let waiting: 'flat' | 'ended' | null = null;
  let toldAtMs = Number.NEGATIVE_INFINITY;
  const waitedFor = new Set<string>();

  function end(): void {
    if (agreed) return;
    agreed = true;
    inputs.end();
  }

  function wait(until: 'flat' | 'ended'): void {
    waiting = until;
    inputs.onWaiting();
    changed();
  }

  function changed(): void {
    if (waiting === null || agreed) return;
    const exits = inputs.exits();
    for (const exit of exits) if (exit.endedAtMs === null) waitedFor.add(exit.exitId);
    if (inputs.exitRunning() || exits.some((exit) => exit.endedAtMs === null)) return;
    const left = exits.find((exit) => waitedFor.has(exit.exitId) && exit.verdict !== 'flat');
    if (left === undefined || waiting === 'ended') return end();
    waiting = null;
    waitedFor.clear();
    inputs.onStay(left);
  }

  async function negotiate(): Promise<void> {
    choosing = true;
    for (const exit of inputs.exits()) if (exit.endedAtMs === null) waitedFor.add(exit.exitId);
    const answer = await inputs.choose();
    choosing = false;
    switch (answer) {
      case 'keepRunning':
        waiting = null;
        waitedFor.clear();
        return;
      case 'whenDone':
        return wait('flat');
      case 'anyway':
        return end();
      default:
        assertNever(answer);
    }
  }

  return {
    agreed: () => agreed,
    ask: () => {
      if (agreed || choosing) return;
      if (!inputs.exitRunning()) return end();
      void negotiate();
    },
    told: () => {
      if (agreed) return;
      if (!inputs.exitRunning()) return end();
      const nowMs = inputs.nowMs();
      if (nowMs - toldAtMs < SAME_MS) return;
      toldAtMs = nowMs;
      if (waiting === 'ended') return end();
      wait('ended');
    },
    changed,
  };
}
