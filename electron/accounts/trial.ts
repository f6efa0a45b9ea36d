// A connection of its own for keys that are not stored yet: connects, looks whether an exit would work, and is gone, its keys
// with it. It sends no order and is part of no exit.
import { randomUUID } from 'node:crypto';
import { fail, succeed, type Result } from '../../shared/failure.ts';
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

export function createTrial(surroundings: TrialSurroundings, check: CheckAccount): Trial {
  const { clock } = surroundings;
  return async (account) => {
    const opened = await open(account, surroundings);
    if (!opened.ok) return opened;
    try {
      return succeed(await check(opened.value, clock.now() + TRIAL_MS));
    } finally {
      await Promise.race([opened.value.account.disconnect(), clock.sleep(LEAVE_MS)]);
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
