import { useState, type ReactNode } from 'react';
import {
  Group,
  Input,
  Label,
  NumberField,
  Button as AriaButton,
  Slider,
  SliderFill,
  SliderThumb,
  SliderTrack,
} from 'react-aria-components';
import { Minus, Monitor, Moon, Plus, Sun } from 'lucide-react';
import type { Failure } from '../../shared/failure.ts';
import type { Settings } from '../../shared/settings.ts';
import { panelApi } from '../panelApi.ts';
import { usePanel } from '../panelStore.ts';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Segments } from '../ui/Segments.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { Switch } from '../ui/Switch.tsx';
import './settings.css';

function Item({ name, meaning, children }: Readonly<{ name: string; meaning: string; children: ReactNode }>) {
  return (
    <div className="setting">
      <div>
        <h3>{name}</h3>
        <p>{meaning}</p>
      </div>
      <div className="setting-control">{children}</div>
    </div>
  );
}

type WholeProps = Readonly<{
  label: string;
  value: number;
  min: number;
  max: number;
  plain?: boolean;
  onChange: (value: number) => void;
}>;

function WholeNumber({ label, value, min, max, plain = false, onChange }: WholeProps) {
  return (
    <NumberField
      aria-label={label}
      className="whole"
      value={value}
      minValue={min}
      maxValue={max}
      step={1}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
      onChange={(next) => {
        if (Number.isInteger(next) && next !== value) onChange(next);
      }}
    >
      <Group className="whole-group">
        {!plain && (
          <AriaButton slot="decrement" className="whole-step">
            <Minus size={14} aria-hidden="true" />
          </AriaButton>
        )}
        <Input className="whole-input number" />
        {!plain && (
          <AriaButton slot="increment" className="whole-step">
            <Plus size={14} aria-hidden="true" />
          </AriaButton>
        )}
      </Group>
    </NumberField>
  );
}

function stayFlatMeaning({ watchMinutes, stayFlat }: Settings): string {
  if (watchMinutes === 0) {
    return `${stayFlat ? 'Without effect now' : 'Not available'}: nothing is watched after an exit. Set the watch above 0 minutes first.`;
  }
  const minutes = watchMinutes === 1 ? 'minute' : `${watchMinutes} minutes`;
  return `For the ${minutes} after a flat exit, what comes back in its scope is closed again at once, without a press. Your own new trades there too.`;
}

/** Saves each change at once; what main refuses is said and nothing changes. */
export function SettingsDialog({ onClose }: { readonly onClose: () => void }) {
  const settings = usePanel((state) => state.snapshot?.settings);
  const practiceUrl = usePanel((state) => state.snapshot?.practiceUrl) ?? null;
  const [failure, setFailure] = useState<Failure | null>(null);
  const [holdMs, setHoldMs] = useState(settings?.holdMs ?? 800);
  if (settings === undefined) return null;
  const runningPort = practiceUrl === null ? null : Number(new URL(practiceUrl).port);
  const waits = runningPort !== null && settings.practicePort !== 0 && settings.practicePort !== runningPort;
  const portWords = waits
    ? `Now ${runningPort}; the change takes effect at the next start.`
    : 'A change takes effect at the next start.';
  const save = async (part: Partial<Settings>) => {
    const answer = await panelApi().saveSettings(part);
    setFailure(answer.ok ? null : answer.failure);
  };
  return (
    <Sheet title="Settings" subtitle="Saved as you change them" width="narrow" isOpen onClose={onClose}>
      {failure !== null && <FailureBox failure={failure} />}
      <Item name="Theme" meaning="Dark, light, or what the system prefers.">
        <Segments
          label="Theme"
          value={settings.theme}
          options={[
            {
              value: 'system',
              content: (
                <>
                  <Monitor size={14} aria-hidden="true" /> System
                </>
              ),
            },
            {
              value: 'dark',
              content: (
                <>
                  <Moon size={14} aria-hidden="true" /> Dark
                </>
              ),
            },
            {
              value: 'light',
              content: (
                <>
                  <Sun size={14} aria-hidden="true" /> Light
                </>
              ),
            },
          ]}
          onChoose={(theme) => void save({ theme })}
        />
      </Item>
      <Item name="Hold time" meaning="How long a destructive button is held before it acts.">
        <Slider
          className="slider hold-slider"
          minValue={300}
          maxValue={3000}
          step={100}
          value={holdMs}
          onChange={(value) => setHoldMs(Array.isArray(value) ? holdMs : value)}
          onChangeEnd={(value) => void save({ holdMs: Array.isArray(value) ? holdMs : value })}
        >
          <Label className="unseen">Hold time</Label>
          <output className="number">{(holdMs / 1000).toFixed(1)} s</output>
          <SliderTrack className="slider-track">
            <SliderFill className="slider-fill" />
            <SliderThumb className="slider-thumb" />
          </SliderTrack>
        </Slider>
      </Item>
      <Item name="Winners" meaning="What Flatten Winners counts as a winner, at the fresh mark.">
        <Segments
          label="Winners"
          value={settings.winnersRule}
          options={[
            { value: 'netOfFee', content: 'Profit above the exit fee' },
            { value: 'anyProfit', content: 'Any profit' },
          ]}
          onChoose={(winnersRule) => void save({ winnersRule })}
        />
      </Item>
      <Item
        name="Watch after an exit"
        meaning="Minutes in which a position or order that comes back raises an alarm. 0 switches it off."
      >
        <WholeNumber
          label="Watch minutes"
          value={settings.watchMinutes}
          min={0}
          max={60}
          onChange={(watchMinutes) => void save({ watchMinutes })}
        />
      </Item>
      <Item name="Stay flat" meaning={stayFlatMeaning(settings)}>
        <Switch
          label="Stay flat"
          on={settings.stayFlat}
          disabled={settings.watchMinutes === 0}
          onChange={(stayFlat) => void save({ stayFlat })}
        />
      </Item>
      <Item
        name="Practice port"
        meaning={`TCP port of the practice exchange on this computer. 0 takes any free port. ${portWords}`}
      >
        <WholeNumber
          plain
          label="Practice port"
          value={settings.practicePort}
          min={0}
          max={65535}
          onChange={(practicePort) => void save({ practicePort })}
        />
      </Item>
    </Sheet>
  );
}
