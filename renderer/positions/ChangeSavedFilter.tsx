import { Keyboard, RefreshCw, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { SavedFilter } from '../../shared/savedFilter.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { useSettingsPage } from '../settings/settingsPage.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { focusField } from '../ui/Field.tsx';
import { KeyCaps } from '../ui/KeyCaps.tsx';
import { useRequest } from '../ui/useRequest.ts';
import type { FlattenOffer } from './filter.ts';
import { FilterNameForm } from './FilterNameForm.tsx';
import { savedScopeWords } from './savedScope.ts';
import { useKnownAccounts } from './useKnownAccounts.ts';

type ChangeProps = Readonly<{
  saved: SavedFilter;
  offer: FlattenOffer;
  current: boolean;
  onDone: () => void;
  /** Something else is opened: the list makes room. */
  onLeave: () => void;
}>;

/** Another name, another scope, a hotkey, or away with it. */
export function ChangeSavedFilter({ saved, offer, current, onDone, onLeave }: ChangeProps) {
  const known = useKnownAccounts();
  const accelerator = usePanel((state) => state.snapshot?.settings.hotkeys[`filter:${saved.filterId}`]);
  const mac = usePanel((state) => state.snapshot?.desktop.system === 'mac');
  const openSettings = useSettingsPage((state) => state.open);
  const box = useRef<HTMLFieldSetElement>(null);
  const [sure, setSure] = useState(false);
  const { busy, failure, ask } = useRequest();
  useEffect(() => focusField(box.current), []);
  const { filterId, name, filter } = saved;
  const renewed = offer.kind === 'ready' && !current ? offer.filter : null;
  const remove = () => ask(() => panelApi().removeFilter({ filterId }));
  return (
    <fieldset ref={box} className="saved-change" aria-label={`Change ${name}`}>
      <FilterNameForm
        label="Name"
        initial={name}
        action="Rename"
        blocked={null}
        save={(next) => panelApi().saveFilter({ filterId, name: next, filter })}
        onSaved={onDone}
      />
      {failure !== null && <FailureBox failure={failure} />}
      {sure ? (
        <div className="saved-sure" role="alert">
          <p>
            Its hotkey {accelerator !== undefined && <KeyCaps accelerator={accelerator} mac={mac} />} goes with it and closes
            nothing any more.
          </p>
          <div className="saved-actions">
            <Button look="danger" isPending={busy} onPress={() => void remove()}>
              Remove both
            </Button>
            <Button look="outline" onPress={() => setSure(false)}>
              Keep it
            </Button>
          </div>
        </div>
      ) : (
        <>
          <p className="saved-scope">
            {renewed !== null
              ? `Set now: ${savedScopeWords(renewed, known)}${accelerator === undefined ? '' : '. Its hotkey would close that.'}`
              : current
                ? 'It is what is set now.'
                : `Nothing else to set it to: ${offer.kind === 'blocked' ? offer.reason : ''}`}
          </p>
          <div className="saved-actions">
            <Button
              look="outline"
              isPending={busy}
              isDisabled={renewed === null}
              onPress={() => {
                if (renewed === null) return;
                void ask(() => panelApi().saveFilter({ filterId, name, filter: renewed })).then((done) =>
                  done === null ? undefined : onDone(),
                );
              }}
            >
              <RefreshCw size={14} aria-hidden="true" />
              Set it to this
            </Button>
            <Button
              look="outline"
              onPress={() => {
                onLeave();
                openSettings('hotkeys');
              }}
            >
              <Keyboard size={14} aria-hidden="true" />
              Hotkey
            </Button>
            <Button look="danger" isPending={busy} onPress={() => (accelerator === undefined ? void remove() : setSure(true))}>
              <Trash2 size={14} aria-hidden="true" />
              Remove
            </Button>
          </div>
        </>
      )}
    </fieldset>
  );
}
