// A small venue for the tests of the core: three instruments, a clock that only moves when told to.
import type { Instrument, OrderIntent, PracticeAccount, VenueBehaviour } from '../../../electron/practice/exchange.ts';
import type { OperatedVenue } from '../../../electron/practice/operator.ts';
import { createPracticeVenue } from '../../../electron/practice/venue.ts';

const linear = (symbol: string, base: string, price: string, tickSize: string, lotSize: string): Instrument => ({
  symbol,
  base,
  quote: 'USDT',
  settle: 'USDT',
  kind: 'linear',
  contractSize: '1',
  tickSize,
  lotSize,
  minSize: lotSize,
  maxLimitSize: '1000000',
  maxMarketSize: '120',
  minNotional: '5',
  maxLeverage: '125',
  price,
  extra: {},
});

export const BTC = linear('BTCUSDT', 'BTC', '60000', '0.1', '0.001');
export const ETH = linear('ETHUSDT', 'ETH', '3000', '0.01', '0.01');
export const BTC_INVERSE: Instrument = {
  ...linear('BTCUSD', 'BTC', '60000', '0.1', '1'),
  quote: 'USD',
  settle: 'BTC',
  kind: 'inverse',
  maxMarketSize: '1000000',
  minNotional: null,
};

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(8_000_000 + sequence),
  takerFee: '0.0005',
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly',
  reduceOnlyExcess: 'refuse',
  clientOrderIdUnique: 'amongWorking',
  marketBandPercent: '5',
  maxWorkingOrdersPerSymbol: 200,
  clientOrderIdPattern: /^[\w-]{1,36}$/,
};

export const accountOf = (id: string, positionMode: 'oneWay' | 'hedge'): PracticeAccount => ({
  id,
  venue: 'binanceusdm',
  label: id,
  apiKey: `key-${id}`,
  secret: `secret-${id}`,
  passphrase: null,
  uid: id,
  positionMode,
  key: { trade: true, withdraw: false, revoked: false, ipAllowed: true },
});

/** Accounts `one` (one-way) and `two` (hedge), each with 1,000,000 USDT and 10 BTC, in a frozen market. */
export function openFixture(change: Partial<VenueBehaviour> = {}, seed = 1): OperatedVenue & { clock: { ms: number } } {
  const clock = { ms: 1_700_000_000_000 };
  const venue = createPracticeVenue(
    'binanceusdm',
    [BTC, ETH, BTC_INVERSE],
    { ...behaviour, ...change },
    {
      now: () => clock.ms,
      seed,
      frozen: true,
    },
  );
  venue.operator.createAccount(accountOf('one', 'oneWay'), { USDT: '1000000', BTC: '10' });
  venue.operator.createAccount(accountOf('two', 'hedge'), { USDT: '1000000', BTC: '10' });
  return { ...venue, clock };
}

export const marketOrder = (
  symbol: string,
  orderSide: 'buy' | 'sell',
  size: string | null,
  more: Partial<OrderIntent> = {},
): OrderIntent => ({
  symbol,
  orderSide,
  type: 'market',
  size,
  price: null,
  timeInForce: 'gtc',
  reduceOnly: false,
  tag: 'both',
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
  ...more,
});

export const limitOrder = (
  symbol: string,
  orderSide: 'buy' | 'sell',
  size: string,
  price: string,
  more: Partial<OrderIntent> = {},
): OrderIntent => marketOrder(symbol, orderSide, size, { type: 'limit', price, ...more });

export const stopOrder = (
  symbol: string,
  orderSide: 'buy' | 'sell',
  size: string | null,
  price: string,
  more: Partial<OrderIntent> = {},
) =>
  marketOrder(symbol, orderSide, size, {
    family: 'trigger',
    reduceOnly: true,
    trigger: { kind: 'stop', price, by: 'mark', callbackPercent: null },
    ...more,
  });
