import { useState } from 'react';
import { Radio, RadioGroup } from 'react-aria-components';
import type { HotkeyMode } from '../../shared/desktop.ts';
import { hotkeyModeSchema } from '../../shared/desktop.ts';
import { Button } from '../ui/Button.tsx';
import { Consent } from '../ui/Consent.tsx';
import { MODE_NAMES, modeMeaning } from './hotkeyWords.ts';
import type { SectionProps } from './sectionProps.ts';

/** What a press does. Instant is switched on only by someone who said what it does. */
export function HotkeyModeChoice({ settings, save }: Pick<SectionProps, 'settings' | 'save'>) {
  const [asked, setAsked] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const shown: HotkeyMode = asked ? 'instant' : settings.hotkeyMode;
  const leave = () => {
    setAsked(false);
    setAgreed(false);
  };
  const choose = (text: string) => {
    const mode = hotkeyModeSchema.parse(text);
    if (mode === 'instant' && settings.hotkeyMode !== 'instant') return setAsked(true);
    leave();
    if (mode !== settings.hotkeyMode) void save({ hotkeyMode: mode });
  };
  return (
    <div className="modes">
      <RadioGroup aria-label="What a press does" className="modes-list" value={shown} onChange={choose}>
        {hotkeyModeSchema.options.map((mode) => (
          <Radio key={mode} value={mode} className="mode" data-mode={mode}>
            <span className="mode-dot" />
            <span>
              <span className="mode-name">{MODE_NAMES[mode]}</span>
              <span className="mode-meaning">{modeMeaning(mode, settings)}</span>
            </span>
          </Radio>
        ))}
      </RadioGroup>
      {asked && (
        <fieldset className="mode-consent" aria-label="Consent to Instant">
          <Consent given={agreed} onChange={setAgreed}>
            <strong>One press closes positions at the venues at once, also a press by mistake.</strong> No window asks, the first
            orders leave within milliseconds, and they can not be taken back. This holds for every hotkey here but Show panel.
          </Consent>
          <div className="sheet-actions">
            <Button
              look="danger"
              isDisabled={!agreed}
              onPress={() => {
                leave();
                void save({ hotkeyMode: 'instant' });
              }}
            >
              Switch Instant on
            </Button>
            <Button look="outline" onPress={leave}>
              Keep “{MODE_NAMES[settings.hotkeyMode]}”
            </Button>
          </div>
        </fieldset>
      )}
    </div>
  );
}
