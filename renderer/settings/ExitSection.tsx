import type { Settings } from '../../shared/settings.ts';
import { Segments } from '../ui/Segments.tsx';
import { Switch } from '../ui/Switch.tsx';
import type { SectionProps } from './sectionProps.ts';
import { Setting } from './Setting.tsx';
import { WholeNumber } from './WholeNumber.tsx';

function stayFlatMeaning({ watchMinutes, stayFlat }: Settings): string {
  if (watchMinutes === 0) {
    return `${stayFlat ? 'Without effect now' : 'Not available'}: nothing is watched after an exit. Set the watch above 0 minutes first.`;
  }
  const minutes = watchMinutes === 1 ? 'minute' : `${watchMinutes} minutes`;
  return `For the ${minutes} after a flat exit, what comes back in its scope is closed again at once, without a press. Your own new trades there too.`;
}

export function ExitSection({ settings, save }: SectionProps) {
  return (
    <>
      <Setting name="Winners" meaning="What Flatten Winners counts as a winner, at the fresh mark.">
        <Segments
          label="Winners"
          value={settings.winnersRule}
          options={[
            { value: 'netOfFee', content: 'Profit above the exit fee' },
            { value: 'anyProfit', content: 'Any profit' },
          ]}
          onChoose={(winnersRule) => void save({ winnersRule })}
        />
      </Setting>
      <Setting
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
      </Setting>
      <Setting name="Stay flat" meaning={stayFlatMeaning(settings)}>
        <Switch
          label="Stay flat"
          on={settings.stayFlat}
          disabled={settings.watchMinutes === 0}
          onChange={(stayFlat) => void save({ stayFlat })}
        />
      </Setting>
    </>
  );
}
