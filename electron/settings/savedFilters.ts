// Saved filters inside the settings: no two of one environment share a name, and none leaves a hotkey behind.
import type { z } from 'zod';
import type { requests } from '../../shared/contract.ts';
import { fail, succeed, type Result } from '../../shared/failure.ts';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import type { Settings } from '../../shared/settings.ts';

type Wanted = z.output<(typeof requests)['saveFilter']['input']>;

const MOST = 20; // what settingsSchema takes

export function withFilter(
  settings: Settings,
  { filterId, name, filter }: Wanted,
  newId: () => string,
): Result<Readonly<{ settings: Settings; filter: SavedFilter }>> {
  const { savedFilters } = settings;
  const old = savedFilters.find((saved) => saved.filterId === filterId);
  if (filterId !== undefined && old === undefined) return fail(gone);
  const environment = old?.environment ?? settings.environment;
  const sameName = savedFilters.find(
    (saved) => saved.environment === environment && saved !== old && saved.name.toLowerCase() === name.toLowerCase(),
  );
  if (sameName !== undefined)
    return fail({
      kind: 'badRequest',
      message: `There is a saved filter "${sameName.name}" already.`,
      remedy: 'Choose another name.',
    });
  if (old === undefined && savedFilters.length >= MOST)
    return fail({ kind: 'badRequest', message: `There are ${MOST} saved filters already.`, remedy: 'Remove one first.' });
  const saved: SavedFilter = { filterId: old?.filterId ?? newId(), name, environment, filter };
  const all = old === undefined ? [...savedFilters, saved] : savedFilters.map((each) => (each === old ? saved : each));
  return succeed({ settings: { ...settings, savedFilters: all }, filter: saved });
}

export function withoutFilter(settings: Settings, filterId: string): Result<Settings> {
  if (!settings.savedFilters.some((saved) => saved.filterId === filterId)) return fail(gone);
  const hotkeys = Object.fromEntries(Object.entries(settings.hotkeys).filter(([hotkey]) => hotkey !== `filter:${filterId}`));
  return succeed({
    ...settings,
    hotkeys,
    savedFilters: settings.savedFilters.filter((saved) => saved.filterId !== filterId),
  });
}

const gone = { kind: 'notFound', message: 'This saved filter is gone.', remedy: 'Save it anew.' } as const;
