// What an exit is called outside the panel: in the confirm window, the tray and messages of the system.
import type { AskedBy, AskedExit, AskingProgram } from '../../shared/confirmation.ts';
import type { ExitRequest, FlattenFilter } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { PositionKey } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { venueCard, venueName } from '../../shared/venue.ts';

export function nameExit(
  request: ExitRequest,
  askedBy: AskedBy,
  snapshot: PanelSnapshot,
  program: AskingProgram | null = null,
): AskedExit {
  return {
    request,
    title: titleOf(request, snapshot),
    scope: scopeWords(request, snapshot),
    environment: snapshot.environment,
    askedBy,
    program,
  };
}

/** "Emergency Exit", "Flatten: BTC longs" where the filter was saved under that name. */
export function titleOf(request: ExitRequest, snapshot: PanelSnapshot): string {
  switch (request.action) {
    case 'emergencyExit':
      return 'Emergency Exit';
    case 'flattenWinners':
      return 'Flatten Winners';
    case 'partialClose':
      return `Partial Close ${request.exitPct}%`;
    case 'flatten': {
      const saved = snapshot.settings.savedFilters.find(
        ({ environment, filter }) => environment === snapshot.environment && sameFilter(filter, request.filter),
      );
      return saved === undefined ? 'Flatten' : `Flatten: ${saved.name}`;
    }
    default:
      return assertNever(request);
  }
}

function scopeWords(request: ExitRequest, snapshot: PanelSnapshot): string {
  const accounts = snapshot.accounts.length === 1 ? '1 account' : `${snapshot.accounts.length} accounts`;
  switch (request.action) {
    case 'emergencyExit':
      return `every position and order on ${accounts}`;
    case 'flattenWinners':
      return `positions in profit on ${accounts}`;
    case 'partialClose':
      return `${request.exitPct === 100 ? 'all' : `${request.exitPct}%`} of ${positionWords(request.position, snapshot)}`;
    case 'flatten':
      return filterWords(request.filter, snapshot);
    default:
      return assertNever(request);
  }
}

/** "the ETH/USDT:USDT long of Momentum (Bybit)" */
function positionWords(key: PositionKey, snapshot: PanelSnapshot): string {
  const [accountId, symbol, side] = key.split('|');
  if (symbol === undefined || side === undefined) return key;
  const account = snapshot.accounts.find(({ id }) => id === accountId);
  return `the ${symbol} ${side} of ${account === undefined ? accountId : `${account.label} (${venueCard(account.venue).shortName})`}`;
}

export function filterWords({ account, venue, instrument, marketPosition }: FlattenFilter, snapshot: PanelSnapshot): string {
  const label = snapshot.accounts.find(({ id }) => id === account)?.label ?? account;
  const words = [label, venue === undefined ? undefined : venueName(venue), instrument, marketPosition];
  return words.filter((word) => word !== undefined).join(', ');
}

const sameFilter = (a: FlattenFilter, b: FlattenFilter): boolean =>
  a.account === b.account && a.venue === b.venue && a.instrument === b.instrument && a.marketPosition === b.marketPosition;
