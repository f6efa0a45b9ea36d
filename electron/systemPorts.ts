// Time and randomness of this machine, behind the ports of the close logic.
import { randomInt, randomUUID } from 'node:crypto';
import type { Clock, Ids } from './exit/ports.ts';

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz0123456789';

export const systemClock: Clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  sleep: (ms) =>
    new Promise((resolve) => {
      setTimeout(resolve, ms);
    }),
};

export const randomIds: Ids = {
  exitId: () => Array.from({ length: 10 }, () => ALPHABET.charAt(randomInt(ALPHABET.length))).join(''),
  planId: () => randomUUID(),
};
