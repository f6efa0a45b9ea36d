import { Keyboard, TriangleAlert } from 'lucide-react';
import { keyCaps } from '../../shared/accelerator.ts';
import { noDesktop } from '../../shared/desktop.ts';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tip.tsx';
import { hotkeyStanding, MODE_NAMES, panicHotkey } from './hotkeyWords.ts';
import { useSettingsPage } from './settingsPage.ts';
import './hotkeyButton.css';

/** The keys of the Emergency Exit, or that there are none to rely on. Always on screen. */
export function HotkeyButton() {
  const desktop = usePanel((state) => state.snapshot?.desktop) ?? noDesktop;
  const mode = usePanel((state) => state.snapshot?.settings.hotkeyMode);
  const open = useSettingsPage((state) => state.open);
  const view = panicHotkey(desktop);
  const standing = hotkeyStanding(view, desktop.hotkeysPaused);
  const keys = view === undefined ? null : keyCaps(view.accelerator, desktop.system === 'mac').join('+');
  const instant = mode === 'instant' && standing.tone === 'ready';
  const trouble = standing.tone !== 'ready';
  const Icon = trouble ? TriangleAlert : Keyboard;
  const how = mode === undefined ? '' : ` ${MODE_NAMES[mode]}.`;
  return (
    <Tip text={`Hotkey of Emergency Exit${keys === null ? '' : ` ${keys}`}. ${standing.words}.${trouble ? '' : how}`}>
      <Button
        look="quiet"
        aria-label={`Panic hotkey ${keys ?? ''} ${standing.short}${instant ? ', instant' : ''}`}
        onPress={() => open('hotkeys')}
      >
        <span className="panic-hotkey-words" data-trouble={trouble || undefined} data-set={keys !== null || undefined}>
          <Icon size={15} aria-hidden="true" />
          {keys !== null && <span className="panic-hotkey-keys">{keys}</span>}
          {trouble && (
            <strong>
              <span className="panic-hotkey-name">Hotkey </span>
              {standing.short}
            </strong>
          )}
          {instant && <strong className="warn">instant</strong>}
        </span>
      </Button>
    </Tip>
  );
}
