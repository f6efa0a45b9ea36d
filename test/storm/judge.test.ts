// The judge itself: planted violations are found, and what is right is left alone.
import { describe, expect, test } from 'vitest';
import type { ExitRequest, ExitView, LegView, LeftOver, Verdict } from '../../shared/exit.ts';
import type { PracticeOrder } from '../../electron/practice/exchange.ts';
import type { Evidence, HeldPosition, LedgerEvent, PressRecord } from './evidence.ts';
import { judge } from './judge.ts';

const ACCOUNT = 'bybit-1';
const SYMBOL = 'BTCUSDT';
const UNIFIED = 'BTC/USDT:USDT';

const order = (given: Partial<PracticeOrder>): PracticeOrder => ({
  orderId: '1',
  accountId: ACCOUNT,
  symbol: SYMBOL,
  orderSide: 'sell',
  type: 'market',
  size: '2',
  price: null,
  timeInForce: 'gtc',
  reduceOnly: true,
  tag: 'both',
  marginMode: null,
  clientOrderId: null,
  family: 'plain',
  trigger: null,
  attachedTo: null,
  wire: {},
  status: 'working',
  filledSize: '0',
  averagePrice: null,
  triggeredOrderId: null,
  createdAtMs: 0,
  updatedAtMs: 0,
  endReason: null,
  ...given,
});

const stop = order({
  orderId: 'stop',
  family: 'trigger',
  trigger: { kind: 'stop', price: '90000', by: 'mark', callbackPercent: null },
});

const filled = (atMs: number, given: Partial<PracticeOrder>, size: string): LedgerEvent => {
  const done = order({ status: 'filled', filledSize: size, size, clientOrderId: 'own', ...given });
  return { atMs, order: done, fill: { orderSide: done.orderSide, size, fee: '1', realizedPnl: '5' } };
};
const cancelled = (atMs: number, which: PracticeOrder): LedgerEvent => ({
  atMs,
  order: { ...which, status: 'cancelled', endReason: 'user' },
  fill: null,
});

const held = (signedSize: string): HeldPosition => ({
  account: ACCOUNT,
  symbol: SYMBOL,
  tag: 'both',
  signedSize,
  unrealizedPnl: '100',
  leavingFee: '10',
});

type Story = Readonly<{
  request?: ExitRequest;
  verdict: Verdict;
  start?: readonly HeldPosition[];
  resting?: readonly PracticeOrder[];
  events?: readonly LedgerEvent[];
  leftOver?: readonly LeftOver[];
  legs?: readonly LegView[];
  closeSize?: string;
  endedAtMs?: number | null;
}>;

function evidenceOf(story: Story): Evidence {
  const request = story.request ?? { action: 'emergencyExit' };
  const leg = { closeSize: story.closeSize ?? '2', remainingSize: '1' };
  const press = { kind: 'confirmed', atMs: 0, request, exitId: 'exit', joined: false, legs: [leg] } as unknown as PressRecord;
  const view = {
    exitId: 'exit',
    request,
    verdict: story.verdict,
    legs: story.legs ?? [],
    leftOver: story.leftOver ?? [],
    notes: [],
    accounts: [{ accountId: ACCOUNT, venue: 'bybit', verdict: story.verdict }],
  } as unknown as ExitView;
  const endedAtMs = story.endedAtMs === undefined ? 10_000 : story.endedAtMs;
  return {
    run: {
      seed: 1,
      latencyMs: 0,
      rateLimits: false,
      accounts: [],
      presses: [{ atMs: 0, request }],
      faults: [],
      troubles: [],
      bots: [],
    },
    accounts: [{ id: ACCOUNT, venue: 'bybit', hedge: false }],
    unified: () => UNIFIED,
    start: { positions: story.start ?? [held('2')], orders: story.resting ?? [] },
    events: story.events ?? [],
    sent: new Map([
      ['own', 'exit'],
      ['own2', 'exit'],
    ]),
    botOrders: new Set(['bot']),
    presses: [press],
    exits: [{ exitId: 'exit', pressedAtMs: 0, verdictAtMs: new Map([[ACCOUNT, 10_000]]), endedAtMs, view }],
    boundMs: 40_000,
    callMs: 3_100,
  };
}

const kinds = (story: Story): readonly string[] => judge(evidenceOf(story)).map(({ kind }) => kind);
const legOf = (given: Partial<LegView>): LegView =>
  ({
    accountId: ACCOUNT,
    symbol: UNIFIED,
    side: 'long',
    naked: false,
    orderIds: [],
    fee: null,
    realizedPnl: null,
    ...given,
  }) as LegView;
const partial: ExitRequest = { action: 'partialClose', position: `${ACCOUNT}|${UNIFIED}|long`, exitPct: 66 };

describe('a verdict', () => {
  test('flat after a close that filled is right', () => {
    expect(kinds({ verdict: 'flat', events: [filled(100, {}, '2')] })).toEqual([]);
  });
  test('flat while the position is open is wrong', () => {
    expect(kinds({ verdict: 'flat' })).toEqual(['wrongVerdict']);
  });
  test('flat while an order works is wrong', () => {
    const resting = [order({ orderId: 'entry', type: 'limit', orderSide: 'buy', price: '90000', reduceOnly: false })];
    expect(kinds({ verdict: 'flat', resting, events: [filled(100, {}, '2')] })).toEqual(['wrongVerdict']);
  });
  test('flat is right when a bot opened again too late to be seen', () => {
    const bot = filled(9_000, { orderId: 'bot', orderSide: 'buy', clientOrderId: null, reduceOnly: false }, '1');
    expect(kinds({ verdict: 'flat', events: [filled(100, {}, '2'), bot] })).toEqual([]);
  });
  test('flat is wrong when a bot opened again early enough', () => {
    const bot = filled(5_000, { orderId: 'bot', orderSide: 'buy', clientOrderId: null, reduceOnly: false }, '1');
    expect(kinds({ verdict: 'flat', events: [filled(100, {}, '2'), bot] })).toEqual(['wrongVerdict']);
  });
  test('not flat that names what is gone is wrong', () => {
    const leftOver: LeftOver[] = [
      { kind: 'position', accountId: ACCOUNT, symbol: UNIFIED, side: 'long', size: '2', dust: false, reason: '' },
    ];
    expect(kinds({ verdict: 'notFlat', leftOver })).toEqual(['needless']); // it is there, and nothing stood in the way
    expect(kinds({ verdict: 'notFlat', leftOver, events: [filled(100, {}, '2')] })).toEqual(['needless', 'wrongVerdict']);
  });
});

describe('fills of the exit', () => {
  test('that turn a position round are a flip', () => {
    expect(
      kinds({ verdict: 'flat', events: [filled(100, {}, '3'), filled(200, { orderId: '2', orderSide: 'buy' }, '1')] }),
    ).toContain('flip');
  });
  test('that make it larger are an increase', () => {
    expect(kinds({ verdict: 'unknown', events: [filled(100, { orderSide: 'buy' }, '1')] })).toContain('increase');
  });
  test('under one client order id twice are a duplicate', () => {
    expect(kinds({ verdict: 'flat', events: [filled(100, {}, '1'), filled(200, { orderId: '2' }, '1')] })).toEqual(['duplicate']);
  });
  test('of a share beyond what was announced are a duplicate', () => {
    const events = [filled(100, {}, '2'), filled(200, { orderId: '2', clientOrderId: 'own2' }, '1')];
    expect(kinds({ request: partial, start: [held('3')], verdict: 'unknown', events })).toContain('duplicate');
  });
  test('of a share that leave another rest than announced make flat wrong', () => {
    expect(kinds({ request: partial, start: [held('3')], verdict: 'flat', events: [filled(100, {}, '1')] })).toEqual([
      'wrongVerdict',
    ]);
  });
  test('on a position that no press named are out of scope', () => {
    const request: ExitRequest = { action: 'flatten', filter: { instrument: 'ETH/USDT:USDT' } };
    expect(kinds({ request, verdict: 'flat', events: [filled(100, {}, '2')] })).toContain('outOfScope');
  });
});

describe('protection', () => {
  const events = [filled(100, {}, '2'), cancelled(200, stop)];
  test('that is gone from what stays open is exposure unsaid', () => {
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'flat', events })).toEqual(['exposedUnsaid']);
  });
  test('that is gone and called naked is said', () => {
    const legs = [legOf({ naked: true })];
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'flat', events, legs })).toEqual([]);
  });
  test('of a position that a bot turned in one fill is not missed', () => {
    const turned = filled(300, { orderId: 'b', clientOrderId: 'bot', reduceOnly: false }, '5');
    const all = [cancelled(200, stop), turned];
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'notFlat', events: all })).not.toContain(
      'exposedUnsaid',
    );
  });
  test('that was put back for the rest need not grow with what a bot adds', () => {
    const back = { atMs: 300, order: { ...stop, orderId: 'back', clientOrderId: 'own2', size: '1' }, fill: null };
    const grown = filled(400, { orderId: 'b', clientOrderId: 'bot', orderSide: 'buy', reduceOnly: false }, '4');
    const all = [...events, back, grown];
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'flat', events: all })).toEqual([]);
  });
  test('that was put back is there', () => {
    const back = { atMs: 300, order: { ...stop, orderId: 'back', clientOrderId: 'own2', size: '1' }, fill: null };
    const all = [...events, back];
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'flat', events: all })).toEqual([]);
  });
  test('that works twice is a duplicate', () => {
    const back = { atMs: 300, order: { ...stop, orderId: 'back', clientOrderId: 'own2', size: '1' }, fill: null };
    const all = [filled(100, {}, '2'), back];
    expect(kinds({ request: partial, start: [held('3')], resting: [stop], verdict: 'flat', events: all })).toEqual(['duplicate']);
  });
});

test('an exit that never ends overruns', () => {
  expect(kinds({ verdict: 'unknown', endedAtMs: null })).toContain('overrun');
});

test('a fee that the exchange did not book is wrong money', () => {
  const legs = [legOf({ orderIds: ['1'], fee: '2', realizedPnl: '5' })];
  expect(kinds({ verdict: 'flat', events: [filled(100, {}, '2')], legs })).toEqual(['wrongMoney']);
});
