// What the facts mean: one check each, with what is so and what to do. Pure.
// What nobody could answer is `unknown`, never `ok`.
import { isPositive } from '../../shared/decimal.ts';
import { assertNever } from '../../shared/failure.ts';
import type { CheckId, CheckState, ReadinessCheck } from '../../shared/readiness.ts';
import { isCertified, venueName } from '../../shared/venue.ts';
import { defaultExitLimits } from '../exit/limits.ts';
import { slicesOf } from '../exit/plan.ts';
import { MOST_SLICES } from '../exit/sendCloses.ts';
import type { ReadinessFacts } from './readinessFacts.ts';

type Said = Readonly<{ state: CheckState; detail: string; remedy?: string | null | undefined }>;

const DAY_MS = 86_400_000;
const EXPIRES_SOON_DAYS = 7;
/** Apart by less, clocks trouble no venue: the strictest refuses what is a second early. */
const CLOCK_FINE_MS = 1_000;

const seconds = (ms: number): string => `${(Math.abs(ms) / 1_000).toFixed(1)} s`;
const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

function reachable({ time, venue }: ReadinessFacts): Said {
  const name = venueName(venue);
  if (!time.ok) {
    const { kind, message, remedy } = time.failure;
    // A no is an answer.
    const state = kind === 'rateLimited' || kind === 'refused' ? 'warning' : 'bad';
    return { state, detail: message, remedy: remedy ?? (state === 'bad' ? 'Check the network.' : 'Wait a moment.') };
  }
  const took = time.value === null ? '' : ` in ${Math.max(1, Math.round(time.value.roundTripMs))} ms`;
  return { state: 'ok', detail: `${name} answers${took}.` };
}

const mendKey = 'Check the key at the venue, or enter a new one.';

function keyValid({ health, key, nowEpochMs, venue }: ReadinessFacts): Said {
  const name = venueName(venue);
  const refused =
    !key.ok && key.failure.kind === 'credentials'
      ? key.failure
      : // A key that may only read is a valid one.
        health.kind === 'failed' && health.failure.kind === 'credentials' && !(key.ok && key.value.canTrade === false)
        ? health.failure
        : null;
  if (refused !== null) return { state: 'bad', detail: refused.message, remedy: refused.remedy ?? mendKey };
  const endsAtMs = key.ok ? key.value.expiresAtEpochMs : null;
  if (endsAtMs !== null) {
    const date = new Date(endsAtMs).toISOString().slice(0, 10);
    const days = (endsAtMs - nowEpochMs) / DAY_MS;
    if (days <= 0) return { state: 'bad', detail: `The key expired on ${date}.`, remedy: `Make a new one at ${name}.` };
    if (days <= EXPIRES_SOON_DAYS) {
      const detail = `The key expires on ${date}, in ${plural(Math.ceil(days), 'day')}.`;
      return { state: 'warning', detail, remedy: `Make a new one at ${name} before, or bind this one to addresses.` };
    }
  }
  const until = endsAtMs === null ? '' : ` It expires on ${new Date(endsAtMs).toISOString().slice(0, 10)}.`;
  if (health.kind === 'live') return { state: 'ok', detail: `${name} takes the key.${until}` };
  const told = key.ok && Object.values(key.value).some((fact) => typeof fact === 'boolean');
  if (told) return { state: 'ok', detail: `${name} takes the key.${until}` };
  return { state: 'unknown', detail: `${name} has answered nothing that was signed with it lately.`, remedy: null };
}

const notTold = ({ venue, key }: ReadinessFacts, what: string): string => {
  const name = venueName(venue);
  const why = key.ok ? key.value.notes.map((note) => ` ${note}`).join('') : ` ${key.failure.message}`;
  return `${name} did not tell ${what}.${why}`;
};

function trading(facts: ReadinessFacts): Said {
  const name = venueName(facts.venue);
  const canTrade = facts.key.ok ? facts.key.value.canTrade : null;
  if (canTrade === true) return { state: 'ok', detail: 'The key may trade derivatives.' };
  if (canTrade === false) {
    const detail = ['The key may read but not trade derivatives: an exit could close nothing.', ...notesOf(facts)].join(' ');
    return { state: 'bad', detail, remedy: `Give it the permission to trade futures at ${name}, or enter another key.` };
  }
  return {
    state: 'unknown',
    detail: notTold(facts, 'whether the key may trade'),
    remedy: `Look at the key's permissions at ${name}.`,
  };
}

function withdrawal(facts: ReadinessFacts): Said {
  const name = venueName(facts.venue);
  const canWithdraw = facts.key.ok ? facts.key.value.canWithdraw : null;
  if (canWithdraw === false) return { state: 'ok', detail: ['The key can not withdraw.', ...notesOf(facts)].join(' ') };
  if (canWithdraw === true) {
    const danger = 'THE KEY MAY WITHDRAW: whoever gets hold of it can empty the account. An exit does not need it.';
    const detail = [danger, ...notesOf(facts)].join(' ');
    const remedy = `Take the permission to withdraw away at ${name}, or make a key without it.`;
    return facts.allowWithdrawal
      ? { state: 'warning', detail: `${detail} You accepted that.`, remedy }
      : { state: 'bad', detail, remedy };
  }
  return {
    state: 'unknown',
    detail: notTold(facts, 'whether the key may withdraw'),
    remedy: `Look at the key's permissions at ${name}.`,
  };
}

const notesOf = ({ key }: ReadinessFacts): readonly string[] => (key.ok ? key.value.notes : []);

function addresses(facts: ReadinessFacts): Said {
  const name = venueName(facts.venue);
  const listed = facts.key.ok ? facts.key.value.addressesListed : null;
  if (listed === true) return { state: 'ok', detail: 'The key works from listed addresses alone, and from here.' };
  const remedy = `List the address of this computer with the key at ${name}. An address that changes would lock you out.`;
  if (listed === false) return { state: 'warning', detail: 'The key works from everywhere: who steals it can use it.', remedy };
  return { state: 'unknown', detail: notTold(facts, 'whether the key is bound to addresses'), remedy };
}

function clock({ time, venue }: ReadinessFacts): Said {
  const name = venueName(venue);
  const reading = time.ok ? time.value : null;
  if (reading === null) return { state: 'unknown', detail: `${name}'s time is not known.`, remedy: null };
  const { aheadMs, correctedMs, correctable, roundTripMs } = reading;
  const within = `measured to ${Math.ceil(roundTripMs / 2)} ms`;
  if (correctedMs === 0 && Math.abs(aheadMs) <= Math.max(CLOCK_FINE_MS, roundTripMs / 2)) {
    return { state: 'ok', detail: `This computer's clock and ${name}'s agree (${within}).` };
  }
  const apart = `This computer's clock is ${seconds(aheadMs)} ${aheadMs > 0 ? 'ahead of' : 'behind'} ${name}'s (${within})`;
  if (correctable && Math.abs(aheadMs) <= CLOCK_FINE_MS) {
    return { state: 'ok', detail: `${apart}. Everything that is signed is corrected by it.` };
  }
  const remedy = 'Set the clock of this computer, or let it set itself over the network.';
  if (correctable) return { state: 'warning', detail: `${apart}. Everything that is signed is corrected by it.`, remedy };
  return { state: 'warning', detail: `${apart}, and requests to ${name} can not be corrected by it.`, remedy };
}

function positionMode({ hasTruth, hedgeMode }: ReadinessFacts): Said {
  if (!hasTruth) return { state: 'unknown', detail: 'The position mode was not read yet.', remedy: null };
  if (hedgeMode === null) return { state: 'ok', detail: 'Each symbol has its own position mode; it is read with each position.' };
  return { state: 'ok', detail: hedgeMode ? 'Hedge mode: longs and shorts side by side.' : 'One-way mode.' };
}

function orderFamilies({ hasTruth, orderFamilies: families, unsweepable, unreadableFamilies, venue }: ReadinessFacts): Said {
  const name = venueName(venue);
  if (!hasTruth) return { state: 'unknown', detail: 'Orders were not listed yet.', remedy: null };
  const all = `Listed and cancelled: ${families.join(', ')}.`;
  if (unreadableFamilies.length > 0) {
    const detail = `Orders that can not be listed now: ${unreadableFamilies.join(', ')}. An exit could not prove them gone. ${all}`;
    return { state: 'warning', detail, remedy: `Wait for ${name}, or cancel them on its own site.` };
  }
  if (unsweepable.length > 0) {
    const detail = `Orders that Breakglass can not cancel: ${unsweepable.join(', ')}. ${all}`;
    return { state: 'warning', detail, remedy: `Cancel them on ${name}'s own site.` };
  }
  return { state: 'ok', detail: all };
}

function marketMaximum({ hasTruth, positions }: ReadinessFacts): Said {
  if (!hasTruth) return { state: 'unknown', detail: 'Positions were not read yet.', remedy: null };
  const split = positions
    .map(({ symbol, side, size, market: { maxMarketSize, lotSize } }) => ({
      name: `${symbol} ${side}`,
      orders: isPositive(size) ? slicesOf(size, maxMarketSize, lotSize).length : 0,
    }))
    .filter(({ orders }) => orders > 1);
  const list = split.map(({ name, orders }) => `${name} takes ${orders} orders`).join(', ');
  const most = Math.max(0, ...split.map(({ orders }) => orders));
  const remedy = 'Make the position smaller by hand, or spread it over accounts.';
  if (most > MOST_SLICES * defaultExitLimits.attempts) {
    return { state: 'bad', detail: `Above what an exit can send: ${list}.`, remedy };
  }
  if (most > MOST_SLICES) {
    return { state: 'warning', detail: `Above what one wave of orders closes: ${list}. An exit needs several.`, remedy };
  }
  if (split.length > 0) return { state: 'ok', detail: `Above the largest market order, so it is split: ${list}.` };
  return { state: 'ok', detail: 'One order closes each position.' };
}

function requestBudget({ budget, hasTruth, positions }: ReadinessFacts): Said {
  if (!hasTruth) return { state: 'unknown', detail: 'Positions were not read yet.', remedy: null };
  if (budget.length === 0) {
    return positions.length === 0
      ? { state: 'ok', detail: 'Nothing is open.' }
      : { state: 'unknown', detail: 'What an exit would spend could not be counted.', remedy: null };
  }
  const [tightest] = [...budget].sort((a, b) => b.cost / b.capacity - a.cost / a.capacity);
  if (tightest === undefined) return { state: 'unknown', detail: 'What an exit would spend could not be counted.', remedy: null };
  const window = ({ bucket, capacity, windowMs }: typeof tightest) =>
    `${capacity} (${bucket}) in ${Math.round(windowMs / 1_000)} s`;
  const over = budget.filter(({ cost, capacity }) => cost > capacity);
  const [worst] = [...over].sort((a, b) => b.cost / b.capacity - a.cost / a.capacity);
  if (worst !== undefined) {
    const waitS = Math.ceil(((Math.ceil(worst.cost / worst.capacity) - 1) * worst.windowMs) / 1_000);
    const detail = `An exit of what is open spends ${worst.cost} of ${window(worst)}: its last order waits about ${waitS} s.`;
    return { state: 'warning', detail, remedy: 'Hold fewer positions and orders in this account, or spread them over accounts.' };
  }
  const taken = budget.find(({ cost, used, capacity }) => cost > capacity - used);
  if (taken !== undefined) {
    const detail = `An exit of what is open spends ${taken.cost} of ${window(taken)}, and ${taken.used} are used now: it would wait a little.`;
    return { state: 'warning', detail, remedy: 'Let other programs ask less, or wait a moment.' };
  }
  return { state: 'ok', detail: `An exit of what is open spends at most ${tightest.cost} of ${window(tightest)}.` };
}

function stream({ health }: ReadinessFacts): Said {
  switch (health.kind) {
    case 'live':
      return { state: 'ok', detail: 'The private stream is healthy: an exit starts from live truth.' };
    case 'stale':
      return {
        state: 'warning',
        detail: `The private stream is not healthy (${health.reason}): an exit would read first.`,
        remedy: 'Breakglass keeps trying; reconnect the account if it stays.',
      };
    case 'failed':
      return {
        state: 'bad',
        detail: `Nothing can be read: ${health.failure.message}`,
        remedy: health.failure.remedy ?? 'Breakglass keeps trying.',
      };
    case 'connecting':
      return { state: 'unknown', detail: 'It is still connecting.', remedy: null };
    default:
      return assertNever(health);
  }
}

function certified({ venue }: ReadinessFacts): Said {
  if (isCertified(venue)) return { state: 'ok', detail: `Breakglass has a profile of its own for ${venueName(venue)}.` };
  return {
    state: 'warning',
    detail: `Breakglass was never tried with ${venueName(venue)}: it goes the generic path.`,
    remedy: 'Practise with a small position first.',
  };
}

function reach({ hasTruth, notClosable }: ReadinessFacts): Said {
  if (!hasTruth) return { state: 'unknown', detail: 'What the account holds was not read yet.', remedy: null };
  if (notClosable.length === 0) return { state: 'ok', detail: 'Everything that was found in the account can be closed.' };
  return {
    state: 'warning',
    detail: `Held, and out of reach of an exit: ${notClosable.join('; ')}. The account will not be called flat.`,
    remedy: "Close it on the venue's own site.",
  };
}

const CHECKS: Readonly<Record<CheckId, (facts: ReadinessFacts) => Said>> = {
  reachable,
  keyValid,
  trading,
  withdrawal,
  addresses,
  clock,
  positionMode,
  orderFamilies,
  marketMaximum,
  requestBudget,
  stream,
  certified,
  reach,
};

/** In the order in which a person reads them. */
export function checksOf(facts: ReadinessFacts): readonly ReadinessCheck[] {
  const ids = Object.keys(CHECKS) as readonly CheckId[];
  return ids.map((id) => {
    const { state, detail, remedy } = CHECKS[id](facts);
    return { id, state, detail, remedy: remedy ?? null };
  });
}
