// A feed and its audits: one that finds no budget is put off, one that fails otherwise ends the connection.
import { EventEmitter } from 'node:events';
import { afterEach, expect, test } from 'vitest';
import type { Failure } from '../../../shared/failure.ts';
import type { AccountTruthEvent } from '../../../shared/truth.ts';
import type { Wires } from '../../../electron/venues/ccxtVenue.ts';
import { createFeed, type Feed } from '../../../electron/venues/feed.ts';
import { VenueReadError, type VenueProfile } from '../../../electron/venues/profile.ts';
import { profiles } from '../../../electron/venues/profiles.ts';

const FASTER = 100;
const clock = {
  now: () => performance.now() * FASTER,
  epoch: () => Date.now(),
  sleep: (ms: number) =>
    new Promise<void>((resolve) => {
      setTimeout(resolve, ms / FASTER);
    }),
};

let feed: Feed | undefined;
afterEach(() => feed?.stop());

/** An open socket that answers every ping. */
function openSocket() {
  const socket = new EventEmitter();
  const ping = () => setImmediate(() => socket.emit('pong'));
  return Object.assign(socket, { readyState: 1, ping, terminate: () => undefined });
}

/** Feeds an account whose third reading of truth fails with this; answers what was told, and how often truth was read. */
function start(failure: Failure) {
  const events: AccountTruthEvent['kind'][] = [];
  let reads = 0;
  const watch = (signal: AbortSignal) =>
    new Promise<never>((_resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
    });
  const profile: VenueProfile = {
    ...profiles.okx,
    prepare: async () => undefined,
    readPositions: async () => {
      reads += 1;
      if (reads === 3) throw new VenueReadError(failure);
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
    venueName: 'OKX',
    profile,
    clock,
    emit: (event) => events.push(event.kind),
    openWires: async () => wires,
    isReserved: () => false,
    hedgeMode: () => false,
    notClosable: () => [],
  });
  feed.start();
  return { events, reads: () => reads };
}

test('an audit without budget is made up for, and the account stays connected', async () => {
  const { events, reads } = start({ kind: 'rateLimited', message: 'no room' });
  await expect.poll(reads, { timeout: 4_000 }).toBeGreaterThan(4);
  expect(events.filter((kind) => kind === 'down' || kind === 'failed')).toEqual([]);
  expect(events.filter((kind) => kind === 'connecting')).toHaveLength(1);
});

test('an audit that fails for another reason ends the connection, and it is opened again', async () => {
  const { events } = start({ kind: 'unreachable', message: 'gone' });
  await expect.poll(() => events.filter((kind) => kind === 'connecting').length, { timeout: 4_000 }).toBe(2);
  expect(events).toContain('down');
});
