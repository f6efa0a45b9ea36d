import { describe, expect, it } from 'vitest';
import { unreadInExit } from '../../../renderer/exit/exitWords.ts';
import {
  accountsWithUncountedOrders,
  countWords,
  knowledgeOf,
  orderCountText,
  practicePhase,
} from '../../../renderer/knowledge.ts';
import { columnWidths } from '../../../renderer/positions/columnWidths.ts';
import { failureLine, venueWords } from '../../../renderer/ui/failureWords.ts';
import { accountName } from '../../../renderer/ui/venueNames.ts';
import type { Notice } from '../../../shared/snapshot.ts';
import { account, exit, market, position } from './fixtures.ts';

const known = { environment: 'practice', accounts: [], notices: [], practiceUrl: null } as const;
const died: Notice = { id: 'practice', severity: 'alarm', title: '', detail: '', remedy: null, accountId: null, atMs: 1 };

describe('what the panel knows', () => {
  it('tells starting from stopped', () => {
    expect(knowledgeOf(null)).toBe('starting');
    expect(knowledgeOf(known)).toBe('starting');
    expect(practicePhase({ ...known, notices: [died] })).toBe('stopped');
    expect(knowledgeOf({ ...known, notices: [died] })).toBe('none');
    expect(practicePhase({ ...known, accounts: [account()] })).toBe('stopped');
    expect(practicePhase({ ...known, practiceUrl: 'http://127.0.0.1:1' })).toBe('running');
    expect(knowledgeOf({ ...known, environment: 'live' })).toBe('none');
  });

  it('counts nothing before the first read, and a lower bound before the last', () => {
    const unread = account({ id: 'a2', freshAtMs: null, health: { kind: 'connecting' } });
    expect(knowledgeOf({ ...known, accounts: [unread] })).toBe('none');
    expect(knowledgeOf({ ...known, accounts: [account(), unread] })).toBe('some');
    expect(knowledgeOf({ ...known, accounts: [account()] })).toBe('all');
  });

  it('never calls orders none that it could not list', () => {
    const blind = account({ id: 'a2', unreadableOrderFamilies: ['algo'] });
    const unread = account({ id: 'a3', freshAtMs: null, unreadableOrderFamilies: ['algo'] });
    expect(accountsWithUncountedOrders({ accounts: [account(), blind, unread] })).toBe(1);
    const count = { positions: 0, orders: 0, unreadAccounts: 0, uncountedOrders: 0 };
    expect(countWords(count)).toBe('0 positions, 0 orders');
    expect(countWords({ ...count, uncountedOrders: 2 })).toBe('0 positions, orders not counted on 2 accounts');
    expect(countWords({ positions: 2, orders: 3, unreadAccounts: 1, uncountedOrders: 1 })).toBe(
      '2 positions, 3+ orders (not counted on 1 account), 1 account unread',
    );
    expect([orderCountText(0, true), orderCountText(0, false), orderCountText(4, false)]).toEqual(['0', '?', '4+']);
  });

  it('counts an account that an exit could not read once', () => {
    const leftOver = [
      { kind: 'unreadable', accountId: 'a1', reason: 'x' },
      { kind: 'unreadable', accountId: 'a1', reason: 'y' },
    ] as const;
    expect(unreadInExit(exit({ leftOver }))).toBe(1);
    expect(unreadInExit(exit())).toBe(0);
  });
});

describe('words', () => {
  it("say the venue's sentence once, with its code", () => {
    const failure = {
      kind: 'refused',
      message: 'Binance refused: ReduceOnly Order Failed. Check it',
      venueCode: '-4118',
    } as const;
    expect(failureLine({ ...failure, venueMessage: 'ReduceOnly Order Failed.' })).toBe(`${failure.message} (-4118)`);
    expect(failureLine({ ...failure, message: 'Refused', venueMessage: 'No margin' })).toBe('Refused (-4118 No margin)');
    expect(venueWords({ ...failure, message: 'No such key (-4118)' })).toBeNull();
    expect(venueWords({ kind: 'internal', message: 'x' })).toBeNull();
  });

  it('name an account with its venue', () => {
    expect(accountName(account({ label: 'Hedge', venue: 'okx' }))).toBe('Hedge (OKX)');
  });
});

describe('widths of the numeric columns', () => {
  it('grow with the longest number', () => {
    const rem = (text: string) => Number(text.replace('rem', ''));
    const short = columnWidths([position()]);
    const long = columnWidths([
      position(),
      position({ symbol: 'X/USDT:USDT', entryPrice: '118055.30', market: { ...market, tickSize: '0.01' } }),
    ]);
    expect(rem(long['--column-entry'])).toBeGreaterThan(rem(short['--column-entry']));
    expect(long['--column-size']).toBe(short['--column-size']);
  });
});
