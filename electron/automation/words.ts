// Words that programs read, made out of ours.
import type { ExitView, LeftOver, LegState, LegView } from '../../shared/exit.ts';
import { askedWords } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';
import type { Side } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';

export const EXIT_ACTIONS = ['emergencyExit', 'flattenWinners', 'partialClose', 'flatten'] as const;
export const LEG_STATES = [
  'queued',
  'sending',
  'accepted',
  'unknown',
  'refused',
  'residual',
  'proved',
  'dust',
  'gaveUp',
] as const satisfies readonly LegState[];
export const AUTOMATION_SIDES = ['LONG', 'SHORT', 'long', 'short'] as const;

export const sideOf = (word: (typeof AUTOMATION_SIDES)[number]): Side => (word.toLowerCase() === 'long' ? 'long' : 'short');
export const directionOf = (side: Side): 'LONG' | 'SHORT' => (side === 'long' ? 'LONG' : 'SHORT');
export const marketPositionOf = (side: Side): 'Long' | 'Short' => (side === 'long' ? 'Long' : 'Short');

/** The exchange behind a venue, as the documented examples call it: "binance" for binanceusdm and binancecoinm. */
export function exchangeOf(venue: string): string {
  const plain = venue.replace(/^ccxt:/, '');
  return /^(binance|kucoin|kraken)(usdm|coinm|futures)$/.exec(plain)?.[1] ?? plain;
}

/** ccxt writes a dated contract with its day: "BTC/USDT:USDT-261225". */
export const instrumentTypeOf = (symbol: string): 'Perpetual' | 'Future' => (/-\d{6}$/.test(symbol) ? 'Future' : 'Perpetual');

export const labelOf = (accountId: string, { accounts }: PanelSnapshot): string =>
  accounts.find(({ id }) => id === accountId)?.label ?? accountId;

/** Its own label at the time, where the exit still has it. */
export const labelIn = (accountId: string, view: ExitView): string =>
  view.accounts.find((account) => account.accountId === accountId)?.label ?? accountId;

export const venueIn = (accountId: string, view: ExitView): string =>
  view.accounts.find((account) => account.accountId === accountId)?.venue ?? accountId;

export const accountOfLeg = (leg: LegView, view: ExitView): string => labelIn(leg.accountId, view);

export function askedByOf({ startedBy, asked }: ExitView): string {
  if (asked !== undefined) return askedWords(asked);
  return startedBy === 'stayFlat' ? 'Stay flat' : 'a person';
}

/** Why it is not flat, a sentence each; never empty then. */
export function errorsOf(view: ExitView): readonly string[] {
  if (view.verdict === 'flat' || view.verdict === null) return [];
  const left = view.leftOver.map((each) => leftWords(each, view));
  if (left.length > 0) return left;
  return [
    ...view.notes,
    view.verdict === 'notFlat'
      ? 'Something that was asked for is still open.'
      : 'Nobody knows whether it is flat: look at the venue.',
  ];
}

function leftWords(left: LeftOver, view: ExitView): string {
  const label = labelIn(left.accountId, view);
  switch (left.kind) {
    case 'position':
      return `${label}: ${left.symbol} ${left.side} of ${left.size} is open${left.dust ? ' (dust)' : ''}: ${left.reason}`;
    case 'order':
      return `${label}: the order ${left.orderId} on ${left.symbol} works: ${left.reason}`;
    case 'unreadable':
      return `${label} could not be read: ${left.reason}`;
    case 'unsweepable':
      return `${label}: ${left.family} orders could not be swept: ${left.reason}`;
    case 'notClosable':
      return `${label} holds ${left.what}, which Breakglass can not close: ${left.reason}`;
    default:
      return assertNever(left);
  }
}
