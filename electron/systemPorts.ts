// Time and randomness of this machine, behind the ports of the close logic.
import { randomInt, randomUUID } from 'node:crypto';
import type { Clock, Ids } from './exit/ports.ts';

/** Rounds of the event loop until the first requests of a turn are signed and written: venues/turns.ts lets them go by twos. */
const ROUNDS = 4;

function afterRounds(rounds: number, run: () => void): void {
  if (rounds === 0) run();
  else setImmediate(() => afterRounds(rounds - 1, run));
}

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
  nextTurn: () =>
    new Promise((resolve) => {
      afterRounds(ROUNDS, resolve);
    }),
};

export const randomIds: Ids = {
  exitId: () => Array.from({ length: 10 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(''),
  planId: () => randomUUID(),
};
