// What a press was about, in the exchange's own words and without the engine's. `either`: the moment decides, and nobody
// can be blamed for it.
import { compare, isNegative, isPositive, isZero, multiply } from '../../shared/decimal.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Side } from '../../shared/position.ts';
import type { Evidence } from './evidence.ts';
import { type OrderLine, type PositionLine, type Timeline } from './timeline.ts';

export type InScope = 'yes' | 'no' | 'either';

/** Sides that the position had; two when something turned it round. */
function sidesOf(line: PositionLine): readonly Side[] {
  if (line.tag !== 'both') return [line.tag];
  const sizes = [line.startSize, ...line.changes.map(({ after }) => after)];
  const long = sizes.some((size) => isPositive(size));
  const short = sizes.some((size) => isNegative(size));
  return [...(long ? (['long'] as const) : []), ...(short ? (['short'] as const) : [])];
}

const sameText = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

function onFiltered(
  request: Extract<ExitRequest, { action: 'flatten' }>,
  item: Readonly<{ account: string; symbol: string }>,
  evidence: Evidence,
): boolean {
  const { account, venue, instrument } = request.filter;
  const ownVenue = evidence.accounts.find(({ id }) => id === item.account)?.venue;
  if (account !== undefined && account !== item.account) return false;
  if (venue !== undefined && venue !== ownVenue) return false;
  if (instrument === undefined) return true;
  return sameText(instrument, item.symbol) || sameText(instrument, evidence.unified(item.account, item.symbol));
}

export function positionScope(request: ExitRequest, line: PositionLine, evidence: Evidence): InScope {
  const sides = sidesOf(line);
  switch (request.action) {
    case 'emergencyExit':
      return 'yes';
    case 'flatten': {
      if (!onFiltered(request, line, evidence)) return 'no';
      const { marketPosition } = request.filter;
      if (marketPosition === undefined) return 'yes';
      if (!sides.includes(marketPosition)) return 'no';
      return sides.length === 1 ? 'yes' : 'either';
    }
    case 'flattenWinners':
      return winnerScope(line, evidence);
    case 'partialClose': {
      const [account, symbol, side] = request.position.split('|');
      const here = account === line.account && symbol === evidence.unified(line.account, line.symbol);
      if (!here || !sides.some((own) => own === side)) return 'no';
      return sides.length === 1 ? 'yes' : 'either';
    }
    default:
      return assertNever(request);
  }
}

/** Profit against the fee of leaving, at the marks of the press; close to even, or moved since, either is right. */
function winnerScope(line: PositionLine, evidence: Evidence): InScope {
  const held = evidence.start.positions.find(
    ({ account, symbol, tag }) => account === line.account && symbol === line.symbol && tag === line.tag,
  );
  const moved = evidence.run.troubles.some(({ kind }) => kind === 'priceJump');
  const traded = line.changes.some(({ author }) => author !== 'exit');
  if (held === undefined || moved || traded || isClosedByAnother(line, evidence)) return 'either';
  if (compare(held.unrealizedPnl, multiply(held.leavingFee, '1.1')) > 0) return 'yes';
  return compare(held.unrealizedPnl, multiply(held.leavingFee, '0.9')) < 0 ? 'no' : 'either';
}

/** Another press had the same position closed: winners may have found it gone. */
function isClosedByAnother(line: PositionLine, evidence: Evidence): boolean {
  const symbol = evidence.unified(line.account, line.symbol);
  const sides = sidesOf(line);
  return evidence.exits.some(
    ({ view }) =>
      view.request.action !== 'flattenWinners' &&
      view.legs.some((leg) => leg.accountId === line.account && leg.symbol === symbol && sides.includes(leg.side)),
  );
}

/** Whether the exit has to get rid of the order. */
export function orderScope(request: ExitRequest, { order }: OrderLine, evidence: Evidence, timeline: Timeline): InScope {
  const item = { account: order.accountId, symbol: order.symbol };
  if (request.action === 'emergencyExit') return 'yes';
  if (request.action === 'partialClose') return 'no';
  if (request.action === 'flatten' && request.filter.marketPosition === undefined) {
    return onFiltered(request, item, evidence) ? 'yes' : 'no';
  }
  const line = timeline.positions.find(
    ({ account, symbol, tag }) => account === item.account && symbol === item.symbol && tag === order.tag,
  );
  if (line === undefined) return 'no';
  const scope = positionScope(request, line, evidence);
  // Orders go with the position that was closed; one that came, went or turned by itself may take them along or not.
  const steady = !isZero(line.startSize) && line.changes.every(({ author }) => author === 'exit');
  return scope === 'yes' && !steady ? 'either' : scope;
}
