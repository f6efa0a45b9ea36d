import { VenueReadError, type NotClosable, type VenueContext } from '../../electron/venues/profile.ts';

/** A read that names what is not listed: the first time it fails, so that the list is read again; then it goes on without. */
export async function meetTwice<T>(read: (setNotClosable: VenueContext['setNotClosable']) => Promise<T>) {
  const told: NotClosable[] = [];
  const tell: VenueContext['setNotClosable'] = (_list, held) => void told.push(...held);
  const first = await read(tell).catch((error: unknown) => {
    if (error instanceof VenueReadError) return error.failure.kind;
    throw error;
  });
  return { first, second: await read(tell), told };
}
