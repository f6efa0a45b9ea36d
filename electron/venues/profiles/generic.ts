// Any other ccxt exchange, uncertified: ccxt's unified methods and nothing else. Slow and careful: no batches, one call an order,
// reduce-only always, no hedge mode, no streams (the account is asked every few seconds). What ccxt does not say that a venue
// has is refused in words, or named as beyond reach.
import ccxt from 'ccxt';
import { ccxtIdOf, type UncertifiedVenueId } from '../../../shared/venue.ts';
import type { VenueProfile } from '../profile.ts';
import { checkAbilities } from './generic/abilities.ts';
import { createClient, type ClientClass } from './generic/client.ts';
import { createKit } from './generic/kit.ts';
import { marketRules } from './generic/nouns.ts';
import { lookUp, ping, prepare, readDepth, readEquity, readFills, readKey, readOrders, readPositions } from './generic/reads.ts';
import { readRefusalWith } from './generic/refusals.ts';
import { cancelOrders, restoreOrder, submitCloses } from './generic/writes.ts';

const POLL_MS = 2_000; // the book calls silence of three seconds stale
const WINDOW_MS = 5_000;
const SLOW_MS = 1_000; // a call, where ccxt names no pace

/** Ends with the connection: there is no stream. */
const untilAborted = (signal: AbortSignal): Promise<never> =>
  new Promise<never>((_resolve, reject) => {
    const end = () => reject(signal.reason instanceof Error ? signal.reason : new Error('the connection was closed'));
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  });

/** Throws with words for a person where the venue can not be used. */
export function genericProfile(venue: UncertifiedVenueId): VenueProfile {
  const id = ccxtIdOf(venue);
  const classes = ccxt.pro as unknown as Readonly<Record<string, ClientClass>>;
  const Client = Object.hasOwn(classes, id) ? classes[id] : undefined;
  if (Client === undefined) throw new Error(`Breakglass can not trade on ${id}: ccxt has no exchange of this name with streams`);
  const reader = createClient(Client, { apiKey: '', secret: '' }); // reads error answers
  const abilities = checkAbilities(id, reader);
  const kit = createKit(venue, id, abilities);
  const capacity = Math.max(5, Math.floor(WINDOW_MS / (reader.rateLimit ?? SLOW_MS)));
  const { lists } = kit;
  const listsTriggers = lists.whole || abilities.listsTriggers || !abilities.hasTriggers;
  return {
    venue,
    traits: {
      closeBatchSize: 1,
      cancelBatchSize: 1,
      // Letters and digits, at most 28 with an exit's numbers: the narrowest alphabet and length in use.
      clientOrderId: (exitId, leg, attempt, slice) => `bg${exitId}l${leg}a${attempt}s${slice}`,
      orderFamilies: listsTriggers ? ['plain', 'trigger'] : ['plain'],
      // What ccxt's own lists may leave out: no exit over everything is called flat before a person has looked.
      unsweepable: [...(listsTriggers ? [] : (['trigger'] as const)), ...(lists.whole ? [] : (['algo'] as const))],
      receiveWindowMs: 60_000, // nobody says how long a late request is taken
    },
    // ccxt's own pace, as a window: what a call costs beyond one is not known here.
    limits: [{ bucket: 'calls', capacity, windowMs: WINDOW_MS, perIp: true }],
    auditSpend: [{ bucket: 'calls', cost: lists.positions.length + lists.orders.length + 1 }],
    pollEveryMs: POLL_MS,
    createClient: (credential) => createClient(Client, credential),
    marketRules,
    ping,
    connections: 2,
    prepare: (context) => prepare(kit, context),
    readKey: async () => readKey(kit),
    readPositions: (context) => readPositions(kit, context),
    readOrders: (context) => readOrders(kit, context),
    readEquity: (context) => readEquity(kit, context),
    readDepth: (context, market) => readDepth(kit, context, market),
    submitCloses: (context, orders) => submitCloses(kit, context, orders),
    cancelOrders: (context, orders) => cancelOrders(kit, context, orders),
    sweepOrders: (context, orders) => cancelOrders(kit, context, orders),
    restoreOrder: (context, order, clientOrderId) => restoreOrder(kit, context, order, clientOrderId),
    lookUp: (context, order) => lookUp(kit, context, order),
    readFills: (context, orders) => readFills(kit, context, orders),
    readRefusal: (httpStatus, body) => readRefusalWith(reader, httpStatus, body),
    watchAccount: (_context, _emit, signal) => untilAborted(signal),
    watchMarks: (_context, _symbols, _emit, signal) => untilAborted(signal), // positions bring their marks
  };
}
