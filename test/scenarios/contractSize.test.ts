// OKX counts contracts: one of bitcoin is 0.01 BTC, one of doge a thousand DOGE. Sizes are sent in contracts, worth is counted
// in coins, and a share is a share of contracts.
import { expect, test } from 'vitest';
import { compare, divide, floorToStep, multiply } from '../../shared/decimal.ts';
import { held, instrument, keyOf } from './hands.ts';
import { accountWith, closesSent, inWorld, long, short } from './story.ts';

test.each(['BTC', 'DOGE'])('okx: the contract size of %s is honoured', async (base) => {
  const venue = 'okx';
  await inWorld({ accounts: [accountWith({ venue, positions: [long(base, 30_000), short('ETH', 5_000)] })] }, async (world) => {
    const contracts = held(world, venue, base);
    const { lotSize } = instrument(world, venue, base);
    const preview = await world.exits.preview({
      action: 'partialClose',
      position: keyOf(world, { venue }, base, 'long'),
      exitPct: 40,
    });
    if (!preview.ok) throw new Error(preview.failure.message);
    const [leg] = preview.value.legs;
    expect(leg).toMatchObject({ size: contracts, sizeUnit: 'contracts' });
    expect(Number(leg?.notionalUsd)).toBeGreaterThan(11_500);
    expect(Number(leg?.notionalUsd)).toBeLessThan(12_100);

    const report = await world.run({ action: 'partialClose', position: keyOf(world, { venue }, base, 'long'), exitPct: 40 });
    const share = floorToStep(divide(multiply(contracts, '40'), '100'), lotSize);
    expect(closesSent(world).map(({ size }) => compare(size, share))).toEqual([0]);
    expect(report.legs).toMatchObject([{ startSize: contracts, state: 'proved', sizeUnit: 'contracts' }]);
  });
});
