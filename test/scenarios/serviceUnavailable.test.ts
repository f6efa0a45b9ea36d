// Binance's other two 503s say that nothing was done: "Service Unavailable." and the overload protection (-1008). The close
// goes again at once, without a look-up, and however often they come.
import { expect, test } from 'vitest';
import { accountWith, closesSent, exitEverything, inWorld } from './story.ts';
import { calls } from './venueWire.ts';

test.concurrent.each(['serviceUnavailable', 'overloaded'] as const)(
  '%s three times is three more orders and no look-up',
  async (as) => {
    await inWorld({ accounts: [accountWith({ venue: 'binanceusdm' })] }, async (world) => {
      const { close, lookUp } = calls.binanceusdm;
      world.fault({ transport: 'http', ...close, count: 3, effect: { kind: 'refuse', as } });

      await exitEverything(world, 'flat');

      expect(closesSent(world)).toHaveLength(4);
      expect(world.requestsTo(lookUp)).toEqual([]);
    });
  },
);
