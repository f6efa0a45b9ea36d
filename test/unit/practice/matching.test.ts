import { describe, expect, it } from 'vitest';
import { add, isZero, sum } from '../../../shared/decimal.ts';
import type { Placed, PracticeEvent, Refusal } from '../../../electron/practice/exchange.ts';
import { limitOrder, marketOrder, openFixture, stopOrder } from './fixtureVenue.ts';

function placed(answer: Placed | Refusal): Placed {
  if (!answer.ok) throw new Error(`${answer.code}: ${answer.detail}`);
  return answer;
}
const codeOf = (answer: { ok: true } | Refusal) => (answer.ok ? 'ok' : answer.code);

describe('market orders', () => {
  it('walk the book, pay fees and report events in causal order', () => {
    const venue = openFixture();
    const seen: string[] = [];
    venue.subscribe((event: PracticeEvent) => seen.push(event.kind === 'order' ? `order:${event.cause}` : event.kind));
    const answer = placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '120')));
    expect(answer.order.status).toBe('filled');
    expect(answer.fills.length).toBeGreaterThan(1);
    expect(sum(answer.fills.map((fill) => fill.size))).toBe('120');
    expect(Number(answer.fills.at(-1)?.price)).toBeGreaterThan(Number(answer.fills[0]?.price));
    expect(seen.slice(0, 4)).toEqual(['order:new', 'order:fill', 'position', 'balance']);
    const position = venue.position('one', 'BTCUSDT', 'both');
    expect(position?.signedSize).toBe('120');
    const [balance] = venue.balances('one').filter((row) => row.currency === 'USDT');
    const fees = sum(answer.fills.map((fill) => fill.fee));
    expect(add(balance?.wallet ?? '', fees)).toBe('1000000');
  });

  it('stop at the price band, and are refused when nothing is inside it', () => {
    const venue = openFixture({ marketBandPercent: '0.02' });
    const partial = placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '100')));
    expect(partial.order).toMatchObject({ status: 'expired', endReason: 'priceBand' });
    expect(isZero(partial.order.filledSize)).toBe(false);
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'buy', '100')))).toBe('priceBand');
    venue.operator.setDepth('ETHUSDT', 0);
    expect(codeOf(venue.place('one', marketOrder('ETHUSDT', 'buy', '1')))).toBe('noLiquidity');
    venue.operator.tick();
    venue.operator.tick();
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'buy', '0.001')))).toBe('ok');
  });

  it('refuse what the rules of the market forbid', () => {
    const venue = openFixture();
    const tries: [ReturnType<typeof marketOrder>, string][] = [
      [marketOrder('NOPE', 'buy', '1'), 'unknownSymbol'],
      [marketOrder('BTCUSDT', 'buy', '1', { tag: 'long' }), 'wrongTag'],
      [marketOrder('BTCUSDT', 'buy', '0.0015'), 'sizeStep'],
      [marketOrder('BTCUSDT', 'buy', '0'), 'belowMinSize'],
      [marketOrder('BTCUSDT', 'buy', '121'), 'aboveMaxSize'],
      [marketOrder('ETHUSDT', 'buy', '0.00'), 'belowMinSize'],
      [limitOrder('ETHUSDT', 'buy', '0.01', '100'), 'belowMinNotional'],
      [limitOrder('BTCUSDT', 'buy', '1', '100.05'), 'priceTick'],
      [limitOrder('BTCUSDT', 'buy', '1000', '59000'), 'insufficientMargin'],
      [marketOrder('BTCUSDT', 'sell', '1', { reduceOnly: true }), 'reduceOnlyRejected'],
      [stopOrder('BTCUSDT', 'sell', null, '59000'), 'reduceOnlyRejected'],
      [stopOrder('BTCUSDT', 'sell', '1', '61000'), 'wouldTriggerImmediately'],
    ];
    expect(tries.map(([intent]) => codeOf(venue.place('one', intent)))).toEqual(tries.map(([, code]) => code));
    venue.operator.setSuspended('BTCUSDT', true);
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')))).toBe('suspended');
  });
});

describe('reduce-only', () => {
  it('never takes more than the position, and says when resting orders hold it', () => {
    const venue = openFixture();
    placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')));
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'sell', '1.5', { reduceOnly: true })))).toBe('reduceOnlyRejected');
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'buy', '0.5', { reduceOnly: true })))).toBe('reduceOnlyRejected');
    placed(venue.place('one', limitOrder('BTCUSDT', 'sell', '0.6', '65000', { reduceOnly: true })));
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'sell', '1', { reduceOnly: true })))).toBe('restingOrdersHoldSize');
    expect(codeOf(venue.closePosition('one', 'BTCUSDT', 'both', { autoCancel: false, clientOrderId: null }))).toBe(
      'restingOrdersHoldSize',
    );
    expect(codeOf(venue.closePosition('one', 'BTCUSDT', 'both', { autoCancel: true, clientOrderId: 'c1' }))).toBe('ok');
    expect(venue.positions('one')).toEqual([]);
    expect(venue.workingOrders('one')).toEqual([]);
    expect(venue.order('one', { clientOrderId: 'c1' })?.status).toBe('filled');
    expect(codeOf(venue.closePosition('one', 'BTCUSDT', 'both', { autoCancel: true, clientOrderId: null }))).toBe('noPosition');
  });

  it('is cut where the venue cuts', () => {
    const venue = openFixture({ reduceOnlyExcess: 'cut' });
    placed(venue.place('one', marketOrder('BTCUSDT', 'sell', '1')));
    const answer = placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '3', { reduceOnly: true })));
    expect(answer.order).toMatchObject({ size: '1', filledSize: '1', status: 'filled' });
  });

  it('holds for the closing side of a hedge too, flag or not', () => {
    const venue = openFixture();
    placed(venue.place('two', marketOrder('BTCUSDT', 'buy', '1', { tag: 'long' })));
    placed(venue.place('two', marketOrder('BTCUSDT', 'sell', '2', { tag: 'short' })));
    expect(codeOf(venue.place('two', marketOrder('BTCUSDT', 'sell', '2', { tag: 'long' })))).toBe('reduceOnlyRejected');
    placed(venue.place('two', marketOrder('BTCUSDT', 'sell', '1', { tag: 'long' })));
    expect(venue.positions('two').map((row) => [row.tag, row.signedSize])).toEqual([['short', '2']]);
  });

  it('a one-way order without the flag flips, and realises only what it closed', () => {
    const venue = openFixture();
    placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')));
    placed(venue.place('one', limitOrder('BTCUSDT', 'sell', '1', '70000', { reduceOnly: true })));
    placed(venue.place('one', marketOrder('BTCUSDT', 'sell', '3')));
    expect(venue.position('one', 'BTCUSDT', 'both')?.signedSize).toBe('-2');
    expect(venue.workingOrders('one')).toEqual([]);
  });
});

describe('orders that wait', () => {
  it('rest, fill as maker when the market crosses, keep to IOC, FOK and post-only', () => {
    const venue = openFixture();
    const rest = placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '1', '59000', { clientOrderId: 'a' })));
    expect(codeOf(venue.place('one', limitOrder('BTCUSDT', 'buy', '1', '59000', { clientOrderId: 'a' })))).toBe(
      'duplicateClientOrderId',
    );
    venue.operator.setPrice('BTCUSDT', '58900');
    expect(venue.order('one', { orderId: rest.order.orderId })).toMatchObject({ status: 'filled', averagePrice: '59000' });
    expect(venue.fills('one', { orderId: rest.order.orderId })[0]?.maker).toBe(true);
    expect(codeOf(venue.place('one', limitOrder('BTCUSDT', 'buy', '1', '50000', { clientOrderId: 'a' })))).toBe('ok');
    expect(codeOf(venue.cancel('one', rest.order.orderId))).toBe('orderFinal');
    expect(codeOf(venue.cancel('one', 'nope'))).toBe('orderNotFound');
    const ask = venue.quote('BTCUSDT')?.ask ?? '';
    expect(placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '100', ask, { timeInForce: 'fok' }))).order.status).toBe(
      'expired',
    );
    expect(
      placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '0.5', ask, { timeInForce: 'postOnly' }))).order.endReason,
    ).toBe('postOnlyWouldTake');
    const ioc = placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '100', ask, { timeInForce: 'ioc' })));
    expect(ioc.order).toMatchObject({ status: 'expired', endReason: 'immediateOrCancel' });
    expect(isZero(ioc.order.filledSize)).toBe(false);
  });

  it('trigger, and close the whole position', () => {
    const venue = openFixture();
    placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')));
    const stop = placed(venue.place('one', stopOrder('BTCUSDT', 'sell', null, '59000', { clientOrderId: 'sl' })));
    const sized = placed(venue.place('one', stopOrder('BTCUSDT', 'sell', '1', '50000')));
    const attached = placed(
      venue.place('one', stopOrder('BTCUSDT', 'sell', '1', '55000', { family: 'attached', attachedTo: 'both' })),
    );
    venue.operator.setPrice('BTCUSDT', '58999.9');
    const after = venue.order('one', { clientOrderId: 'sl' });
    expect(after).toMatchObject({ status: 'triggered', orderId: stop.order.orderId });
    expect(venue.order('one', { orderId: after?.triggeredOrderId ?? '' })).toMatchObject({
      status: 'filled',
      wire: { parentOrderId: stop.order.orderId },
    });
    expect(venue.positions('one')).toEqual([]);
    expect(venue.order('one', { orderId: attached.order.orderId })?.endReason).toBe('positionClosed');
    expect(venue.workingOrders('one').map((order) => order.orderId)).toEqual([sized.order.orderId]);
    venue.operator.setPrice('BTCUSDT', '49000');
    expect(venue.order('one', { orderId: sized.order.orderId })).toMatchObject({
      status: 'expired',
      endReason: 'reduceOnlyRejected',
    });
  });

  it('trailing stops follow the market', () => {
    const venue = openFixture();
    placed(venue.place('one', marketOrder('ETHUSDT', 'buy', '1')));
    const trigger = { kind: 'trailing', price: null, by: 'mark', callbackPercent: '1' } as const;
    placed(venue.place('one', marketOrder('ETHUSDT', 'sell', '1', { family: 'algo', reduceOnly: true, trigger })));
    for (const price of ['3100', '3200', '3170']) venue.operator.setPrice('ETHUSDT', price);
    expect(venue.positions('one')).toHaveLength(1);
    venue.operator.setPrice('ETHUSDT', '3168');
    expect(venue.positions('one')).toHaveLength(0);
  });
});

describe('modes and margin', () => {
  it('refuse changes under exposure', () => {
    const venue = openFixture();
    expect(codeOf(venue.setPositionMode('one', 'oneWay'))).toBe('noChange');
    placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')));
    expect(codeOf(venue.setPositionMode('one', 'hedge'))).toBe('modeChangeWithExposure');
    expect(codeOf(venue.setMarginMode('one', 'BTCUSDT', 'isolated'))).toBe('modeChangeWithExposure');
    expect(codeOf(venue.setMarginMode('one', 'ETHUSDT', 'isolated'))).toBe('ok');
    expect(codeOf(venue.setLeverage('one', 'BTCUSDT', '20'))).toBe('noChange');
    expect(codeOf(venue.setLeverage('one', 'BTCUSDT', '50'))).toBe('ok');
    expect(codeOf(venue.setLeverage('one', 'BTCUSDT', '126'))).toBe('aboveMaxSize');
    expect(codeOf(venue.place('one', marketOrder('BTCUSDT', 'sell', '1', { marginMode: 'isolated' })))).toBe(
      'marginModeMismatch',
    );
    placed(venue.place('one', marketOrder('BTCUSDT', 'sell', '1')));
    expect(codeOf(venue.setPositionMode('one', 'hedge'))).toBe('ok');
    expect(venue.account('one').positionMode).toBe('hedge');
  });

  it('shows PnL, margin and liquidation price of isolated, cross and inverse positions', () => {
    const venue = openFixture();
    venue.operator.injectPosition('one', {
      symbol: 'BTCUSDT',
      signedSize: '2',
      entryPrice: '58000',
      leverage: '10',
      marginMode: 'isolated',
    });
    expect(venue.position('one', 'BTCUSDT', 'both')).toMatchObject({
      entryPrice: '58000',
      unrealizedPnl: '4000',
      initialMargin: '11600',
      maintenanceMargin: '480', // 2 x 60000 x 0.004
      liquidationPrice: '52409.6', // (116000 - 11600) / (2 x 0.996)
      leverage: '10',
      notional: '120000',
    });
    venue.operator.injectPosition('one', { symbol: 'BTCUSD', signedSize: '-60000', entryPrice: '50000', leverage: '5' });
    expect(venue.position('one', 'BTCUSD', 'both')).toMatchObject({
      entryPrice: '50000',
      unrealizedPnl: '-0.2', // 60000/60000 - 60000/50000
      notional: '1',
      liquidationPrice: null, // ten coins of wallet more than cover a one times short
    });
    const long = venue.operator.injectPosition('two', { symbol: 'ETHUSDT', signedSize: '10', entryPrice: '3000' });
    expect(long).toBe('long');
    expect(venue.balances('one').find((row) => row.currency === 'BTC')).toMatchObject({ wallet: '10', equity: '9.8' });
  });
});

describe('liquidation', () => {
  it('closes an isolated position alone, and a cross wallet as a whole', () => {
    const venue = openFixture();
    const { operator } = venue;
    operator.injectPosition('one', {
      symbol: 'BTCUSDT',
      signedSize: '1',
      entryPrice: '60000',
      leverage: '10',
      marginMode: 'isolated',
    });
    operator.injectPosition('one', { symbol: 'ETHUSDT', signedSize: '1', entryPrice: '3000' });
    const edge = venue.position('one', 'BTCUSDT', 'both')?.liquidationPrice ?? '';
    operator.setPrice('BTCUSDT', add(edge, '0.1'));
    expect(venue.positions('one')).toHaveLength(2);
    operator.setPrice('BTCUSDT', edge);
    expect(venue.positions('one').map((row) => row.symbol)).toEqual(['ETHUSDT']);
    expect(venue.endedOrders('one')[0]?.wire).toEqual({ liquidation: true });
    operator.setWallet('one', 'USDT', '400');
    const cross = venue.position('one', 'ETHUSDT', 'both')?.liquidationPrice ?? '';
    operator.setPrice('ETHUSDT', add(cross, '0.01'));
    expect(venue.positions('one')).toHaveLength(1);
    operator.setPrice('ETHUSDT', cross);
    expect(venue.positions('one')).toHaveLength(0);
  });
});

describe('bookkeeping', () => {
  it('keys, histories and the operator', () => {
    const venue = openFixture();
    expect(venue.accountByKey('key-one')?.id).toBe('one');
    venue.operator.setAccount('one', { key: { trade: false, withdraw: false, revoked: true, ipAllowed: true } });
    expect(venue.accountByKey('key-one')?.key.revoked).toBe(true);
    for (let round = 0; round < 1_600; round += 1) {
      const answer = placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '0.001', '50000')));
      venue.cancel('one', answer.order.orderId);
    }
    expect(venue.endedOrders('one').length).toBeLessThanOrEqual(1_000);
    placed(venue.place('one', marketOrder('BTCUSDT', 'buy', '1')));
    placed(venue.place('one', limitOrder('BTCUSDT', 'buy', '0.001', '50000')));
    venue.operator.clearAccount('one');
    expect(venue.positions('one')).toEqual([]);
    expect(venue.workingOrders('one')).toEqual([]);
    venue.operator.removeAccount('one');
    expect(venue.accountByKey('key-one')).toBeUndefined();
  });
});
