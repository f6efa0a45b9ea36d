// A feed and its audits: one that finds no budget is put off, one that fails otherwise ends the connection.
import { EventEmitter } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import type { Failure } from '../../../shared/failure.ts';
import type { AccountTruthEvent } from '../../../shared/truth.ts';
import type { Wires } from '../../../electron/venues/ccxtVenue.ts';
import { createFeed, type Feed, type FeedOptions } from '../../../electron/venues/feed.ts';
import { VenueReadError, type VenueProfile } from '../../../electron/venues/profile.ts';
import { okx } from '../../../electron/venues/profiles/okx.ts';
import { VirtualClock } from '../exit/virtualClock.ts';

let feed: Feed | undefined;
afterEach(() => feed?.stop());

/** An open socket that answers every ping. */
function openSocket() {
  const socket = new EventEmitter();
  const ping = () => socket.emit('pong');
  return Object.assign(socket, { readyState: 1, ping, terminate: () => undefined });
}

/** Feeds an account whose third reading of truth fails with this; answers what was told, and how often truth was read. */
function start(failure: Failure | null, change: Partial<FeedOptions> = {}) {
  const clock = new VirtualClock();
  const events: AccountTruthEvent['kind'][] = [];
  let reads = 0;
  const watch = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const profile: VenueProfile = {
    ...okx,
    prepare: async () => undefined,
    readPositions: async () => {
      reads += 1;
      if (reads === 3 && failure !== null) throw new VenueReadError(failure);
      return [];
    },
    readOrders: async () => ({ orders: [], unreadable: [] }),
    readEquity: async () => ({}),
    watchAccount: (_context, _emit, signal) => watch(signal),
    watchMarks: (_context, _symbols, _emit, signal) => watch(signal),
  };
  const client = { clients: { private: { connection: openSocket() } } };
  const wires = { account: { client }, prices: { client }, close: async () => undefined } as unknown as Wires;
  feed = createFeed({
    hide: (text) => text,
    venueName: 'OKX',
    profile,
    clock,
    emit: (event) => events.push(event.kind),
    openWires: async () => wires,
    isReserved: () => false,
    hedgeMode: () => false,
    notClosable: () => [],
    measureClock: () => undefined,
    auditEveryMs: () => 0,
    auditFits: () => true,
    ...change,
  });
  feed.start();
  return { clock, events, reads: () => reads };
}

test('an audit without budget is made up for, and the account stays connected', async () => {
  const { clock, events, reads } = start({ kind: 'rateLimited', message: 'no room' });
  await clock.until(() => reads() > 4);
  expect(events.filter((kind) => kind === 'down' || kind === 'failed')).toEqual([]);
  expect(events.filter((kind) => kind === 'connecting')).toHaveLength(1);
});

test('an audit that fails for another reason ends the connection, and it is opened again', async () => {
  const { clock, events } = start({ kind: 'unreachable', message: 'gone' });
  await clock.until(() => events.filter((kind) => kind === 'connecting').length === 2);
  expect(events).toContain('down');
});

test('audits come every ten seconds, and less often when other accounts spend the same budget', async () => {
  let everyMs = 0;
  const { clock, reads } = start(null, { auditEveryMs: () => everyMs });
  await clock.advance(30_000);
  const before = reads();
  await clock.advance(60_000);
  expect(reads() - before).toBe(6);
  everyMs = 30_000;
  await clock.advance(20_000);
  const after = reads();
  await clock.advance(60_000);
  expect(reads() - after).toBe(2);
});

test('an audit that the budget does not hold whole spends nothing, and comes soon after it does', async () => {
  let fits = true;
  const { clock, events, reads } = start(null, { auditFits: () => fits });
  await clock.advance(5_000);
  const before = reads();
  fits = false;
  await clock.advance(60_000);
  expect(reads()).toBe(before);
  fits = true;
  await clock.advance(2_000);
  expect(reads()).toBe(before + 1);
  expect(events).not.toContain('down');
});
