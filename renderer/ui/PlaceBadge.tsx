import { MapPin } from 'lucide-react';
import './controls.css';

/** Where an account dials when that is not the venue itself: "Testnet", "127.0.0.1:47900". */
export function PlaceBadge({ place }: { readonly place: string | undefined }) {
  if (place === undefined) return null;
  return (
    <span className="place" title={`Connected to ${place}, not to the venue's own address`}>
      <MapPin size={11} aria-hidden="true" />
      <span className="place-name">{place}</span>
    </span>
  );
}
