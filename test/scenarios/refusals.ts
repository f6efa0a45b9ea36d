// Refusals in each venue's own words, as answers for a fault rule. For single orders: a batch says no item by item.
import type { VenueId } from '../../shared/account.ts';
import type { Aim } from './venueWire.ts';

/** Market closes sent one by one: neither a batch nor a limit order that is put back. */
export const singleClose: Readonly<Record<VenueId, Aim>> = {
  binanceusdm: { path: '^/fapi/v1/order$', method: 'POST', match: 'type=MARKET' },
  bybit: { path: '^/v5/order/create$', method: 'POST', match: '"orderType":"Market"(?!.*trigger)' },
  okx: { path: '^/api/v5/trade/order$', method: 'POST', match: '"ordType":"market"' },
};

/** Where a sized stop goes back in. */
export const stopAgain: Readonly<Record<VenueId, Aim>> = {
  binanceusdm: { path: '^/fapi/v1/algoOrder$', method: 'POST' },
  bybit: { path: '^/v5/order/create$', method: 'POST', match: 'triggerPrice' },
  okx: { path: '^/api/v5/trade/order-algo$', method: 'POST' },
};

const refusals = {
  /** Own reduce-only orders use up the size. */
  holdsSize: {
    binanceusdm: ['-4118', 'ReduceOnly Order Failed. Please check your existing position and open orders'],
    bybit: ['110017', 'orderQty will be truncated to zero.'],
    okx: ['51112', 'Close order size exceeds your available size.'],
  },
  /** Something that no attempt of ours can mend. */
  margin: {
    binanceusdm: ['-2019', 'Margin is insufficient.'],
    bybit: ['110007', 'ab not enough for new order'],
    okx: ['51008', 'Order failed. Insufficient USDT margin in account'],
  },
  priceBand: {
    binanceusdm: ['-4131', "The counterparty's best price does not meet the PERCENT_PRICE filter limit."],
    bybit: ['110003', 'Order price exceeds the allowable range.'],
    okx: ['51006', 'Order price is not within the price limit'],
  },
} as const satisfies Readonly<Record<string, Readonly<Record<VenueId, readonly [code: string, words: string]>>>>;

export type RefusalName = keyof typeof refusals;

export const wordsOf = (venue: VenueId, name: RefusalName): string => refusals[name][venue][1];

/** The effect of a fault rule: the request is not processed, this is its answer. */
export function refusal(venue: VenueId, name: RefusalName) {
  const [code, words] = refusals[name][venue];
  const answer = {
    binanceusdm: { status: 400, body: { code: Number(code), msg: words } },
    bybit: { status: 200, body: { retCode: Number(code), retMsg: words, result: {}, retExtInfo: {}, time: 1_700_000_000_000 } },
    okx: { status: 200, body: { code: '1', msg: 'All operations failed', data: [{ ordId: '', sCode: code, sMsg: words }] } },
  }[venue];
  return { kind: 'answer' as const, ...answer, process: false };
}
