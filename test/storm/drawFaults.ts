// How calls and frames go wrong, aimed at the accounts of the run: each rule at the writes or the reads of one account.
import { playedVenue, type PlayedVenue } from '../storyVenues.ts';
import { assertNever } from '../../shared/failure.ts';
import type { FaultRule, HttpEffect, SocketEffect } from '../../electron/practice/faultRules.ts';
import type { PlannedAccount } from '../../electron/practice/portfolio.ts';
import type { Random } from '../../electron/practice/random.ts';
import { chance, pick, whole } from './dice.ts';
import { NOT_TAKEN, OPEN_ANSWERS, OPEN_EVERYWHERE } from './faultAnswers.ts';

const WRITES: Readonly<Record<PlayedVenue, string>> = {
  binanceusdm: '/fapi/v1/(order|batchOrders|algoOrder|allOpenOrders|algoOpenOrders)',
  bybit: '^/v5/(order/(create|cancel)|position/trading-stop)',
  okx: '^/api/v5/trade/(order|batch-orders|cancel|close|order-algo|cancel-algos)',
};
const READS: Readonly<Record<PlayedVenue, string>> = {
  binanceusdm: 'positionRisk|openOrders|openAlgoOrders|/order$|userTrades',
  bybit: 'position/list|order/realtime|execution/list',
  okx: 'account/positions|orders-pending|orders-algo-pending|trade/order$|fills',
};
const LONGEST_SLOW_MS = 7_000;

function drawHttpEffect(random: Random, venue: PlayedVenue): HttpEffect {
  const ending = pick(random, ['close', 'silence'] as const);
  const process = chance(random, 0.5);
  const kind = pick(random, [
    'loseRequest',
    'loseRequest',
    'loseAnswer',
    'loseAnswer',
    'loseAnswer',
    'reset',
    'open',
    'open',
    'notTaken',
    'truncate',
    'slow',
    'slow',
    'drip',
  ] as const);
  switch (kind) {
    case 'loseRequest':
    case 'loseAnswer':
      return { kind, ending };
    case 'reset':
    case 'truncate':
      return { kind };
    case 'open':
      return { kind: 'answer', ...pick(random, [...OPEN_ANSWERS[venue], ...OPEN_EVERYWHERE]), process };
    case 'notTaken':
      return { kind: 'answer', ...pick(random, NOT_TAKEN[venue]), process: false };
    case 'slow':
      return { kind, ms: whole(random, 100, LONGEST_SLOW_MS), when: pick(random, ['before', 'after']) };
    case 'drip':
      return { kind, bytes: 64, everyMs: whole(random, 20, 200) };
    default:
      return assertNever(kind);
  }
}

function drawHttpFault(random: Random, accounts: readonly PlannedAccount[]): FaultRule {
  const { id, venue: planned } = pick(random, accounts);
  const venue = playedVenue(planned);
  const onWrites = chance(random, 0.65);
  return {
    transport: 'http',
    venue,
    ...(chance(random, 0.85) ? { account: id } : {}),
    path: onWrites ? WRITES[venue] : READS[venue],
    method: onWrites ? pick(random, ['POST', 'POST', venue === 'binanceusdm' ? 'DELETE' : 'POST']) : 'GET',
    from: pick(random, [1, 1, 2, 3, 5]),
    count: pick(random, [1, 1, 1, 2, 3, 6]),
    effect: drawHttpEffect(random, venue),
  };
}

function drawSocketEffect(random: Random): SocketEffect {
  const kind = pick(random, ['silence', 'silence', 'duplicate', 'drop'] as const);
  return kind === 'silence' ? { kind, direction: pick(random, ['in', 'out', 'both']) } : { kind };
}

function drawSocketFault(random: Random, accounts: readonly PlannedAccount[]): FaultRule {
  const { venue } = pick(random, accounts);
  const effect = drawSocketEffect(random);
  const count = effect.kind === 'drop' ? whole(random, 1, 2) : pick(random, [3, 20, null]);
  return { transport: 'socket', venue, from: whole(random, 1, 10), count, effect };
}

/** Nothing from this account's venue any more, for this account. */
const deadAccount = ({ id, venue }: PlannedAccount, random: Random): FaultRule => ({
  transport: 'http',
  venue,
  account: id,
  from: whole(random, 1, 6),
  count: null,
  effect: { kind: 'loseRequest', ending: pick(random, ['close', 'silence']) },
});

export function drawFaults(random: Random, accounts: readonly PlannedAccount[]): readonly FaultRule[] {
  if (chance(random, 0.1)) return [];
  const http = Array.from({ length: whole(random, 1, 5) }, () => drawHttpFault(random, accounts));
  const sockets = chance(random, 0.25) ? [drawSocketFault(random, accounts)] : [];
  const dead = chance(random, 0.02) ? [deadAccount(pick(random, accounts), random)] : [];
  return [...dead, ...http, ...sockets];
}
