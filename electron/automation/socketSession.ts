// One program's WebSocket: its calls, in whatever order they are answered, and what it is subscribed to. An exit that it started
// runs on when it goes. Bounded in all it may hold: calls at once, what waits to be read, frames that are none.
import type { RawData, WebSocket } from 'ws';
import { assertNever } from '../../shared/failure.ts';
import type { Call, Caller, Calls } from './calls.ts';
import { notOn } from './keyEnvironment.ts';
import type { AutomationClock } from './ports.ts';
import { refusalBodyOf, refuse, type Refusal } from './refusals.ts';
import { createSubscription, type Feed, type Subscription } from './socketFeed.ts';
import { misuseOf, readFrame, TOPICS, verbOf, type Incoming, type RpcFrame, type Topic } from './socketFrames.ts';
import { verbs, type VerbName } from './verbs.ts';

export type SessionLimits = Readonly<{
  pingEveryMs: number;
  /** So many with no sign of life after them, and it is gone. Counted, not timed: a computer that slept drops nobody. */
  pingsUnanswered: number;
  /** Pictures wait while more than this waits to be read. */
  pictureBytes: number;
  /** While more than this waits it is answered no more, and closed. */
  unreadBytes: number;
  /** Pictures waited for so long: it does not read. */
  behindMs: number;
  badFramesInARow: number;
  framesASecond: number;
  /** At once. What only reads never takes the room of an exit. */
  reads: number;
  exits: number;
  /** After its closing frame, for the other side to answer it. */
  goodbyeMs: number;
}>;

/** 4000 to 4999 are ours to give (RFC 6455, 7.4.2); the last two digits are those of HTTP. */
export const CLOSED = { badFrames: 4400, key: 4401, unread: 4408, tooMany: 4429, goingAway: 1001, defect: 1011 } as const;

export interface Session {
  readonly keyId: string;
  /** To any topic. */
  isSubscribed(): boolean;
  /** What changed since it was told last. */
  tell(): void;
  /** Once a second or so: keys that ended, peers that are gone. */
  look(): void;
  end(code: number, reason: string): void;
}

type SessionInputs = Readonly<{
  socket: WebSocket;
  caller: Caller;
  calls: Calls;
  feed: Feed;
  clock: AutomationClock;
  limits: SessionLimits;
  /** Somebody wants a full picture. */
  wanted: () => void;
  onClose: () => void;
  log: (message: string) => void;
}>;

const MOST_WORDS = 120; // bytes; a closing frame has 123 for its reason (RFC 6455, 5.5)

export function openSession(inputs: SessionInputs): Session {
  const { socket, caller, calls, feed, clock, limits, wanted, onClose, log } = inputs;
  const subscriptions = new Map<Topic, Subscription>();
  const running = { read: 0, exit: 0 };
  let ending = false;
  let suspended = false;
  let badFrames = 0;
  let pingedAtMs = clock.now();
  let unanswered = 0;
  let behindSinceMs: number | null = null;
  let second = { startedAtMs: clock.now(), frames: 0 };

  function end(code: number, reason: string): void {
    if (ending) return;
    ending = true;
    subscriptions.clear();
    socket.close(code, Buffer.from(reason).subarray(0, MOST_WORDS).toString());
    setTimeout(() => socket.terminate(), limits.goodbyeMs).unref();
  }

  function send(text: string): void {
    if (ending || socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.unreadBytes) end(CLOSED.unread, 'What was answered is not read.');
    else socket.send(text);
  }

  const answer = (id: string, data: object): void => send(JSON.stringify({ id, data }));

  function refuseCall(id: string | null, refusal: Refusal): void {
    const { status, retryAfter } = refusal;
    send(JSON.stringify({ id, data: refusalBodyOf(refusal), status, ...(retryAfter === undefined ? {} : { retryAfter }) }));
    if (status === 401) end(CLOSED.key, refusal.errors.join(' ')); // the key ended while it was connected
  }

  function turnAway(id: string | null, verb: VerbName | 'unknown', refusal: Refusal): void {
    void calls.turnedAway('websocket', verb, refusal, caller.keyId);
    refuseCall(id, refusal);
  }

  function badFrame(id: string | null, refusal: Refusal): void {
    badFrames += 1;
    turnAway(id, 'unknown', refusal);
    if (badFrames >= limits.badFramesInARow) end(CLOSED.badFrames, `${badFrames} frames in a row that say nothing.`);
  }

  async function run(frame: RpcFrame): Promise<void> {
    const { id, api, args, idempotencyKey, async } = frame;
    const verb = verbOf(api);
    const misuse = misuseOf(frame);
    if (misuse !== null) return turnAway(id, verb, misuse);
    const { kind } = verbs[verb];
    const room = kind === 'exit' ? limits.exits : limits.reads;
    if (running[kind] >= room)
      return turnAway(id, verb, {
        ...refuse(429, `${room} calls of this connection are being answered. Nothing was started.`, 'Wait for an answer.'),
        retryAfter: 1,
      });
    running[kind] += 1;
    const call: Call = { via: 'websocket', verb, args, idempotencyKey: idempotencyKey ?? null, respondAsync: async === true };
    try {
      const result = await calls.run(caller, call);
      if (result.ok) answer(id, result.body);
      else refuseCall(id, result.refusal);
    } finally {
      running[kind] -= 1;
    }
  }

  function subscribe(id: string, topics: readonly Topic[]): void {
    const refusal = calls.listen(caller, 'websocket', 'subscribe');
    if (refusal !== null) return refuseCall(id, refusal);
    for (const topic of topics) {
      const subscription = subscriptions.get(topic) ?? createSubscription(topic, feed);
      subscription.startOver();
      subscriptions.set(topic, subscription);
    }
    answer(id, { success: true, topics: subscribed() });
    wanted();
  }

  const subscribed = (): readonly Topic[] => TOPICS.filter((topic) => subscriptions.has(topic));

  function take(frame: Incoming): void {
    switch (frame.action) {
      case 'ping':
        return send('{"type":"pong"}');
      case 'subscribe':
        return subscribe(frame.id, frame.topics);
      case 'unsubscribe':
        for (const topic of frame.topics) subscriptions.delete(topic);
        return answer(frame.id, { success: true, topics: subscribed() });
      case 'rpc':
        run(frame).catch((error: unknown) => {
          log(`defect in a WebSocket call: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
          refuseCall(frame.id, refuse(500, 'This failed inside Breakglass.'));
        });
        return undefined;
      default:
        return assertNever(frame);
    }
  }

  function onMessage(data: RawData, isBinary: boolean): void {
    if (ending) return;
    const nowMs = clock.now();
    unanswered = 0;
    if (nowMs - second.startedAtMs >= 1_000) second = { startedAtMs: nowMs, frames: 0 };
    second.frames += 1;
    if (second.frames > limits.framesASecond) return end(CLOSED.tooMany, `More than ${limits.framesASecond} frames in a second.`);
    if (isBinary) return badFrame(null, refuse(400, 'A frame has to be text. Nothing was started.'));
    const heard = readFrame(textOf(data));
    if (!heard.ok) return badFrame(heard.id, heard.refusal);
    badFrames = 0;
    return take(heard.frame);
  }

  function suspend(reason: string): void {
    if (!suspended) send(JSON.stringify({ type: 'suspended', topics: subscribed(), reason }));
    suspended = true;
    for (const subscription of subscriptions.values()) subscription.startOver();
  }

  function tell(): void {
    if (ending) return;
    const found = calls.keyOf(caller);
    if (!found.ok) return end(CLOSED.key, found.refusal.errors.join(' '));
    if (subscriptions.size === 0) return undefined;
    const { environment } = found.key;
    if (notOn(found.key, feed.environment()) !== null)
      return suspend(`This key is one of ${environment}, which is not on: what was told before is void.`);
    suspended = false;
    for (const subscription of subscriptions.values()) {
      if (socket.bufferedAmount > limits.pictureBytes) {
        behindSinceMs ??= clock.now();
        return undefined;
      }
      const frame = subscription.next(found.key);
      if (frame !== null) send(frame);
    }
    behindSinceMs = null;
    return undefined;
  }

  function look(): void {
    if (ending) return;
    const found = calls.keyOf(caller);
    if (!found.ok) return end(CLOSED.key, found.refusal.errors.join(' '));
    const nowMs = clock.now();
    if (behindSinceMs !== null) {
      if (nowMs - behindSinceMs > limits.behindMs) return end(CLOSED.unread, 'What was subscribed to is not read.');
      tell();
    }
    if (nowMs - pingedAtMs < limits.pingEveryMs) return undefined;
    if (unanswered >= limits.pingsUnanswered) return socket.terminate();
    pingedAtMs = nowMs;
    unanswered += 1;
    return socket.ping();
  }

  socket.on('message', onMessage);
  socket.on('pong', () => {
    unanswered = 0;
  });
  // A frame that breaks the protocol: ws closes with 1002, 1007 or 1009 by itself.
  socket.on('error', () => {
    ending = true;
  });
  socket.on('close', () => {
    ending = true;
    subscriptions.clear();
    onClose();
  });
  return { keyId: caller.keyId, isSubscribed: () => subscriptions.size > 0, tell, look, end };
}

function textOf(data: RawData): string {
  if (Array.isArray(data)) return Buffer.concat(data).toString('utf8');
  return Buffer.isBuffer(data) ? data.toString('utf8') : Buffer.from(data).toString('utf8');
}
