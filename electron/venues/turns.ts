// Signing and serialising a request takes longer than handing it to its socket, and a request reaches its socket only when
// the turn ends that signed it. So the first one of many is signed alone and leaves at once, and the others follow a few a
// turn, in order. Between turns lie two rounds of the event loop, microseconds: in one the HTTP client looks whether an idle
// connection is still alive, and then it writes.
const EACH_TURN = 4;

const afterWrites = (run: () => void): void => void setImmediate(() => setImmediate(run));

/** Resolves when the caller may sign; null: now, in this turn. */
export type Turns = () => Promise<void> | null;

export function createTurns(nextTurn = afterWrites): Turns {
  const waiting: (() => void)[] = [];
  let taken = false;

  function release(): void {
    const next = waiting.splice(0, EACH_TURN);
    taken = next.length > 0;
    if (taken) nextTurn(release);
    for (const go of next) go();
  }

  return () => {
    if (taken) return new Promise((resolve) => waiting.push(resolve));
    taken = true;
    nextTurn(release);
    return null;
  };
}
