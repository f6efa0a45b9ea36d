import { Monitor, Moon, Sun } from 'lucide-react';
import { useState } from 'react';
import { Label, Slider, SliderFill, SliderThumb, SliderTrack } from 'react-aria-components';
import { usePanel } from '../panelStore.ts';
import { Segments } from '../ui/Segments.tsx';
import type { SectionProps } from './sectionProps.ts';
import { Setting } from './Setting.tsx';
import { WholeNumber } from './WholeNumber.tsx';

function usePortWords(practicePort: number): string {
  const practiceUrl = usePanel((state) => state.snapshot?.practiceUrl) ?? null;
  const runningPort = practiceUrl === null ? null : Number(new URL(practiceUrl).port);
  const waits = runningPort !== null && practicePort !== 0 && practicePort !== runningPort;
  return waits ? `Now ${runningPort}; the change takes effect at the next start.` : 'A change takes effect at the next start.';
}

export function GeneralSection({ settings, save }: SectionProps) {
  const [holdMs, setHoldMs] = useState(settings.holdMs);
  const portWords = usePortWords(settings.practicePort);
  return (
    <>
      <Setting name="Theme" meaning="Dark, light, or what the system prefers.">
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
      </Setting>
      <Setting name="Hold time" meaning="How long a destructive button is held before it acts.">
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
      </Setting>
      <Setting
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
      </Setting>
    </>
  );
}
