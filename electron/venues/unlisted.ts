// A contract that an account holds and that the venue's own list does not have. Either it was listed after the list was read, so
// the first meeting is an error: the account connects anew and reads the list again. Or it is not traded any more, and then it
// must not keep everything else from being closed: from the second meeting on it is told as beyond reach.
import type { VenueContext } from './profile.ts';

const met = new Set<string>();

/** True from the second meeting on. */
export function isStillUnlisted(context: Pick<VenueContext, 'accountId'>, name: string): boolean {
  const key = `${context.accountId}|${name}`;
  if (met.has(key)) return true;
  met.add(key);
  return false;
}

/** Not listed, and it was not the last time either: nothing to trade it by. */
export const isBeyondReach = (context: Pick<VenueContext, 'accountId' | 'marketByNative'>, name: string): boolean =>
  context.marketByNative(name) === undefined && isStillUnlisted(context, name);
