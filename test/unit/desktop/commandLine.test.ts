import { describe, expect, it } from 'vitest';
import { handedOverSchema, exitWords, readExitWish, requestOfWish } from '../../../electron/desktop/commandLine.ts';
import { defaultSettings } from '../../../shared/settings.ts';

const wishOf = (...argv: string[]) => {
  const read = readExitWish(['/opt/breakglass', '--no-sandbox', ...argv]);
  return read.ok ? read.value : read.failure.message;
};

describe('an exit on the command line', () => {
  it('is none without the word', () => expect(wishOf('--user-data-dir=/tmp/exit', '.')).toBeNull());
  it('is everything, winners, or a saved filter by its name', () => {
    expect(wishOf('--exit=all')).toEqual({ kind: 'all' });
    expect(wishOf('--exit=winners')).toEqual({ kind: 'winners' });
    expect(wishOf('--exit=filter:BTC longs')).toEqual({ kind: 'filter', name: 'BTC longs' });
  });
  it.each(['--exit', '--exit=', '--exit=everything', '--exit=ALL', '--exit-all', '-exit=all', '--exit=filter:', '--exits=all'])(
    'is refused, not guessed: %s',
    (word) => expect(wishOf(word)).toContain(word),
  );
  it('is refused when two are asked for', () => expect(wishOf('--exit=all', '--exit=winners')).toContain('one exit at a time'));
  it('passes through what one process hands to another', () => {
    const handed = { exit: { kind: 'filter', name: 'BTC' }, hidden: false };
    expect(handedOverSchema.parse(JSON.parse(JSON.stringify(handed)))).toEqual(handed);
    expect(handedOverSchema.safeParse({ exit: { kind: 'partial' }, hidden: false }).success).toBe(false);
  });
});

describe('what it asks for', () => {
  const settings = {
    ...defaultSettings,
    savedFilters: [
      { filterId: 'a', name: 'BTC longs', environment: 'practice' as const, filter: { instrument: 'BTC/USDT:USDT' } },
      { filterId: 'b', name: 'Only live', environment: 'live' as const, filter: { account: 'x' } },
    ],
  };
  it('is said again as it is read', () => {
    for (const word of ['--exit=all', '--exit=winners', '--exit=filter:BTC longs']) {
      const read = readExitWish([word]);
      expect(read.ok && read.value !== null && exitWords(read.value)).toBe(word);
    }
  });
  it('is the saved scope, whatever the case of its name', () => {
    expect(requestOfWish({ kind: 'filter', name: 'btc LONGS' }, settings)).toEqual({
      ok: true,
      value: { action: 'flatten', filter: { instrument: 'BTC/USDT:USDT' } },
    });
  });
  it('is nothing for a filter of the other environment, and says what there is', () => {
    const read = requestOfWish({ kind: 'filter', name: 'Only live' }, settings);
    expect(read.ok ? null : read.failure.remedy).toContain('"BTC longs"');
  });
});
