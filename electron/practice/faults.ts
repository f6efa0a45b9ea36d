// When the practice exchange misbehaves on purpose. A rule looks at the calls, frames or orders that meet all its conditions,
// lets the first `from - 1` of them pass and strikes the next `count` (null: until removed). The first rule that strikes
// wins; hands (`meanwhile`) strike beside it. A ban outlives its rule's count and ends by itself, or with the rule.
import type { OrderFamily } from '../../shared/position.ts';
import type { RefusalCode } from './exchange.ts';
import type { FaultRule, Hand, HttpEffect, SocketEffect } from './faultRules.ts';

export type FaultSubject = Readonly<{
  venue: string;
  account: string | null;
  path: string;
  method: string;
  text: string; // query and body, or the frame
}>;

export type OrderSubject = Readonly<{
  venue: string;
  account: string;
  symbol: string;
  reduceOnly: boolean;
  family: OrderFamily;
}>;

/** What strikes one call. `leftMs`: how long it goes on, of a ban. */
export type StruckCall = Readonly<{ id: string; effect: Exclude<HttpEffect, Hand>; leftMs: number | null }>;

type Refuse = Extract<HttpEffect, { kind: 'refuse' }>;
type LiveRule = { readonly id: string; readonly rule: FaultRule; seen: number; struck: number; failed: string | null };
type Ban = Readonly<{ id: string; effect: Refuse; venue: string; account: string | null; untilMs: number }>;

export type Faults = ReturnType<typeof createFaults>;

export function createFaults(now: () => number) {
  const rules: LiveRule[] = [];
  let bans: readonly Ban[] = [];
  let sequence = 0;

  const mayBe = <T>(wanted: T | undefined, is: T): boolean => wanted === undefined || wanted === is;
  const fits = (pattern: string | undefined, text: string): boolean => pattern === undefined || new RegExp(pattern).test(text);

  const meets = (rule: Exclude<FaultRule, { transport: 'order' }>, subject: FaultSubject): boolean =>
    mayBe(rule.venue, subject.venue) &&
    mayBe<string | null>(rule.account, subject.account) &&
    fits(rule.path, subject.path) &&
    mayBe(rule.method?.toLowerCase(), subject.method.toLowerCase()) &&
    fits(rule.match, subject.text);

  const meetsOrder = (rule: Extract<FaultRule, { transport: 'order' }>, subject: OrderSubject): boolean =>
    mayBe(rule.venue, subject.venue) &&
    mayBe(rule.account, subject.account) &&
    mayBe(rule.symbol, subject.symbol) &&
    mayBe(rule.reduceOnly, subject.reduceOnly) &&
    mayBe(rule.family, subject.family);

  /** Counts one that meets the conditions. */
  function strikes(live: LiveRule): boolean {
    if (live.rule.count !== null && live.struck >= live.rule.count) return false;
    live.seen += 1;
    if (live.seen < live.rule.from) return false;
    live.struck += 1;
    return true;
  }

  function banOf(subject: FaultSubject): StruckCall | null {
    bans = bans.filter(({ untilMs }) => untilMs > now());
    const ban = bans.find(
      ({ venue, account, effect }) => venue === subject.venue && (effect.bans === 'address' || account === subject.account),
    );
    return ban === undefined ? null : { id: ban.id, effect: ban.effect, leftMs: ban.untilMs - now() };
  }

  return {
    add(rule: FaultRule): string {
      sequence += 1;
      const id = `fault-${sequence}`;
      rules.push({ id, rule, seen: 0, struck: 0, failed: null });
      return id;
    },
    /** Without an id: all of them. Answers how many went. */
    remove(id: string | null): number {
      const before = rules.length;
      const kept = id === null ? [] : rules.filter((live) => live.id !== id);
      rules.splice(0, rules.length, ...kept);
      bans = bans.filter((ban) => kept.some((live) => live.id === ban.id));
      return before - kept.length;
    },
    /** `failed`: why somebody else's hand could not do what it was told. */
    list: () => rules.map(({ id, rule, seen, struck, failed }) => ({ id, rule, seen, struck, failed })),
    forCall(subject: FaultSubject): StruckCall | null {
      const banned = banOf(subject);
      if (banned !== null) return banned;
      for (const live of rules) {
        if (live.rule.transport !== 'http') continue;
        const { effect } = live.rule;
        if (effect.kind === 'meanwhile' || !meets(live.rule, subject) || !strikes(live)) continue;
        const leftMs = effect.kind === 'refuse' && effect.lastsMs !== undefined ? effect.lastsMs : null;
        if (effect.kind === 'refuse' && leftMs !== null) {
          const { venue, account } = subject;
          bans = [...bans, { id: live.id, effect, venue, account, untilMs: now() + leftMs }];
        }
        return { id: live.id, effect, leftMs };
      }
      return null;
    },
    /** What others do around this call. `failed` tells what became of it. */
    handsAt(subject: FaultSubject): readonly Readonly<{ hand: Hand; failed: (why: string) => void }>[] {
      return rules.flatMap((live) => {
        if (live.rule.transport !== 'http' || live.rule.effect.kind !== 'meanwhile') return [];
        if (!meets(live.rule, subject) || !strikes(live)) return [];
        const failed = (why: string) => {
          live.failed = why;
        };
        return [{ hand: live.rule.effect, failed }];
      });
    },
    forOrder(subject: OrderSubject): RefusalCode | null {
      for (const live of rules) {
        if (live.rule.transport === 'order' && meetsOrder(live.rule, subject) && strikes(live)) return live.rule.effect.as;
      }
      return null;
    },
    forFrame(subject: FaultSubject, direction: 'in' | 'out'): SocketEffect | null {
      for (const live of rules) {
        if (live.rule.transport !== 'socket') continue;
        const { effect } = live.rule;
        const aimed =
          effect.kind === 'silence'
            ? effect.direction === 'both' || effect.direction === direction
            : effect.kind === 'drop' || (effect.kind !== 'refuse' && direction === 'out');
        if (aimed && meets(live.rule, subject) && strikes(live)) return effect;
      }
      return null;
    },
    forUpgrade(subject: FaultSubject): number | null {
      for (const live of rules) {
        if (live.rule.transport !== 'socket' || live.rule.effect.kind !== 'refuse') continue;
        if (meets(live.rule, subject) && strikes(live)) return live.rule.effect.status;
      }
      return null;
    },
  };
}
