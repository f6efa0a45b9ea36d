import { expect, test } from 'vitest';
import { createTurns } from '../../../electron/venues/turns.ts';

function open() {
  const rounds: (() => void)[] = [];
  const turns = createTurns((run) => rounds.push(run));
  const gone: number[] = [];
  const ask = (name: number): void => {
    const turn = turns();
    if (turn === null) gone.push(name);
    else void turn.then(() => gone.push(name));
  };
  const round = async (): Promise<void> => {
    for (const run of rounds.splice(0)) run();
    await Promise.resolve();
    await Promise.resolve();
  };
  return { ask, gone, round, rounds };
}

test('the first goes in its own turn, the others follow four a turn, in order', async () => {
  const { ask, gone, round } = open();
  for (let name = 0; name < 10; name += 1) ask(name);
  expect(gone).toEqual([0]);
  await round();
  expect(gone).toEqual([0, 1, 2, 3, 4]);
  ask(10);
  await round();
  expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  await round();
  expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
});

test('when nothing waits, the next one goes at once again and no round is left behind', async () => {
  const { ask, gone, round, rounds } = open();
  ask(0);
  await round();
  expect(rounds).toHaveLength(0);
  ask(1);
  expect(gone).toEqual([0, 1]);
});
