import { CirclePause, Info } from 'lucide-react';
import { useShallow } from 'zustand/shallow';
import type { HotkeyId } from '../../shared/desktop.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { savedFiltersOf, savedScopeWords, standingOf } from '../positions/savedScope.ts';
import { useKnownAccounts } from '../positions/useKnownAccounts.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { HotkeyModeChoice } from './HotkeyModeChoice.tsx';
import { HotkeyRow } from './HotkeyRow.tsx';
import type { SectionProps } from './sectionProps.ts';
import { Setting } from './Setting.tsx';
import { WholeNumber } from './WholeNumber.tsx';

type Row = Readonly<{ hotkey: HotkeyId; name: string; meaning: string; idle: string | null }>;
const FIXED: readonly Row[] = [
  { hotkey: 'emergencyExit', name: 'Emergency Exit', meaning: 'Every position and order, on every account', idle: null },
  { hotkey: 'flattenWinners', name: 'Flatten Winners', meaning: 'Positions in profit', idle: null },
  { hotkey: 'showPanel', name: 'Show panel', meaning: 'Brings this window to the front', idle: null },
];

export function HotkeysSection({ settings, desktop, save }: SectionProps) {
  const saved = usePanel(useShallow((state) => savedFiltersOf(state.snapshot)));
  const known = useKnownAccounts();
  const { busy, failure, ask } = useRequest();
  const mac = desktop.system === 'mac';
  const filterRows = saved.map(({ filterId, name, filter }): Row => {
    const standing = standingOf(filter, known);
    return {
      hotkey: `filter:${filterId}`,
      name,
      meaning: `Flatten: ${savedScopeWords(filter, known)}`,
      idle: standing.kind === 'usable' ? null : standing.words,
    };
  });
  const list = (label: string, rows: readonly Row[]) => (
    <ul className="hotkeys" aria-label={label}>
      {rows.map((row) => (
        <HotkeyRow
          key={row.hotkey}
          {...row}
          view={desktop.hotkeys.find(({ hotkey }) => hotkey === row.hotkey)}
          paused={desktop.hotkeysPaused}
          mac={mac}
        />
      ))}
    </ul>
  );
  return (
    <>
      {desktop.hotkeysPaused && (
        <div className="settings-pause">
          <CirclePause size={16} aria-hidden="true" />
          <p>Hotkeys are paused. None of them does anything until they are resumed or Breakglass starts again.</p>
          <Button look="outline" isPending={busy} onPress={() => void ask(() => panelApi().pauseHotkeys({ paused: false }))}>
            Resume
          </Button>
        </div>
      )}
      {failure !== null && <FailureBox failure={failure} />}
      {desktop.hotkeyLimits !== null && (
        <p className="settings-limits">
          <Info size={15} aria-hidden="true" />
          {desktop.hotkeyLimits}
        </p>
      )}
      {list('Hotkeys', FIXED)}
      <h3 className="settings-head">What a press does</h3>
      <HotkeyModeChoice settings={settings} save={save} />
      <Setting
        name="Confirm window"
        meaning="Seconds that it waits after a hotkey or the tray asked for an exit. Then it closes, and nothing is sent."
      >
        <WholeNumber
          label="Confirm seconds"
          value={settings.confirmSeconds}
          min={3}
          max={60}
          onChange={(confirmSeconds) => void save({ confirmSeconds })}
        />
      </Setting>
      <h3 className="settings-head">Saved filters</h3>
      {saved.length === 0 ? (
        <p className="settings-note">
          None yet. What you set in the bar above the positions can be saved there, and gets a hotkey here.
        </p>
      ) : (
        list('Hotkeys of saved filters', filterRows)
      )}
    </>
  );
}
