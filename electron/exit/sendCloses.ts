// Sends closes: sizes a wave, numbers its orders, writes them down, and books what the venue answers.
// Nothing else may size an order of an exit.
import { floorToStep, isPositive, smaller } from '../../shared/decimal.ts';
import { closingOrderSide } from '../../shared/position.ts';
import { moveTo, nextSeq, type Leg, type SentClose } from './accountState.ts';
import { intentOf, type AccountWire } from './accountWire.ts';
import { bookOutcome, digestWave } from './answers.ts';
import type { Rates } from './money.ts';
import { closeLimitLeft } from './observe.ts';
import { chunksOf, groupByUrgency, sizeToClose, slicesOf } from './plan.ts';
import type { CloseOrder, JournalEntry } from './ports.ts';

/** Orders of one leg in one wave; what is above goes in the next. */
export const MOST_SLICES = 100;
/** The same where the size of a slice is what a refusal taught: it grows again with each wave that is taken. */
const MOST_LEARNT_SLICES = 20;

type Chunk = readonly Readonly<{ leg: Leg; sent: SentClose }>[];

/** Prepared orders in the chunks that the venue takes, most urgent first. */
export type Wave = Readonly<{ exitId: string; chunks: readonly Chunk[] }>;

export type CloseSender = Readonly<{
  /** Fixes sizes and client order ids of the next wave of these legs and books it as sent. Null: there is none. */
  prepare: (legs: readonly Leg[]) => Wave | null;
  /** What has to be on the disk before these many chunks leave. */
  intentsOf: (wave: Wave, chunks: number) => readonly JournalEntry[];
  /** Sends the chunks that are written down at once, and the others a turn later: a long list takes the disk milliseconds. */
  submit: (wave: Wave, writtenChunks: number) => void;
}>;

export function createCloseSender(wire: AccountWire, rates: () => Rates): CloseSender {
  const { venue, clock, state, calls } = wire;

  function prepare(legs: readonly Leg[]): Wave | null {
    const [firstLeg] = legs;
    if (firstLeg === undefined) return null;
    const known = venue.known();
    const shown = new Set(known.positions.map((position) => position.key));
    for (const leg of legs) {
      leg.attempts += 1;
      leg.sends += 1;
      leg.waveSize = leg.position.size;
      moveTo(state, leg, 'sending');
      const all = sizeToClose(leg.position, leg.targetSize, closeLimitLeft(leg));
      const lots = floorToStep(all, leg.position.market.lotSize);
      const size = leg.wholeLots && isPositive(lots) ? lots : all;
      const limitPrice = leg.bandStep > 0 ? venue.closingPrice(leg.position) : null;
      const { maxMarketSize, lotSize } = leg.position.market;
      const maximum =
        leg.maxSlice === null || maxMarketSize === null ? (leg.maxSlice ?? maxMarketSize) : smaller(leg.maxSlice, maxMarketSize);
      const slices = slicesOf(size, maximum, lotSize).slice(0, leg.maxSlice === null ? MOST_SLICES : MOST_LEARNT_SLICES);
      slices.forEach((slice, index) => {
        const order: CloseOrder = {
          clientOrderId: venue.traits.clientOrderId(leg.exitId, leg.index, leg.sends, index),
          position: leg.position,
          orderSide: closingOrderSide(leg.position.side),
          size: slice,
          limitPrice,
        };
        leg.sent.push(newSent(order, leg.sends));
      });
      leg.seenInStream = known.ageMs !== null && shown.has(leg.key);
    }
    const groups = groupByUrgency(legs, (leg) => leg.position, rates());
    const orders = groups.map((group) => group.flatMap((leg) => waveOf(leg).map((sent) => ({ leg, sent }))));
    return { exitId: firstLeg.exitId, chunks: chunksOf(orders, venue.traits.closeBatchSize) };
  }

  const newSent = (order: CloseOrder, attempt: number): SentClose => ({
    order,
    attempt,
    sentSeq: nextSeq(state),
    sentAtMs: clock.now(),
    progress: 'inFlight',
    outcome: null,
    answeredSeq: null,
    endedSeq: null,
    orderId: null,
    filledSize: null,
    wantsLookUp: false,
    lookingUp: false,
    lookUpNotBeforeMs: 0,
    lookUps: 0,
  });

  /** The leg itself, before its first order: enough to take it up again after a crash. */
  function planOf(leg: Leg): readonly JournalEntry[] {
    if (leg.journalled) return [];
    leg.journalled = true;
    const { exitId, legId, index, position, targetSize, closeLimit } = leg;
    return [{ kind: 'legPlanned', exitId, legId, index, position, targetSize, closeLimit }];
  }

  const waveOf = (leg: Leg): readonly SentClose[] => leg.sent.filter((sent) => sent.attempt === leg.sends);

  const intentsOfChunk = (chunk: Chunk): readonly JournalEntry[] =>
    chunk.flatMap(({ leg, sent: { order, attempt } }) => {
      const { clientOrderId, size, limitPrice } = order;
      return [...planOf(leg), intentOf(leg, { clientOrderId, size, attempt, limitPrice, restores: null })];
    });

  function send(chunk: Chunk): void {
    for (const { leg } of chunk) leg.sentAtMs ??= clock.now();
    void wire.book(calls.submitCloses(chunk.map(({ sent }) => sent.order)), (outcomes) => {
      wire.endWrite();
      chunk.forEach(({ leg, sent }, index) => {
        const outcome = outcomes[index];
        if (outcome === undefined) throw new Error('an order has no outcome');
        bookOutcome(state, leg, sent, outcome, clock.now());
        wire.noteAnswer(leg, sent.order.clientOrderId, outcome);
      });
      for (const leg of new Set(chunk.map(({ leg }) => leg))) digestWave(state, leg, clock.now());
    });
  }

  function writeAndSend(exitId: string, chunks: readonly Chunk[]): void {
    if (chunks.length === 0) return;
    wire.commit(exitId, chunks.flatMap(intentsOfChunk));
    for (const chunk of chunks) send(chunk);
  }

  function submit({ exitId, chunks }: Wave, writtenChunks: number): void {
    for (const _ of chunks) wire.beginWrite(); // all of them count as on the wire from here on
    for (const chunk of chunks.slice(0, writtenChunks)) send(chunk);
    const later = chunks.slice(writtenChunks);
    if (writtenChunks === 0 || clock.nextTurn === undefined) writeAndSend(exitId, later);
    else if (later.length > 0) void wire.book(clock.nextTurn(), () => writeAndSend(exitId, later));
  }

  const intentsOf = ({ chunks }: Wave, count: number): readonly JournalEntry[] => chunks.slice(0, count).flatMap(intentsOfChunk);

  return { prepare, intentsOf, submit };
}
