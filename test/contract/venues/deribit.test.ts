// Deribit v2 (https://docs.deribit.com). Payloads: test/fixtures/deribit.
import { createHmac } from 'node:crypto';
import { deribit } from '../../../electron/venues/profiles/deribit.ts';
import type { WorkingOrder } from '../../../shared/position.ts';
import { payload } from '../fixture.ts';
import { closeOf, positionOf, type Keys, type ReadRequest } from '../venueCase.ts';
import { testVenue } from '../venueSuite.ts';
import type { ScriptedCall, WireRequest } from '../scriptedVenue.ts';

const keys: Keys = { apiKey: 'TiA4AyLPq3', secret: 'not-a-real-client-secret' };
const API = '/api/v2';
const nonces = new Set<string>();

/**
 * deri-hmac-sha256: hex HMAC of time, nonce, method, path with query, and body, each with a line break, and a nonce of single
 * usage [docs.deribit.com/articles/authentication, "Deribit signature credentials"].
 */
function readRequest({ method, path, query, headers, body }: WireRequest, { apiKey, secret }: Keys): ReadRequest {
  const { authorization } = headers;
  if (path.includes('/private/') && authorization === undefined) throw new Error(`${path}: not signed`);
  if (authorization !== undefined) {
    const parts = /^deri-hmac-sha256 id=(.+),ts=(\d+),sig=([0-9a-f]{64}),nonce=(\S+)$/.exec(authorization);
    const [, id, time, signature, nonce] = parts ?? [];
    const signed = `${time}\n${nonce}\n${method}\n${path}${query === '' ? '' : `?${query}`}\n${body}\n`;
    if (id !== apiKey || signature !== createHmac('sha256', secret).update(signed).digest('hex'))
      throw new Error(`${path}: bad signature`);
    if (nonces.has(String(nonce))) throw new Error(`${path}: the nonce was used before`);
    nonces.add(String(nonce));
  }
  return { method, path, fields: Object.fromEntries(new URLSearchParams(query)) };
}

const at = (call: string, answer: unknown, status?: number): ScriptedCall => ({
  method: 'GET',
  path: `${API}/private/${call}`,
  answer,
  status,
});
const asked = (call: string, fields: object): ReadRequest => ({ method: 'GET', path: `${API}/private/${call}`, fields });
const result = (value: unknown) => ({ jsonrpc: '2.0', result: value, usIn: 1, usOut: 2, usDiff: 1, testnet: false });
const own = (leg = 0) => deribit.traits.clientOrderId('k3v9x0q2ab', leg, 1, 0);

const instruments = payload('deribit', 'deribit.rest.fetchMarkets.871-5') as { result: [object, object, object] };
const perpetual = instruments.result[2];
/** The linear contract of the recorded stop order (0.010 are 10 contracts), in the row of another; its tick stands for any. */
const linear = {
  ...perpetual,
  instrument_name: 'ETH_USDC-PERPETUAL',
  base_currency: 'ETH',
  counter_currency: 'USDC',
  quote_currency: 'USDC',
  settlement_currency: 'USDC',
  contract_size: 0.001,
  min_trade_amount: 0.001,
  future_type: 'linear',
  tick_size: 0.05,
};
const placed = payload('deribit', 'deribit.rest.createOrder.2199-5') as { result: { order: object; trades: [object] } };
const position = (payload('deribit', 'deribit.rest.fetchPositions.2897-5') as { result: [object] }).result[0];
const stopRow = (payload('deribit', 'deribit.recorded.stopMarket') as { result: { order: object } }).result.order;
const filledRow = (payload('deribit', 'deribit.rest.fetchOrder.2046-5') as { result: object }).result;
const optionRow = (payload('deribit', 'deribit.docs.openOrders') as { result: [object] }).result[0];
const error = (code: number, message: string, reason?: string) => ({
  jsonrpc: '2.0',
  error: { code, message, ...(reason === undefined ? {} : { data: { reason } }) },
  testnet: false,
  usIn: 1,
  usOut: 2,
  usDiff: 1,
});

const stop: WorkingOrder = {
  accountId: 'account',
  venue: 'deribit',
  symbol: 'ETH/USDC:USDC',
  nativeSymbol: 'ETH_USDC-PERPETUAL',
  family: 'trigger',
  orderId: 'USDC-104819327499',
  clientOrderId: null,
  orderSide: 'sell',
  positionSide: null,
  type: 'stop_market',
  reduceOnly: true,
  size: '0.01',
  price: null,
  triggerPrice: '2228',
};
const limit: WorkingOrder = {
  ...stop,
  family: 'plain',
  type: 'limit',
  orderId: 'USDC-104819327443',
  reduceOnly: false,
  price: '3067.2',
  triggerPrice: null,
};

testVenue({
  profile: deribit,
  keys,
  writesByGet: true,
  markets: [
    {
      method: 'GET',
      path: `${API}/public/get_instruments`,
      when: ({ query }) => query === 'kind=future',
      answer: { ...instruments, result: [...instruments.result, linear] },
    },
  ],
  rules: [
    {
      symbol: 'BTC/USD:BTC',
      nativeSymbol: 'BTC-PERPETUAL',
      base: 'BTC',
      quote: 'USD',
      settle: 'BTC',
      inverse: true,
      contractSize: '1',
      lotSize: '10',
      minSize: '10',
      maxMarketSize: null,
      tickSize: '0.5',
      minNotional: null,
      takerFee: '0.0005',
    },
    {
      symbol: 'ETH/USDC:USDC',
      nativeSymbol: 'ETH_USDC-PERPETUAL',
      base: 'ETH',
      quote: 'USDC',
      settle: 'USDC',
      inverse: false,
      contractSize: '1',
      lotSize: '0.001',
      minSize: '0.001',
      maxMarketSize: null,
      tickSize: '0.05',
      minNotional: null,
      takerFee: '0.0005',
    },
  ],
  clientOrderId: /^.{1,64}$/, // label [docs.deribit.com private/buy]
  readRequest,
  without: {
    closeHedge: 'there is one position an instrument',
    hedgePositions: 'there is one position an instrument',
  },
  exchanges: [
    {
      topic: 'closeOneWay',
      name: 'a long is sold by a reduce-only market order, and the answer tells what was filled',
      answers: [at('sell', placed)],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('BTC-PERPETUAL'), { side: 'long', size: '40' }))]),
      asks: [
        asked('sell', { instrument_name: 'BTC-PERPETUAL', amount: '40', type: 'market', reduce_only: 'true', label: own() }),
      ],
      gives: [{ kind: 'accepted', orderId: 'ETH-349249', filledSize: '40' }],
    },
    {
      topic: 'closeOneWay',
      name: 'less than the least amount goes by close_position, whole',
      answers: [at('close_position', placed)],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('BTC-PERPETUAL'), { side: 'short', size: '5' }))]),
      asks: [asked('close_position', { instrument_name: 'BTC-PERPETUAL', type: 'market' })],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeOneWay',
      name: 'no position left to reduce',
      answers: [at('sell', error(11030, 'other_reject invalid_reduce_only_order'), 400)],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [closeOf(profile, positionOf(rule('BTC-PERPETUAL'), { side: 'long', size: '40' }))]),
      gives: [{ kind: 'refused', reason: 'nothingToClose' }],
    },
    {
      topic: 'closeLimit',
      name: 'an immediate-or-cancel limit',
      answers: [at('buy', placed)],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rule('ETH_USDC-PERPETUAL'), { side: 'short', size: '0.010' }), 0, '2228.05'),
        ]),
      asks: [
        asked('buy', {
          instrument_name: 'ETH_USDC-PERPETUAL',
          amount: '0.010',
          type: 'limit',
          price: '2228.05',
          time_in_force: 'immediate_or_cancel',
          reduce_only: 'true',
          label: own(),
        }),
      ],
      gives: [{ kind: 'accepted' }],
    },
    {
      topic: 'closeBatch',
      name: 'several are several calls, each with its own fate',
      answers: [at('sell', placed), at('buy', error(10041, 'settlement_in_progress'), 400)],
      does: (profile, context, rule) =>
        profile.submitCloses(context, [
          closeOf(profile, positionOf(rule('BTC-PERPETUAL'), { side: 'long', size: '40' }), 0),
          closeOf(profile, positionOf(rule('ETH_USDC-PERPETUAL'), { side: 'short', size: '0.01' }), 1),
        ]),
      asks: [
        asked('sell', { instrument_name: 'BTC-PERPETUAL', amount: '40', type: 'market', reduce_only: 'true', label: own(0) }),
        asked('buy', {
          instrument_name: 'ETH_USDC-PERPETUAL',
          amount: '0.01',
          type: 'market',
          reduce_only: 'true',
          label: own(1),
        }),
      ],
      gives: [{ kind: 'accepted' }, { kind: 'refused', reason: 'suspended' }],
    },
    {
      topic: 'cancel',
      name: 'by order id; the answer is the cancelled order',
      answers: [at('cancel', payload('deribit', 'deribit.recorded.cancel'))],
      does: (profile, context) => profile.cancelOrders(context, [limit]),
      asks: [asked('cancel', { order_id: 'USDC-104819327443' })],
      gives: [{ kind: 'cancelled' }],
    },
    {
      topic: 'cancelTrigger',
      name: 'a trigger order goes by the same call; one that is not open is gone',
      answers: [at('cancel', error(11044, 'not_open_order'), 400)],
      does: (profile, context) => profile.cancelOrders(context, [stop]),
      asks: [asked('cancel', { order_id: 'USDC-104819327499' })],
      gives: [{ kind: 'gone' }],
    },
    {
      topic: 'sweep',
      name: 'every kind of order of an instrument in one call',
      answers: [at('cancel_all_by_instrument', payload('deribit', 'deribit.rest.cancelAllOrders.2349-4'))],
      does: (profile, context) => profile.sweepOrders(context, [stop, limit]),
      asks: [asked('cancel_all_by_instrument', { instrument_name: 'ETH_USDC-PERPETUAL', type: 'all' })],
      gives: [{ kind: 'cancelled' }, { kind: 'cancelled' }],
    },
    {
      topic: 'restore',
      name: 'a stop comes back reduce-only, with the trigger that the list told of it',
      answers: [at('get_open_orders', result([stopRow])), at('sell', payload('deribit', 'deribit.recorded.stopMarket'))],
      does: async (profile, context) => {
        await profile.readOrders(context);
        return profile.restoreOrder(context, stop, own());
      },
      asks: [
        asked('get_open_orders', { type: 'all' }),
        asked('sell', {
          instrument_name: 'ETH_USDC-PERPETUAL',
          amount: '0.01',
          type: 'stop_market',
          trigger: 'mark_price',
          trigger_price: '2228',
          reduce_only: 'true',
          label: own(),
        }),
      ],
      gives: { kind: 'accepted', orderId: 'USDC-104819327499' },
    },
    {
      topic: 'lookUpFound',
      name: 'by its label, in the currency that it settles in',
      answers: [at('get_order_state_by_label', result([{ ...filledRow, label: own() }]))],
      does: (profile, context, rule) =>
        profile.lookUp(context, closeOf(profile, positionOf(rule('BTC-PERPETUAL'), { side: 'long', size: '40' }))),
      asks: [asked('get_order_state_by_label', { currency: 'BTC', label: own() })],
      gives: { kind: 'found', orderId: 'ETH-331562', working: false, filledSize: '37' },
    },
    {
      topic: 'lookUpAbsent',
      name: 'no order has the label',
      answers: [at('get_order_state_by_label', result([]))],
      does: (profile, context, rule) =>
        profile.lookUp(context, closeOf(profile, positionOf(rule('ETH_USDC-PERPETUAL'), { side: 'long', size: '1' }))),
      asks: [asked('get_order_state_by_label', { currency: 'USDC', label: own() })],
      gives: { kind: 'absent' },
    },
    {
      topic: 'positions',
      name: 'of every currency: dollars of inverse contracts, negative when short; options are told as beyond reach',
      answers: [
        at(
          'get_positions',
          result([
            position,
            { ...position, instrument_name: 'ETH_USDC-PERPETUAL', size: -0.75, direction: 'sell' },
            { ...position, instrument_name: 'BTC-27MAY22', size: 0, direction: 'zero' },
            { ...position, instrument_name: 'BTC-24JUN22-52000-P', kind: 'option', size: 0.1 },
          ]),
        ),
      ],
      does: async (profile, context) => {
        const told: unknown[] = [];
        const positions = await profile.readPositions({ ...context, setNotClosable: (list, held) => told.push([list, held]) });
        return { positions, told };
      },
      asks: [asked('get_positions', { currency: 'any' })],
      gives: {
        positions: [
          {
            nativeSymbol: 'BTC-PERPETUAL',
            side: 'long',
            size: '50',
            entryPrice: '7440.18',
            markPrice: '7476.65',
            unrealizedPnl: '0.000032781',
            liquidationPrice: '1.74',
            leverage: '34',
          },
          { nativeSymbol: 'ETH_USDC-PERPETUAL', side: 'short', size: '0.75' },
        ],
        told: [['positions', [{ what: 'option', nativeSymbol: 'BTC-24JUN22-52000-P', size: '0.1' }]]],
      },
    },
    {
      topic: 'orders',
      name: 'plain and trigger orders in one list; what is left of them; orders of options are told as beyond reach',
      answers: [
        at(
          'get_open_orders',
          result([stopRow, { ...filledRow, order_state: 'open', filled_amount: 7, instrument_name: 'BTC-PERPETUAL' }, optionRow]),
        ),
      ],
      does: async (profile, context) => {
        const told: unknown[] = [];
        const read = await profile.readOrders({ ...context, setNotClosable: (list, held) => told.push([list, held]) });
        return { read, told };
      },
      asks: [asked('get_open_orders', { type: 'all' })],
      gives: {
        read: {
          orders: [
            {
              family: 'trigger',
              type: 'stop_market',
              orderSide: 'sell',
              size: '0.01',
              price: null,
              triggerPrice: '2228',
              reduceOnly: true,
            },
            { family: 'plain', type: 'limit', orderSide: 'sell', size: '30', price: '118.94', reduceOnly: false },
          ],
          unreadable: [],
        },
        told: [['orders', [{ nativeSymbol: 'BTC-15FEB19-3250-P', size: '10' }]]],
      },
    },
    {
      topic: 'fills',
      name: 'of one order, with its fee in the coin that it settles in',
      answers: [
        at(
          'get_user_trades_by_order',
          result([{ ...placed.result.trades[0], instrument_name: 'BTC-PERPETUAL', fee_currency: 'BTC' }]),
        ),
      ],
      does: (profile, context, rule) =>
        profile.readFills(context, [{ symbol: rule('BTC-PERPETUAL').symbol, orderId: 'ETH-349249' }]),
      asks: [asked('get_user_trades_by_order', { order_id: 'ETH-349249' })],
      gives: [
        {
          orderId: 'ETH-349249',
          clientOrderId: 'market0000234',
          price: '143.81',
          size: '40',
          fee: '0.000139',
          realizedPnl: null,
        },
      ],
    },
    {
      topic: 'equity',
      name: 'of every currency',
      answers: [at('get_account_summaries', payload('deribit', 'deribit.recorded.accountSummaries'))],
      does: (profile, context) => profile.readEquity(context),
      asks: [asked('get_account_summaries', {})],
      gives: { BTC: '302.61869214', ETH: '100' },
    },
    {
      topic: 'depth',
      name: 'best first',
      answers: [
        { method: 'GET', path: `${API}/public/get_order_book`, answer: payload('deribit', 'deribit.recorded.orderBook') },
      ],
      does: (profile, context, rule) => profile.readDepth(context, rule('BTC-PERPETUAL')),
      asks: [{ method: 'GET', path: `${API}/public/get_order_book`, fields: { instrument_name: 'BTC-PERPETUAL', depth: '50' } }],
      gives: {
        bids: [
          ['87002.5', '199190'],
          ['87002', '10000'],
        ],
        asks: [
          ['87003', '125090'],
          ['87003.5', '10000'],
        ],
      },
    },
    {
      topic: 'key',
      name: 'its own row of the list; addresses that are not told are not guessed',
      answers: [at('list_api_keys', payload('deribit', 'deribit.docs.listApiKeys'))],
      does: (profile, context) => profile.readKey(context),
      asks: [asked('list_api_keys', {})],
      gives: { canTrade: true, canWithdraw: false, addressesListed: null, expiresAtEpochMs: null },
    },
    {
      topic: 'key',
      name: 'a key without the scope for that list tells nothing, and works',
      answers: [at('list_api_keys', error(13021, 'forbidden'), 400)],
      does: (profile, context) => profile.readKey(context),
      gives: { canTrade: null, canWithdraw: null },
    },
  ],
  refusals: [
    {
      name: 'a wrong key or signature',
      status: 400,
      body: error(13009, 'unauthorized', 'invalid_token'),
      means: { certainty: 'refused', reason: 'credentials' },
    },
    {
      name: 'an amount that is no multiple of the least one',
      status: 400,
      body: error(-32602, 'Invalid params', 'must be a multiple of the minimum order size'),
      means: { certainty: 'refused', reason: 'belowMinimum' },
    },
    {
      name: 'a parameter that it does not know',
      status: 400,
      body: payload('deribit', 'deribit.rest.errors.4000'),
      means: { certainty: 'refused', reason: 'other', code: '-32602' },
    },
    {
      name: 'the credits are spent',
      status: 400,
      body: error(10028, 'too_many_requests'),
      means: { certainty: 'refused', reason: 'rateLimited' },
    },
    { name: 'an error of the server', status: 400, body: error(11094, 'internal_server_error'), means: { certainty: 'unknown' } },
    { name: 'a server that gave up waiting', status: 400, body: error(13888, 'timed_out'), means: { certainty: 'unknown' } },
    {
      name: 'a service that is silent',
      status: 400,
      body: error(13028, 'temporarily_unavailable'),
      means: { certainty: 'unknown' },
    },
    {
      name: 'a word nobody knows, from a server in trouble',
      status: 500,
      body: error(-32000, 'error'),
      means: { certainty: 'unknown' },
    },
    { name: 'a bad gateway', status: 502, body: '<html>502</html>', means: { certainty: 'unknown' } },
    { name: 'a page of somebody in between', status: 403, body: '<html>403</html>', means: null },
  ],
});
