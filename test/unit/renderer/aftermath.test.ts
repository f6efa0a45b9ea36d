import { describe, expect, it } from 'vitest';
import { gaveUpWords, leftMeaning, nextSteps, sortedLeft, triedOnLeg } from '../../../renderer/exit/aftermath.ts';
import type { ExitView, LeftOver } from '../../../shared/exit.ts';
import { exit, leg } from './fixtures.ts';

const position = (part: Partial<Extract<LeftOver, { kind: 'position' }>> = {}): LeftOver => ({
  kind: 'position',
  accountId: 'a1',
  symbol: 'BTC/USDT:USDT',
  side: 'long',
  size: '1',
  dust: false,
  reason: 'ReduceOnly Order is rejected.',
  ...part,
});
const order: LeftOver = {
  kind: 'order',
  accountId: 'a1',
  symbol: 'ETH/USDT:USDT',
  orderId: '7',
  family: 'algo',
  reason: 'It is still working.',
};
const option: LeftOver = { kind: 'notClosable', accountId: 'a2', what: 'BTC-C short 2', reason: 'Close it at the venue.' };
const dark: LeftOver = { kind: 'unreadable', accountId: 'a2', reason: 'The account could not be read back.' };
const dust = position({ symbol: 'SOL/USDT:USDT', dust: true });
const naming = (accountId: string) => accountId.toUpperCase();
const ended = (part: Partial<ExitView>) => exit({ verdict: 'notFlat', endedAtMs: 62_200, ...part });

describe('what an exit leaves', () => {
  it('puts naked first and dust last', () => {
    const naked = leg({ symbol: 'XRP/USDT:USDT', naked: true, state: 'gaveUp' });
    const left = sortedLeft(
      ended({ legs: [naked], leftOver: [dust, order, position(), dark, position({ symbol: 'XRP/USDT:USDT' })] }),
    );
    expect(left.map((each) => ('symbol' in each ? each.symbol.split('/')[0] : each.kind))).toEqual([
      'XRP',
      'BTC',
      'ETH',
      'unreadable',
      'SOL',
    ]);
  });

  it('says how long and how often it tried, only when it gave up', () => {
    const legs = [leg({ state: 'gaveUp', attempts: 12 }), leg({ legId: 'l2', state: 'proved', attempts: 1 })];
    expect(gaveUpWords(ended({ gaveUp: true, legs }))).toBe(
      'It gave up on 1 of 2 legs 61.2 s after the press: up to 12 attempts a leg.',
    );
    expect(gaveUpWords(ended({ gaveUp: true, legs: [leg({ state: 'gaveUp' })] }))).toContain('nothing could be sent');
    expect(gaveUpWords(ended({ legs }))).toBeNull();
    expect(gaveUpWords(ended({ gaveUp: true, verdict: 'flat', legs }))).toBeNull();
  });

  it('adds the venue code where the reason lacks it', () => {
    const refused = leg({
      attempts: 3,
      failure: { kind: 'refused', message: 'Refused.', venueCode: '-2022', venueMessage: 'ReduceOnly Order is rejected.' },
    });
    expect(triedOnLeg(refused, 'ReduceOnly Order is rejected.')).toBe('3 attempts, venue code -2022');
    expect(triedOnLeg(refused, 'Binance -2022: no')).toBe('3 attempts');
    expect(triedOnLeg(leg({}), '')).toBe('nothing was sent');
  });

  it('says what to do, where, and in which order', () => {
    const naked = leg({ naked: true, state: 'gaveUp' });
    const steps = nextSteps(ended({ legs: [naked], leftOver: [position(), dark, order, option, dust] }), naming);
    expect(steps[0]).toBe('First: BTC/USDT:USDT long on A1 has no stop. Close it at the venue, or put a stop there.');
    expect(steps[1]).toContain('Look at A2 at the venue itself');
    expect(steps[2]).toContain('Hold Emergency Exit again');
    expect(steps[3]).toContain('Keep the stops of a position that is still open');
    expect(steps[4]).toBe('Close BTC-C short 2 at the venue: A2.');
    expect(steps.at(-1)).toContain('Dust');
    expect(nextSteps(ended({ leftOver: [option] }), naming)).toHaveLength(1);
    expect(nextSteps(ended({ leftOver: [] }), naming)).toEqual([]);
  });

  it('tells dust, foreign positions and orders from an open position', () => {
    expect(leftMeaning(ended({ leftOver: [dust] }))).toContain('below its minimum');
    expect(leftMeaning(ended({ leftOver: [option] }))).toContain('all that Breakglass can close');
    expect(leftMeaning(ended({ leftOver: [order] }))).toContain('orders still work');
    expect(leftMeaning(ended({ leftOver: [] }))).toContain('could not be done');
    expect(leftMeaning(ended({ leftOver: [dust, position()] }))).toBeNull();
    expect(leftMeaning(ended({ verdict: 'unknown', leftOver: [dark] }))).toBeNull();
  });
});
