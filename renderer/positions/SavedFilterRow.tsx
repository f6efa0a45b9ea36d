import { Check, Pencil, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import { usePanel } from '../panelStore.ts';
import { KeyCaps } from '../ui/KeyCaps.tsx';
import { useEscape } from '../ui/useEscape.ts';
import { ChangeSavedFilter } from './ChangeSavedFilter.tsx';
import type { FlattenOffer } from './filter.ts';
import { savedScopeWords, standingOf } from './savedScope.ts';
import { useKnownAccounts } from './useKnownAccounts.ts';

type RowProps = Readonly<{
  saved: SavedFilter;
  offer: FlattenOffer;
  current: boolean;
  changing: boolean;
  onChange: (on: boolean) => void;
  onChoose: () => void;
  onLeave: () => void;
}>;

export function SavedFilterRow({ saved, offer, current, changing, onChange, onChoose, onLeave }: RowProps) {
  const known = useKnownAccounts();
  const accelerator = usePanel((state) => state.snapshot?.settings.hotkeys[`filter:${saved.filterId}`]);
  const mac = usePanel((state) => state.snapshot?.desktop.system === 'mac');
  const standing = standingOf(saved.filter, known);
  const place = useRef<HTMLLIElement>(null);
  useEscape(place, changing, () => onChange(false));
  return (
    <li ref={place} className="saved-row" data-changing={changing || undefined}>
      <div className="saved-line">
        <AriaButton
          className="saved-choose"
          aria-label={`Set the filter ${saved.name}`}
          isDisabled={standing.kind === 'gone'}
          onPress={onChoose}
        >
          <Check size={14} aria-hidden="true" data-shown={current || undefined} />
          <span className="saved-words">
            <span className="saved-name" title={saved.name}>
              {saved.name}
            </span>
            {standing.kind === 'usable' ? (
              <span className="saved-scope" title={savedScopeWords(saved.filter, known)}>
                {savedScopeWords(saved.filter, known)}
              </span>
            ) : (
              <span className="saved-scope warn">
                <TriangleAlert size={12} aria-hidden="true" /> {standing.words}
              </span>
            )}
          </span>
          {accelerator !== undefined && <KeyCaps accelerator={accelerator} mac={mac} />}
        </AriaButton>
        <AriaButton
          className="button button-icon"
          aria-label={`Change ${saved.name}`}
          aria-expanded={changing}
          onPress={() => onChange(!changing)}
        >
          <Pencil size={14} aria-hidden="true" />
        </AriaButton>
      </div>
      {changing && (
        <ChangeSavedFilter saved={saved} offer={offer} current={current} onDone={() => onChange(false)} onLeave={onLeave} />
      )}
    </li>
  );
}
