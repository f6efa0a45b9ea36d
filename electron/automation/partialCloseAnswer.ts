// The report of a partial close as programs read it: of its own exit, or of a larger one that closed the position anyway.
import type { z } from 'zod';
import { divide, isZero, multiply, subtract, toNumber, toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { ExitView, LegView } from '../../shared/exit.ts';
import { positionKey } from '../../shared/position.ts';
import { isClosed, isFlat, moneyOf, netPnlUsdOf, numberOf, ofExit, priceOf, type Answer } from './answers.ts';
import type { partialCloseArgs } from './schemas.ts';
import { accountOfLeg, directionOf, labelIn, sideOf } from './words.ts';

type PartialCloseArgs = z.infer<typeof partialCloseArgs>;

/** The leg that was meant. An exit of more, which this one joined, has it among its legs. */
const legMeant = (view: ExitView, position: string | null): LegView | undefined =>
  view.legs.find((leg) => positionKey(leg.accountId, leg.symbol, leg.side) === position);

/** At the mark of the press: PnL goes with the size, and the same exit tells the same amount whenever it is asked. */
function restPnlUsdOf({ atPress, startSize, settle }: LegView, rest: Decimal, view: ExitView): Decimal | null {
  if (isZero(rest)) return '0';
  const rate = view.rates[settle];
  if (atPress === undefined || rate === undefined || isZero(startSize)) return null;
  return multiply(divide(multiply(atPress.unrealizedPnl, rest), startSize), rate);
}

/** What was asked for where that is proved; otherwise, and where a running exit closed more, what was really closed. */
function closedPercentOf(leg: LegView, closed: Decimal, rest: Decimal, view: ExitView, { exit_pct }: PartialCloseArgs): number {
  if (isZero(rest)) return 100;
  if (isClosed(leg) && view.request.action === 'partialClose') return exit_pct;
  return isZero(leg.startSize) ? 0 : toNumber(toPlaces(divide(multiply(closed, '100'), leg.startSize), 2));
}

/** A rest below the venue's minimum is closed with the share: then all of it was. */
export function partialCloseAnswerOf(
  view: ExitView,
  joined: boolean,
  args: PartialCloseArgs,
  position: string | null,
): Answer<'partialCloseAnswer'> {
  const leg = legMeant(view, position);
  return leg === undefined
    ? positionGoneAnswer(view, joined, args, position)
    : { success: isFlat(view), ...shareOfLeg(leg, view, args), ...ofExit(view, joined) };
}

function shareOfLeg(leg: LegView, view: ExitView, args: PartialCloseArgs) {
  const rest = leg.remainingSize ?? (isClosed(leg) ? leg.targetSize : null);
  const closed = rest === null ? null : subtract(leg.startSize, rest);
  return {
    symbol: leg.atPress?.nativeSymbol ?? leg.symbol,
    closed_pct: rest === null || closed === null ? null : closedPercentOf(leg, closed, rest, view, args),
    closed_qty: numberOf(closed),
    remaining_qty: numberOf(rest),
    exit_price: priceOf(leg.averagePrice),
    realized_pnl_usd: moneyOf(netPnlUsdOf(leg, view)),
    remaining_unrealized_pnl_usd: rest === null ? null : moneyOf(restPnlUsdOf(leg, rest, view)),
    qty_unit: leg.sizeUnit,
    account: accountOfLeg(leg, view),
    direction: directionOf(leg.side),
  };
}

/** Nothing was sent: the position had gone before, or could not be read. */
function positionGoneAnswer(
  view: ExitView,
  joined: boolean,
  args: PartialCloseArgs,
  position: string | null,
): Answer<'partialCloseAnswer'> {
  const [accountId = '', symbol = '', side] = position?.split('|') ?? [];
  const asked = args.direction === undefined ? null : directionOf(sideOf(args.direction));
  const rest = isFlat(view) ? 0 : null;
  return {
    success: isFlat(view),
    symbol: symbol === '' ? args.symbol : symbol,
    closed_pct: 0,
    closed_qty: 0,
    remaining_qty: rest,
    exit_price: null,
    realized_pnl_usd: null,
    remaining_unrealized_pnl_usd: rest,
    qty_unit: null,
    account: accountId === '' ? (args.account ?? null) : labelIn(accountId, view),
    direction: side === undefined ? asked : directionOf(side === 'short' ? 'short' : 'long'),
    ...ofExit(view, joined),
  };
}
