// The contract that every certified venue's profile keeps, over a real socket and the real ccxt client: its requests are the
// documented ones, its answers are read digit for digit, and what nobody knows is never called done or failed.
import { Agent } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { VenueContext } from '../../electron/venues/profile.ts';
import { createPacingRoom } from '../../electron/venues/pacing.ts';
import { send } from '../../electron/venues/send.ts';
import { openTransport } from '../../electron/venues/transport.ts';
import { compare } from '../../shared/decimal.ts';
import type { MarketRules } from '../../shared/position.ts';
import { destroy, startScriptedVenue, type ScriptedCall, type ScriptedVenue } from './scriptedVenue.ts';
import { TOPICS, closeOf, positionOf, type ReadRequest, type VenueCase } from './venueCase.ts';

const CALL_MS = 5_000;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));
const now = () => performance.now();

const sorted = (requests: readonly ReadRequest[]): readonly ReadRequest[] =>
  requests.toSorted((a, b) => JSON.stringify(a).localeCompare(JSON.stringify(b)));

export function testVenue(venueCase: VenueCase): void {
  const { profile, keys, readRequest } = venueCase;
  let venue: ScriptedVenue;
  let context: VenueContext;
  let hedged: boolean | null = false;
  const agent = new Agent();
  const rules = new Map<string, MarketRules>();
  const market = (nativeSymbol: string): MarketRules => {
    const found = rules.get(nativeSymbol);
    if (found === undefined) throw new Error(`${nativeSymbol} is not in the recorded markets`);
    return found;
  };

  beforeAll(async () => {
    venue = await startScriptedVenue();
    const client = profile.createClient(keys, { playMoney: false });
    await openTransport(client, { rest: venue.url, ws: venue.url.replace('http', 'ws') }, agent);
    venue.play(venueCase.markets);
    const publicClient = profile.createClient({ apiKey: '', secret: '' }, { playMoney: false }); // as the adapter loads them
    await openTransport(publicClient, { rest: venue.url, ws: venue.url.replace('http', 'ws') }, agent);
    await publicClient.loadMarkets();
    client.setMarketsFromExchange(publicClient);
    for (const each of Object.values(client.markets ?? {})) {
      const rule = profile.marketRules(each);
      if (rule !== null) rules.set(rule.nativeSymbol, rule);
    }
    const pacer = createPacingRoom(now).pacer('account', profile.venue, profile.limits);
    context = {
      accountId: 'account',
      client,
      marketByNative: (nativeSymbol) => rules.get(nativeSymbol),
      hedgeMode: () => hedged,
      setHedgeMode: (mode) => {
        hedged = mode;
      },
      setNotClosable: () => undefined,
      markPrice: () => undefined,
      nowEpochMs: Date.now,
      send: (spend, request) =>
        send(
          {
            venueName: profile.venue,
            lane: 'exit',
            hide: (text) => text,
            deadlineMs: () => now() + CALL_MS,
            now,
            sleep,
            pacer,
            mayGo: () => Promise.resolve(),
            onRequest: () => undefined,
            readRefusal: (status, body, headers) => profile.readRefusal(status, body, headers),
          },
          spend,
          request,
        ),
    };
  });
  afterAll(async () => {
    await agent.destroy();
    await venue.stop();
  });

  const play = (answers: readonly ScriptedCall[]): void => {
    venue.takeRequests();
    venue.play(answers);
  };

  describe('the contract of a venue', () => {
    test('reads the market rules digit for digit', () => {
      for (const rule of venueCase.rules) expect(rules.get(rule.nativeSymbol)).toEqual(rule);
      expect(venue.unscripted()).toEqual([]);
      for (const rule of rules.values()) expect(compare(rule.lotSize, '0')).toBe(1);
    });

    test('makes client order ids that the venue takes, the same for the same order and never the same for another', () => {
      const { clientOrderId } = profile.traits;
      const made = new Map<string, string>();
      for (const exitId of ['k3v9x0q2ab', 'zzzzzzzzzz', '0000000000'])
        for (const leg of [0, 1, 10, 99, 999])
          for (const attempt of [1, 2, 12])
            for (const slice of [0, 1, 40]) {
              const id = clientOrderId(exitId, leg, attempt, slice);
              expect(id).toMatch(venueCase.clientOrderId);
              expect(clientOrderId(exitId, leg, attempt, slice)).toBe(id);
              const what = `${exitId} ${leg} ${attempt} ${slice}`;
              expect(made.get(id) ?? what).toBe(what);
              made.set(id, what);
            }
    });

    test('shows every topic of the contract, or says why the venue has none', () => {
      const shown = new Set(venueCase.exchanges.map(({ topic }) => topic));
      expect(TOPICS.filter((topic) => !shown.has(topic) && venueCase.without[topic] === undefined)).toEqual([]);
    });

    test.each(venueCase.exchanges.map((exchange) => [`${exchange.topic}: ${exchange.name}`, exchange] as const))(
      '%s',
      async (_name, { answers, does, asks, gives, hedged: mode }) => {
        hedged = mode ?? false;
        play(answers);
        const given = await does(profile, context, market);
        const asked = venue.takeRequests().map((request) => readRequest(request, keys));
        expect(venue.unscripted()).toEqual([]);
        expect(sorted(asked)).toEqual(sorted(asks ?? asked));
        expect({ given }).toMatchObject({ given: gives });
      },
    );

    test.each(venueCase.refusals.map((refusal) => [refusal.name, refusal] as const))(
      'understands the answer: %s',
      (_name, { status, headers, body, means }) => {
        const reading = profile.readRefusal(status, body, headers ?? {});
        expect({ reading }).toMatchObject({ reading: means });
      },
    );

    /** The first close of the case, with another answer to everything that it asks. */
    async function closeAnswered(answer: unknown, status = 200): Promise<readonly string[]> {
      const exchange = venueCase.exchanges.find(({ topic }) => topic === 'closeOneWay');
      if (exchange === undefined) throw new Error('no close');
      hedged = exchange.hedged ?? false;
      const isWrite = (call: ScriptedCall) => call.method !== 'GET' || venueCase.writesByGet === true;
      play(exchange.answers.map((call) => (isWrite(call) ? { ...call, answer, status } : call)));
      const [rule] = venueCase.rules;
      if (rule === undefined) throw new Error('no market');
      const position = positionOf(rule, { side: 'long', size: rule.minSize });
      const outcomes = await profile.submitCloses(context, [closeOf(profile, position)]);
      const written = exchange.answers.filter(isWrite).map(({ path }) => path);
      expect(venue.takeRequests().filter(({ path }) => written.includes(path))).toHaveLength(1); // never repeated
      return outcomes.map(({ kind }) => kind);
    }

    test.each<[string, unknown, number]>([
      ['the connection breaks after the request left', destroy, 200],
      ['a page instead of JSON', '<html><body>502 Bad Gateway</body></html>', 502],
      ['half an answer', '{"code":"0","data":[{"ord', 200],
      ['an empty answer', '', 200],
    ])('a close without a readable answer is unknown: %s', async (_what, answer, status) => {
      expect(await closeAnswered(answer, status)).toEqual(['unknown']);
    });

    test('a close that never left is never sent', async () => {
      const closed: VenueContext = {
        ...context,
        send: async () => ({ kind: 'neverSent', failure: { kind: 'unreachable', message: 'no line' } }),
      };
      const [rule] = venueCase.rules;
      if (rule === undefined) throw new Error('no market');
      const order = closeOf(profile, positionOf(rule, { side: 'short', size: rule.minSize }));
      expect(await profile.submitCloses(closed, [order])).toMatchObject([{ kind: 'neverSent' }]);
    });
  });
}
