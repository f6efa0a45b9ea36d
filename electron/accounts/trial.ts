// A connection of its own for keys that are not stored yet: connects, looks whether an exit would work, and is gone, its keys
// with it. It sends no order and is part of no exit; one that begins breaks it off.
import { randomUUID } from 'node:crypto';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { ReadinessView } from '../../shared/readiness.ts';
import type { NewAccount } from '../../shared/vault.ts';
import { createRates } from '../book/rates.ts';
import { connectAccount, type AccountSurroundings, type ConnectedAccount } from '../connectedAccount.ts';
import { loadProfile } from '../venues/profiles.ts';
import { cleanKeys } from './newAccount.ts';
import { placeOf } from './places.ts';

/** `deadlineMs` on Clock.now(): answers by then, whatever the venue does. */
export type CheckAccount = (connected: ConnectedAccount, deadlineMs: number) => Promise<ReadinessView>;

export type TriedAccount = Pick<NewAccount, 'venue' | 'label' | 'keys' | 'endpoint' | 'proxy' | 'allowWithdrawal'>;
export type Trial = (account: TriedAccount) => Promise<Result<ReadinessView>>;

type TrialSurroundings = Omit<AccountSurroundings, 'rates'>;

const TRIAL_MS = 10_000;
/** What a venue that does not answer may hold up the end of a trial. */
const LEAVE_MS = 1_000;
const LOOK_MS = 50;

export const exitBegan: Failure = {
  kind: 'badRequest',
  message: 'An exit began: this test was broken off, since what the venues answer in a second is kept for the exit.',
  remedy: 'Nothing was stored. Do it when the exit has ended.',
};

export function createTrial(surroundings: TrialSurroundings, check: CheckAccount, exitRunning: () => boolean): Trial {
  const { clock } = surroundings;
  return async (account) => {
    const opened = await open(account, surroundings);
    if (!opened.ok) return opened;
    const { account: tried } = opened.value;
    const over = new AbortController();
    const waitForExit = async (): Promise<Result<never>> => {
      while (!over.signal.aborted && !exitRunning()) await clock.sleep(LOOK_MS);
      return fail(exitBegan);
    };
    try {
      return await Promise.race([check(opened.value, clock.now() + TRIAL_MS).then(succeed), waitForExit()]);
    } finally {
      over.abort();
      tried.reserveForExit(true); // what was not asked yet is not asked any more
      await Promise.race([tried.disconnect(), clock.sleep(LEAVE_MS)]);
    }
  };
}

async function open(account: TriedAccount, surroundings: TrialSurroundings): Promise<Result<ConnectedAccount>> {
  const { venue, label, keys, endpoint, proxy, allowWithdrawal } = account;
  const place = placeOf(venue, endpoint);
  if (!place.ok) return place;
  try {
    const profile = await loadProfile(venue);
    const secrets = cleanKeys(keys);
    const id = `trial-${randomUUID()}`;
    const options = { id, profile, label, environment: 'live', secrets, ...place.value, proxy, allowWithdrawal } as const;
    return succeed(connectAccount(options, { ...surroundings, rates: createRates() })); // its prices teach nobody
  } catch (error) {
    return fail({
      kind: 'badRequest',
      message: error instanceof Error ? error.message : String(error),
      remedy: 'Nothing was stored. Choose another venue, address or proxy.',
    });
  }
}
