// A scriptable venue in memory on a virtual clock. Its ledger is the oracle: it notes every order that a market without
// reduce-only would have let increase or flip a position, every order sent while another may still be working, and
// when reads began and writes were answered, so that a `flat` without proof is caught.
import {
  absolute,
  add,
  compare,
  divide,
  floorToStep,
  isPositive,
  isZero,
  multiply,
  smaller,
  subtract,
  sum,
  type Decimal,
} from '../../../shared/decimal.ts';
import { fail, succeed, type Failure, type Result } from '../../../shared/failure.ts';
import {
  closingOrderSide,
  positionKey,
  type MarketRules,
  type OrderFamily,
  type Position,
  type Side,
  type WorkingOrder,
} from '../../../shared/position.ts';
import type {
  CancelOutcome,
  CloseOrder,
  Fill,
  KnownTruth,
  OrdersRead,
  OrderState,
  RefusalReason,
  SubmitOutcome,
  Venue,
  VenueTraits,
} from '../../../electron/exit/ports.ts';
import type { VirtualClock } from './virtualClock.ts';

export type CallKind =
  'readPositions' | 'readOrders' | 'submitCloses' | 'cancelOrders' | 'sweepOrders' | 'restoreOrder' | 'lookUp' | 'readFills';

/** What goes wrong with one call. `latencyMs` is the round trip. */
export type Fault = Readonly<{
  latencyMs?: number;
  /** The call never answers, not even past its deadline; `processed` says whether the venue got it. */
  hang?: boolean;
  /** No answer before the deadline. */
  loseAnswer?: boolean;
  loseRequest?: boolean;
  /** The connection breaks at once, and the request reaches the venue so much later. */
  arrivesAfterMs?: number;
  neverSent?: boolean;
  throws?: boolean;
  refuse?: RefusalReason;
  retryAfterMs?: number;
  /** Share of each order that fills, percent; the rest is cancelled, as a market order into a thin book is. */
  fillPercent?: number;
  /** The venue accepts at once and executes later. */
  executeAfterMs?: number;
  unreadable?: readonly OrderFamily[];
  /** A positions read answers with an empty list whatever there is. */
  empty?: boolean;
}>;

export type Call = Readonly<{
  kind: CallKind;
  count: number; // 1 for the first of its kind
  closes: readonly CloseOrder[];
  orders: readonly WorkingOrder[];
}>;

type VenueOrder = {
  orderId: string;
  close: CloseOrder;
  working: boolean;
  filled: Decimal;
};

/** What the exit may know about one of its orders, kept to judge the next one for the same position. */
type Trace = {
  key: string;
  clientOrderId: string;
  size: Decimal;
  arrived: boolean; // processed or lost for ever
  certain: boolean; // the exit was told that it can not fill any more
  needsReadAfter: number; // step of the log after which positions must have been read
};

export type VenueOptions = Readonly<{
  accountId?: string;
  venue?: Venue['venue'];
  latencyMs?: number;
  closeBatchSize?: number;
  cancelBatchSize?: number;
  /** Null: no healthy stream. Otherwise ms between a change and its frame. */
  streamDelayMs?: number | null;
  answersFills?: boolean;
  restingOrdersHoldSize?: boolean;
  enforceMinimum?: boolean;
  unsweepable?: readonly OrderFamily[];
  receiveWindowMs?: number;
  notClosable?: readonly string[];
  orderFamilies?: readonly OrderFamily[];
  fault?: (call: Call) => Fault | undefined;
}>;

const failure = (message: string): Failure => ({ kind: 'unreachable', message });
const refusal = (reason: RefusalReason): Failure => ({ kind: 'refused', message: `refused: ${reason}`, venueMessage: reason });

export const market = (symbol: string, changes: Partial<MarketRules> = {}): MarketRules => {
  const base = symbol.split('/')[0] ?? symbol;
  return {
    symbol,
    nativeSymbol: `${base}USDT`,
    base,
    quote: 'USDT',
    settle: 'USDT',
    inverse: false,
    contractSize: '1',
    lotSize: '0.001',
    minSize: '0.001',
    maxMarketSize: null,
    tickSize: '0.1',
    minNotional: null,
    takerFee: '0.0005',
    ...changes,
  };
};

export class FakeVenue implements Venue {
  readonly accountId: string;
  readonly venue: Venue['venue'];
  readonly label: string;
  readonly traits: VenueTraits;
  readonly ledger = new Map<string, Position>();
  readonly working = new Map<string, WorkingOrder>();
  readonly fillsDone: Fill[] = [];
  readonly violations: string[] = [];
  private life = 1;
  /** Calls in the order in which they left, for assertions about speed and order. */
  readonly log: { kind: CallKind; step: number; atMs: number; closes: readonly CloseOrder[]; orders: readonly WorkingOrder[] }[] =
    [];
  reserved: boolean[] = [];
  latencyMs: number;
  closingPriceAt: Decimal | null = '90';
  fault: (call: Call) => Fault | undefined;
  private step = 0;
  private lastWriteStep = 0; // answers and departures
  private writesOpen = 0;
  private proofs = { positions: -1, orders: -1 };
  private readonly counts = new Map<CallKind, number>();
  private readonly venueOrders = new Map<string, VenueOrder>();
  private readonly traces: Trace[] = [];
  private lastPositionsRead = -1; // step at which the newest completed positions read began
  private serial = 0;
  private readonly listeners = new Set<() => void>();
  private streamView: { positions: readonly Position[]; orders: readonly WorkingOrder[] } = { positions: [], orders: [] };
  private foreign = false;
  /** Symbols where the venue refused a close because resting orders hold the size: there protection may go. */
  private readonly freed = new Set<string>();
  private readonly restored = new Set<string>();

  constructor(
    readonly clock: VirtualClock,
    readonly options: VenueOptions = {},
  ) {
    this.accountId = options.accountId ?? 'acc';
    this.venue = options.venue ?? 'bybit';
    this.label = this.accountId;
    this.latencyMs = options.latencyMs ?? 100;
    this.fault = options.fault ?? (() => undefined);
    this.traits = {
      closeBatchSize: options.closeBatchSize ?? 5,
      cancelBatchSize: options.cancelBatchSize ?? 10,
      clientOrderId: (exitId, leg, attempt, slice) => `${exitId}-${leg}-${attempt}-${slice}`,
      orderFamilies: options.orderFamilies ?? ['plain', 'trigger'],
      unsweepable: options.unsweepable ?? [],
      receiveWindowMs: options.receiveWindowMs ?? 5_000,
    };
  }

  // ---- set-up and foreign hands -------------------------------------------------------------------------------------

  open(symbol: string, side: Side, size: Decimal, changes: Partial<Position> & { rules?: Partial<MarketRules> } = {}): Position {
    const { rules, ...rest } = changes;
    const position: Position = {
      key: positionKey(this.accountId, symbol, side),
      accountId: this.accountId,
      venue: this.venue,
      symbol,
      nativeSymbol: market(symbol, rules).nativeSymbol,
      side,
      size,
      hedged: false,
      marginMode: 'cross',
      leverage: '10',
      entryPrice: '100',
      markPrice: '100',
      liquidationPrice: null,
      unrealizedPnl: '0',
      market: market(symbol, rules),
      updatedAtMs: 0,
      ...rest,
    };
    this.ledger.set(position.key, position);
    this.streamView = this.truth();
    return position;
  }

  rest(symbol: string, changes: Partial<WorkingOrder> = {}): WorkingOrder {
    this.serial += 1;
    const order: WorkingOrder = {
      accountId: this.accountId,
      venue: this.venue,
      symbol,
      nativeSymbol: market(symbol).nativeSymbol,
      family: 'plain',
      orderId: `o${this.serial}`,
      clientOrderId: null,
      orderSide: 'sell',
      positionSide: null,
      type: 'LIMIT',
      reduceOnly: true,
      size: '1',
      price: '120',
      triggerPrice: null,
      ...changes,
    };
    this.working.set(order.orderId, order);
    this.streamView = this.truth();
    return order;
  }

  /** Somebody else changes the account. Size zero closes. */
  foreignSize(key: string, size: Decimal): void {
    const position = this.ledger.get(key);
    if (position === undefined) return;
    if (compare(size, position.size) < 0) this.foreign = true;
    if (isZero(size)) this.ledger.delete(key);
    else this.ledger.set(key, { ...position, size });
    this.changed();
  }

  foreignOpen(symbol: string, side: Side, size: Decimal, changes: Partial<Position> = {}): void {
    const streamed = this.streamView;
    this.open(symbol, side, size, changes);
    this.streamView = streamed;
    this.changed();
  }

  foreignRest(symbol: string, changes: Partial<WorkingOrder> = {}): WorkingOrder {
    const streamed = this.streamView;
    const order = this.rest(symbol, changes);
    this.streamView = streamed;
    this.changed();
    return order;
  }

  foreignCancel(order: WorkingOrder): void {
    this.working.delete(order.orderId);
    this.changed();
  }

  truth(): { positions: readonly Position[]; orders: readonly WorkingOrder[] } {
    return { positions: [...this.ledger.values()], orders: [...this.working.values()] };
  }

  /** Both lists were read, each begun after the last write was answered. */
  hasProof(): boolean {
    return this.hasPositionsProof() && this.proofs.orders > this.lastWriteStep;
  }

  hasPositionsProof(): boolean {
    return this.writesOpen === 0 && this.proofs.positions > this.lastWriteStep;
  }

  callsOf(kind: CallKind): number {
    return this.counts.get(kind) ?? 0;
  }

  // ---- the port -----------------------------------------------------------------------------------------------------

  known(): KnownTruth {
    const healthy = this.options.streamDelayMs !== null;
    return { ...this.streamView, ageMs: healthy ? 10 : null };
  }

  onTruth(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** The process that asked is dead: what is still on the wire reaches the venue, and its answers reach nobody. */
  startOver(): void {
    this.life += 1;
  }

  notClosable(): readonly string[] {
    return this.options.notClosable ?? [];
  }

  reserveForExit(reserved: boolean): void {
    this.reserved.push(reserved);
  }

  closingPrice(): Decimal | null {
    return this.closingPriceAt;
  }

  readPositions(deadlineMs: number): Promise<Result<readonly Position[]>> {
    const began = (this.step += 1);
    const { life } = this;
    return this.call<Result<readonly Position[]>>(
      'readPositions',
      [],
      [],
      deadlineMs,
      (fault) => succeed(fault.empty === true ? [] : this.truth().positions),
      (why) => fail(failure(why)),
      (result) => {
        if (!result.ok || life !== this.life) return;
        this.proofs.positions = Math.max(this.proofs.positions, began);
        this.lastPositionsRead = Math.max(this.lastPositionsRead, began);
      },
    );
  }

  readOrders(deadlineMs: number): Promise<Result<OrdersRead>> {
    const began = (this.step += 1);
    return this.call<Result<OrdersRead>>(
      'readOrders',
      [],
      [],
      deadlineMs,
      (fault) => {
        const unreadable = (fault.unreadable ?? []).map((family) => ({ family, failure: failure(`no ${family}`) }));
        const orders = this.truth().orders.filter((order) => !(fault.unreadable ?? []).includes(order.family));
        return succeed({ orders, unreadable });
      },
      (why) => fail(failure(why)),
      (result) => {
        if (result.ok && result.value.unreadable.length === 0) this.proofs.orders = Math.max(this.proofs.orders, began);
      },
    );
  }

  submitCloses(orders: readonly CloseOrder[], deadlineMs: number): Promise<readonly SubmitOutcome[]> {
    if (orders.length > this.traits.closeBatchSize) this.violations.push(`a batch of ${orders.length}`);
    const traces = orders.map((order) => this.judgeIntent(order));
    const { life } = this;
    const departed = (fault: Fault): void => {
      if (fault.throws === true) for (const trace of traces) trace.arrived = true;
    };
    return this.call<readonly SubmitOutcome[]>(
      'submitCloses',
      orders,
      [],
      deadlineMs,
      (fault) => orders.map((order, index) => this.process(order, traces[index], fault)),
      (why, fault) =>
        orders.map((_, index): SubmitOutcome => {
          const trace = traces[index];
          if (fault.neverSent === true) {
            if (trace !== undefined) Object.assign(trace, { arrived: true, certain: true });
            return { kind: 'neverSent', failure: failure(why), retryAfterMs: fault.retryAfterMs };
          }
          if (trace !== undefined && fault.loseRequest === true) trace.arrived = true;
          return { kind: 'unknown', failure: failure(why) };
        }),
      (outcomes) => {
        if (life !== this.life) return;
        outcomes.forEach((outcome, index) => {
          const trace = traces[index];
          const order = orders[index];
          if (trace === undefined || order === undefined) return;
          const fullFill =
            outcome.kind === 'accepted' && outcome.filledSize !== null && compare(outcome.filledSize, order.size) >= 0;
          if (fullFill) Object.assign(trace, { certain: true, needsReadAfter: this.step });
          if (outcome.kind === 'refused' && outcome.reason !== 'duplicate') trace.certain = true;
        });
      },
      departed,
    );
  }

  cancelOrders(orders: readonly WorkingOrder[], deadlineMs: number): Promise<readonly CancelOutcome[]> {
    if (orders.length > this.traits.cancelBatchSize) this.violations.push(`a cancel batch of ${orders.length}`);
    if (new Set(orders.map((order) => order.family)).size > 1) this.violations.push('a cancel of several families');
    return this.cancel('cancelOrders', orders, deadlineMs, false);
  }

  sweepOrders(orders: readonly WorkingOrder[], deadlineMs: number): Promise<readonly CancelOutcome[]> {
    return this.cancel('sweepOrders', orders, deadlineMs, true);
  }

  restoreOrder(order: WorkingOrder, clientOrderId: string, deadlineMs: number): Promise<SubmitOutcome> {
    if (!order.reduceOnly) this.violations.push('restored an order that can increase');
    return this.call<SubmitOutcome>(
      'restoreOrder',
      [],
      [order],
      deadlineMs,
      (fault) => {
        if (fault.refuse !== undefined) return { kind: 'refused', reason: fault.refuse, failure: refusal(fault.refuse) };
        if (this.working.has(order.orderId)) this.violations.push(`${order.orderId} restored while it still works`);
        if (this.restored.has(order.orderId)) this.violations.push(`${order.orderId} restored twice`);
        this.restored.add(order.orderId);
        this.serial += 1;
        const orderId = `r${this.serial}`;
        this.working.set(orderId, { ...order, orderId, clientOrderId });
        this.changed();
        return { kind: 'accepted', orderId, filledSize: null };
      },
      (why, fault) =>
        fault.neverSent === true
          ? { kind: 'neverSent', failure: failure(why), retryAfterMs: fault.retryAfterMs }
          : { kind: 'unknown', failure: failure(why) },
    );
  }

  lookUp(order: CloseOrder, deadlineMs: number): Promise<Result<OrderState>> {
    const { life } = this;
    return this.call<Result<OrderState>>(
      'lookUp',
      [order],
      [],
      deadlineMs,
      () => {
        const found = this.venueOrders.get(order.clientOrderId);
        if (found === undefined) return succeed({ kind: 'absent' });
        return succeed({ kind: 'found', orderId: found.orderId, working: found.working, filledSize: found.filled });
      },
      (why) => fail(failure(why)),
      (result) => {
        const trace = this.traces.find((candidate) => candidate.clientOrderId === order.clientOrderId);
        if (trace === undefined || !result.ok || life !== this.life) return;
        if (result.value.kind === 'found' && result.value.working) return;
        Object.assign(trace, { certain: true, needsReadAfter: this.step });
      },
    );
  }

  readFills(
    orders: readonly Readonly<{ symbol: string; orderId: string }>[],
    deadlineMs: number,
  ): Promise<Result<readonly Fill[]>> {
    const wanted = new Set(orders.map((order) => order.orderId));
    return this.call<Result<readonly Fill[]>>(
      'readFills',
      [],
      [],
      deadlineMs,
      () => succeed(this.fillsDone.filter((fill) => wanted.has(fill.orderId))),
      (why) => fail(failure(why)),
    );
  }

  // ---- the venue's side ---------------------------------------------------------------------------------------------

  private async call<T>(
    kind: CallKind,
    closes: readonly CloseOrder[],
    orders: readonly WorkingOrder[],
    deadlineMs: number,
    serve: (fault: Fault) => T,
    lost: (why: string, fault: Fault) => T,
    answered: (value: T) => void = () => undefined,
    departed: (fault: Fault) => void = () => undefined,
  ): Promise<T> {
    const count = (this.counts.get(kind) ?? 0) + 1;
    this.counts.set(kind, count);
    const fault = this.fault({ kind, count, closes, orders }) ?? {};
    departed(fault);
    const isWrite = kind === 'submitCloses' || kind === 'cancelOrders' || kind === 'sweepOrders' || kind === 'restoreOrder';
    this.step += 1;
    this.log.push({ kind, step: this.step, atMs: this.clock.now(), closes, orders });
    if (isWrite) {
      this.lastWriteStep = this.step;
      this.writesOpen += 1;
    }
    const close = (value: T): T => {
      this.step += 1;
      if (isWrite) {
        this.lastWriteStep = this.step;
        this.writesOpen -= 1;
      }
      answered(value);
      return value;
    };
    if (fault.throws === true) {
      if (isWrite) this.writesOpen -= 1;
      throw new Error('adapter defect');
    }
    if (fault.neverSent === true) return close(lost('never sent', fault));
    const roundTrip = fault.latencyMs ?? this.latencyMs;
    const left = Math.max(0, deadlineMs - this.clock.now());
    if (fault.loseRequest === true) {
      await this.clock.sleep(left);
      return close(lost('no answer', fault));
    }
    if (fault.arrivesAfterMs !== undefined) {
      this.clock.after(fault.arrivesAfterMs, () => void serve(fault));
      await this.clock.sleep(20);
      return close(lost('reset', fault));
    }
    if (fault.hang === true) {
      this.clock.after(left, () => {
        if (isWrite) this.writesOpen -= 1;
      });
      await this.clock.sleep(roundTrip / 2);
      serve(fault);
      return new Promise<T>(() => undefined);
    }
    await this.clock.sleep(Math.min(roundTrip / 2, left));
    const value = serve(fault);
    if (fault.loseAnswer === true || roundTrip > left) {
      await this.clock.sleep(Math.max(0, deadlineMs - this.clock.now()));
      return close(lost('no answer', fault));
    }
    await this.clock.sleep(roundTrip / 2);
    return close(value);
  }

  /** What the exit knows when it sends: the order may not be too large, nor may another be possibly working. */
  private judgeIntent(order: CloseOrder): Trace {
    const { key } = order.position;
    const say = (text: string): void => void this.violations.push(`${order.clientOrderId}: ${text}`);
    if (order.orderSide !== closingOrderSide(order.position.side)) say('wrong side');
    if (compare(order.size, order.position.size) > 0) say(`${order.size} of a position of ${order.position.size}`);
    if (!isPositive(order.size)) say('no size');
    const mine = this.traces.filter((trace) => trace.key === key);
    const [exitId, , attempt] = order.clientOrderId.split('-');
    for (const trace of mine) {
      const [otherExit, , otherAttempt] = trace.clientOrderId.split('-');
      if (exitId === otherExit && attempt === otherAttempt) continue; // a slice of the same wave
      if (!trace.certain) say(`sent while ${trace.clientOrderId} may be working`);
      else if (trace.needsReadAfter > this.lastPositionsRead) say(`sent without a read after ${trace.clientOrderId} ended`);
    }
    const onTheWay = sum(mine.filter((trace) => !trace.arrived).map((trace) => trace.size));
    const held = this.ledger.get(key)?.size ?? '0';
    if (!this.foreign && compare(add(onTheWay, order.size), held) > 0) {
      say(`${order.size} sent with ${onTheWay} on the way, the position is ${held}`);
    }
    const trace = {
      key,
      clientOrderId: order.clientOrderId,
      size: order.size,
      arrived: false,
      certain: false,
      needsReadAfter: -1,
    };
    this.traces.push(trace);
    return trace;
  }

  private process(order: CloseOrder, trace: Trace | undefined, fault: Fault): SubmitOutcome {
    if (trace !== undefined) trace.arrived = true;
    const refuse = (reason: RefusalReason): SubmitOutcome => ({
      kind: 'refused',
      reason,
      failure: refusal(reason),
      retryAfterMs: fault.retryAfterMs,
    });
    // Said twice of a position that is there, "nothing to close" is believed to mean that own orders hold it.
    const again = Number(order.clientOrderId.split('-')[2]) > 1;
    const held = fault.refuse === 'restingOrdersHoldSize' || (fault.refuse === 'nothingToClose' && again);
    if (held) this.freed.add(order.position.symbol);
    if (fault.refuse !== undefined) return refuse(fault.refuse);
    if (this.venueOrders.has(order.clientOrderId)) return refuse('duplicate');
    const position = this.ledger.get(order.position.key);
    if (position === undefined) {
      if (!this.foreign) this.violations.push(`${order.clientOrderId}: there was no position, it would have opened one`);
      return refuse('nothingToClose');
    }
    if (position.hedged !== order.position.hedged) return refuse('hedgeTag');
    if (!this.foreign && compare(order.size, position.size) > 0) {
      this.violations.push(`${order.clientOrderId}: ${order.size} would flip ${position.size}`);
    }
    const { maxMarketSize, minSize } = position.market;
    if (maxMarketSize !== null && compare(order.size, maxMarketSize) > 0) return refuse('aboveMaximum');
    if (this.options.enforceMinimum === true && compare(order.size, minSize) < 0) return refuse('belowMinimum');
    if (this.options.restingOrdersHoldSize === true && this.isHeld(position, order.size)) {
      this.freed.add(position.symbol);
      return refuse('restingOrdersHoldSize');
    }
    this.serial += 1;
    const entry: VenueOrder = { orderId: `v${this.serial}`, close: order, working: true, filled: '0' };
    this.venueOrders.set(order.clientOrderId, entry);
    if (fault.executeAfterMs === undefined) this.execute(entry, fault);
    else this.clock.after(fault.executeAfterMs, () => this.execute(entry, fault));
    const told = this.options.answersFills === true && !entry.working;
    return { kind: 'accepted', orderId: entry.orderId, filledSize: told ? entry.filled : null };
  }

  private isHeld(position: Position, size: Decimal): boolean {
    const holding = [...this.working.values()].filter(
      (order) => order.reduceOnly && order.symbol === position.symbol && order.orderSide === closingOrderSide(position.side),
    );
    return compare(add(sum(holding.map((order) => order.size ?? position.size)), size), position.size) > 0;
  }

  private execute(entry: VenueOrder, fault: Fault): void {
    const { close } = entry;
    entry.working = false;
    const position = this.ledger.get(close.position.key);
    if (position === undefined) return;
    const wanted = smaller(close.size, position.size);
    const percent = fault.fillPercent ?? 100;
    const size =
      percent === 100 ? wanted : floorToStep(divide(multiply(wanted, String(percent)), '100'), position.market.lotSize);
    if (isZero(size)) return;
    entry.filled = size;
    const rest = subtract(position.size, size);
    if (isZero(rest)) this.ledger.delete(position.key);
    else this.ledger.set(position.key, { ...position, size: rest });
    this.fillsDone.push({
      orderId: entry.orderId,
      clientOrderId: close.clientOrderId,
      symbol: position.symbol,
      price: position.markPrice,
      size,
      fee: multiply(absolute(size), '0.05'),
      realizedPnl: divide(multiply(position.unrealizedPnl, size), position.size),
    });
    this.changed();
  }

  private cancel(
    kind: 'cancelOrders' | 'sweepOrders',
    orders: readonly WorkingOrder[],
    deadlineMs: number,
    sweep: boolean,
  ): Promise<readonly CancelOutcome[]> {
    return this.call<readonly CancelOutcome[]>(
      kind,
      [],
      orders,
      deadlineMs,
      (fault) => {
        if (fault.refuse !== undefined) return orders.map(() => ({ kind: 'refused', failure: refusal('other') }));
        const outcomes = orders.map((order): CancelOutcome => (this.takeOrder(order) ? { kind: 'cancelled' } : { kind: 'gone' }));
        if (sweep) {
          const symbols = new Set(orders.map((order) => order.symbol));
          for (const order of this.working.values()) if (symbols.has(order.symbol)) this.takeOrder(order);
        }
        this.changed();
        return outcomes;
      },
      (why) => orders.map(() => ({ kind: 'unknown', failure: failure(why) })),
    );
  }

  /** Oracle: protection may go only while its position is closed, or to free the size for a close. */
  private takeOrder(order: WorkingOrder): boolean {
    const present = this.working.get(order.orderId);
    if (present === undefined) return false;
    const exposed = [...this.ledger.values()].some(
      (position) =>
        position.symbol === present.symbol &&
        present.orderSide === closingOrderSide(position.side) &&
        (present.positionSide === null || present.positionSide === position.side),
    );
    if (present.reduceOnly && exposed && !this.freed.has(present.symbol) && !this.foreign) {
      this.violations.push(`protection ${present.orderId} on ${present.symbol} taken from an open position`);
    }
    this.working.delete(order.orderId);
    return true;
  }

  private changed(): void {
    const delay = this.options.streamDelayMs;
    if (delay === null) return;
    const view = this.truth();
    this.clock.after(delay ?? 0, () => {
      this.streamView = view;
      for (const listener of this.listeners) listener();
    });
  }

  /** From now on changes are somebody else's doing too: sizes may be smaller than anybody could know. */
  allowForeign(): void {
    this.foreign = true;
  }
}
