// The named scopes of the environment that is on: choosing one puts it into the filter bar, and Flatten offers just that.
import { Bookmark, ChevronDown } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import { useShallow } from 'zustand/shallow';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import { fail, type Failure } from '../../shared/failure.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { tableFilterOf, type FlattenOffer } from './filter.ts';
import { FilterNameForm } from './FilterNameForm.tsx';
import { SavedFilterRow } from './SavedFilterRow.tsx';
import { savedAs, savedFiltersOf, savedScopeWords } from './savedScope.ts';
import { useTableView } from './tableView.ts';
import { useFlattenOffer } from './useFlattenOffer.ts';
import { useKnownAccounts } from './useKnownAccounts.ts';
import './savedFilters.css';

const nothingSet: Failure = { kind: 'badRequest', message: 'Nothing is set that could be saved.' };

function SaveShown({ offer, current }: Readonly<{ offer: FlattenOffer; current: SavedFilter | null }>) {
  const known = useKnownAccounts();
  const blocked =
    offer.kind === 'blocked' ? offer.reason : current === null ? null : `What is set now is saved as “${current.name}”.`;
  return (
    <section className="saved-new" aria-label="Save what is set now">
      <p className="saved-scope">
        {blocked !== null || offer.kind === 'blocked' ? blocked : `Set now: ${savedScopeWords(offer.filter, known)}`}
      </p>
      <FilterNameForm
        label="Save it as"
        action="Save"
        blocked={blocked}
        save={(name) =>
          offer.kind === 'ready' ? panelApi().saveFilter({ name, filter: offer.filter }) : Promise.resolve(fail(nothingSet))
        }
      />
    </section>
  );
}

/** The name is the dialog's: on the box around it, which has no role, it would be stray content. */
const nameless = { 'aria-labelledby': '' } as const;

export function SavedFilters() {
  const [open, setOpen] = useState(false);
  const [changing, setChanging] = useState<string | null>(null);
  const saved = usePanel(useShallow((state) => savedFiltersOf(state.snapshot)));
  const putFilter = useTableView((state) => state.putFilter);
  const offer = useFlattenOffer();
  const current = savedAs(saved, offer.kind === 'ready' ? offer.filter : null);
  const turn = (next: boolean) => {
    setOpen(next);
    setChanging(null);
  };
  return (
    <DialogTrigger isOpen={open} onOpenChange={turn}>
      <AriaButton
        className="choice saved-button"
        data-active={current !== null || undefined}
        aria-label={current === null ? `Saved filters, ${saved.length}` : `Saved filters, ${current.name} is set`}
      >
        <Bookmark size={14} aria-hidden="true" />
        <span className="saved-button-words">{current === null ? 'Saved' : current.name}</span>
        {current === null && <span className="count number">{saved.length}</span>}
        <ChevronDown size={14} aria-hidden="true" />
      </AriaButton>
      {/* Not modal: a hold on Emergency Exit works at once, without closing this first. */}
      <Popover className="saved" placement="bottom end" offset={6} isNonModal {...nameless}>
        <Dialog className="saved-dialog">
          <Heading slot="title" className="unseen">
            Saved filters
          </Heading>
          <SaveShown offer={offer} current={current} />
          {saved.length === 0 ? (
            <p className="saved-none">No filter is saved here yet. A saved one can be flattened by a hotkey of its own.</p>
          ) : (
            <ul className="saved-list" aria-label="Saved filters">
              {saved.map((each) => (
                <SavedFilterRow
                  key={each.filterId}
                  saved={each}
                  offer={offer}
                  current={each === current}
                  changing={changing === each.filterId}
                  onChange={(on) => setChanging(on ? each.filterId : null)}
                  onChoose={() => {
                    putFilter(tableFilterOf(each.filter));
                    turn(false);
                  }}
                  onLeave={() => turn(false)}
                />
              ))}
            </ul>
          )}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}
