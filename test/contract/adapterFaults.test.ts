// Every venue through the real adapter on a bad network: what is known of a call is what its bytes say, no write is repeated,
// nothing outlives its deadline, and no key is ever told.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { PlayedVenue } from '../storyVenues.ts';
import type { HttpEffect } from '../../electron/practice/faultRules.ts';
import { startPracticeHost, type PracticeHost } from '../../electron/practice/host.ts';
import { systemClock } from '../../electron/systemPorts.ts';
import { closeOf, openAdapter, venueFacts, type Adapter } from './adapterAccount.ts';

const DEADLINE_MS = 300;
const LATE_MS = 100;

const deadline = (ms = DEADLINE_MS): number => systemClock.now() + ms;

let host: PracticeHost;
let adapter: Adapter;
let said: unknown[];

beforeAll(async () => {
  host = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty', rateLimits: false });
});
afterAll(() => host.stop());

/** Remembers what it answered, and that it kept its deadline. */
async function timed<T>(run: Promise<T>, ms = DEADLINE_MS): Promise<T> {
  const startedAt = systemClock.now();
  const answer = await run;
  expect(systemClock.now() - startedAt).toBeLessThan(ms + LATE_MS);
  said.push(answer);
  return answer;
}

async function connect(venue: PlayedVenue): Promise<void> {
  said = [];
  adapter = openAdapter(host, venue);
  adapter.account.connect();
  await adapter.becomes('live');
  await expect.poll(() => adapter.sockets().length, { interval: 5 }).toBeGreaterThan(0);
}
async function part(): Promise<void> {
  host.world.faults.remove(null);
  await adapter.account.disconnect();
  for (const secret of adapter.secrets) expect(adapter.said(said)).not.toContain(secret);
}

const page = (status: number): HttpEffect => ({
  kind: 'answer',
  status,
  body: '<html><body>Bad Gateway</body></html>',
  process: false,
});

describe.each(['binanceusdm', 'bybit', 'okx'] as const)('%s', (venue) => {
  const facts = venueFacts[venue];
  beforeEach(() => connect(venue));
  afterEach(part);

  describe('a read', () => {
    it.each<[string, HttpEffect]>([
      ['a body that stalls', { kind: 'drip', bytes: 1, everyMs: 150 }],
      ['silence', { kind: 'loseAnswer', ending: 'silence' }],
      ['a reset connection', { kind: 'reset' }],
      ['a lost answer', { kind: 'loseAnswer', ending: 'close' }],
      ['an HTML 502', page(502)],
      ['an HTML 503', page(503)],
      ['an HTML page with status 200', page(200)],
      ['truncated JSON', { kind: 'truncate' }],
      ['half of a JSON answer', { kind: 'answer', status: 200, body: '{"retCode":0,"resu', process: false }],
      ['a redirect', { kind: 'answer', status: 302, body: '', headers: { location: 'https://example.com/' }, process: false }],
    ])('is a failure and never empty after %s, and works again', async (_name, effect) => {
      const faultId = adapter.fault(effect, facts.positions, null);
      const result = await timed(adapter.account.readPositions(deadline()));
      expect(result).toMatchObject({ ok: false, failure: { message: expect.stringMatching(/./) as unknown } });
      host.world.faults.remove(faultId);
      const again = await timed(adapter.account.readPositions(deadline(2_000)), 2_000);
      expect(again).toMatchObject({ ok: true, value: [{ size: expect.stringMatching(/^(0\.50*|50)$/) as unknown }] });
    });
  });

  describe('a close', () => {
    it.each<[string, HttpEffect, boolean]>([
      ['its answer was lost', { kind: 'loseAnswer', ending: 'close' }, true],
      ['its answer never came', { kind: 'loseAnswer', ending: 'silence' }, true],
      ['its answer was cut off', { kind: 'truncate' }, true],
      ['its answer was a page of a gateway', { ...page(502), process: true } as HttpEffect, true],
      ['the request was lost on its way', { kind: 'loseRequest', ending: 'close' }, false],
      ['the connection was reset', { kind: 'reset' }, false],
    ])('is unknown when %s, is sent once, and the look-up tells', async (_name, effect, processed) => {
      const order = closeOf(adapter);
      const before = adapter.writes();
      adapter.fault(effect, facts.close);
      const outcomes = await timed(adapter.account.submitCloses([order], deadline()));
      expect(outcomes).toMatchObject([{ kind: 'unknown' }]);
      expect(adapter.writes()).toBe(before + 1);
      const found = await timed(adapter.account.lookUp(order, deadline(2_000)), 2_000);
      expect(found).toMatchObject({ ok: true, value: { kind: processed ? 'found' : 'absent' } });
      expect(adapter.operated.positions(adapter.id).length).toBe(processed ? 0 : 1);
      expect(adapter.writes()).toBe(before + 1);
    });

    it('was not done when the venue says too many, and the account waits as told', async () => {
      const { limited } = facts;
      const before = adapter.writes();
      adapter.fault({ kind: 'answer', process: false, ...limited }, facts.close);
      const [outcome] = await timed(adapter.account.submitCloses([closeOf(adapter)], deadline()));
      expect(outcome).toMatchObject({
        kind: 'refused',
        reason: 'rateLimited',
        failure: { kind: 'rateLimited', venueCode: limited.code },
        retryAfterMs: limited.waitMs,
      });
      const [next] = await timed(adapter.account.submitCloses([closeOf(adapter)], deadline()));
      expect(next).toMatchObject({ kind: 'neverSent', failure: { kind: 'rateLimited' } });
      expect(adapter.writes()).toBe(before + 1);
    });

    it('was never sent when nobody listens', async () => {
      const gone = await startPracticeHost({ port: 0, freeze: true, tickMs: 0, portfolio: 'empty', rateLimits: false });
      const other = openAdapter(gone, venue);
      other.account.connect();
      await other.becomes('live');
      const order = closeOf(other);
      await gone.stop();
      await other.becomes('stale');
      expect(await timed(other.account.submitCloses([order], deadline()))).toMatchObject([{ kind: 'neverSent' }]);
      await other.account.disconnect();
    });
  });

  describe('the stream', () => {
    it('comes back by itself with a fresh snapshot after its connections broke', async () => {
      const before = adapter.snapshots();
      for (const socket of adapter.sockets()) socket.breakOff();
      await adapter.becomes('stale');
      expect(adapter.book.known().ageMs).toBeNull();
      adapter.operated.operator.clearAccount(adapter.id);
      await adapter.becomes('live');
      expect(adapter.snapshots()).toBeGreaterThan(before);
      await expect.poll(() => adapter.book.known().positions.length).toBe(0);
    });

    it('says that the key was revoked and what to do, and lives again once it is mended', async () => {
      const { key } = adapter.operated.account(adapter.id);
      adapter.operated.operator.setAccount(adapter.id, { key: { ...key, revoked: true } });
      adapter.account.reconnect();
      await adapter.becomes('failed');
      expect(adapter.failures.at(-1)).toMatchObject({ kind: 'credentials', remedy: expect.stringMatching(/key/i) as unknown });
      adapter.operated.operator.setAccount(adapter.id, { key });
      adapter.account.reconnect();
      await adapter.becomes('live');
    });
  });
});

it('notices on every venue within seconds that a stream has fallen silent, and recovers', async () => {
  const all = (['binanceusdm', 'bybit', 'okx'] as const).map((venue) => openAdapter(host, venue));
  for (const { account } of all) account.connect();
  for (const { becomes } of all) await becomes('live');
  for (const each of all) await expect.poll(() => each.sockets().length, { interval: 5 }).toBeGreaterThan(0);
  const startedAt = systemClock.now();
  host.world.faults.add({
    transport: 'socket',
    from: 1,
    count: null,
    effect: { kind: 'silence', direction: 'both' },
  });
  await Promise.all(all.map(({ becomes }) => becomes('stale', 5_000)));
  expect(systemClock.now() - startedAt).toBeLessThan(4_000);
  host.world.faults.remove(null);
  await Promise.all(all.map(({ becomes }) => becomes('live', 10_000)));
  await Promise.all(all.map(({ account }) => account.disconnect()));
});
