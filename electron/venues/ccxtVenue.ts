// The one adapter: drives a profile over a ccxt client for one account. Deadlines, pacing and the fate of each request are
// settled in `send`; here every call of the exit's port becomes a profile call that can neither throw nor outlive its time.
// One file, since everything in it speaks through the same client, pacer and connection.
import type { Exchange } from 'ccxt';
import type { AccountId, VenueId } from '../../shared/account.ts';
import { venueName as nameOf } from '../../shared/venue.ts';
import type { Decimal } from '../../shared/decimal.ts';
import { fail, succeed, type Failure, type Result } from '../../shared/failure.ts';
import type { MarketRules, WorkingOrder } from '../../shared/position.ts';
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { CloseOrder, Venue } from '../exit/ports.ts';
import { captureRequests, spendOf, type CapturedRequest, type Wave } from './captureRequests.ts';
import { checkEndpoint, type Endpoint } from './endpoint.ts';
import { createFeed } from './feed.ts';
import { hideKeys, type HideKeys } from './hideKeys.ts';
import type { MarketCache } from './marketCache.ts';
import { contractsNamed } from './marketNames.ts';
import { loadMarkets, type SharedMarkets } from './markets.ts';
import type { BudgetUse, Lane, PacingRoom } from './pacing.ts';
import {
  VenueReadError,
  type ClientPlace,
  type DepthLevels,
  type KeyFacts,
  type Spend,
  type VenueContext,
  type VenueProfile,
} from './profile.ts';
import type { Proxy } from './proxy.ts';
import { send } from './send.ts';
import { closeTransport, createAgent, newWireRecord, openTransport, recordWire, useAgent } from './transport.ts';
import { createVenueClock, type AskTime, type ClockReading } from './venueClock.ts';

export type VenueAccountOptions = Readonly<{
  accountId: AccountId;
  venue: VenueId;
  label: string;
  credential: Readonly<{ reveal: () => Readonly<{ apiKey: string; secret: string; password?: string | undefined }> }>;
  /** Null: the venue itself. */
  endpoint: Endpoint | null;
  place: ClientPlace;
  /** Null: none. */
  proxy?: Proxy | null | undefined;
  profile: VenueProfile;
  pacing: PacingRoom;
  /** Market definitions of last time; absent: every start loads them first. */
  marketCache?: MarketCache | undefined;
  emit: (event: AccountTruthEvent) => void;
  markPrice: (symbol: string) => Decimal | undefined;
  clock: Readonly<{ now(): number; epoch(): number; sleep(ms: number): Promise<void> }>;
}>;

/** What main.ts completes with the book (`known`, `onTruth`, `closingPrice`) to the exit's Venue port. */
export type VenueAccount = Omit<Venue, 'known' | 'onTruth' | 'closingPrice'> &
  Readonly<{
    /** Connects and keeps connected until `disconnect`. What happens is told through `emit`. */
    connect: () => void;
    /** Drops everything and connects anew, e.g. after the user mended a key. */
    reconnect: () => void;
    /** The same, and no request leaves on a connection of before: the computer slept or its network changed, so they may be dead. */
    rearm: () => void;
    disconnect: () => Promise<void>;
    /**
     * Opens connections before they are needed, e.g. while the finger is on the button. Never fails.
     * @param orders  how many closes will leave at once; default: few
     */
    warm: (orders?: number) => Promise<void>;
    /** The public order book of a market, with the routine share of the budget. */
    readDepth: (market: MarketRules, deadlineMs: number) => Promise<Result<DepthLevels>>;
    requestCount: () => number;
    /** Unified symbols that a name may mean here (marketNames.ts); none before the first connection. */
    marketsNamed: (name: string) => readonly string[];
    /** What the venue tells of the key, with the routine share of the budget. */
    readKey: (deadlineMs: number) => Promise<Result<KeyFacts>>;
    /**
     * The venue's time against ours. Null: it answered without telling one.
     * @param mayBeRecent  a reading of some seconds ago serves: OKX answers this ten times in two seconds for a whole address
     */
    measureClock: (deadlineMs: number, mayBeRecent: boolean) => Promise<Result<ClockReading | null>>;
    /** The requests of these closes and cancels, signed and stopped where they would be dialled. */
    captureRequests: (wave: Wave) => Promise<readonly CapturedRequest[]>;
    /** What these closes and cancels, and the reads that prove them, would spend of each documented limit, against what is free. */
    budgetOf: (wave: Wave) => Promise<readonly BudgetUse[]>;
  }>;

/** Both clients of one connection: signed calls and the private stream on one, public prices on the other. */
export type Wires = Readonly<{ account: VenueContext; prices: VenueContext; close: () => Promise<void> }>;

const WARM_EVERY_MS = 3_000; // an idle connection lives 5 s at the strictest servers, and the hold comes on top
const MOST_WARM = 40;
const NOTHING: readonly Spend[] = [];
const NO_MARKETS: SharedMarkets = { byNative: () => undefined, giveTo: () => undefined };
/** Until the audit that follows an exit: other accounts may still be proving, on the same processor and address. */
const AFTER_EXIT_MS = 500;
const CLOCK_MS = 1_500;
/** Made out here: market definitions outlive the account, and a function made beside its client would keep that and its keys. */
const nowOf = (clock: VenueAccountOptions['clock']) => () => clock.now();
const READ_MS = 5_000; // routine reads; an exit brings its own deadlines

export function createVenueAccount(options: VenueAccountOptions): VenueAccount {
  const { accountId, clock, profile, venue } = options;
  const venueName = nameOf(venue);
  const endpoint = options.endpoint === null ? null : checkEndpoint(options.endpoint);
  const proxy = options.proxy ?? null;
  const hide = hideKeys(() => {
    const { apiKey, secret, password } = options.credential.reveal();
    return [apiKey, secret, password];
  });
  let agent = createAgent(proxy);
  const agentsOfBefore = new Set<typeof agent>();
  const budgetOf = endpoint === null ? (profile.sharesBudgetOf ?? venue) : venue;
  // What counts by address counts by the proxy's.
  const pacer = options.pacing.pacer(accountId, `${budgetOf}@${endpoint?.rest ?? ''}${proxy?.name ?? ''}`, profile.limits);
  let hedgeMode: boolean | null = null;
  const beyondReach: Record<'positions' | 'orders', readonly string[]> = { positions: [], orders: [] };
  const notClosable = (): readonly string[] => [...beyondReach.positions, ...beyondReach.orders];
  let requests = 0;
  const venueClock = createVenueClock(clock);
  let reserved = false;
  let released: (() => void)[] = [];
  let wires: Wires | null = null;

  const context = (client: Exchange, markets: SharedMarkets, lane: Lane, deadlineMs: number | null): VenueContext => ({
    accountId,
    client,
    marketByNative: markets.byNative,
    hedgeMode: () => hedgeMode,
    setHedgeMode: (hedged) => {
      hedgeMode = hedged;
    },
    setNotClosable: (list, held) => {
      beyondReach[list] = held.map(({ what, nativeSymbol, size }) => `${what} ${nativeSymbol}, ${size ?? 'of unknown size'}`);
    },
    markPrice: options.markPrice,
    nowEpochMs: () => clock.epoch(),
    fits: (spend) => pacer.fits(spend, lane),
    waitMs: (spend) => pacer.waitMs(spend, lane),
    send: (spend, request) =>
      send(
        {
          venueName,
          via: proxy?.name,
          hide,
          lane,
          deadlineMs: () => deadlineMs ?? clock.now() + READ_MS,
          now: () => clock.now(),
          sleep: (ms) => clock.sleep(ms),
          pacer,
          mayGo: () => (reserved ? new Promise((resolve) => released.push(resolve)) : Promise.resolve()),
          onRequest: () => {
            requests += 1;
          },
          onWrongTime: () => void venueClock.measure(askTime()).catch(() => null), // the next refusal asks again
          readRefusal: (status, body, headers) => profile.readRefusal(status, body, headers),
        },
        spend,
        request,
      ),
  });

  /**
   * Public and cheap, always in the lane of an exit: one that was refused for its time joins a measurement that runs, and that
   * must not wait for the exit to end. For the same reason none takes long.
   */
  const askTime =
    (client = wires?.prices.client): AskTime =>
    async (sent) => {
      if (client === undefined) return null;
      const base = context(client, NO_MARKETS, 'exit', clock.now() + CLOCK_MS);
      const timed: VenueContext['send'] = (spend, request) =>
        base.send(spend, () => {
          sent(); // what it waited for its turn is no part of the round trip
          return request();
        });
      return profile.ping({ ...base, send: timed });
    };

  const openWires = async (): Promise<Wires> => {
    const client = profile.createClient(options.credential.reveal(), options.place);
    const publicClient = profile.createClient({ apiKey: '', secret: '' }, options.place);
    await Promise.all([client, publicClient].map((each) => openTransport(each, endpoint, agent, proxy)));
    venueClock.correct(client);
    const [markets] = await Promise.all([
      loadMarkets(venue, endpoint, profile, publicClient, nowOf(clock), options.marketCache ?? null),
      venueClock.measure(askTime(publicClient)).catch(() => null), // while the definitions come; refusals ask again
    ]);
    markets.giveTo(client);
    markets.giveTo(publicClient);
    return {
      account: context(client, markets, 'routine', null),
      prices: context(publicClient, markets, 'routine', null),
      close: async () => {
        await Promise.allSettled([closeTransport(client), closeTransport(publicClient)]);
      },
    };
  };

  const feed = createFeed({
    venueName,
    profile,
    clock,
    emit: options.emit,
    hide,
    openWires: async () => {
      wires = await openWires();
      dialThrough(wires, agent); // it may be another one by now
      return wires;
    },
    isReserved: () => reserved,
    hedgeMode: () => hedgeMode,
    notClosable,
    measureClock: () => venueClock.measureAgain(askTime()),
    auditEveryMs: () => pacer.everyMs(profile.auditSpend ?? NOTHING),
    auditFits: () => pacer.fits(profile.auditSpend ?? NOTHING, 'routine'),
  });

  const notConnected: Failure = {
    kind: 'unreachable',
    message: `${venueName} has not been reached since Breakglass started`,
    remedy: 'Reconnect the account.',
  };
  const forExit = (deadlineMs: number, lane: Lane = 'exit'): VenueContext | null => {
    if (wires === null) return null;
    const { client, marketByNative } = wires.account;
    return context(client, { byNative: marketByNative, giveTo: () => undefined }, lane, deadlineMs);
  };

  async function read<T>(
    deadlineMs: number,
    run: (context: VenueContext) => Promise<T>,
    lane: Lane = 'exit',
  ): Promise<Result<T>> {
    const venueContext = forExit(deadlineMs, lane);
    if (venueContext === null) return fail(notConnected);
    return settleRead(venueName, run(venueContext), clock, deadlineMs, hide);
  }

  /** One outcome per order whatever happens: a profile that fails in the middle leaves outcomes that nobody knows. */
  async function write<Order, Outcome>(
    deadlineMs: number,
    orders: readonly Order[],
    run: (context: VenueContext) => Promise<readonly Outcome[]>,
    notSent: (failure: Failure) => Outcome,
    unknown: (failure: Failure) => Outcome,
  ): Promise<readonly Outcome[]> {
    const venueContext = forExit(deadlineMs);
    if (venueContext === null) return orders.map(() => notSent(notConnected));
    const result = await settleRead(venueName, run(venueContext), clock, deadlineMs, hide);
    if (!result.ok) return orders.map(() => unknown({ ...result.failure, kind: 'unknownOutcome' }));
    return orders.map((_order, index) => {
      const outcome = result.value[index];
      return outcome ?? unknown({ kind: 'unknownOutcome', message: `${venueName} did not say what became of this order` });
    });
  }

  let warmedAtMs = Number.NEGATIVE_INFINITY;
  const warm = async (orders = 0) => {
    // Whoever presses again and again must not spend the budget of the exit that follows.
    if (wires === null || clock.now() - warmedAtMs < WARM_EVERY_MS) return;
    warmedAtMs = clock.now();
    const open = (each: VenueContext) => profile.warm?.(each) ?? profile.ping(each);
    const deadlineMs = clock.now() + READ_MS;
    const batches = Math.ceil(orders / profile.traits.closeBatchSize);
    const connections = Math.min(MOST_WARM, Math.max(profile.connections, batches));
    await Promise.all(Array.from({ length: connections }, () => read<unknown>(deadlineMs, open)));
  };

  /** The whole way but the dial: the record of each request stops it in the transport. */
  async function rehearse(orders: readonly CloseOrder[]): Promise<void> {
    const venueContext = forExit(clock.now() + READ_MS);
    if (venueContext === null) return;
    const unsent: Failure = { kind: 'unreachable', message: 'rehearsed' };
    const send: VenueContext['send'] = async (_spend, request) => {
      await recordWire(newWireRecord(true), request).catch(() => undefined);
      return { kind: 'neverSent', failure: unsent };
    };
    const size = profile.traits.closeBatchSize;
    for (let first = 0; first < orders.length; first += size) {
      const batch = orders.slice(first, first + size);
      await profile.submitCloses({ ...venueContext, send }, batch).catch(() => []); // what it would say means nothing
    }
  }

  return {
    accountId,
    venue,
    label: options.label,
    traits: profile.traits,
    connect: () => feed.start(),
    reconnect: () => feed.restart('reconnecting on your request'),
    rearm: () => {
      const before = agent;
      agent = createAgent(proxy);
      if (wires !== null) dialThrough(wires, agent);
      agentsOfBefore.add(before);
      // What is on its way keeps its connection until its answer or its deadline: nobody knows that it is dead.
      void before.close().then(() => agentsOfBefore.delete(before));
      feed.restart('the computer slept or its network changed');
    },
    disconnect: async () => {
      pacer.leave();
      await feed.stop();
      await Promise.all([agent, ...agentsOfBefore].map((each) => each.destroy())); // a call that hangs must not hold up the end
    },
    warm,
    rehearse,
    readDepth: async (market, deadlineMs) => {
      if (wires === null) return fail(notConnected);
      const { client, marketByNative } = wires.prices;
      const each = context(client, { byNative: marketByNative, giveTo: () => undefined }, 'routine', deadlineMs);
      return settleRead(venueName, profile.readDepth(each, market), clock, deadlineMs, hide);
    },
    marketsNamed: (name) => contractsNamed(name, listedMarkets(wires?.account.client.markets)),
    requestCount: () => requests,
    readKey: (deadlineMs) => read(deadlineMs, (each) => profile.readKey(each), 'routine'),
    measureClock: async (deadlineMs, mayBeRecent) => {
      if (wires === null) return fail(notConnected);
      const recent = mayBeRecent ? venueClock.recent() : null;
      if (recent !== null) return succeed(recent);
      return settleRead(venueName, venueClock.measure(askTime()), clock, deadlineMs, hide);
    },
    captureRequests: async (wave) => {
      const venueContext = forExit(clock.now() + READ_MS);
      if (venueContext === null) return [];
      const { apiKey, secret, password } = options.credential.reveal();
      return captureRequests(profile, venueContext, wave, [apiKey, secret, password ?? ''], () => !reserved);
    },
    budgetOf: async (wave) => {
      const venueContext = forExit(clock.now() + READ_MS);
      return venueContext === null ? [] : pacer.uses(await spendOf(profile, venueContext, wave));
    },
    notClosable,
    reserveForExit: (wanted) => {
      reserved = wanted;
      if (wanted) return;
      const waiting = released;
      released = [];
      for (const go of waiting) go();
      void clock.sleep(AFTER_EXIT_MS).then(() => feed.audit());
    },
    readPositions: (deadlineMs) => read(deadlineMs, (each) => profile.readPositions(each)),
    readOrders: (deadlineMs) => read(deadlineMs, (each) => profile.readOrders(each)),
    lookUp: (order, deadlineMs) => read(deadlineMs, (each) => profile.lookUp(each, order)),
    // After the verdict, and dear: what the next press needs is not spent on it.
    readFills: (orders, deadlineMs) => read(deadlineMs, (each) => profile.readFills(each, orders), 'report'),
    submitCloses: (orders, deadlineMs) =>
      write(
        deadlineMs,
        orders,
        (each) => profile.submitCloses(each, orders),
        (failure) => ({ kind: 'neverSent', failure }),
        (failure) => ({ kind: 'unknown', failure }),
      ),
    cancelOrders: (orders, deadlineMs) => cancel(deadlineMs, orders, (each) => profile.cancelOrders(each, orders)),
    sweepOrders: (orders, deadlineMs) => cancel(deadlineMs, orders, (each) => profile.sweepOrders(each, orders)),
    restoreOrder: async (order, clientOrderId, deadlineMs) => {
      const [outcome] = await write(
        deadlineMs,
        [order],
        async (each) => [await profile.restoreOrder(each, order, clientOrderId)],
        (failure) => ({ kind: 'neverSent', failure }) as const,
        (failure) => ({ kind: 'unknown', failure }) as const,
      );
      return outcome ?? { kind: 'unknown', failure: notConnected };
    },
  };

  function cancel(
    deadlineMs: number,
    orders: readonly WorkingOrder[],
    run: (context: VenueContext) => ReturnType<VenueProfile['cancelOrders']>,
  ) {
    return write(
      deadlineMs,
      orders,
      run,
      (failure) => ({ kind: 'refused', failure }) as const,
      (failure) => ({ kind: 'unknown', failure }) as const,
    );
  }
}

function dialThrough({ account, prices }: Wires, agent: ReturnType<typeof createAgent>): void {
  for (const { client } of [account, prices]) useAgent(client, agent);
}

/** A profile call as a Result, ended by its deadline at the latest. What it can not read is said to be unreadable. */
export async function settleRead<T>(
  venueName: string,
  running: Promise<T>,
  clock: VenueAccountOptions['clock'],
  deadlineMs: number,
  hide: HideKeys,
): Promise<Result<T>> {
  const settled = running.then(
    (value) => succeed(value),
    (error: unknown) => {
      if (error instanceof VenueReadError) return fail(error.failure);
      return fail({
        kind: 'unreadable',
        message: `an answer of ${venueName} could not be read: ${hide(error instanceof Error ? error.message : String(error))}`,
        remedy: 'Breakglass keeps asking. If it stays, the venue may have changed its format: use its own site.',
      });
    },
  );
  // A little later than the deadline of the requests inside, so that their own words win.
  const late = clock
    .sleep(Math.max(0, deadlineMs - clock.now()) + 50)
    .then(() => fail({ kind: 'unreachable', message: `${venueName} did not answer in time` }));
  return Promise.race([settled, late]);
}

/** ccxt's table of markets, which it types loosely and leaves out before they are loaded. */
const listedMarkets = (markets: unknown): Parameters<typeof contractsNamed>[1] =>
  typeof markets === 'object' && markets !== null ? Object.values(markets) : [];
