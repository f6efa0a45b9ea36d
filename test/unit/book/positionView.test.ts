// Numbers beside a position, computed by hand.
import { describe, expect, it } from 'vitest';
import { unrealizedPnlAt, viewPosition } from '../../../electron/book/positionView.ts';
import { createRates } from '../../../electron/book/rates.ts';
import { holding, inverse, linear, order } from './account.ts';

const contracts = { ...linear, contractSize: '0.01' };

describe('unrealised profit', () => {
  it.each([
    ['long', linear, '0.1', '50000', '51000.5', '100.05'],
    ['short', linear, '0.1', '50000', '51000.5', '-100.05'],
    ['long', contracts, '30', '50000', '49999.9', '-0.03'],
    // 10 contracts of 100 USD: 1000/40000 - 1000/50000 = 0.025 - 0.02
    ['long', inverse, '10', '40000', '50000', '0.005'],
    ['short', inverse, '10', '40000', '50000', '-0.005'],
    ['long', linear, '1', '0', '50000', '0'], // no entry price is known
  ] as const)('%s %o %s from %s at %s', (side, market, size, entryPrice, mark, pnl) => {
    expect(unrealizedPnlAt(holding(side, size, { market, entryPrice }), mark)).toBe(pnl);
  });
});

describe('view', () => {
  it('shows no value and no profit where nobody names a price', () => {
    const bare = holding('long', '1', { entryPrice: '0', markPrice: '0', unrealizedPnl: '0' });
    expect(viewPosition(bare, [], createRates())).toMatchObject({
      notionalUsd: null,
      unrealizedPnlUsd: null,
      unrealizedPnlPercent: null,
      liquidationDistancePercent: null,
    });
  });

  it('of a linear position', () => {
    const position = holding('long', '0.2', { markPrice: '51000', unrealizedPnl: '200', liquidationPrice: '45900' });
    // value 0.2 x 51,000; margin 0.2 x 50,000 / 10 = 1,000; (51,000 - 45,900) / 51,000
    expect(viewPosition(position, [], createRates())).toMatchObject({
      notionalUsd: '10200.00',
      unrealizedPnlUsd: '200.00',
      unrealizedPnlPercent: '20.00',
      liquidationDistancePercent: '10.00',
      workingOrders: 0,
    });
  });

  it('of an inverse position', () => {
    const rates = createRates();
    const facts = { market: inverse, entryPrice: '40000', markPrice: '50000', leverage: '5', unrealizedPnl: '-0.005' };
    const position = holding('short', '10', facts);
    expect(viewPosition(position, [], rates)).toMatchObject({ notionalUsd: '1000.00', unrealizedPnlUsd: null });
    rates.learn('BTC/USD:BTC', '50000');
    // -0.005 BTC x 50,000 = -250 USD on a margin of 1,000 / 5
    expect(viewPosition(position, [], rates)).toMatchObject({ unrealizedPnlUsd: '-250.00', unrealizedPnlPercent: '-125.00' });
  });

  it('says nothing where a number is missing', () => {
    const unknown = viewPosition(holding('long', '1', { leverage: null, liquidationPrice: '0' }), [], createRates());
    expect(unknown).toMatchObject({ unrealizedPnlPercent: null, liquidationDistancePercent: null });
    expect(viewPosition(holding('long', '1', { leverage: '0' }), [], createRates()).unrealizedPnlPercent).toBeNull();
    const foreign = holding('long', '1', { market: { ...linear, quote: 'EUR', settle: 'EUR' } });
    expect(viewPosition(foreign, [], createRates())).toMatchObject({ notionalUsd: null, unrealizedPnlUsd: null });
  });

  it('counts the orders of its symbol and side', () => {
    const orders = [
      order('1'),
      order('2', { positionSide: 'long' }),
      order('3', { positionSide: 'short' }),
      order('4', { symbol: 'ETH/USDT:USDT' }),
    ];
    expect(viewPosition(holding('long', '1', { hedged: true }), orders, createRates()).workingOrders).toBe(2);
  });
});

describe('rates', () => {
  it('counts dollar coins as one dollar, and learns the rest from marks in dollars alone', () => {
    const rates = createRates();
    for (const dollar of ['USD', 'USDT', 'USDC']) expect(rates.usdPer(dollar)).toBe('1');
    expect(rates.usdPer('ETH')).toBeNull();
    rates.learn('ETH/BTC:BTC', '0.05');
    rates.learn('ETH', '3000');
    rates.learn('ETH/USDT:USDT', '0');
    expect(rates.usdPer('ETH')).toBeNull();
    rates.learn('ETH/USDT:USDT', '3000');
    rates.learn('ETH/USD:ETH-301227', '3001');
    rates.learn('USDC/USDT:USDT', '0.98');
    expect(rates.all()).toMatchObject({ ETH: '3001', USDC: '1' });
  });
});
