// Saved filters inside the settings: no two of one environment share a name, and none leaves a hotkey behind.
import type { z } from 'zod';
import type { Environment } from '../../shared/account.ts';
import type { requests } from '../../shared/contract.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import { MOST_SAVED_FILTERS, type SavedFilter } from '../../shared/savedFilter.ts';
import type { Settings } from '../../shared/settings.ts';

type Wanted = z.output<(typeof requests)['saveFilter']['input']>;

/** As a person compares names: neither case nor the way in which an accent is stored makes another one. */
const asCompared = (name: string): string => name.normalize('NFC').toLowerCase();

export function withFilter(
  settings: Settings,
  { filterId, name, filter }: Wanted,
  newId: () => string,
): Result<Readonly<{ settings: Settings; filter: SavedFilter }>> {
  const { savedFilters, environment } = settings;
  const old = savedFilters.find((saved) => saved.filterId === filterId);
  if (filterId !== undefined && old === undefined) return fail(gone);
  // The account ids of a scope mean nothing in the other environment.
  if (old !== undefined && old.environment !== environment) return fail(ofTheOther(old));
  const neighbours = savedFilters.filter((saved) => saved.environment === environment && saved !== old);
  const sameName = neighbours.find((saved) => asCompared(saved.name) === asCompared(name));
  if (sameName !== undefined)
    return fail({
      kind: 'badRequest',
      message: `There is a saved filter "${sameName.name}" already.`,
      remedy: 'Choose another name.',
    });
  if (old === undefined && neighbours.length >= MOST_SAVED_FILTERS)
    return fail({
      kind: 'badRequest',
      message: `There are ${MOST_SAVED_FILTERS} saved filters already.`,
      remedy: 'Remove one first.',
    });
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

const gone: Failure = { kind: 'notFound', message: 'This saved filter is gone.', remedy: 'Save it anew.' };

const places: Readonly<Record<Environment, string>> = { practice: 'the practice accounts', live: 'live accounts' };
const ofTheOther = ({ name, environment }: SavedFilter): Failure => ({
  kind: 'badRequest',
  message: `The saved filter "${name}" is one of ${places[environment]}.`,
  remedy: `Switch to ${environment} to change it.`,
});
