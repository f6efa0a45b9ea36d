// What an exit that is not flat leaves to a person: the gravest first, what was tried, and what to do now.
import type { ExitView, LeftOver, LegView } from '../../shared/exit.ts';
import { formatDuration, plural } from '../ui/numbers.ts';
import { isPressed } from './originWords.ts';

type LeftPosition = Extract<LeftOver, { kind: 'position' }>;
type Naming = (accountId: string) => string;

export const legOfLeft = (exit: ExitView, left: LeftOver): LegView | undefined =>
  left.kind !== 'position'
    ? undefined
    : exit.legs.find((leg) => leg.accountId === left.accountId && leg.symbol === left.symbol && leg.side === left.side);

export const isNakedLeft = (exit: ExitView, left: LeftOver): boolean => legOfLeft(exit, left)?.naked === true;

const RANK = { position: 1, order: 2, unreadable: 3, notClosable: 4, unsweepable: 5 } as const;

/** Naked first, then what is exposed, then what may open something, dust last. */
export function sortedLeft(exit: ExitView): readonly LeftOver[] {
  const rank = (left: LeftOver): number =>
    isNakedLeft(exit, left) ? 0 : left.kind === 'position' && left.dust ? 6 : RANK[left.kind];
  return exit.leftOver.toSorted((a, b) => rank(a) - rank(b));
}

/** "12 attempts, venue code -4131": what the reason does not say already. */
export function triedOnLeg(leg: LegView, reason: string): string {
  const tried = leg.attempts === 0 ? 'nothing was sent' : plural(leg.attempts, 'attempt');
  const code = leg.failure?.venueCode;
  return code === undefined || reason.includes(code) ? tried : `${tried}, venue code ${code}`;
}

/** How long and how often, without guessing which bound ended it. Null for an exit that did not give up. */
export function gaveUpWords(exit: ExitView): string | null {
  if (!exit.gaveUp || exit.verdict === 'flat' || exit.endedAtMs === null) return null;
  const most = Math.max(0, ...exit.legs.map((leg) => leg.attempts));
  const given = exit.legs.filter((leg) => leg.state === 'gaveUp').length;
  const legs = given === 0 ? '' : ` on ${given} of ${plural(exit.legs.length, 'leg')}`;
  const tried = most === 0 ? 'nothing could be sent' : `up to ${plural(most, 'attempt')} a leg`;
  const start = isPressed(exit) ? 'press' : 'start';
  return `It gave up${legs} ${formatDuration(exit.endedAtMs - exit.pressedAtMs)} after the ${start}: ${tried}.`;
}

const listed = (names: readonly string[]): string => [...new Set(names)].join(', ');
const nameOf = (left: LeftPosition, naming: Naming): string => `${left.symbol} ${left.side} on ${naming(left.accountId)}`;

/** In the order in which they matter; every step names where. */
export function nextSteps(exit: ExitView, naming: Naming): readonly string[] {
  const of = <Kind extends LeftOver['kind']>(kind: Kind) =>
    exit.leftOver.filter((left): left is Extract<LeftOver, { kind: Kind }> => left.kind === kind);
  const positions = of('position');
  const naked = positions.filter((left) => isNakedLeft(exit, left));
  const open = positions.filter((left) => !left.dust && !naked.includes(left));
  const orders = of('order');
  const unreadable = of('unreadable');
  const notClosable = of('notClosable');
  const unsweepable = of('unsweepable');
  const unread = new Set(unreadable.map((left) => left.accountId));
  const openRead = open.filter((left) => !unread.has(left.accountId));
  const steps: string[] = [];
  for (const left of naked) steps.push(`First: ${nameOf(left, naming)} has no stop. Close it at the venue, or put a stop there.`);
  if (unreadable.length > 0) {
    const names = listed(unreadable.map((left) => naming(left.accountId)));
    steps.push(`Look at ${names} at the venue itself, and treat it as exposed: it was not read back in full.`);
  }
  if (openRead.length + naked.length > 0 || unreadable.length > 0) {
    steps.push('Hold Emergency Exit again: it reads afresh and starts with all its attempts and time.');
  }
  if (openRead.length > 0) {
    const names = listed(openRead.map((left) => naming(left.accountId)));
    steps.push(`If the venue refuses again, close by hand at the venue: ${plural(openRead.length, 'position')} on ${names}.`);
  }
  if (orders.length > 0) {
    const names = listed(orders.map((left) => naming(left.accountId)));
    steps.push(
      `Cancel at the venue: ${plural(orders.length, 'working order')} on ${names}. Keep the stops of a position that is still open; any other that fills opens one.`,
    );
  }
  for (const left of notClosable) steps.push(`Close ${left.what} at the venue: ${naming(left.accountId)}.`);
  for (const left of unsweepable) steps.push(`Look for ${left.family} orders of ${naming(left.accountId)} at the venue.`);
  if (positions.some((left) => left.dust)) {
    steps.push('Dust is too small for an order. The venue’s own page may close or convert it; until then it stays exposed.');
  }
  return steps;
}

/** What kind of not flat or unknown it is, in one sentence; null where the general one says it best. */
export function leftMeaning(exit: ExitView): string | null {
  const { leftOver, verdict } = exit;
  const every = (test: (left: LeftOver) => boolean) => leftOver.length > 0 && leftOver.every(test);
  if (verdict === 'notFlat') {
    if (leftOver.length === 0) return 'What was asked for could not be done. The notes below say why.';
    if (every((left) => left.kind === 'position' && left.dust)) {
      return 'Read back: all that the venue takes is closed. What is left is below its minimum, and it refused the rest.';
    }
    if (every((left) => left.kind === 'notClosable' || left.kind === 'unsweepable')) {
      return 'Read back: all that Breakglass can close is closed. What it can not close or cancel is listed below.';
    }
    if (every((left) => left.kind === 'order')) {
      return 'Read back: no position is left, but orders still work. One that fills opens a position.';
    }
  }
  if (verdict === 'unknown' && every((left) => left.kind === 'unsweepable')) {
    return 'Positions are read back, but not every family of orders can be listed. Look for those at the venue itself.';
  }
  return null;
}
