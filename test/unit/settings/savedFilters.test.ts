import { describe, expect, it } from 'vitest';
import { withFilter, withoutFilter } from '../../../electron/settings/savedFilters.ts';
import { requests } from '../../../shared/contract.ts';
import { MOST_SAVED_FILTERS, savedFilterSchema, type SavedFilter } from '../../../shared/savedFilter.ts';
import { defaultSettings, settingsSchema, type Settings } from '../../../shared/settings.ts';

const saved = (part: Partial<SavedFilter> = {}): SavedFilter => ({
  filterId: 'aa1',
  name: 'BTC longs',
  environment: 'practice',
  filter: { instrument: 'BTC/USDT:USDT', marketPosition: 'long' },
  ...part,
});
const having = (...savedFilters: readonly SavedFilter[]): Settings => ({ ...defaultSettings, savedFilters: [...savedFilters] });
const newId = () => 'bb2';
const bybit = { venue: 'bybit' } as const;

describe('a filter is saved', () => {
  it('with an id of its own, in the environment that is on', () => {
    const made = withFilter({ ...having(saved()), environment: 'live' }, { name: 'Bybit', filter: bybit }, newId);
    const filter = { filterId: 'bb2', name: 'Bybit', environment: 'live', filter: bybit };
    expect(made).toMatchObject({ ok: true, value: { filter, settings: { savedFilters: [saved(), filter] } } });
    expect(made.ok && settingsSchema.parse(made.value.settings)).toEqual(made.ok && made.value.settings);
  });

  it('under its old id, in its old place, with its hotkey', () => {
    const before = { ...having(saved(), saved({ filterId: 'cc3', name: 'Other' })), hotkeys: { 'filter:aa1': 'Alt+1' } };
    const made = withFilter(before, { filterId: 'aa1', name: 'BTC LONGS', filter: bybit }, newId);
    if (!made.ok) throw new Error(made.failure.message);
    expect(made.value.settings.savedFilters.map(({ filterId, name }) => [filterId, name])).toEqual([
      ['aa1', 'BTC LONGS'],
      ['cc3', 'Other'],
    ]);
    expect(made.value.settings.hotkeys).toEqual(before.hotkeys);
    expect(before.savedFilters[0]).toEqual(saved());
  });

  it.each(['BTC longs', 'btc LONGS'])('not under a name that is taken: %s', (name) => {
    expect(withFilter(having(saved()), { name, filter: bybit }, newId)).toMatchObject({
      ok: false,
      failure: { message: 'There is a saved filter "BTC longs" already.', remedy: 'Choose another name.' },
    });
  });

  it('not under a name that only looks different in memory', () => {
    const composed = having(saved({ name: 'Caf\u00e9' }));
    expect(withFilter(composed, { name: 'Cafe\u0301', filter: bybit }, newId).ok).toBe(false);
  });

  it('under a name that only the other environment knows', () => {
    expect(withFilter(having(saved({ environment: 'live' })), { name: 'BTC longs', filter: bybit }, newId).ok).toBe(true);
  });

  it('not into the other environment, whose account ids are others', () => {
    expect(
      withFilter(having(saved({ environment: 'live' })), { filterId: 'aa1', name: 'X', filter: bybit }, newId),
    ).toMatchObject({ ok: false, failure: { remedy: 'Switch to live to change it.' } });
  });

  it('not when it was removed in the meantime', () => {
    expect(withFilter(having(), { filterId: 'aa1', name: 'X', filter: bybit }, newId)).toMatchObject({
      ok: false,
      failure: { kind: 'notFound' },
    });
  });

  it('at most twenty times in each environment, and those still change', () => {
    const many = (environment: SavedFilter['environment']) =>
      Array.from({ length: MOST_SAVED_FILTERS }, (_, index) =>
        saved({ filterId: `${environment[0]}${index}`, name: `Filter ${index}`, environment }),
      );
    const full = having(...many('practice'));
    expect(withFilter(full, { name: 'One more', filter: bybit }, newId)).toMatchObject({
      ok: false,
      failure: { message: 'There are 20 saved filters already.', remedy: 'Remove one first.' },
    });
    expect(withFilter(full, { filterId: 'p7', name: 'Renamed', filter: bybit }, newId).ok).toBe(true);
    const made = withFilter({ ...full, environment: 'live' }, { name: 'One more', filter: bybit }, newId);
    expect(made.ok).toBe(true);
    expect(settingsSchema.safeParse(having(...many('practice'), ...many('live'))).success).toBe(true);
  });
});

describe('a filter is removed', () => {
  it('with its hotkey and no other', () => {
    const hotkeys = { emergencyExit: 'Alt+X', 'filter:aa1': 'Alt+1', 'filter:aa11': 'Alt+2' } as const;
    const left = withoutFilter({ ...having(saved(), saved({ filterId: 'aa11', name: 'Other' })), hotkeys }, 'aa1');
    if (!left.ok) throw new Error(left.failure.message);
    expect(left.value.savedFilters.map(({ filterId }) => filterId)).toEqual(['aa11']);
    expect(left.value.hotkeys).toEqual({ emergencyExit: 'Alt+X', 'filter:aa11': 'Alt+2' });
  });

  it('once', () => {
    expect(withoutFilter(having(), 'aa1')).toMatchObject({ ok: false, failure: { message: 'This saved filter is gone.' } });
  });
});

describe('what a request may carry', () => {
  const input = requests.saveFilter.input;
  it.each([
    ['no name', { name: '   ', filter: bybit }],
    ['a name that is too long', { name: 'x'.repeat(41), filter: bybit }],
    ['a scope that restricts nothing', { name: 'All', filter: {} }],
    ['a venue that nobody knows', { name: 'All', filter: { venue: 'mtgox' } }],
    ['a field that does not exist', { name: 'All', filter: { ...bybit, result: 'winners' } }],
  ])('not %s', (_, wanted) => {
    expect(input.safeParse(wanted).success).toBe(false);
  });

  it('a name without the blanks around it', () => {
    expect(input.parse({ name: '  Bybit  ', filter: bybit }).name).toBe('Bybit');
    expect(savedFilterSchema.safeParse(saved({ name: 'x'.repeat(40) })).success).toBe(true);
  });
});
