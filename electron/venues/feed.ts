// Keeps one account's truth flowing: private stream and prices over WebSocket, REST snapshots as the truth on connect, after
// every gap, and every few seconds as an audit. A watchdog pings the private sockets: silence is noticed within seconds,
// where ccxt would need a minute or more.
import type { AccountTruthEvent } from '../../shared/truth.ts';
import type { Failure } from '../../shared/failure.ts';
import type { Wires } from './ccxtVenue.ts';
import { VenueReadError, type VenueProfile } from './profile.ts';
import type { HideKeys } from './hideKeys.ts';
import { wordsOf } from './send.ts';
import { openSockets } from './transport.ts';

const PING_MS = 300; // with round trips to 600 ms truth stays younger than a second
const FRESH_MS = 1_000;
const SILENT_MS = 3_000;
const AUDIT_MS = 10_000; // longer where many accounts share one budget: Binance 6.7 s an account, so 67 s for ten
const AUDIT_AGAIN_MS = 2_000;
const OPENING_MS = 8_000;
const RETRY_FIRST_MS = 150;
const RETRY_MOST_MS = 5_000;
const READ_MS = 5_000;

export type FeedOptions = Readonly<{
  venueName: string;
  profile: VenueProfile;
  clock: Readonly<{ now(): number; epoch(): number; sleep(ms: number): Promise<void> }>;
  emit: (event: AccountTruthEvent) => void;
  /** Takes the account's key out of what a stream says. */
  hide: HideKeys;
  openWires: () => Promise<Wires>;
  /** While an exit runs, no routine read spends the account's budget. */
  isReserved: () => boolean;
  hedgeMode: () => boolean | null;
  notClosable: () => readonly string[];
  /** Where the last measurement is old. */
  measureClock: () => void;
  /** No oftener than this, whatever `AUDIT_MS` says: other accounts spend the same budget. */
  auditEveryMs: () => number;
  /** True when the budget holds a whole audit now: half of one would be spent for nothing. */
  auditFits: () => boolean;
}>;

export interface Feed {
  start(): void;
  restart(reason: string): void;
  /** Reads a snapshot soon. */
  audit(): void;
  stop(): Promise<void>;
}

class FeedBroken extends Error {}

export function createFeed(options: FeedOptions): Feed {
  const { clock, emit, profile, venueName } = options;
  let session: AbortController | undefined;
  let stopped = false;
  let running: Promise<void> | null = null;
  let auditSoon = false;
  let hasTruth = false;
  let wake: (() => void) | null = null;
  let restarted = false;

  const failureOf = (error: unknown): Failure => {
    if (error instanceof VenueReadError) return error.failure;
    const message = options.hide(wordsOf(error));
    return {
      kind: 'unreachable',
      message: error instanceof FeedBroken ? message : `${venueName} can not be read: ${message}`,
      remedy: 'Breakglass keeps trying.',
    };
  };

  async function snapshot(wires: Wires, signal: AbortSignal): Promise<readonly string[]> {
    const readStartedAtMs = clock.now();
    const [positions, orders, equity] = await Promise.all([
      profile.readPositions(wires.account),
      profile.readOrders(wires.account),
      profile.readEquity(wires.account),
    ]);
    signal.throwIfAborted(); // its stream has ended: the next connection reads anew
    emit({
      kind: 'snapshot',
      positions,
      orders: orders.orders,
      unreadableFamilies: orders.unreadable.map(({ family }) => family),
      hedgeMode: options.hedgeMode(),
      notClosable: options.notClosable(),
      readStartedAtMs,
    });
    emit({ kind: 'equity', byCurrency: equity, atMs: clock.epoch() });
    hasTruth = true;
    return [...new Set(positions.map(({ symbol }) => symbol))];
  }

  /** A venue that hangs must hold up neither a reconnect nor the end. */
  function openWires(signal: AbortSignal): Promise<Wires> {
    return new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error));
      options.openWires().then((wires) => {
        if (signal.aborted) void wires.close();
        else resolve(wires);
      }, reject);
    });
  }

  /** One connection from opening to its end; always rejects with the reason. */
  async function live(controller: AbortController): Promise<never> {
    const { signal } = controller;
    const wires = await openWires(signal);
    try {
      return await new Promise<never>((_resolve, reject) => {
        const guard = (promise: Promise<unknown>) => {
          promise.catch(reject);
        };
        signal.addEventListener('abort', () => reject(signal.reason as Error));
        guard(
          (async () => {
            await profile.prepare(wires.account);
            guard(profile.watchAccount(wires.account, emit, signal));
            guard(watchdog(wires, signal));
            await keepRead(wires, controller);
          })(),
        );
      });
    } finally {
      controller.abort(new FeedBroken('the connection was closed'));
      await wires.close();
    }
  }

  /** Snapshots: at once, again when the private stream is open, then as audits; prices follow what is held. */
  async function keepRead(wires: Wires, { signal }: AbortController): Promise<void> {
    let priced: readonly string[] = [];
    let prices: AbortController | null = null;
    signal.addEventListener('abort', () => prices?.abort(signal.reason)); // once: symbols come and go for days
    const follow = (symbols: readonly string[]) => {
      const wanted = [...new Set([...symbols, 'BTC/USDT:USDT'])].sort();
      if (wanted.join() === priced.join()) return;
      priced = wanted;
      prices?.abort(new FeedBroken('other symbols are held now'));
      const mine = new AbortController();
      prices = mine;
      void followPrices(wires, wanted, mine.signal);
    };
    follow(await snapshot(wires, signal));
    const opened = clock.now();
    while (profile.pollEveryMs === undefined && openSockets(wires.account.client).length === 0) {
      if (clock.now() - opened > OPENING_MS) throw new FeedBroken(`${venueName}'s private stream does not open`);
      await clock.sleep(20);
    }
    // What happened between the first read and the subscription is in this one.
    await pause(500);
    for (;;) {
      if (signal.aborted) return;
      let read = true;
      if (!options.isReserved()) {
        auditSoon = false;
        options.measureClock();
        const symbols = await audit(wires, signal);
        read = symbols !== null;
        if (symbols !== null) follow(symbols);
      }
      await pause(read ? Math.max(profile.pollEveryMs ?? AUDIT_MS, options.auditEveryMs()) : AUDIT_AGAIN_MS);
    }
  }

  /** Null when there is no budget for it now: the stream lives on, and the audit is made up for. */
  async function audit(wires: Wires, signal: AbortSignal): Promise<readonly string[] | null> {
    if (!options.auditFits()) return null;
    try {
      return await snapshot(wires, signal);
    } catch (error) {
      if (error instanceof VenueReadError && error.failure.kind === 'rateLimited') return null;
      throw error;
    }
  }

  /** Ends early when an audit is wanted. */
  async function pause(ms: number): Promise<void> {
    if (auditSoon && !options.isReserved()) return;
    await Promise.race([
      clock.sleep(ms),
      new Promise<void>((resolve) => {
        wake = resolve;
      }),
    ]);
  }

  /** A broken price stream makes numbers old, not the account: it is opened again on its own. */
  async function followPrices(wires: Wires, symbols: readonly string[], signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await profile.watchMarks(wires.prices, symbols, emit, signal);
      } catch (error) {
        if (signal.aborted) return;
        if (!(error instanceof Error)) throw error;
        await clock.sleep(RETRY_FIRST_MS);
      }
    }
  }

  async function watchdog(wires: Wires, signal: AbortSignal): Promise<void> {
    const heard = new Map<object, number>();
    while (!signal.aborted) {
      await clock.sleep(PING_MS);
      const now = clock.now();
      const sockets = openSockets(wires.account.client);
      for (const socket of sockets) {
        if (!heard.has(socket)) {
          heard.set(socket, now);
          const hear = () => {
            heard.set(socket, clock.now());
            if (sockets.every((each) => clock.now() - (heard.get(each) ?? -Infinity) <= FRESH_MS))
              emit({ kind: 'alive', atMs: clock.epoch() });
          };
          socket.on('pong', hear);
          socket.on('message', hear);
        }
        if (now - (heard.get(socket) ?? now) > SILENT_MS) {
          socket.terminate();
          throw new FeedBroken(`${venueName}'s private stream is silent`);
        }
        socket.ping();
      }
    }
  }

  async function run(): Promise<void> {
    let retryMs = RETRY_FIRST_MS;
    for (;;) {
      if (stopped) return;
      const controller = new AbortController();
      session = controller;
      emit({ kind: 'connecting' });
      const startedAt = clock.now();
      try {
        await live(controller);
      } catch (error) {
        if (stopped) return;
        const failure = failureOf(error);
        if (failure.kind === 'credentials' || !hasTruth) emit({ kind: 'failed', failure });
        else emit({ kind: 'down', reason: failure.message, atMs: clock.epoch() });
      }
      if (restarted || clock.now() - startedAt > READ_MS) retryMs = RETRY_FIRST_MS; // a person who asks waits for no back-off
      restarted = false;
      await Promise.race([clock.sleep(retryMs), new Promise<void>((resolve) => (wake = resolve))]);
      retryMs = Math.min(retryMs * 2, RETRY_MOST_MS);
    }
  }

  return {
    start: () => {
      running ??= run();
    },
    restart: (reason) => {
      restarted = true;
      session?.abort(new FeedBroken(reason));
      wake?.();
    },
    audit: () => {
      auditSoon = true;
      wake?.();
    },
    stop: async () => {
      stopped = true;
      session?.abort(new FeedBroken('closed'));
      wake?.();
      await running;
    },
  };
}
