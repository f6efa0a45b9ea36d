import { ChevronDown, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import type { VenueCard } from '../../shared/venue.ts';
import { Button } from '../ui/Button.tsx';
import { Field } from '../ui/Field.tsx';
import { Segments } from '../ui/Segments.tsx';
import { CUSTOM_PLACE, type Problems } from './newAccount.ts';

type WhereProps = Readonly<{ card: VenueCard; place: string; problems: Problems; onPlace: (place: string) => void }>;

function placeWords(card: VenueCard, place: string): string {
  if (place === CUSTOM_PLACE) return 'For a regional host, a mirror or an exchange on this computer.';
  const known = card.places.find((each) => each.id === place);
  return known === undefined || known.endpoint === null
    ? "The venue's own addresses: real money."
    : `${new URL(known.endpoint.rest).host}: play money, with a key that was made there.`;
}

/** The venue itself, its testnet, or addresses of one's own; and through which proxy. */
export function WhereItDials({ card, place, problems, onPlace }: WhereProps) {
  const [proxied, setProxied] = useState(false);
  return (
    <>
      <div className="where">
        <span className="where-title">Connects to</span>
        <Segments
          label="Connects to"
          value={place}
          options={[
            ...card.places.map(({ id, label }) => ({ value: id, content: label })),
            { value: CUSTOM_PLACE, content: 'Custom' },
          ]}
          onChoose={onPlace}
        />
        <span className="where-words">{placeWords(card, place)}</span>
      </div>
      {place === CUSTOM_PLACE && (
        <div className="add-pair">
          <Field
            name="rest"
            label="REST base address"
            placeholder="https://api.example.com"
            hint="TLS is required, except on this computer."
            problem={problems.rest}
          />
          <Field name="ws" label="WebSocket base address" placeholder="wss://stream.example.com" problem={problems.ws} />
        </div>
      )}
      <div className="proxy">
        <Button look="quiet" aria-expanded={proxied} onPress={() => setProxied(!proxied)}>
          {proxied ? <ChevronDown size={14} aria-hidden="true" /> : <ChevronRight size={14} aria-hidden="true" />}
          Through a proxy
        </Button>
        {proxied && (
          <Field
            name="proxy"
            label="Proxy address"
            masked
            hint="http://, https:// or socks5://, with user and password where it wants them. Kept with the keys; empty for none."
            problem={problems.proxy}
          />
        )}
      </div>
    </>
  );
}
