// What an account's health alone says of its readiness: live, refused by the venue, or not known in time.
import type { AccountHealth } from '../../shared/account.ts';
import { assertNever } from '../../shared/failure.ts';
import type { ReadinessCheck, ReadinessView } from '../../shared/readiness.ts';
import type { ConnectedAccount } from '../connectedAccount.ts';
import type { Clock } from '../exit/ports.ts';
import type { CheckAccount } from './trial.ts';

const LOOK_MS = 50;

export const createHealthCheck =
  (clock: Clock): CheckAccount =>
  async ({ book }: ConnectedAccount, deadlineMs: number): Promise<ReadinessView> => {
    const health = (): AccountHealth => book.account().health;
    while (!isSettled(health()) && clock.now() < deadlineMs) await clock.sleep(LOOK_MS);
    return { ...judge(health()), checkedAtMs: clock.epoch() };
  };

/** A refused key stays refused; what only was not reached may be in a moment. */
const isSettled = (health: AccountHealth): boolean =>
  health.kind === 'live' || (health.kind === 'failed' && health.failure.kind === 'credentials');

function judge(health: AccountHealth): Pick<ReadinessView, 'lamp' | 'checks'> {
  switch (health.kind) {
    case 'live':
      return { lamp: 'green', checks: [{ id: 'reachable', state: 'ok', detail: 'The venue answers.', remedy: null }, ...asLive] };
    case 'failed': {
      const { kind, message, remedy = null } = health.failure;
      const id = kind === 'credentials' ? 'keyValid' : 'reachable';
      return { lamp: 'red', checks: [{ id, state: 'bad', detail: message, remedy }] };
    }
    case 'connecting':
    case 'stale': {
      const detail = 'The venue did not answer in time.';
      return { lamp: 'amber', checks: [{ id: 'reachable', state: 'unknown', detail, remedy: 'Try again in a moment.' }] };
    }
    default:
      return assertNever(health);
  }
}

const asLive: readonly ReadinessCheck[] = [
  { id: 'keyValid', state: 'ok', detail: 'The venue takes the key.', remedy: null },
  { id: 'stream', state: 'ok', detail: 'The private stream is open.', remedy: null },
];
