import { beforeEach, expect, it } from 'vitest';
import type { PanicRequest } from '../../../electron/desktop/panic.ts';
import { createWishes, type Wishes } from '../../../electron/desktop/wishes.ts';
import type { AccountHealth } from '../../../shared/account.ts';
import { account, snapshot } from '../renderer/fixtures.ts';

let nowMs: number;
let later: (() => void)[];
let health: AccountHealth;
let asked: PanicRequest['action'][];
let wishes: Wishes;
beforeEach(() => {
  nowMs = 1_000;
  later = [];
  asked = [];
  health = { kind: 'connecting' };
  wishes = createWishes({
    clock: {
      now: () => nowMs,
      epoch: () => nowMs,
      sleep: () => new Promise((resolve) => later.push(() => resolve())),
      nextTurn: () => Promise.resolve(),
    },
    snapshot: () => snapshot({ accounts: [account({ id: 'a', health: { kind: 'live' } }), account({ id: 'b', health })] }),
    ask: ({ action }) => asked.push(action),
    onRefused: ({ message }) => expect.unreachable(message),
  });
});

it('is asked once the accounts of this start have said something', () => {
  wishes.add({ kind: 'all' });
  expect(asked).toEqual([]);
  health = { kind: 'live' };
  wishes.changed();
  wishes.changed();
  expect(asked).toEqual(['emergencyExit']);
});

it('is asked in the end over an account that stays silent', async () => {
  wishes.add({ kind: 'winners' });
  nowMs += 8_000;
  for (const run of later) run();
  await new Promise((resolve) => setImmediate(resolve));
  expect(asked).toEqual(['flattenWinners']);
});

it('is asked at once of a Breakglass that runs already, whatever an account is at', () => {
  nowMs += 60_000;
  wishes.add({ kind: 'all' });
  expect(asked).toEqual(['emergencyExit']);
});
