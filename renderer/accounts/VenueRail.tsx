import { BadgeCheck } from 'lucide-react';
import { Label, Radio, RadioGroup } from 'react-aria-components';
import { CERTIFIED_VENUES, venueName } from '../../shared/venue.ts';
import { OTHER_VENUE } from './newAccount.ts';

/** The ten by name, then any other. */
export function VenueRail({ choice, onChoose }: Readonly<{ choice: string; onChoose: (choice: string) => void }>) {
  return (
    <RadioGroup className="rail" value={choice} onChange={onChoose}>
      <Label className="rail-title">Venue</Label>
      {CERTIFIED_VENUES.map((venue) => (
        <Radio key={venue} value={venue} className="rail-venue">
          <span>{venueName(venue)}</span>
          <BadgeCheck size={14} aria-label="certified" />
        </Radio>
      ))}
      <Radio value={OTHER_VENUE} className="rail-venue">
        <span>
          Another ccxt venue <span className="warn">uncertified</span>
        </span>
      </Radio>
    </RadioGroup>
  );
}
