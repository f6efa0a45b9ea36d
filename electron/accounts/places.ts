// Where an account of a person dials: a place that the venue has, or an address of their own.
import { assertNever, fail, succeed, type Result } from '../../shared/failure.ts';
import type { EndpointChoice } from '../../shared/vault.ts';
import { venueCard, type Endpoint, type VenueId } from '../../shared/venue.ts';
import { checkEndpoint } from '../venues/endpoint.ts';

export type DialledPlace = Readonly<{ endpoint: Endpoint | null; playMoney: boolean }>;

export function placeOf(venue: VenueId, choice: EndpointChoice): Result<DialledPlace> {
  switch (choice.kind) {
    case 'place': {
      const { places, name } = venueCard(venue);
      const place = places.find(({ id }) => id === choice.id);
      if (place !== undefined) return succeed({ endpoint: place.endpoint, playMoney: place.playMoney });
      return fail({
        kind: 'badRequest',
        message: `${name} has no place "${choice.id}".`,
        remedy: `Choose one of ${places.map(({ id }) => id).join(', ')}, or enter an address.`,
      });
    }
    case 'custom':
      try {
        return succeed({ endpoint: checkEndpoint({ rest: choice.rest, ws: choice.ws }), playMoney: false });
      } catch (error) {
        return fail({
          kind: 'badRequest',
          message: `This address can not be used: ${error instanceof Error ? error.message : String(error)}.`,
          remedy:
            'Write the base addresses of the REST and of the WebSocket interface, https:// and wss:// outside this machine.',
        });
      }
    default:
      return assertNever(choice);
  }
}
