// Asks one account's venue, in the routine lane, whether an exit would work.
import type { ReadinessView } from '../../shared/readiness.ts';
import type { ConnectedAccount } from '../connectedAccount.ts';
import { firstWaveOf } from '../exit/dryRun.ts';
import { checksOf } from './checks.ts';
import { lampFor } from './lamp.ts';

/** Kept of the deadline for the questions, when an account takes long to connect. */
const QUESTIONS_MS = 2_000;
const LOOK_MS = 25;

/**
 * Waits for an account that is still connecting, asks, and concludes. Never rejects, never later than the deadline by more
 * than a moment. Sends no order.
 * @param deadlineMs  on the account's clock
 */
export async function checkReadiness(connected: ConnectedAccount, deadlineMs: number): Promise<ReadinessView> {
  const { account, allowWithdrawal, book, clock, venue } = connected;
  while (book.account().health.kind === 'connecting' && clock.now() < deadlineMs - QUESTIONS_MS) await clock.sleep(LOOK_MS);
  // An exit that begins meanwhile holds both back: then they count as not answered.
  const [time, key] = await Promise.all([
    account.measureClock(deadlineMs, book.account().health.kind === 'live'),
    account.readKey(deadlineMs),
  ]);
  const { health, hedgeMode, unreadableOrderFamilies } = book.account();
  const { positions } = venue.known();
  const hasTruth = health.kind === 'live' || health.kind === 'stale';
  // Rates decide the order of sending alone: what is spent is the same.
  const wave = firstWaveOf(venue, clock, () => ({}));
  const budget = hasTruth ? await account.budgetOf({ closes: wave.closes, cancels: [...wave.cancels, ...wave.later] }) : [];
  const checks = checksOf({
    venue: account.venue,
    nowEpochMs: clock.epoch(),
    health,
    hasTruth,
    time,
    key,
    allowWithdrawal,
    hedgeMode,
    orderFamilies: account.traits.orderFamilies,
    unsweepable: account.traits.unsweepable,
    unreadableFamilies: unreadableOrderFamilies,
    positions,
    budget,
    notClosable: account.notClosable?.() ?? [],
  });
  return { lamp: lampFor(checks), checkedAtMs: clock.epoch(), checks };
}
