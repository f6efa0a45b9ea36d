import { Search, X } from 'lucide-react';
import { useShallow } from 'zustand/shallow';
import type { VenueId } from '../../shared/account.ts';
import type { Side } from '../../shared/position.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { Choice } from '../ui/Choice.tsx';
import { isFiltered } from './filter.ts';
import { SavedFilters } from './SavedFilters.tsx';
import { useTableView } from './tableView.ts';
import { accountName, venueName } from '../ui/venueNames.ts';

const ALL = 'all';
type OrAll<Value extends string> = Value | typeof ALL;
const orNull = <Value extends string>(value: OrAll<Value>): Value | null => (value === ALL ? null : value);

export function FilterBar() {
  const filter = useTableView((state) => state.filter);
  const setFilter = useTableView((state) => state.setFilter);
  const clearFilter = useTableView((state) => state.clearFilter);
  const accounts = usePanel(
    useShallow((state) => (state.snapshot?.accounts ?? []).map((account) => `${account.id}\n${accountName(account)}`)),
  );
  const venues = usePanel(useShallow((state) => [...new Set((state.snapshot?.accounts ?? []).map((account) => account.venue))]));
  const accountOptions = accounts.map((text) => {
    const [value = '', name = ''] = text.split('\n');
    return { value, text: name };
  });
  const missingAccount =
    filter.account === null || accountOptions.some(({ value }) => value === filter.account)
      ? []
      : [{ value: filter.account, text: 'Not connected' }];
  const missingVenue = filter.venue === null || venues.includes(filter.venue) ? [] : [filter.venue];
  return (
    <search className="filters" aria-label="Filter positions">
      {filter.instrument === null ? (
        <label className="filter-text" data-active={filter.text !== '' || undefined}>
          <Search size={14} aria-hidden="true" />
          <span className="unseen">Filter by text</span>
          <input
            type="text"
            placeholder="Symbol, account, venue"
            value={filter.text}
            maxLength={80}
            spellCheck={false}
            onChange={(event) => setFilter({ text: event.target.value })}
            onKeyDown={(event) => {
              if (event.key === 'Escape') setFilter({ text: '' });
            }}
          />
        </label>
      ) : (
        <span className="filter-text filter-instrument" data-active>
          <span title={`Exactly ${filter.instrument}`}>{filter.instrument}</span>
          <Button
            look="icon"
            aria-label={`Any instrument, not only ${filter.instrument}`}
            onPress={() => setFilter({ instrument: null })}
          >
            <X size={14} aria-hidden="true" />
          </Button>
        </span>
      )}
      <Choice<string>
        label="Account filter"
        value={filter.account ?? ALL}
        active={filter.account !== null}
        options={[{ value: ALL, text: 'All accounts' }, ...accountOptions, ...missingAccount]}
        onChoose={(value) => setFilter({ account: orNull(value) })}
      />
      <Choice<OrAll<VenueId>>
        label="Venue filter"
        value={filter.venue ?? ALL}
        active={filter.venue !== null}
        options={[
          { value: ALL, text: 'All venues' },
          ...[...venues, ...missingVenue].map((value) => ({ value, text: venueName(value) })),
        ]}
        onChoose={(value) => setFilter({ venue: orNull(value) })}
      />
      <Choice<OrAll<Side>>
        label="Side filter"
        value={filter.side ?? ALL}
        active={filter.side !== null}
        options={[
          { value: ALL, text: 'Both sides' },
          { value: 'long', text: 'Long' },
          { value: 'short', text: 'Short' },
        ]}
        onChoose={(value) => setFilter({ side: orNull(value) })}
      />
      <Choice<OrAll<'winners' | 'losers'>>
        label="Result filter"
        value={filter.result ?? ALL}
        active={filter.result !== null}
        options={[
          { value: ALL, text: 'Any result' },
          { value: 'winners', text: 'Winners' },
          { value: 'losers', text: 'Losers' },
        ]}
        onChoose={(value) => setFilter({ result: orNull(value) })}
      />
      {isFiltered(filter) && (
        <Button look="quiet" aria-label="Clear filter" onPress={clearFilter}>
          <X size={14} aria-hidden="true" />
          <span className="filter-clear">Clear</span>
        </Button>
      )}
      <SavedFilters />
    </search>
  );
}
