// What an Emergency Exit would send at once, account by account, for a person to read. Nothing is sent: the orders are those
// of the close engine, built and signed by the adapter and stopped where they would be dialled.
import type { AccountId } from '../../shared/account.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { Rehearsal, RehearsedRequest } from '../../shared/readiness.ts';
import { venueCard } from '../../shared/venue.ts';
import type { ConnectedAccount } from '../connectedAccount.ts';
import { firstWaveOf } from '../exit/dryRun.ts';
import type { UnreachedAccount } from '../exit/exits.ts';
import { defaultExitLimits } from '../exit/limits.ts';
import type { Rates } from '../exit/money.ts';

type RehearsalInputs = Readonly<{
  accounts: readonly ConnectedAccount[];
  /** Switched on, and no exit reaches them. */
  unreached: readonly UnreachedAccount[];
  /** Absent: all of them. */
  accountId: AccountId | undefined;
  rates: () => Rates;
  exitRunning: () => boolean;
  nowEpochMs: number;
}>;

type Part = Readonly<{ requests: readonly RehearsedRequest[]; notes: readonly string[] }>;

export async function rehearseExit(inputs: RehearsalInputs): Promise<Result<Rehearsal>> {
  const { accounts, accountId, rates, exitRunning, nowEpochMs } = inputs;
  const unreached = inputs.unreached.filter((each) => accountId === undefined || each.accountId === accountId);
  const chosen = accounts.filter(({ id }) => accountId === undefined || id === accountId);
  if (accountId !== undefined && chosen.length + unreached.length === 0) {
    return fail({ kind: 'notFound', message: `There is no account "${accountId}".` });
  }
  const busy: Failure = { kind: 'badRequest', message: 'An exit is running.', remedy: 'Rehearse when it has ended.' };
  if (exitRunning()) return fail(busy);
  const parts = await Promise.all(chosen.map((connected) => rehearseAccount(connected, rates)));
  if (exitRunning()) return fail(busy); // it began meanwhile, and half a rehearsal would say too little
  return succeed({
    atMs: nowEpochMs,
    requests: parts.flatMap((part) => part.requests),
    notes: [
      ...unreached.map(
        ({ venue, label }) => `${venueCard(venue).shortName}, ${label}: is not connected, an exit would not reach it.`,
      ),
      ...parts.flatMap((part) => part.notes),
    ],
  });
}

async function rehearseAccount({ id, account, book, clock, venue }: ConnectedAccount, rates: () => Rates): Promise<Part> {
  const name = `${venueCard(account.venue).shortName}, ${venue.label}`;
  const { health } = book.account();
  if (health.kind === 'connecting' || health.kind === 'failed') {
    const why = health.kind === 'failed' ? health.failure.message : 'it is still connecting';
    return { requests: [], notes: [`${name}: could not be rehearsed: ${why}`] };
  }
  const { ageMs, positions } = venue.known();
  const wave = firstWaveOf(venue, clock, rates);
  const requests = await account.captureRequests(wave);
  const closed = new Set(wave.closes.map(({ position }) => position.key));
  const notes = [
    ...(ageMs !== null && ageMs < defaultExitLimits.freshMs
      ? []
      : [`${name}: its truth is not fresh, an exit would read first.`]),
    ...positions
      .filter(({ key }) => !closed.has(key))
      .map(({ symbol, side, size }) => `${name}: ${symbol} ${side} ${size} would not be closed by the first orders.`),
    ...(account.notClosable?.() ?? []).map((held) => `${name}: out of reach of an exit: ${held}`),
    ...(wave.later.length === 0
      ? []
      : [`${name}: protective orders that stay until their positions are proved closed, and go then: ${wave.later.length}.`]),
    ...(positions.length === 0 && wave.cancels.length === 0 ? [`${name}: nothing is open.`] : []),
  ];
  return { requests: requests.map((request) => ({ accountId: id, ...request })), notes };
}
