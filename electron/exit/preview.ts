// What an action would do, without sending anything but reads. Works from the live book and reads an account that is
// not fresh; an account that can not be read is named in the warnings, with what was last known of it.
// One file: every figure of a preview is of the same moment and the same truth.
import { add, compare, isZero, type Decimal } from '../../shared/decimal.ts';
import type { Environment } from '../../shared/account.ts';
import type { ExitPreview, ExitRequest, KeptPosition, PreviewLeg } from '../../shared/exit.ts';
import { assertNever, fail, succeed, type Result } from '../../shared/failure.ts';
import { sizeUnitOf, type Position, type PositionKey, type WorkingOrder } from '../../shared/position.ts';
import type { Settings } from '../../shared/settings.ts';
import { venueName } from '../../shared/venue.ts';
import { callsOf } from './calls.ts';
import type { ExitLimits } from './limits.ts';
import { netPnlOf, notionalOf, sumKnown, takerFeeOf, toUsd, type Rates } from './money.ts';
import { chooseWinners, groupByUrgency, keptOf } from './plan.ts';
import type { Clock, OrdersRead, Venue } from './ports.ts';
import { isEverything, matchesAccount, matchesInstrument, orderInScope, positionInFilter, scopeOf } from './scope.ts';
import { shareOf } from './share.ts';

export type PreviewInputs = Readonly<{
  environment: Environment;
  venues: readonly Venue[];
  clock: Clock;
  limits: ExitLimits;
  rates: Rates;
  winnersRule: Settings['winnersRule'];
  /** Cost of crossing the book for `size`, in the settle currency, positive is a cost; null when no book is known. */
  estimateSlippage: (position: Position, size: Decimal) => Decimal | null;
}>;

type Seen = Readonly<{
  venue: Venue;
  positions: readonly Position[];
  orders: readonly WorkingOrder[];
  warnings: readonly string[];
  read: boolean; // false: only old truth or none
}>;

/** Accounts of the request; an unknown account is refused with the ones that exist. */
export function venuesOf(request: ExitRequest, venues: readonly Venue[]): Result<readonly Venue[]> {
  if (venues.length === 0) {
    return fail({ kind: 'notFound', message: 'There is no account here.', remedy: 'Add an account, or switch to practice.' });
  }
  if (request.action !== 'flatten') return succeed(venues);
  const { account, venue } = request.filter;
  if (account !== undefined && !venues.some((candidate) => candidate.accountId === account)) {
    return fail({
      kind: 'notFound',
      message: `There is no account "${account}".`,
      candidates: venues.map((candidate) => candidate.accountId),
    });
  }
  if (venue !== undefined && !venues.some((candidate) => candidate.venue === venue)) {
    const present = [...new Set<string>(venues.map((candidate) => candidate.venue))];
    return fail({ kind: 'notFound', message: `There is no account on ${venue}.`, candidates: present });
  }
  const chosen = venues.filter((candidate) => matchesAccount(candidate, request.filter));
  if (chosen.length > 0) return succeed(chosen);
  return fail({
    kind: 'notFound',
    message: `The account "${String(account)}" is not on ${String(venue)}.`,
    remedy: 'Filter by the account or by the venue alone.',
  });
}

/** The one position that the request means; refuses with candidates when none or several fit. */
function findPosition(wanted: string, positions: readonly Position[]): Result<Position> {
  const exact = positions.find((position) => position.key === wanted);
  if (exact !== undefined) return succeed(exact);
  const text = wanted.toLowerCase();
  const fits = positions.filter(({ symbol, nativeSymbol, side, accountId }) =>
    [symbol, nativeSymbol].some((name) => {
      const lower = name.toLowerCase();
      return text === lower || text === `${lower}|${side}` || text === `${accountId.toLowerCase()}|${lower}`;
    }),
  );
  const [only] = fits;
  if (only !== undefined && fits.length === 1) return succeed(only);
  if (fits.length > 1) {
    return fail({
      kind: 'ambiguous',
      message: `More than one position fits "${wanted}".`,
      remedy: 'Name the account, the symbol and the side.',
      candidates: fits.map((position) => position.key),
    });
  }
  return fail({
    kind: 'notFound',
    message: `There is no open position "${wanted}".`,
    candidates: positions.map((position) => position.key),
  });
}

export type Previewed = Readonly<{
  preview: Omit<ExitPreview, 'planId' | 'expiresAtMs'>;
  /** Partial close: the position that was meant, however it was named. */
  position: PositionKey | null;
}>;

export async function previewExit(request: ExitRequest, inputs: PreviewInputs): Promise<Result<Previewed>> {
  if (request.action === 'partialClose' && !isPercentage(request.exitPct)) {
    return fail({ kind: 'badRequest', message: `${request.exitPct} is not a whole percentage from 1 to 100.` });
  }
  const chosen = venuesOf(request, inputs.venues);
  if (!chosen.ok) return chosen;
  // A filter needs the other accounts too, for what is kept.
  const looked = request.action === 'flatten' ? inputs.venues : ofPosition(request, chosen.value);
  const seen = await Promise.all(looked.map((venue) => look(venue, inputs, patienceFor(request, inputs))));
  const inScope = seen.filter((one) => chosen.value.includes(one.venue));
  const parts = choose(request, seen, inScope, inputs);
  if (!parts.ok) return parts;
  const { legs, kept, ordersToCancel, warnings, position } = parts.value;
  const sorted = groupByUrgency(legs, (leg) => leg.position, inputs.rates).flat();
  const views = sorted.map((leg) => legOf(leg, inputs));
  const notionals = views.map((leg) => leg.notionalUsd);
  const touched = new Set(views.map((leg) => leg.accountId));
  const known = notionals.filter((notional) => notional !== null);
  const missing = known.length < notionals.length ? ['There is no USD rate for some positions: totals leave them out.'] : [];
  return succeed({
    position,
    preview: {
      request: request.action === 'partialClose' && position !== null ? { ...request, position } : request,
      environment: inputs.environment,
      legs: views,
      kept,
      ordersToCancel,
      accounts: touched.size,
      venues: new Set(views.map((leg) => leg.venue)).size,
      notionalUsd: known.reduce(add, '0'),
      estimatedPnlUsd: sumKnown(
        views.map((leg) => leg.estimatedPnlUsd),
        add,
      ),
      estimatedFeeUsd: sumKnown(
        views.map((leg) => leg.estimatedFeeUsd),
        add,
      ),
      estimatedSlippageUsd: sumKnown(
        views.map((leg) => leg.estimatedSlippageUsd),
        add,
      ),
      warnings: [...inScope.flatMap((one) => one.warnings), ...outOfReach(request, inScope), ...warnings, ...missing],
    },
  });
}

const isPercentage = (percent: number): boolean => Number.isInteger(percent) && percent >= 1 && percent <= 100;

/** A share waits for its own account alone; all are looked at where its name does not say which that is. */
function ofPosition(request: ExitRequest, venues: readonly Venue[]): readonly Venue[] {
  if (request.action !== 'partialClose') return venues;
  const own = venues.filter(({ accountId }) => request.position.startsWith(`${accountId}|`));
  return own.length > 0 ? own : venues;
}

/** A share needs the truth; nothing else may be held up by an account that does not answer. */
const patienceFor = ({ action }: ExitRequest, { limits }: PreviewInputs): number =>
  action === 'partialClose' ? limits.callMs + limits.callGraceMs : limits.previewMs;

async function look(venue: Venue, inputs: PreviewInputs, patienceMs: number): Promise<Seen> {
  const known = venue.known();
  if (known.ageMs !== null && known.ageMs < inputs.limits.freshMs) {
    return { venue, positions: known.positions, orders: known.orders, warnings: [], read: true };
  }
  const calls = callsOf(venue, inputs.clock, inputs.limits);
  const late = inputs.clock
    .sleep(patienceMs)
    .then(() => fail({ kind: 'unreachable', message: `no answer within ${patienceMs} ms.` }));
  const [positions, orders] = await Promise.all([
    Promise.race([calls.readPositions(), late]),
    Promise.race([calls.readOrders(), late]),
  ]);
  return {
    venue,
    positions: positions.ok ? positions.value : known.positions,
    orders: orders.ok ? orders.value.orders : known.orders,
    warnings: unreadWords(venue, positions, orders),
    read: positions.ok,
  };
}

const sentence = (text: string): string => (/[.!?]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** One warning per account: what of it could not be read, and why. The same reason is said once. */
function unreadWords(venue: Venue, positions: Result<readonly Position[]>, orders: Result<OrdersRead>): readonly string[] {
  const name = `${venue.label} (${venueName(venue.venue)})`;
  const parts: string[] = [];
  if (!positions.ok) {
    const shown = venue.known().positions.length > 0 ? ' What is listed of it is the last that was known.' : '';
    parts.push(`${name} could not be read: ${sentence(positions.failure.message)}${shown}`);
  }
  if (!orders.ok) {
    const lead = positions.ok ? `${name}: orders` : 'Its orders';
    const said = !positions.ok && positions.failure.message === orders.failure.message;
    if (!said) parts.push(`${lead} could not be listed: ${sentence(orders.failure.message)}`);
  } else {
    const { unreadable } = orders.value;
    for (const message of new Set(unreadable.map(({ failure }) => failure.message))) {
      const said = unreadable.filter(({ failure }) => failure.message === message);
      const which = said.map(({ family }) => family).join(' and ');
      const lead = parts.length === 0 ? `${name}: ${which}` : `Its ${which}`;
      parts.push(`${lead} orders could not be listed: ${sentence(message)}`);
    }
  }
  return parts.length === 0 ? [] : [parts.join(' ')];
}

type Planned = Readonly<{ position: Position; closeSize: Decimal; remainingSize: Decimal; note: string | null }>;
type Chosen = Readonly<{
  legs: readonly Planned[];
  kept: readonly KeptPosition[];
  ordersToCancel: number;
  warnings: readonly string[];
  position: PositionKey | null;
}>;

const wholly = (position: Position): Planned => ({ position, closeSize: position.size, remainingSize: '0', note: null });

/** What an exit of everything will have to name in its report. */
const outOfReach = (request: ExitRequest, inScope: readonly Seen[]): readonly string[] =>
  isEverything(scopeOf(request))
    ? inScope.flatMap(({ venue }) =>
        (venue.notClosable?.() ?? []).map((what) => `${venue.label} holds what Breakglass can not close: ${what}.`),
      )
    : [];

function choose(request: ExitRequest, seen: readonly Seen[], inScope: readonly Seen[], inputs: PreviewInputs): Result<Chosen> {
  const positions = inScope.flatMap((one) => one.positions);
  const orders = inScope.flatMap((one) => one.orders);
  const cancels = (closed: readonly Position[]): number =>
    orders.filter((order) =>
      orderInScope(
        scopeOf(request),
        order,
        closed.filter((position) => position.accountId === order.accountId),
      ),
    ).length;
  switch (request.action) {
    case 'emergencyExit':
      return succeed({
        legs: positions.map(wholly),
        kept: [],
        ordersToCancel: orders.length,
        warnings: positions.length + orders.length === 0 ? ['Nothing is open.'] : [],
        position: null,
      });
    case 'flattenWinners': {
      const { winners, kept } = chooseWinners(positions, inputs.winnersRule);
      return succeed({
        legs: winners.map(wholly),
        kept: kept.map(({ position, reason }) => keptOf(position, reason, inputs.rates)),
        ordersToCancel: cancels(winners),
        warnings: winners.length === 0 ? ['No position is in profit after the fee of leaving.'] : [],
        position: null,
      });
    }
    case 'partialClose': {
      const found = findPosition(request.position, positions);
      if (!found.ok) return found;
      const share = shareOf(found.value, request.exitPct);
      if (!share.ok) return share;
      return succeed({
        legs: [{ position: found.value, ...share.value }],
        kept: [],
        ordersToCancel: 0,
        warnings: [],
        position: found.value.key,
      });
    }
    case 'flatten': {
      const { instrument } = request.filter;
      const everything = seen.flatMap((one) => [...one.positions, ...one.orders]);
      const exists = everything.some((item) => matchesInstrument(item, instrument));
      if (instrument !== undefined && !exists && seen.every((one) => one.read)) {
        return fail({
          kind: 'notFound',
          message: `There is no position and no order on "${instrument}".`,
          candidates: [...new Set(everything.map((item) => item.symbol))].sort(),
        });
      }
      const scope = scopeOf(request);
      const matched = positions.filter((position) => positionInFilter(scope, position));
      const others = seen.flatMap((one) => one.positions).filter((position) => !matched.includes(position));
      const ordersToCancel = cancels(matched);
      return succeed({
        legs: matched.map(wholly),
        kept: others.map((position) => keptOf(position, 'does not match the filter', inputs.rates)),
        ordersToCancel,
        warnings: matched.length + ordersToCancel === 0 ? ['Nothing that is open meets all filters.'] : [],
        position: null,
      });
    }
    default:
      return assertNever(request);
  }
}

function legOf(planned: Planned, inputs: PreviewInputs): PreviewLeg {
  const { position, closeSize, remainingSize, note } = planned;
  const usd = (amount: Decimal): Decimal | null => toUsd(amount, position.market.settle, inputs.rates);
  const slippage = inputs.estimateSlippage(position, closeSize);
  const maximum = position.market.maxMarketSize;
  const split =
    maximum !== null && !isZero(maximum) && compare(closeSize, maximum) > 0
      ? `Sent in parts: the venue takes market orders up to ${maximum}.`
      : null;
  return {
    position: position.key,
    accountId: position.accountId,
    venue: position.venue,
    symbol: position.symbol,
    side: position.side,
    size: position.size,
    closeSize,
    remainingSize,
    sizeUnit: sizeUnitOf(position.market),
    notionalUsd: usd(notionalOf(position, closeSize)),
    estimatedPnlUsd: usd(netPnlOf(position, closeSize)),
    estimatedFeeUsd: usd(takerFeeOf(position, closeSize)),
    estimatedSlippageUsd: slippage === null ? null : usd(slippage),
    note: [note, split].filter((text) => text !== null).join(' ') || null,
  };
}
