// A Bitget account through the real adapter (transport, pacing, feed), pointed at the practice exchange. Tests only.
import { expect } from 'vitest';
import type { PracticeAccount } from '../../electron/practice/exchange.ts';
import { createVenueAccount, type VenueAccount } from '../../electron/venues/ccxtVenue.ts';
import { createPacingRoom, type PacingRoom } from '../../electron/venues/pacing.ts';
import type { VenueContext, VenueProfile } from '../../electron/venues/profile.ts';
import { bitget } from '../../electron/venues/profiles/bitget.ts';
import type { BitgetClient } from '../../electron/venues/profiles/bitget/client.ts';
import type { Failure, Result } from '../../shared/failure.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { PracticeOfVenue } from './practiceVenue.ts';

export const clock = {
  now: () => performance.now(),
  epoch: () => Date.now(),
  sleep: (ms: number) => new Promise<void>((resolve) => void setTimeout(resolve, ms).unref()),
};

/** Far in the future of any test. */
export const soon = (): number => clock.now() + 8_000;

/** The documented limits twenty times over: what is tested is not the waiting. */
export function wideRoom(): PacingRoom {
  const room = createPacingRoom(clock.now);
  return {
    pacer: (accountId, venueKey, rules) =>
      room.pacer(
        accountId,
        venueKey,
        rules.map((rule) => ({ ...rule, capacity: rule.capacity * 20 })),
      ),
  };
}

export type Connected = Readonly<{
  account: VenueAccount;
  context: VenueContext<BitgetClient>;
  events: AccountTruthEvent[];
  disconnect: () => Promise<void>;
}>;

export function start(practice: PracticeOfVenue, { id, apiKey, secret, passphrase }: PracticeAccount, pacing = wideRoom()) {
  const events: AccountTruthEvent[] = [];
  let context: VenueContext<BitgetClient> | null = null;
  const profile: VenueProfile<BitgetClient> = {
    ...bitget,
    prepare: (given) => {
      context = given;
      return bitget.prepare(given);
    },
  };
  const account = createVenueAccount({
    accountId: id,
    venue: 'bitget',
    label: id,
    credential: { reveal: () => ({ apiKey, secret, ...(passphrase === null ? {} : { password: passphrase }) }) },
    endpoint: { rest: `${practice.host.url}/bitget`, ws: `${practice.host.url.replace('http', 'ws')}/bitget` },
    place: { playMoney: false },
    profile,
    pacing,
    clock,
    markPrice: () => undefined,
    emit: (event) => void events.push(event),
  });
  account.connect();
  return { account, events, context: () => context, disconnect: () => account.disconnect() };
}

/** Resolves when the first snapshot is there and the private channels are subscribed. */
export async function connect(practice: PracticeOfVenue, account: PracticeAccount, pacing?: PacingRoom): Promise<Connected> {
  const before = practice.host.world.requests.list().length;
  const started = start(practice, account, pacing);
  const subscriptions = () =>
    practice.host.world.requests
      .list()
      .slice(before)
      .filter((entry) => entry.method === 'subscribe' && entry.account === account.id).length;
  await expect.poll(subscriptions, { timeout: 8_000, interval: 5 }).toBe(1);
  await expect.poll(() => started.events.some((event) => event.kind === 'snapshot'), { timeout: 8_000, interval: 5 }).toBe(true);
  const context = started.context();
  if (context === null) throw new Error('not prepared');
  return { account: started.account, context, events: started.events, disconnect: started.disconnect };
}

export class Failed extends Error {
  constructor(readonly failure: Failure) {
    super(failure.message);
  }
}

export async function got<T>(reading: Promise<Result<T>>): Promise<T> {
  const result = await reading;
  if (result.ok) return result.value;
  throw new Failed(result.failure);
}
