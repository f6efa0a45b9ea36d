// OKX has four kinds of algo orders and take-profits and stops that live on a position, each in a list of its own.
import { expect, test } from 'vitest';
import { order, priceAt, worth } from './hands.ts';
import { accountWith, exitEverything, inWorld, long, short } from './story.ts';

const modes = ['oneWay', 'hedge'] as const;

test.each(modes)('okx, %s: trigger, conditional, trailing and attached orders are swept', async (positionMode) => {
  const venue = 'okx';
  const account = accountWith({
    venue,
    positionMode,
    positions: [
      long('BTC', 20_000, { stop: { percent: 3, lives: 'onPosition' }, takeProfit: { percent: 6, lives: 'onPosition' } }),
      short('ETH', 9_000, { stop: { percent: 2 }, takeProfit: { percent: 4, lives: 'wholePosition' } }),
    ],
  });
  await inWorld({ accounts: [account] }, async (world) => {
    const at = (percent: number) =>
      ({ price: priceAt(world, venue, 'SOL', percent), by: 'last', callbackPercent: null }) as const;
    const entry = { base: 'SOL', size: worth(world, venue, 'SOL', 2_000), orderSide: 'buy' } as const;
    const tag = positionMode === 'hedge' ? 'long' : 'both';
    order(world, venue, { ...entry, tag, family: 'trigger', trigger: { kind: 'either', ...at(4) } });
    order(world, venue, { ...entry, tag, family: 'algo', trigger: { kind: 'stop', ...at(5) } });
    order(world, venue, { ...entry, tag, family: 'algo', trigger: { kind: 'trailing', ...at(-5), callbackPercent: '1' } });
    await world.ready();

    const report = await exitEverything(world, 'flat');

    expect(report.ordersCancelled).toBeGreaterThanOrEqual(4);
  });
});
