// Which running exit a new press may join: one that still covers the whole scope on every account.
// An account that the running exit already proved flat counts only while the fresh live book shows nothing there;
// otherwise a press would wait for a hanging neighbour while something is open again.
import { closedPositions } from './demand.ts';
import type { ExitPart, ExitRecord } from './exitRecord.ts';
import type { ExitLimits } from './limits.ts';
import type { Venue } from './ports.ts';
import { orderInScope, positionInFilter, scopeCovers, type Scope } from './scope.ts';

export function joinable(
  records: readonly ExitRecord[],
  scope: Scope,
  venues: readonly Venue[],
  limits: ExitLimits,
): ExitRecord | null {
  const found = records.find(
    (record) =>
      record.endedAtEpochMs === null &&
      venues.every((venue) => record.parts.some((part) => part.run.venue === venue && covers(part, scope, limits))),
  );
  return found === undefined ? null : found;
}

function covers(part: ExitPart, scope: Scope, limits: ExitLimits): boolean {
  if (part.demand.looksOnly || !scopeCovers(part.demand.scope, scope)) return false;
  if (part.demand.result === null) return true;
  return part.demand.result.verdict === 'flat' && isStillQuiet(part, limits);
}

function isStillQuiet({ run, demand }: ExitPart, limits: ExitLimits): boolean {
  const known = run.venue.known();
  if (known.ageMs === null || known.ageMs >= limits.freshMs) return false;
  const closed = closedPositions(run.state, demand);
  return (
    !known.positions.some((position) => positionInFilter(demand.scope, position) || demand.closing.has(position.key)) &&
    !known.orders.some((order) => orderInScope(demand.scope, order, closed))
  );
}
