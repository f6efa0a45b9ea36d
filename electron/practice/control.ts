// The operator's side of the practice exchange: JSON over HTTP under /control. Only for programs on this machine: a foreign
// Host header or any Origin (a browser page) is refused. Bad input is a 400 that says which field; everything else is 200.
//
//   GET    /control/health                   what runs here, its switches, how much it holds
//   GET    /control/accounts                 ids, labels and practice keys
//   GET    /control/ledger                   open positions and working orders of every family, with totals
//   GET    /control/requests?write=&venue=&account=&path=   what clients sent (write=true: only what changes something)
//   DELETE /control/requests                 forget them
//   POST   /control/latency      {rttMs}     injected round trip
//   POST   /control/rate-limits  {on}        all windows start afresh
//   GET    /control/faults                   rules with how often they struck, and what a hand could not do
//   POST   /control/faults       rule or [rules] as in faultRules.ts; answers their ids. Per venue, account, path and n-th:
//            {transport: 'http', venue?, account?, path?, method?, match?, from?, count?, effect}
//              effect.kind loseRequest, loseAnswer, reset, answer, truncate, slow, drip
//                refuse {as: unknownError | serviceUnavailable | overloaded | rateLimited | ipBanned | forbidden |
//                            maintenance | timestamp | badGateway | notJson | emptyBody, process?, lastsMs?, bans?}
//                  the venue's own answer of that name; with lastsMs a ban of the address or of the account
//                meanwhile {when: before | after, path, body}   a control call made while that call is processed
//            {transport: 'socket', ...}    silence, gap, duplicate, reorder, drop, refuse
//            {transport: 'order', venue?, account?, symbol?, reduceOnly?, family?, from?, count?,
//             effect: {kind: 'refuse', as: priceBand | restingOrdersHoldSize | aboveMaxSize | noLiquidity | ...}}
//   DELETE /control/faults[?id=]             bans end with their rule
//   POST   /control/sockets/drop {venue?, account?, path?}  breaks open WebSocket connections now
//   POST   /control/accounts     {venue, id, label?, positionMode?, wallets?} or a list; answers the keys
//   POST   /control/wallet       {account, currency, wallet}
//   POST   /control/positions    {account, symbol, side, size, entryPrice | profitPercent, leverage?, marginMode?} or a list
//   POST   /control/orders       {account, symbol, orderSide, type, size, ...} or a list
//   POST   /control/fills        {account, symbol, orderSide, size, tag?}  a market order of the account's own bot
//   POST   /control/price        {venue, symbol, price} or {venue, symbol, movePercent}
//   POST   /control/depth        {venue, symbol, factor}    1 usual, 0 an empty book
//   POST   /control/symbol       {venue, symbol, suspended}
//   POST   /control/market       {frozen}
//   POST   /control/clock        {venue?, aheadMs}          the venue's clock against this machine's
//   POST   /control/tick         {steps}     market time by hand
//   POST   /control/key          {account, trade?, withdraw?, revoked?, ipAllowed?, addressesListed?, expiresAtMs?}
//   POST   /control/position-mode {account, mode}
//   POST   /control/reset        {portfolio: 'demo' | 'empty'} or {portfolio: 'generated', positions, accountsPerVenue?,
//                                            positionMode?, stops?, orders?, venues?}
import { z } from 'zod';
import { describeLedger } from './controlLedger.ts';
import * as inputs from './controlInputs.ts';
import { divide, floorToStep, multiply, negate, decimal, type Decimal } from '../../shared/decimal.ts';
import { demoAccounts } from './demo.ts';
import type { OrderIntent, PracticeAccount } from './exchange.ts';
import { faultRuleSchema } from './faultRules.ts';
import type { Faults } from './faults.ts';
import type { HostWorld } from './host.ts';
import type { ControlAnswer } from './httpAnswer.ts';
import { createPracticeAccount } from './keys.ts';
import type { OperatedVenue } from './operator.ts';
import { dollarOf, familyOf, generateOrders, generatePositions, listsLinear, openPlannedAccount } from './portfolio.ts';

export type ControlRequest = Readonly<{
  method: string;
  path: string;
  query: string;
  headers: Readonly<Record<string, string>>;
  body: string;
}>;

/** A wish that can not be met, with the sentence for the caller. */
class ControlRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const LOCAL_HOST = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/i;

export function createControl(world: HostWorld) {
  /** One or several; not a union, which would say of bad input only that it is invalid. */
  const listOf = <Schema extends z.ZodType>(schema: Schema) =>
    z.preprocess((given: unknown) => (Array.isArray(given) ? given : [given]), z.array(schema).min(1));

  function venueOf(name: string): OperatedVenue {
    for (const [id, venue] of world.venues) if (id === name) return venue;
    throw new ControlRefusal(404, `no venue ${name}`);
  }
  function find(accountId: string): { venue: OperatedVenue; account: PracticeAccount } {
    for (const venue of world.venues.values()) {
      const account = venue.accounts().find((candidate) => candidate.id === accountId);
      if (account !== undefined) return { venue, account };
    }
    throw new ControlRefusal(404, `no account ${accountId}`);
  }
  function markOf(venue: OperatedVenue, symbol: string): Decimal {
    const quote = venue.quote(symbol);
    if (quote === undefined) throw new ControlRefusal(404, `${venue.venue} does not list ${symbol}`);
    return quote.mark;
  }

  function reset(wish: inputs.ResetWish) {
    const plans = wish.portfolio === 'demo' ? demoAccounts : wish.portfolio === 'empty' ? [] : generatedAccounts(world, wish);
    for (const venue of world.venues.values()) {
      const mine = plans.filter((plan) => plan.venue === venue.venue);
      for (const account of venue.accounts()) {
        if (!mine.some((plan) => plan.id === account.id)) venue.operator.removeAccount(account.id);
      }
      for (const plan of mine) openPlannedAccount(venue, plan);
    }
    return { accounts: describeAccounts(world) };
  }

  const routes: Readonly<Record<string, (body: unknown, query: URLSearchParams) => unknown>> = {
    'GET /health': () => ({
      ok: true,
      service: 'Breakglass practice exchange',
      pid: process.pid,
      seed: world.seed,
      startedAtMs: world.startedAtMs,
      atMs: world.now(),
      rttMs: world.rttMs,
      rateLimits: world.rateLimitsOn,
      frozen: [...world.venues.values()].every((venue) => venue.operator.isFrozen()),
      venues: [...world.venues.values()].map((venue) => ({
        venue: venue.venue,
        instruments: venue.instruments.size,
        accounts: venue.accounts().length,
      })),
      sockets: [...world.sockets].map((socket) => ({ venue: socket.venue, path: socket.path, account: socket.accountId() })),
      faults: world.faults.list().length,
    }),
    'GET /accounts': () => ({ accounts: describeAccounts(world) }),
    'GET /ledger': () => describeLedger(world.venues.values()),
    'GET /requests': (_, query) => {
      const wanted = inputs.requestFilter.parse(Object.fromEntries(query));
      const requests = world.requests
        .list()
        .filter(
          (entry) =>
            (wanted.write === undefined || entry.write === (wanted.write === 'true')) &&
            (wanted.venue === undefined || entry.venue === wanted.venue) &&
            (wanted.account === undefined || entry.account === wanted.account) &&
            (wanted.path === undefined || entry.path.includes(wanted.path)),
        );
      return { count: requests.length, requests };
    },
    'DELETE /requests': () => {
      world.requests.clear();
      return { ok: true };
    },
    'POST /latency': (body) => {
      world.rttMs = inputs.latency.parse(body).rttMs;
      return { rttMs: world.rttMs };
    },
    'POST /rate-limits': (body) => {
      world.rateLimitsOn = inputs.rateLimits.parse(body).on;
      world.forgetSpending();
      return { on: world.rateLimitsOn };
    },
    'GET /faults': () => ({ faults: world.faults.list() }),
    'POST /faults': (body) => {
      const rules = listOf(faultRuleSchema).parse(body);
      for (const { venue, transport, effect } of rules) {
        if (transport !== 'http' || effect.kind !== 'refuse') continue;
        const asked = [...world.venues.keys()].filter((each) => venue === undefined || venue === each);
        const cannot = asked.filter((each) => !world.canRefuse(each, effect.as));
        if (cannot.length > 0) throw new ControlRefusal(400, `effect.as: ${cannot.join(', ')} has no answer "${effect.as}"`);
      }
      return { ids: rules.map((rule) => world.faults.add(rule)) };
    },
    'DELETE /faults': (_, query) => ({ removed: world.faults.remove(query.get('id')) }),
    'POST /sockets/drop': (body) => {
      const wanted = inputs.socketFilter.parse(body);
      const hit = [...world.sockets].filter(
        (socket) =>
          (wanted.venue === undefined || wanted.venue === socket.venue) &&
          (wanted.account === undefined || wanted.account === socket.accountId()) &&
          (wanted.path === undefined || socket.path.includes(wanted.path)),
      );
      for (const socket of hit) socket.breakOff();
      return { dropped: hit.length };
    },
    'POST /accounts': (body) => {
      const wishes = listOf(inputs.newAccount).parse(body);
      const made = wishes.map(({ venue: name, id, label, positionMode, wallets }) => {
        const venue = venueOf(name);
        const taken = [...world.venues.values()].some((each) => each.accounts().some((account) => account.id === id));
        if (taken) throw new ControlRefusal(409, `account ${id} exists`);
        venue.operator.createAccount(createPracticeAccount(id, venue.venue, label ?? id, positionMode), wallets);
        return id;
      });
      return { accounts: describeAccounts(world).filter((account) => made.includes(account.id)) };
    },
    'POST /wallet': (body) => {
      const { account, currency, wallet } = inputs.wallet.parse(body);
      find(account).venue.operator.setWallet(account, currency, wallet);
      return { ok: true };
    },
    'POST /positions': (body) => {
      for (const wish of listOf(inputs.newPosition).parse(body)) {
        const { venue } = find(wish.account);
        const mark = markOf(venue, wish.symbol);
        const tick = venue.instruments.get(wish.symbol)?.tickSize ?? '1'; // listed: markOf has looked
        const gain = wish.side === 'long' ? wish.profitPercent : -wish.profitPercent;
        const entryPrice = wish.entryPrice ?? floorToStep(divide(mark, decimal((1 + gain / 100).toFixed(6))), tick);
        const signedSize = wish.side === 'long' ? wish.size : negate(wish.size);
        const { symbol, leverage, marginMode } = wish;
        venue.operator.injectPosition(wish.account, { symbol, signedSize, entryPrice, leverage, marginMode });
      }
      return describeLedger(world.venues.values()).totals;
    },
    'POST /orders': (body) => ({ orders: listOf(inputs.newOrder).parse(body).map(place) }),
    'POST /fills': (body) => {
      const { account, symbol, orderSide, size, tag } = inputs.newFill.parse(body);
      return place({ ...inputs.newOrder.parse({ account, symbol, orderSide, type: 'market', size, tag }) });
    },
    'POST /price': (body) => {
      const wish = inputs.price.parse(body);
      const venue = venueOf(wish.venue);
      const mark = markOf(venue, wish.symbol);
      const price = 'price' in wish ? wish.price : multiply(mark, decimal((1 + wish.movePercent / 100).toFixed(6)));
      try {
        venue.operator.setPrice(wish.symbol, price);
      } catch (error) {
        if (error instanceof RangeError) throw new ControlRefusal(400, error.message);
        throw error;
      }
      return { quote: venue.quote(wish.symbol) };
    },
    'POST /depth': (body) => {
      const { venue, symbol, factor } = inputs.depth.parse(body);
      markOf(venueOf(venue), symbol);
      venueOf(venue).operator.setDepth(symbol, factor);
      return { ok: true };
    },
    'POST /symbol': (body) => {
      const { venue, symbol, suspended } = inputs.symbolSwitch.parse(body);
      markOf(venueOf(venue), symbol);
      venueOf(venue).operator.setSuspended(symbol, suspended);
      return { ok: true };
    },
    'POST /market': (body) => {
      const { frozen } = inputs.market.parse(body);
      for (const venue of world.venues.values()) venue.operator.setFrozen(frozen);
      return { frozen };
    },
    'POST /clock': (body) => {
      const { venue, aheadMs } = inputs.clock.parse(body);
      if (venue !== undefined) venueOf(venue);
      for (const each of world.venues.keys()) if (venue === undefined || venue === each) world.aheadMs.set(each, aheadMs);
      return { aheadMs: Object.fromEntries(world.aheadMs) };
    },
    'POST /tick': (body) => {
      const { steps } = inputs.ticks.parse(body);
      for (let step = 0; step < steps; step += 1) for (const venue of world.venues.values()) venue.operator.tick();
      return { steps };
    },
    'POST /key': (body) => {
      const { account: accountId, ...change } = inputs.key.parse(body);
      const { venue, account } = find(accountId);
      const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
      venue.operator.setAccount(accountId, { key: { ...account.key, ...given } });
      return { key: venue.account(accountId).key };
    },
    'POST /position-mode': (body) => {
      const { account, mode } = inputs.positionMode.parse(body);
      const answer = find(account).venue.setPositionMode(account, mode);
      if (!answer.ok) throw new ControlRefusal(409, `${answer.code}: ${answer.detail}`);
      return answer;
    },
    'POST /reset': (body) => {
      const wish = inputs.resetWish.parse(body);
      try {
        return reset(wish);
      } catch (error) {
        if (error instanceof RangeError) throw new ControlRefusal(400, error.message);
        throw error;
      }
    },
  };

  function place(wish: z.output<typeof inputs.newOrder>) {
    const { venue, account } = find(wish.account);
    const { account: _, onPosition, ...rest } = wish;
    const tag = wish.tag ?? (account.positionMode === 'oneWay' ? 'both' : defaultTag(wish.orderSide, wish.reduceOnly));
    const conditional = familyOf(venue.venue, onPosition ? 'onPosition' : 'conditional');
    const family = wish.trigger === null ? 'plain' : conditional;
    const intent: OrderIntent = { ...rest, family, tag, attachedTo: onPosition ? tag : null };
    const answer = venue.place(wish.account, intent);
    if (!answer.ok) throw new ControlRefusal(409, `${answer.code}: ${answer.detail}`);
    return { orderId: answer.order.orderId, status: answer.order.status, filledSize: answer.order.filledSize };
  }

  function handle(request: ControlRequest): ControlAnswer {
    const host = request.headers['host'];
    if (host === undefined || !LOCAL_HOST.test(host))
      return { status: 403, body: { error: 'only for programs on this machine' } };
    if (request.headers['origin'] !== undefined) return { status: 403, body: { error: 'not for web pages' } };
    const route = routes[`${request.method} ${request.path}`];
    if (route === undefined) {
      return { status: 404, body: { error: `no ${request.method} ${request.path}`, routes: Object.keys(routes) } };
    }
    let body: unknown = {};
    try {
      if (request.body !== '') body = JSON.parse(request.body);
    } catch (error) {
      return { status: 400, body: { error: `the body is not JSON: ${String(error)}` } };
    }
    try {
      return { status: 200, body: route(body, new URLSearchParams(request.query)) };
    } catch (error) {
      if (error instanceof z.ZodError) return { status: 400, body: { error: z.prettifyError(error) } };
      if (error instanceof ControlRefusal) return { status: error.status, body: { error: error.message } };
      throw error;
    }
  }

  /** Control calls that a fault rule makes in the middle of somebody's call; one that is refused is told in the rule. */
  function lendHands(hands: ReturnType<Faults['handsAt']>, when: 'before' | 'after') {
    for (const { hand, failed } of hands) {
      if (hand.when !== when) continue;
      try {
        routes[`POST ${hand.path}`]?.(hand.body, new URLSearchParams());
      } catch (error) {
        if (!(error instanceof ControlRefusal)) throw error;
        failed(error.message);
      }
    }
  }

  return { handle, reset, lendHands };
}

const defaultTag = (orderSide: 'buy' | 'sell', reduceOnly: boolean) => ((orderSide === 'buy') !== reduceOnly ? 'long' : 'short');

const describeAccounts = (world: HostWorld) =>
  [...world.venues.values()].flatMap((venue) =>
    venue.accounts().map(({ id, venue: name, label, uid, apiKey, secret, passphrase, positionMode, key }) => ({
      id,
      venue: name,
      label,
      uid,
      apiKey,
      secret,
      passphrase,
      positionMode,
      key,
    })),
  );

function generatedAccounts(world: HostWorld, wish: Extract<inputs.ResetWish, { portfolio: 'generated' }>) {
  return [...world.venues.values()]
    .filter((venue) => (wish.venues === undefined ? listsLinear(venue) : wish.venues.includes(venue.venue)))
    .flatMap((venue) =>
      Array.from({ length: wish.accountsPerVenue }, (_, index) => ({
        id: `${venue.venue}-bench-${index + 1}`,
        venue: venue.venue,
        label: `Bench ${index + 1}`,
        positionMode: wish.positionMode,
        wallets: { [dollarOf(venue.venue)]: '1000000' },
        positions: generatePositions(venue, wish.positions, wish.positionMode === 'hedge', wish.stops),
        orders: generateOrders(venue, wish.orders),
      })),
    );
}
