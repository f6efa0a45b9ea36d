// Other hands on the same account: a bot that trades, a price that moves, an operator that switches, each at the moment
// that a story needs. They act inside the exchange, so nothing is left to timing.
import type { StoryVenue } from '../storyVenues.ts';
import type { ExitRequest } from '../../shared/exit.ts';
import { absolute, decimal, divide, floorToStep, multiply, type Decimal } from '../../shared/decimal.ts';
import { closingOrderSide, positionKey, type OrderSide, type PositionKey, type Side } from '../../shared/position.ts';
import type { Instrument, OrderIntent, PositionTag, PracticeOrder } from '../../electron/practice/exchange.ts';
import { familyOf, findInstrument } from '../../electron/practice/portfolio.ts';
import type { LoggedRequest } from '../../electron/practice/requestLog.ts';
import type { FaultWish } from '../../electron/practice/faultRules.ts';
import type { Aim } from './venueWire.ts';
import type { World } from './world.ts';

/**
 * Acts when the `nth` request of this kind has arrived and before the exchange looks at it; with `every`, at each from
 * then on. What the request asks for meets what the hand left behind.
 */
export function whenAsked(
  world: World,
  venue: StoryVenue,
  { path, method, match }: Aim,
  act: (request: LoggedRequest) => void,
  { nth = 1, every = false }: Readonly<{ nth?: number; every?: boolean }> = {},
): void {
  const { requests } = world.host.world;
  const add = requests.add.bind(requests);
  let seen = 0;
  requests.add = (entry) => {
    const logged = add(entry);
    const meant =
      entry.transport === 'http' &&
      entry.venue === venue &&
      new RegExp(path).test(entry.path) &&
      (method === undefined || method === entry.method) &&
      (match === undefined || new RegExp(match).test(`${entry.query}\n${entry.body}`));
    if (!meant) return logged;
    seen += 1;
    if (seen === nth || (every && seen > nth)) act(logged);
    return logged;
  };
}

type Refusal = Extract<FaultWish, { transport: 'order' }>['effect']['as'];

type Aimed = Readonly<{ symbol?: string; from?: number; count?: number | null }>;

/** The venue refuses the next plain order of the panel, alone or in a batch, or as many as said; null: all from now on. */
export const refuseCloses = (world: World, venue: StoryVenue, as: Refusal, aimed: Aimed = {}): string =>
  world.fault({ transport: 'order', venue, family: 'plain', ...aimed, effect: { kind: 'refuse', as } });

/** The same for stops and take-profits that are put back. */
export const refuseStops = (world: World, venue: StoryVenue, as: Refusal): string =>
  world.fault({ transport: 'order', venue, family: familyOf(venue, 'conditional'), count: null, effect: { kind: 'refuse', as } });

/** Of the given kind; if none is given the linear one, or the inverse one of a venue that has no others. */
export function instrument(world: World, venue: StoryVenue, base: string, kind?: Instrument['kind']): Instrument {
  const listed = world.venue(venue);
  const found =
    findInstrument(listed, base, kind ?? 'linear') ?? (kind === undefined ? findInstrument(listed, base, 'inverse') : null);
  if (found === null) throw new Error(`${venue} lists no ${kind ?? 'contract of'} ${base}`);
  return found;
}

/** As ccxt and the panel write it: "BTC/USDT:USDT". */
export const unified = ({ base, quote, settle }: Pick<Instrument, 'base' | 'quote' | 'settle'>): string =>
  `${base}/${quote}:${settle}`;

export const keyOf = (
  world: World,
  account: Readonly<{ venue: StoryVenue; id?: string }>,
  base: string,
  side: Side,
): PositionKey => positionKey(account.id ?? account.venue, unified(instrument(world, account.venue, base)), side);

/** Size that the ledger holds, signed; "0" when nothing. The account's id is the venue's unless said otherwise. */
export function held(world: World, venue: StoryVenue, base: string, tag: PositionTag = 'both', id: string = venue): Decimal {
  const position = world.venue(venue).position(id, instrument(world, venue, base).symbol, tag);
  return position === undefined ? '0' : position.signedSize;
}

export type Order = Readonly<{
  base: string;
  orderSide: OrderSide;
  size: Decimal | null;
  kind?: Instrument['kind'];
  id?: string;
}> &
  Partial<Pick<OrderIntent, 'type' | 'price' | 'reduceOnly' | 'tag' | 'family' | 'trigger' | 'attachedTo' | 'wire'>>;

/** An order that did not come from the panel. Throws when the exchange refuses it. */
export function order(world: World, venue: StoryVenue, { base, kind, id = venue, ...wanted }: Order): PracticeOrder {
  const intent: OrderIntent = {
    symbol: instrument(world, venue, base, kind).symbol,
    type: 'market',
    price: null,
    timeInForce: 'gtc',
    reduceOnly: false,
    tag: 'both',
    marginMode: null,
    clientOrderId: null,
    family: 'plain',
    trigger: null,
    attachedTo: null,
    wire: {},
    ...wanted,
  };
  const placed = world.venue(venue).place(id, intent);
  if (!placed.ok) throw new Error(`${venue} refused ${intent.symbol}: ${placed.code} (${placed.detail})`);
  return placed.order;
}

/** The bot trades this share of what the one-way position holds: 0.5 doubles half of it, -0.5 takes half away. */
export function botTrades(world: World, venue: StoryVenue, base: string, share: number): void {
  const signed = Number(held(world, venue, base));
  const grows = share > 0;
  const side: Side = signed > 0 ? 'long' : 'short';
  const closing = closingOrderSide(side);
  const opening: OrderSide = closing === 'sell' ? 'buy' : 'sell';
  order(world, venue, { base, orderSide: grows ? opening : closing, size: sizeOf(world, venue, base, Math.abs(share)) });
}

const sizeOf = (world: World, venue: StoryVenue, base: string, share: number): Decimal =>
  floorToStep(multiply(absolute(held(world, venue, base)), decimal(share.toFixed(4))), instrument(world, venue, base).lotSize);

/** This much of a coin in the venue's size unit, lots kept. */
export function worth(world: World, venue: StoryVenue, base: string, usd: number): Decimal {
  const { contractSize, lotSize } = instrument(world, venue, base);
  return floorToStep(divide(decimal(usd), multiply(contractSize, markOf(world, venue, base))), lotSize);
}

export function markOf(world: World, venue: StoryVenue, base: string): Decimal {
  const quote = world.venue(venue).quote(instrument(world, venue, base).symbol);
  if (quote === undefined) throw new Error(`${venue} has no quote for ${base}`);
  return quote.mark;
}

export const priceAt = (world: World, venue: StoryVenue, base: string, percent: number): Decimal =>
  floorToStep(
    multiply(markOf(world, venue, base), decimal((1 + percent / 100).toFixed(6))),
    instrument(world, venue, base).tickSize,
  );

/** The mark jumps by this much; what it reaches goes off at once. */
export function priceMoves(world: World, venue: StoryVenue, base: string, percent: number): void {
  world.venue(venue).operator.setPrice(instrument(world, venue, base).symbol, priceAt(world, venue, base, percent));
}

/** Presses in one turn, previews before: nothing can happen between them. Answers the exits' ids. */
export async function pressAtOnce(world: World, ...requests: readonly ExitRequest[]): Promise<readonly string[]> {
  const previews = await Promise.all(requests.map((request) => world.exits.preview(request)));
  return previews.map((preview) => {
    if (!preview.ok) throw new Error(preview.failure.message);
    const confirmed = world.exits.confirm(preview.value.planId);
    if (!confirmed.ok) throw new Error(confirmed.failure.message);
    return confirmed.value.exitId;
  });
}
