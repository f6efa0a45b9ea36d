// What answers of the venue mean for a leg: submit outcomes and look-ups. Pure steps on one account's state.
// An order is `open` until it is certain that it can not fill any more; nothing is sent for a leg with an open order.
import { compare, divide, floorToStep, isPositive, multiply, type Decimal } from '../../shared/decimal.ts';
import { assertNever, type Failure, type Result } from '../../shared/failure.ts';
import { backOffMs, moveTo, nextSeq, type AccountState, type Leg, type SentClose } from './accountState.ts';
import type { OrderState, SubmitOutcome } from './ports.ts';

/**
 * An order that a venue can not find may not have arrived yet: asked again until this long after it was sent. A late one
 * does no harm to a close of everything, the venue cuts it to what is left; a share it would close twice.
 */
const ABSENT_IS_CERTAIN_MS = 500;
const SHARE_MARGIN_MS = 1_000; // after the venue's receive window
/** The same where the venue itself said that it has the order. */
const ABSENT_AGAINST_WORD_MS = 3_000;

/** The fate of an order is certain. Only positions read after this may size the next one. */
function endOrder(state: AccountState, leg: Leg, sent: SentClose, mayHaveFilled: boolean): void {
  sent.progress = 'ended';
  sent.wantsLookUp = false;
  sent.endedSeq = nextSeq(state);
  if (mayHaveFilled) leg.needsReadAfterSeq = sent.endedSeq;
}

/** Books one outcome; `digestWave` follows when the whole wave of the leg is answered. */
export function bookOutcome(state: AccountState, leg: Leg, sent: SentClose, outcome: SubmitOutcome, nowMs: number): void {
  sent.outcome = outcome;
  sent.answeredSeq = nextSeq(state);
  switch (outcome.kind) {
    case 'accepted':
      sent.orderId = outcome.orderId;
      sent.filledSize = outcome.filledSize;
      leg.acknowledgedAtMs = nowMs;
      if (outcome.filledSize !== null && compare(outcome.filledSize, sent.order.size) >= 0) {
        endOrder(state, leg, sent, true);
      } else {
        sent.progress = 'open';
        sent.wantsLookUp = outcome.filledSize !== null;
      }
      return;
    case 'unknown':
      sent.progress = 'open';
      sent.wantsLookUp = true;
      return;
    case 'neverSent':
      endOrder(state, leg, sent, false);
      return;
    case 'refused':
      if (outcome.reason === 'duplicate') {
        sent.progress = 'open';
        sent.wantsLookUp = true;
      } else {
        endOrder(state, leg, sent, outcome.reason === 'nothingToClose' || outcome.reason === 'hedgeTag');
      }
      return;
    default:
      assertNever(outcome);
  }
}

const isUnknown = (sent: SentClose): boolean =>
  sent.outcome !== null &&
  (sent.outcome.kind === 'unknown' || (sent.outcome.kind === 'refused' && sent.outcome.reason === 'duplicate'));

/** Moves the leg once every order of its last wave is answered. */
export function digestWave(state: AccountState, leg: Leg, nowMs: number): void {
  if (leg.sent.some((sent) => sent.progress === 'inFlight')) return;
  const wave = leg.sent.filter((sent) => sent.attempt === leg.sends);
  const failed = wave.find((sent) => sent.outcome?.kind === 'unknown');
  if (failed?.outcome?.kind === 'unknown') leg.failure = failed.outcome.failure;
  if (leg.state === 'sending') {
    if (wave.some(isUnknown)) moveTo(state, leg, 'unknown');
    else if (wave.some((sent) => sent.outcome?.kind === 'accepted')) moveTo(state, leg, 'accepted');
    else if (wave.every((sent) => sent.outcome?.kind === 'neverSent')) moveTo(state, leg, 'queued');
    else moveTo(state, leg, 'refused');
  }
  if (leg.state === 'accepted') leg.certainMisses = 0;
  const taken = wave.every((sent) => sent.outcome?.kind === 'accepted');
  if (taken && leg.maxSlice !== null && leg.bandStep === 0) leg.maxSlice = multiply(leg.maxSlice, '2');
  for (const sent of wave) {
    const outcome = sent.outcome;
    if (outcome === null || outcome.kind === 'accepted' || outcome.kind === 'unknown') continue;
    reactToRefusal(state, leg, sent, outcome, nowMs, wave.length);
    return; // one reaction a wave
  }
}

type NotTaken = Extract<SubmitOutcome, { kind: 'refused' | 'neverSent' }>;

function reactToRefusal(
  state: AccountState,
  leg: Leg,
  sent: SentClose,
  outcome: NotTaken,
  nowMs: number,
  waveLength: number,
): void {
  leg.failure = outcome.failure;
  const later = (ms: number): void => {
    leg.notBeforeMs = Math.max(leg.notBeforeMs, nowMs + ms);
  };
  if (outcome.kind === 'neverSent' || outcome.reason === 'rateLimited') {
    // Certain that nothing happened: the attempt is not burnt, the time bound still counts.
    leg.attempts = Math.max(0, leg.attempts - 1);
    leg.certainMisses += 1;
    later(outcome.retryAfterMs ?? backOffMs(outcome.kind === 'neverSent' ? 100 : 500, leg.certainMisses - 1, 2_000));
    return;
  }
  leg.certainMisses = 0;
  const repeated = backOffMs(250, leg.attempts - 1, 5_000);
  if (leg.hold === 'cleared' && leg.state === 'refused') {
    // Protection was taken away for this close and it is refused all the same: put it back before anything else.
    leg.hold = 'restoring';
    later(repeated);
    return;
  }
  const { lotSize } = leg.position.market;
  const lots = floorToStep(sent.order.size, lotSize);
  const uneven = compare(lots, sent.order.size) !== 0;
  // Venues have a code of their own for part of a lot, or none (Binance: too many decimals).
  const reason = uneven && outcome.reason === 'other' ? 'belowMinimum' : outcome.reason;
  switch (reason) {
    case 'restingOrdersHoldSize':
      leg.hold = 'cancelling';
      leg.holdSeq = sent.sentSeq;
      return;
    case 'priceBand':
      leg.bandStep += 1;
      if (leg.bandStep >= 2) {
        shrinkSlice(leg, sent.order.size);
        later(backOffMs(100, leg.bandStep - 2, 2_000));
      }
      return;
    case 'aboveMaximum':
      shrinkSlice(leg, sent.order.size);
      return;
    case 'belowMinimum':
      if (uneven && isPositive(lots)) {
        leg.wholeLots = true;
      } else if (waveLength > 1 || leg.maxSlice !== null) {
        leg.maxSlice = null; // our own slices were too small
        later(repeated);
      } else if (leg.state === 'refused') {
        moveTo(state, leg, 'dust');
      }
      return;
    case 'nothingToClose':
    case 'hedgeTag':
      if (leg.attempts > 1) later(backOffMs(100, leg.attempts - 2, 2_000));
      // Said again of a position that was read in between: Binance answers -2022 too where own orders hold the size.
      if (leg.attempts > 1 && reason === 'nothingToClose') {
        leg.hold = 'cancelling';
        leg.holdSeq = sent.sentSeq;
      }
      return;
    case 'duplicate':
      return; // looked up
    case 'credentials':
    case 'suspended':
    case 'other':
      later(outcome.retryAfterMs ?? repeated);
      return;
    default:
      assertNever(reason);
  }
}

function shrinkSlice(leg: Leg, refusedSize: Decimal): void {
  const half = floorToStep(divide(refusedSize, '2'), leg.position.market.lotSize);
  if (isPositive(half)) leg.maxSlice = half;
}

/** Books what a look-up by client order id said. */
export function bookLookUp(state: AccountState, leg: Leg, sent: SentClose, result: Result<OrderState>, nowMs: number): void {
  sent.lookingUp = false;
  sent.lookUps += 1;
  const again = (ms: number): void => {
    sent.lookUpNotBeforeMs = nowMs + ms;
  };
  if (sent.progress !== 'open') return;
  if (!result.ok) {
    leg.failure = lookUpFailure(result.failure);
    again(backOffMs(100, sent.lookUps - 1, 2_000));
    return;
  }
  if (result.value.kind === 'found') {
    sent.orderId = result.value.orderId;
    sent.filledSize = result.value.filledSize;
    if (result.value.working) again(backOffMs(50, sent.lookUps - 1, 1_000));
    else endOrder(state, leg, sent, true);
    return;
  }
  const word = sent.outcome !== null && sent.outcome.kind !== 'unknown';
  const base = word ? ABSENT_AGAINST_WORD_MS : ABSENT_IS_CERTAIN_MS;
  const certainMs = leg.closeLimit === null ? base : Math.max(base, state.receiveWindowMs + SHARE_MARGIN_MS);
  if (nowMs - sent.sentAtMs < certainMs) {
    again(backOffMs(100, sent.lookUps - 1, 500));
    return;
  }
  if (!word) sent.filledSize = '0';
  endOrder(state, leg, sent, true);
}

const lookUpFailure = (failure: Failure): Failure => ({
  ...failure,
  kind: 'unknownOutcome',
  message: `An order was sent and nobody could say what became of it: ${failure.message}`,
});
