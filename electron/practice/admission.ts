// What the exchange checks before it takes an order, in the order in which venues refuse. Nothing is changed here.
// Reducing orders are exempt from the least notional and from margin; trigger orders are checked for size and margin of
// what they become only when they fire.
import {
  absolute,
  add,
  compare,
  divide,
  floorToStep,
  isNegative,
  isPositive,
  isZero,
  multiply,
  smaller,
  subtract,
  type Decimal,
} from '../../shared/decimal.ts';
import { positionId, type AccountState } from './accountState.ts';
import type { Instrument, OrderIntent, Refusal, RefusalCode, VenueBehaviour } from './exchange.ts';
import { leverageOf, marginModeOf, type createLedger } from './ledger.ts';
import type { Market } from './market.ts';
import { quoteValueAt, valueAt } from './margin.ts';
import { freeSize, isReducing, reducibleSize } from './reduceOnly.ts';
import { wouldFireAtOnce } from './triggers.ts';

export const refuse = (code: RefusalCode, detail: string): Refusal => ({ ok: false, code, detail });

export type AdmissionWorld = Readonly<{
  instruments: ReadonlyMap<string, Instrument>;
  behaviour: VenueBehaviour;
  market: Market;
  ledger: ReturnType<typeof createLedger>;
}>;

export type Admitted = Readonly<{ ok: true; instrument: Instrument; size: Decimal | null }>;

const onStep = (value: Decimal, step: Decimal): boolean => compare(floorToStep(value, step), value) === 0;

/** `wholePosition`: an order for whatever the position holds: limits of size and other resting orders do not apply. */
export function admit(
  world: AdmissionWorld,
  state: AccountState,
  intent: OrderIntent,
  options: Readonly<{ wholePosition: boolean }> = { wholePosition: false },
): Admitted | Refusal {
  const { behaviour, market } = world;
  const instrument = world.instruments.get(intent.symbol);
  if (instrument === undefined) return refuse('unknownSymbol', intent.symbol);
  if (market.isSuspended(intent.symbol)) return refuse('suspended', intent.symbol);
  const hedge = state.account.positionMode === 'hedge';
  if (hedge === (intent.tag === 'both')) return refuse('wrongTag', `${intent.tag} in ${state.account.positionMode} mode`);
  const duplicate = duplicateOf(behaviour, state, intent);
  if (duplicate !== null) return duplicate;
  const shape = options.wholePosition ? null : shapeRefusal(instrument, market, intent);
  if (shape !== null) return shape;
  if (intent.trigger !== null) {
    const watched = intent.trigger.by === 'mark' ? market.mark(intent.symbol) : market.last(intent.symbol);
    if (wouldFireAtOnce(intent.trigger, intent.orderSide, watched))
      return refuse('wouldTriggerImmediately', `price is ${watched}`);
  }
  const held = state.positions.get(positionId(intent.symbol, intent.tag));
  if (held !== undefined && !isZero(held.signedSize) && intent.marginMode !== null && intent.marginMode !== held.marginMode) {
    return refuse('marginModeMismatch', `position is ${held.marginMode}, order is ${intent.marginMode}`);
  }
  const reducing = reduceRefusal(world, state, intent, options.wholePosition);
  if ('code' in reducing) return reducing;
  const rests = intent.trigger !== null || intent.type === 'limit';
  if (rests && workingOn(state, intent.symbol) >= behaviour.maxWorkingOrdersPerSymbol) {
    return refuse('tooManyOrders', `${behaviour.maxWorkingOrdersPerSymbol} orders on ${intent.symbol}`);
  }
  const margin = intent.trigger === null && !isReducing(intent) ? marginRefusal(world, state, instrument, intent) : null;
  return margin ?? { ok: true, instrument, size: reducing.size };
}

const workingOn = (state: AccountState, symbol: string): number =>
  [...state.working.values()].filter((order) => order.symbol === symbol).length;

function duplicateOf(behaviour: VenueBehaviour, state: AccountState, intent: OrderIntent): Refusal | null {
  if (intent.clientOrderId === null || !state.usedClientIds.has(intent.clientOrderId)) return null;
  if (behaviour.clientOrderIdUnique === 'always') return refuse('duplicateClientOrderId', intent.clientOrderId);
  const newest = state.newestByClientId.get(intent.clientOrderId);
  const working = newest !== undefined && state.working.has(newest);
  return working ? refuse('duplicateClientOrderId', intent.clientOrderId) : null;
}

function shapeRefusal(instrument: Instrument, market: Market, intent: OrderIntent): Refusal | null {
  const { size, price, trigger } = intent;
  for (const given of [intent.type === 'limit' ? price : null, trigger?.price ?? null]) {
    if (given === null) continue;
    if (!isPositive(given) || !onStep(given, instrument.tickSize)) {
      return refuse('priceTick', `price ${given}, tick ${instrument.tickSize}`);
    }
  }
  if (intent.type === 'limit' && price === null) return refuse('priceTick', 'a limit order needs a price');
  if (size === null) return null;
  if (isNegative(size) || isZero(size)) return refuse('belowMinSize', `size ${size}`);
  if (!onStep(size, instrument.lotSize)) return refuse('sizeStep', `size ${size}, step ${instrument.lotSize}`);
  if (compare(size, instrument.minSize) < 0) return refuse('belowMinSize', `size ${size}, least ${instrument.minSize}`);
  const most = intent.type === 'market' ? instrument.maxMarketSize : instrument.maxLimitSize;
  if (compare(size, most) > 0) return refuse('aboveMaxSize', `size ${size}, most ${most}`);
  if (instrument.minNotional === null || isReducing(intent)) return null;
  const value = quoteValueAt(instrument, size, price ?? trigger?.price ?? market.mark(intent.symbol));
  if (compare(value, instrument.minNotional) >= 0) return null;
  return refuse('belowMinNotional', `worth ${value}, least ${instrument.minNotional}`);
}

function reduceRefusal(
  world: AdmissionWorld,
  state: AccountState,
  intent: OrderIntent,
  wholePosition: boolean,
): Refusal | Readonly<{ size: Decimal | null }> {
  if (!isReducing(intent)) return { size: intent.size };
  const increases =
    (intent.tag === 'long' && intent.orderSide === 'buy') || (intent.tag === 'short' && intent.orderSide === 'sell');
  if (increases) return refuse('reduceOnlyRejected', `${intent.orderSide} can not reduce a ${intent.tag} position`);
  const held = reducibleSize(state, intent);
  if (intent.trigger !== null) {
    const nothing = intent.size === null && intent.attachedTo === null && isZero(held);
    return nothing ? refuse('reduceOnlyRejected', 'no position to close') : { size: intent.size };
  }
  if (isZero(held)) return refuse('reduceOnlyRejected', `nothing that a ${intent.orderSide} order could reduce`);
  const wanted = intent.size ?? held;
  if (wholePosition) return { size: smaller(wanted, held) };
  const free = freeSize(state, intent);
  if (compare(wanted, free) <= 0) return { size: wanted };
  if (isZero(free)) return refuse('restingOrdersHoldSize', `resting orders hold all of ${held}`);
  if (world.behaviour.reduceOnlyExcess === 'cut') return { size: free };
  if (compare(wanted, held) > 0) return refuse('reduceOnlyRejected', `size ${wanted} is above the position's ${held}`);
  return refuse('restingOrdersHoldSize', `free size ${free} of ${held}`);
}

function marginRefusal(world: AdmissionWorld, state: AccountState, instrument: Instrument, intent: OrderIntent): Refusal | null {
  const { market, behaviour } = world;
  const size = intent.size ?? '0'; // null sizes are reducing and never come here
  const opposite = intent.tag === 'both' ? reducibleSize(state, intent) : '0';
  const opening = subtract(size, smaller(size, absolute(opposite)));
  const price = intent.price ?? market.best(intent.symbol, intent.orderSide);
  const value = valueAt(instrument, opening, price);
  const needed = add(divide(value, leverageOf(state, instrument)), multiply(value, behaviour.takerFee));
  const available = world.ledger.available(state, instrument.settle);
  if (compare(needed, available) <= 0) return null;
  return refuse('insufficientMargin', `needs ${needed} ${instrument.settle}, has ${available}`);
}

export const marginModeFor = (state: AccountState, intent: Pick<OrderIntent, 'symbol' | 'marginMode'>) =>
  intent.marginMode ?? marginModeOf(state, intent.symbol);
