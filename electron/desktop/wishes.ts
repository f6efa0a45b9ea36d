// An exit that the command line asked for: it is asked on the confirm window at once. Only where this start is still bringing the
// accounts up it waits until they have said something; one that stays silent delays nothing after that.
import type { Failure } from '../../shared/failure.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import type { Clock } from '../exit/ports.ts';
import { requestOfWish, type ExitWish } from './commandLine.ts';
import type { PanicRequest } from './panic.ts';

const WAIT_MS = 8_000;

export interface Wishes {
  add(wish: ExitWish): void;
  /** Accounts may have moved. */
  changed(): void;
}

export function createWishes(
  inputs: Readonly<{
    clock: Clock;
    snapshot: () => PanelSnapshot;
    ask: (request: PanicRequest) => void;
    onRefused: (failure: Failure) => void;
  }>,
): Wishes {
  const { clock } = inputs;
  const startedAtMs = clock.now();
  let waiting: ExitWish | null = null; // the last one: one is asked at a time

  function changed(): void {
    if (waiting === null) return;
    const { accounts, settings } = inputs.snapshot();
    const isReading = accounts.length === 0 || accounts.some(({ health }) => health.kind === 'connecting');
    if (isReading && clock.now() - startedAtMs < WAIT_MS) return;
    const request = requestOfWish(waiting, settings);
    waiting = null;
    if (request.ok) inputs.ask(request.value);
    else inputs.onRefused(request.failure);
  }

  return {
    add: (wish) => {
      waiting = wish;
      void clock.sleep(WAIT_MS).then(changed);
      changed();
    },
    changed,
  };
}
