// A conditional order of Bybit that fires keeps its id: it is the plain order then, and no conditional one any more.
import { expect, it } from 'vitest';
import type { VenueContext } from '../../../electron/venues/profile.ts';
import { applyFrame } from '../../../electron/venues/profiles/bybit/streams.ts';
import { linear, openBook } from '../book/account.ts';

it('turns a fired conditional order into a plain one, and takes it away whatever it was', () => {
  const { book } = openBook();
  const context = {
    accountId: 'a',
    client: {},
    marketByNative: () => linear,
    nowEpochMs: () => 0,
  } as unknown as VenueContext<never>;
  const row = {
    category: 'linear',
    orderId: '1',
    symbol: 'BTCUSDT',
    side: 'Sell',
    orderType: 'Limit',
    stopOrderType: 'Stop',
    positionIdx: 0,
    qty: '1',
    triggerPrice: '50000',
    reduceOnly: true,
  };
  const tell = (orderStatus: string) => {
    applyFrame(context, { topic: 'order', data: [{ ...row, orderStatus }] }, (event) => book.apply(event));
    return book.known().orders.map(({ family }) => family);
  };
  expect(tell('Untriggered')).toEqual(['trigger']);
  expect(tell('New')).toEqual(['plain']);
  expect(tell('Filled')).toEqual([]);
  expect(tell('Untriggered')).toEqual(['trigger']);
  expect(tell('Cancelled')).toEqual([]);
});
