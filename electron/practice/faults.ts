// Rules by which the practice exchange misbehaves on purpose. A rule looks at the calls (HTTP) or frames (WebSocket) that
// meet all its conditions, lets the first `from - 1` of them pass and strikes the next `count` (null: until removed).
// The first rule that strikes a call wins. Lost and reset calls answer nothing at all, as a broken network does.
import { z } from 'zod';

const conditions = {
  venue: z.enum(['binanceusdm', 'bybit', 'okx']).optional(),
  account: z.string().min(1).optional(), // account id
  path: z.string().min(1).optional(), // regular expression on the path without the venue prefix
  method: z.string().min(1).optional(), // HTTP method; for frames the operation ("order.place")
  match: z.string().min(1).optional(), // regular expression on query and body, or on the frame
  from: z.int().min(1).default(1),
  count: z.int().min(1).nullable().default(1),
};

const httpEffect = z.discriminatedUnion('kind', [
  /** The request never reaches the exchange. `silence` keeps the connection open without an answer. */
  z.strictObject({ kind: z.literal('loseRequest'), ending: z.enum(['close', 'silence']).default('close') }),
  /** The request is processed, its answer is lost. */
  z.strictObject({ kind: z.literal('loseAnswer'), ending: z.enum(['close', 'silence']).default('close') }),
  /** RST before anything is processed. */
  z.strictObject({ kind: z.literal('reset') }),
  /** Another answer instead of the real one; `process` decides whether the request takes effect. A string goes out as is. */
  z.strictObject({
    kind: z.literal('answer'),
    status: z.int().min(100).max(599),
    body: z.unknown(),
    headers: z.record(z.string(), z.string()).optional(),
    process: z.boolean().default(false),
  }),
  /** The real answer, cut off after half of its bytes. */
  z.strictObject({ kind: z.literal('truncate') }),
  z.strictObject({
    kind: z.literal('slow'),
    ms: z.int().min(0).max(600_000),
    when: z.enum(['before', 'after']).default('after'),
  }),
  /** The real answer, a few bytes at a time. */
  z.strictObject({ kind: z.literal('drip'), bytes: z.int().min(1).default(16), everyMs: z.int().min(1).default(200) }),
]);

const socketEffect = z.discriminatedUnion('kind', [
  /** Frames vanish, pings stay unanswered, the connection stays up. */
  z.strictObject({ kind: z.literal('silence'), direction: z.enum(['in', 'out', 'both']).default('both') }),
  z.strictObject({ kind: z.literal('duplicate') }), // outgoing frames are sent twice
  z.strictObject({ kind: z.literal('drop') }), // the connection breaks at this frame; POST /control/sockets/drop breaks it at once
  z.strictObject({ kind: z.literal('refuse'), status: z.int().min(400).max(599).default(503) }), // new connections
]);

export const faultRuleSchema = z.discriminatedUnion('transport', [
  z.strictObject({ transport: z.literal('http'), ...conditions, effect: httpEffect }),
  z.strictObject({ transport: z.literal('socket'), ...conditions, effect: socketEffect }),
]);

export type FaultRule = z.output<typeof faultRuleSchema>;
/** As it is asked for: what is left out takes its default. */
export type FaultWish = z.input<typeof faultRuleSchema>;
export type HttpEffect = z.output<typeof httpEffect>;
export type SocketEffect = z.output<typeof socketEffect>;

export type FaultSubject = Readonly<{
  venue: string;
  account: string | null;
  path: string;
  method: string;
  text: string; // query and body, or the frame
}>;

type LiveRule = { readonly id: string; readonly rule: FaultRule; seen: number; struck: number };

export type Faults = ReturnType<typeof createFaults>;

export function createFaults() {
  const rules: LiveRule[] = [];
  let sequence = 0;

  const meets = (rule: FaultRule, subject: FaultSubject): boolean =>
    (rule.venue === undefined || rule.venue === subject.venue) &&
    (rule.account === undefined || rule.account === subject.account) &&
    (rule.path === undefined || new RegExp(rule.path).test(subject.path)) &&
    (rule.method === undefined || rule.method.toLowerCase() === subject.method.toLowerCase()) &&
    (rule.match === undefined || new RegExp(rule.match).test(subject.text));

  function strikes(live: LiveRule, subject: FaultSubject): boolean {
    if (!meets(live.rule, subject)) return false;
    if (live.rule.count !== null && live.struck >= live.rule.count) return false;
    live.seen += 1;
    if (live.seen < live.rule.from) return false;
    live.struck += 1;
    return true;
  }

  return {
    /** Throws on a pattern that is not a regular expression. */
    add(rule: FaultRule): string {
      for (const pattern of [rule.path, rule.match]) if (pattern !== undefined) void new RegExp(pattern);
      sequence += 1;
      const id = `fault-${sequence}`;
      rules.push({ id, rule, seen: 0, struck: 0 });
      return id;
    },
    /** Without an id: all of them. Answers how many went. */
    remove(id: string | null): number {
      const before = rules.length;
      const kept = id === null ? [] : rules.filter((live) => live.id !== id);
      rules.splice(0, rules.length, ...kept);
      return before - kept.length;
    },
    list: () => rules.map(({ id, rule, seen, struck }) => ({ id, rule, seen, struck })),
    forCall(subject: FaultSubject): Readonly<{ id: string; effect: HttpEffect }> | null {
      for (const live of rules) {
        if (live.rule.transport === 'http' && strikes(live, subject)) return { id: live.id, effect: live.rule.effect };
      }
      return null;
    },
    forFrame(subject: FaultSubject, direction: 'in' | 'out'): SocketEffect | null {
      for (const live of rules) {
        if (live.rule.transport !== 'socket') continue;
        const { effect } = live.rule;
        const aimed =
          (effect.kind === 'silence' && (effect.direction === 'both' || effect.direction === direction)) ||
          (effect.kind === 'duplicate' && direction === 'out') ||
          effect.kind === 'drop';
        if (aimed && strikes(live, subject)) return effect;
      }
      return null;
    },
    forUpgrade(subject: FaultSubject): number | null {
      for (const live of rules) {
        if (live.rule.transport !== 'socket' || live.rule.effect.kind !== 'refuse') continue;
        if (strikes(live, subject)) return live.rule.effect.status;
      }
      return null;
    },
  };
}
