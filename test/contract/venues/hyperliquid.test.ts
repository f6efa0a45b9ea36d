// Hyperliquid (https://hyperliquid.gitbook.io/hyperliquid-docs/for-developers/api). Payloads: test/fixtures/hyperliquid.
import { expect } from 'vitest';
import { addressOfKey, signerOf } from '../../../electron/practice/dialects/hyperliquid/signature.ts';
import { hyperliquid } from '../../../electron/venues/profiles/hyperliquid.ts';
import type { VenueProfile } from '../../../electron/venues/profile.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { meetTwice } from '../meetTwice.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';

type Fields = Readonly<Record<string, unknown>>;

const keys: Keys = {
  apiKey: '0x31ca8395cf837de08b24da3f660e77761dfb974b',
  secret: '0x0123456789012345678901234567890123456789012345678901234567890123',
};
const agent = addressOfKey(keys.secret);

/** The only actions that this panel may ever sign. */
const ACTIONS = ['order', 'cancel', 'twapCancel'];

/** EIP-712 over the packed action, its nonce and the end of its life, recovered to the wallet [exchange-endpoint, signing]. */
function readRequest({ method, path, body }: WireRequest, { secret }: Keys): ReadRequest {
  const { nonce, signature, expiresAfter, ...fields } = JSON.parse(body) as Fields;
  if (path !== '/exchange') return { method, path, fields };
  const action = fields['action'] as Fields;
  expect(ACTIONS).toContain(action['type']);
  expect(action['builder']).toBeUndefined();
  expect(Math.abs(Number(nonce) - Date.now())).toBeLessThan(60_000);
  expect(Number(expiresAfter) - Date.now()).toBeLessThanOrEqual(hyperliquid.traits.receiveWindowMs);
  const vault = typeof fields['vaultAddress'] === 'string' ? fields['vaultAddress'] : null;
  const signed = { action, nonce: Number(nonce), vault, expiresAfter: Number(expiresAfter) };
  if (signerOf(signed, signature, 'a') !== addressOfKey(secret)) throw new Error(`${path}: bad signature`);
  return { method, path, fields };
}

const recorded = <T>(name: string): T => payload('hyperliquid', name) as T;
const universe = recorded<{ universe: readonly { name: string }[] }>('meta').universe;
const contexts = recorded<Readonly<Record<string, object>>>('contexts');

const info = (type: string, answer: unknown, and: Fields = {}): ScriptedCall => ({
  method: 'POST',
  path: '/info',
  when: ({ body }) => {
    const asked = JSON.parse(body) as Fields;
    return asked['type'] === type && Object.entries(and).every(([name, value]) => asked[name] === value);
  },
  answer,
});
const acted = (answer: unknown): ScriptedCall => ({ method: 'POST', path: '/exchange', answer });
const asked = (fields: Fields): ReadRequest => ({ method: 'POST', path: '/info', fields });
const signed = (action: Fields, more: Fields = {}): ReadRequest => ({
  method: 'POST',
  path: '/exchange',
  fields: { action, ...more },
});
const statuses = (...items: readonly unknown[]) => ({ status: 'ok', response: { type: 'order', data: { statuses: items } } });
const filled = (totalSz: string) => ({ filled: { totalSz, avgPx: '100.84', oid: 6195281425 } });

const nothingElsewhere = [info('perpDexs', [null]), info('userAbstraction', '"default"')];
const user = keys.apiKey;
const ownId = (leg: number) => hyperliquid.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);
const market = 'ETH';

const resting: WorkingOrder = {
  accountId: 'account',
  venue: 'hyperliquid',
  symbol: 'INJ/USDC:USDC',
  nativeSymbol: 'INJ',
  family: 'plain',
  orderId: '3184595905',
  clientOrderId: null,
  orderSide: 'buy',
  positionSide: null,
  type: 'Limit',
  reduceOnly: false,
  size: '12.5',
  price: '10.0',
  triggerPrice: null,
};
const stop: WorkingOrder = {
  ...resting,
  family: 'trigger',
  orderId: '3184595906',
  orderSide: 'sell',
  type: 'Stop Market',
  reduceOnly: true,
  price: '9.1954',
  triggerPrice: '9.995',
};
const onPosition: WorkingOrder = { ...stop, family: 'attached', type: 'Take Profit Market', size: null, triggerPrice: '10.004' };
const twap: WorkingOrder = { ...resting, family: 'algo', type: 'TWAP', orderId: '2082408', price: null };

const close = (profile: VenueProfile, rules: Parameters<typeof positionOf>[0], leg = 0, limit: string | null = null) =>
  closeOf(profile, positionOf(rules, { side: 'long', size: '0.2259', markPrice: '2213.9' }), leg, limit);
const closing = (leg: number, p: string, more: Fields = {}): Fields => ({
  a: 1,
  b: false,
  p,
  s: '0.2259',
  r: true,
  t: { limit: { tif: 'Ioc' } },
  c: ownId(leg),
  ...more,
});
const ordered = (orders: readonly Fields[], grouping = 'na'): Fields => ({ type: 'order', orders, grouping });

testVenue({
  profile: hyperliquid,
  keys,
  markets: [
    info('spotMeta', recorded('spotMeta')),
    info('perpDexs', [null, { name: 'km', fullName: 'Markets by Kinetiq' }]), // [info-endpoint/perpetuals#retrieve-all-perpetual-dexs]
    info('metaAndAssetCtxs', [recorded('meta.km'), [{}]], { dex: 'km' }),
    info('metaAndAssetCtxs', [{ universe }, universe.map(({ name }) => contexts[name] ?? {})]),
  ],
  rules: [
    {
      symbol: 'ETH/USDC:USDC',
      nativeSymbol: 'ETH',
      base: 'ETH',
      quote: 'USDC',
      settle: 'USDC',
      inverse: false,
      contractSize: '1',
      lotSize: '0.0001',
      minSize: '0.0001',
      maxMarketSize: '4066.9142', // 15,000,000 dollars at the mark of the recording
      tickSize: '0.1',
      minNotional: '10',
      takerFee: '0.00045',
    },
  ],
  clientOrderId: /^0x[0-9a-f]{32}$/, // cloid [exchange-endpoint#place-an-order]
  readRequest,
  without: {
    closeHedge: 'positions are one-way at Hyperliquid',
    hedgePositions: 'positions are one-way at Hyperliquid',
  },
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold at once, reduce-only, five per cent below the mark in five significant figures',
      answers: [acted(statuses(filled('0.2259')))],
      does: (profile, context, rules) => profile.submitCloses(context, [close(profile, rules(market))]),
      asks: [signed(ordered([closing(0, '2103.2')]))],
      gives: [{ kind: 'accepted', orderId: '6195281425', filledSize: '0.2259' }],
    },
    {
      topic: 'closeOneWay',
      name: 'a short is bought back above the mark; a size loses its trailing zeros',
      answers: [acted(statuses(filled('10.0')))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rules('SOL'), { side: 'short', size: '10.00', markPrice: '108.04' })),
        ]),
      asks: [signed(ordered([{ ...closing(0, '113.45'), a: 5, b: true, s: '10' }]))],
      gives: [{ kind: 'accepted', filledSize: '10.0' }],
    },
    {
      topic: 'closeOneWay',
      name: 'a position without a known mark is priced by the middle of the book',
      answers: [info('allMids', { ETH: '2213.9' }), acted(statuses(filled('0.2259')))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rules(market), { side: 'long', size: '0.2259', markPrice: '0' })),
        ]),
      asks: [asked({ type: 'allMids' }), signed(ordered([closing(0, '2103.2')]))],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeLimit',
      name: 'at the price that is wanted, on the tick of that height',
      answers: [acted(statuses({ error: 'Order could not immediately match against any resting orders. asset=1' }))],
      does: (profile, context, rules) => profile.submitCloses(context, [close(profile, rules(market), 0, '2190.37')]),
      asks: [signed(ordered([closing(0, '2190.3')]))],
      gives: [{ kind: 'refused', reason: 'priceBand' }],
    },
    {
      topic: 'closeBatch',
      name: 'one action for all, and each has its own fate', // [error-responses]
      answers: [acted(statuses(filled('0.2259'), { error: 'Reduce only order would increase position. asset=1' }))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [close(profile, rules(market)), close(profile, rules(market), 1)]),
      asks: [signed(ordered([closing(0, '2103.2'), closing(1, '2103.2')]))],
      gives: [{ kind: 'accepted' }, { kind: 'refused', reason: 'nothingToClose' }],
    },
    {
      topic: 'closeBatch',
      name: 'a market that was listed after this connection’s list holds up no other',
      answers: [acted(statuses(filled('0.2259')))],
      does: (profile, context, rules) => {
        const listedLater = positionOf({ ...rules(market), symbol: 'NEW/USDC:USDC' }, { side: 'long', size: '1' });
        return profile.submitCloses(context, [close(profile, rules(market)), closeOf(profile, listedLater, 1)]);
      },
      asks: [signed(ordered([closing(0, '2103.2')]))],
      gives: [{ kind: 'accepted' }, { kind: 'neverSent' }],
    },
    {
      topic: 'closeBatch',
      name: 'one error alone speaks for all', // [error-responses]
      answers: [acted(statuses({ error: 'Price must be divisible by tick size.' }))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [close(profile, rules(market)), close(profile, rules(market), 1)]),
      gives: [{ kind: 'refused' }, { kind: 'refused' }],
    },
    {
      topic: 'closeBatch',
      name: 'answers of another number are nobody’s',
      answers: [acted(statuses(filled('0.2259')))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [close(profile, rules(market)), close(profile, rules(market), 1)]),
      gives: [{ kind: 'unknown' }, { kind: 'unknown' }],
    },
    {
      topic: 'cancel',
      name: 'by market and order number',
      answers: [acted({ status: 'ok', response: { type: 'cancel', data: { statuses: ['success'] } } })],
      does: (profile, context) => profile.cancelOrders(context, [resting]),
      asks: [signed({ type: 'cancel', cancels: [{ a: 13, o: 3184595905 }] })],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'in the same action as the others; one that is gone is gone',
      answers: [acted(statuses('success', { error: 'Order was never placed, already canceled, or filled. asset=13' }))],
      does: (profile, context) => profile.cancelOrders(context, [resting, stop]),
      asks: [
        signed({
          type: 'cancel',
          cancels: [
            { a: 13, o: 3184595905 },
            { a: 13, o: 3184595906 },
          ],
        }),
      ],
      gives: [{ kind: 'cancelled' }, { kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'a TWAP is ended by an action of its own', // [exchange-endpoint#cancel-a-twap-order]
      answers: [acted({ status: 'ok', response: { type: 'twapCancel', data: { status: 'success' } } })],
      does: (profile, context) => profile.sweepOrders(context, [twap]),
      asks: [signed({ type: 'twapCancel', a: 13, t: 2082408 })],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only with its trigger',
      answers: [acted(recorded('hyperliquid.rest.createOrders.2197-5'))],
      does: (profile, context) => profile.restoreOrder(context, stop, ownId(7)),
      asks: [
        signed(
          ordered([
            {
              a: 13,
              b: false,
              p: '9.1954',
              s: '12.5',
              r: true,
              t: { trigger: { isMarket: true, triggerPx: '9.995', tpsl: 'sl' } },
              c: ownId(7),
            },
          ]),
        ),
      ],
      gives: { kind: 'accepted', orderId: '5063830287' },
    },
    {
      topic: 'restore',
      name: 'one that lives on the position has no size of its own',
      answers: [acted(statuses('waitingForTrigger'))],
      does: (profile, context) => profile.restoreOrder(context, onPosition, ownId(8)),
      asks: [
        signed(
          ordered(
            [
              {
                a: 13,
                b: false,
                p: '9.1954',
                s: '0',
                r: true,
                t: { trigger: { isMarket: true, triggerPx: '10.004', tpsl: 'tp' } },
                c: ownId(8),
              },
            ],
            'positionTpsl',
          ),
        ),
      ],
      gives: { kind: 'accepted', orderId: ownId(8) },
    },
    {
      topic: 'lookUpFound',
      name: 'a filled order, by its own name',
      answers: [info('orderStatus', recorded('orderStatus.filled'))],
      does: (profile, context, rules) => profile.lookUp(context, close(profile, rules(market))),
      asks: [asked({ type: 'orderStatus', user, oid: ownId(0) })],
      gives: { kind: 'found', orderId: '1', working: false, filledSize: '0.0076' },
    },
    {
      topic: 'lookUpFound',
      name: 'an open one',
      answers: [info('orderStatus', recorded('hyperliquid.rest.fetchOrder.3326-5'))],
      does: (profile, context, rules) => profile.lookUp(context, close(profile, rules(market))),
      gives: { kind: 'found', orderId: '3991946565', working: true, filledSize: '0' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'the venue never saw it', // ccxt 4.5.84 js/src/hyperliquid.js:4980
      answers: [info('orderStatus', { status: 'unknownOid' })],
      does: (profile, context, rules) => profile.lookUp(context, close(profile, rules(market))),
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'a market of the main dex that stays unlisted is told as beyond reach, and keeps no other from being closed',
      answers: [
        info('clearinghouseState', {
          ...recorded<object>('hyperliquid.rest.fetchPositions.3755-5'),
          assetPositions: recorded<{ assetPositions: readonly { position: object }[] }>(
            'hyperliquid.rest.fetchPositions.3755-5',
          ).assetPositions.flatMap((each) => [{ ...each, position: { ...each.position, coin: 'GONE' } }, each]),
        }),
      ],
      does: (profile, context) => meetTwice((told) => profile.readPositions({ ...context, setNotClosable: told })),
      gives: { first: 'unreadable', second: [{ nativeSymbol: 'ETH' }], told: [{ nativeSymbol: 'GONE' }] },
    },
    {
      topic: 'positions',
      name: 'digit for digit; the mark is what the position is worth',
      answers: [info('clearinghouseState', recorded('hyperliquid.rest.fetchPositions.3755-5'))],
      does: (profile, context) => profile.readPositions(context),
      asks: [asked({ type: 'clearinghouseState', user })],
      gives: [
        {
          nativeSymbol: 'ETH',
          side: 'long',
          size: '0.2259',
          hedged: false,
          marginMode: 'isolated',
          leverage: '20',
          entryPrice: '2213.9',
          markPrice: '2213.90',
          liquidationPrice: '2125.00856238',
          updatedAtMs: 1704261007014,
        },
      ],
    },
    {
      topic: 'orders',
      name: 'limits, stops and take-profits in one list, and running TWAPs',
      answers: [
        info('frontendOpenOrders', [
          ...recorded<readonly object[]>('frontendOpenOrders'),
          { ...recorded<object>('hyperliquid.rest.parseOrder.3357-1624'), coin: '@107' }, // spot
          { ...recorded<object>('hyperliquid.rest.parseOrder.3357-1624'), coin: '#970' }, // an outcome
        ]),
        info(
          'twapHistory',
          recorded<readonly { state: object }[]>('twapHistory').map((each) => ({
            ...each,
            state: { ...each.state, coin: 'SUI', timestamp: Date.now() },
          })),
        ),
      ],
      does: (profile, context) => profile.readOrders(context),
      asks: [asked({ type: 'frontendOpenOrders', user }), asked({ type: 'twapHistory', user })],
      gives: {
        orders: [
          { orderId: '3184595907', family: 'trigger', orderSide: 'sell', reduceOnly: true, size: '12.5', triggerPrice: '10.004' },
          { orderId: '3184595906', family: 'trigger', type: 'Stop Market', price: '9.1954', triggerPrice: '9.995' },
          { orderId: '3184595905', family: 'plain', orderSide: 'buy', reduceOnly: false, price: '10.0', triggerPrice: null },
          { orderId: '2082408', family: 'algo', orderSide: 'buy', reduceOnly: false, size: '200' },
        ],
        unreadable: [],
      },
    },
    {
      topic: 'orders',
      name: 'a list that fails is named, and the others count',
      answers: [info('frontendOpenOrders', []), { ...info('twapHistory', 'Service Unavailable'), status: 503 }],
      does: (profile, context) => profile.readOrders(context),
      gives: { orders: [], unreadable: [{ family: 'algo' }] },
    },
    {
      topic: 'equity',
      name: 'in dollars',
      answers: [info('clearinghouseState', recorded('hyperliquid.rest.fetchBalance.1135-5'))],
      does: (profile, context) => profile.readEquity(context),
      gives: { USDC: '100.0' },
    },
    {
      topic: 'depth',
      name: 'bids first',
      answers: [info('l2Book', recorded('l2Book'))],
      does: (profile, context, rules) => profile.readDepth(context, rules('DYDX')),
      asks: [asked({ type: 'l2Book', coin: 'DYDX' })],
      gives: {
        bids: [
          ['2.111', '134.4'],
          ['2.1105', '141.1'],
        ],
        asks: [
          ['2.1124', '352.3'],
          ['2.1125', '364.9'],
        ],
      },
    },
    {
      topic: 'fills',
      name: 'profit before fees, a paid fee positive',
      answers: [info('userFillsByTime', recorded('hyperliquid.rest.fetchMyTrades.3601'))],
      does: (profile, context, rules) => profile.readFills(context, [{ symbol: rules(market).symbol, orderId: '3929354691' }]),
      gives: [{ price: '2381.1', size: '0.0841', fee: '0.050062', realizedPnl: '0.19343' }],
    },
    {
      topic: 'key',
      name: 'an API wallet that was approved trades, does not withdraw, and has an end', // [info-endpoint#query-a-users-role]
      answers: [
        info('userRole', { role: 'agent', data: { user } }, { user: agent }),
        info('extraAgents', [
          ...recorded<readonly object[]>('extraAgents'),
          { name: 'mine', address: agent, validUntil: 1771174068515 },
        ]),
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: true, canWithdraw: false, expiresAtEpochMs: 1771174068515 },
    },
    {
      topic: 'key',
      name: 'an API wallet that nobody approved is told',
      answers: [info('userRole', { role: 'missing' })],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: false, canWithdraw: null, notes: [expect.stringContaining('is not approved')] },
    },
    {
      topic: 'key',
      name: 'a main wallet’s own key can withdraw what is in its sub-account',
      answers: [
        info('userRole', { role: 'user' }, { user: agent }),
        info('userRole', { role: 'subAccount', data: { master: agent } }, { user }),
      ],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: true, canWithdraw: true },
    },
    {
      topic: 'closeOneWay',
      name: 'on a builder-deployed dex too, whose markets are numbered from 110,000', // [asset-ids]
      answers: [acted(statuses(filled('1.5')))],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rules('km:US500'), { side: 'long', size: '1.5', markPrice: '685.21' })),
        ]),
      asks: [signed(ordered([{ ...closing(0, '650.94'), a: 110_000, s: '1.5' }]))],
      gives: [{ kind: 'accepted', filledSize: '1.5' }],
    },
    {
      topic: 'closeOneWay',
      name: 'never leaves when nobody tells a price',
      answers: [{ ...info('allMids', 'Service Unavailable'), status: 503 }],
      does: (profile, context, rules) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rules(market), { side: 'long', size: '0.2259', markPrice: '0' })),
        ]),
      asks: [asked({ type: 'allMids' })],
      gives: [{ kind: 'neverSent' }],
    },
    {
      topic: 'orders',
      name: 'a TWAP that was listed as running, and whose time is over, is over',
      answers: [info('frontendOpenOrders', []), info('twapHistory', recorded('twapHistory'))],
      does: (profile, context) => profile.readOrders(context),
      gives: { orders: [], unreadable: [] },
    },
    {
      topic: 'closeOneWay',
      name: 'for a vault, the action names it and is signed for it',
      answers: [
        info('userRole', { role: 'agent', data: { user: '0x5e9ee1089755c3435139848e47e6635505d5a13a' } }, { user: agent }),
        info('userRole', recorded('userRole.vault'), { user }),
        info('extraAgents', recorded('extraAgents')),
        ...nothingElsewhere,
        info('clearinghouseState', recorded('hyperliquid.rest.fetchBalance.1135-5')),
        acted(statuses(filled('0.2259'))),
      ],
      does: async (profile, context, rules) => {
        await profile.readKey(context); // asks anew: what was found before does not count
        await profile.prepare(context);
        return profile.submitCloses(context, [close(profile, rules(market))]);
      },
      asks: [
        asked({ type: 'userRole', user: agent }),
        asked({ type: 'userRole', user }),
        asked({ type: 'extraAgents', user: '0x5e9ee1089755c3435139848e47e6635505d5a13a' }),
        asked({ type: 'perpDexs' }),
        asked({ type: 'userAbstraction', user }),
        asked({ type: 'clearinghouseState', user }),
        signed(ordered([closing(0, '2103.2')]), { vaultAddress: user }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeOneWay',
      name: 'on a builder-deployed dex positions are seen, and said when their market is not known',
      answers: [
        info('userRole', { role: 'agent', data: { master: user } }),
        info('extraAgents', []),
        info('perpDexs', recorded('perpDexs')),
        info('userAbstraction', '"default"'),
        info('clearinghouseState', recorded('hyperliquid.rest.fetchBalance.1135-5'), { dex: undefined }),
        info(
          'clearinghouseState',
          {
            ...recorded<object>('hyperliquid.rest.fetchPositions.3755-5'),
            assetPositions: recorded<{ assetPositions: readonly { position: object }[] }>(
              'hyperliquid.rest.fetchPositions.3755-5',
            ).assetPositions.map((each) => ({ ...each, position: { ...each.position, coin: 'xyz:XYZ100' } })),
          },
          { dex: 'xyz' },
        ),
        info('frontendOpenOrders', []),
        info('twapHistory', []),
      ],
      does: async (profile, context) => {
        const told: unknown[] = [];
        const listening = { ...context, setNotClosable: (_list: string, held: readonly unknown[]) => void told.push(...held) };
        await profile.readKey(listening);
        await profile.prepare(listening);
        const positions = await profile.readPositions(listening);
        await profile.readOrders(listening); // of the dex too: the account uses it
        return { positions, told };
      },
      gives: { positions: [], told: [{ nativeSymbol: 'xyz:XYZ100', size: '0.2259' }] },
    },
  ],
  refusals: [
    {
      name: 'a wallet that is nobody’s', // ccxt 4.5.84 js/src/hyperliquid.js:4971
      status: 200,
      body: { status: 'err', response: 'User or API Wallet 0xb8a6f8b26223de27c31938d56e470a5b832703a5 does not exist.' },
      means: { certainty: 'refused', reason: 'credentials' },
    },
    {
      name: 'an account that has used up its actions', // ccxt 4.5.84 js/src/hyperliquid.js:207
      status: 200,
      body: {
        status: 'err',
        response:
          'Too many cumulative requests sent (37986 > 10436) for cumulative volume traded $437.92. Place taker orders to free up 1 request per USDC traded.',
      },
      means: { certainty: 'refused', reason: 'rateLimited', retryAfterMs: 10_000 },
    },
    { name: 'too many requests', status: 429, body: 'null', means: { reason: 'rateLimited', wholeAddress: true } },
    {
      name: 'words that can not be read',
      status: 422,
      body: 'Failed to deserialize the JSON body into the target type',
      means: { certainty: 'refused', reason: 'other' },
    },
    {
      name: 'a failure of the venue itself leaves open what was done',
      status: 200,
      body: { status: 'err', response: 'Request timed out' },
      means: { certainty: 'unknown' },
    },
    { name: 'a bad gateway', status: 502, body: '<html>502</html>', means: { certainty: 'unknown' } },
    { name: 'orders are read item by item', status: 200, body: statuses({ error: 'x' }), means: null },
  ],
});
