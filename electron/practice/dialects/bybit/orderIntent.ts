// v5 order parameters -> what the market model understands.
//  - `triggerPrice` makes an order conditional; triggerDirection 1 waits for a rise, 2 for a fall.
//  - qty "0" with reduceOnly and closeOnTrigger closes the position up to the largest market order.
import {
  absolute,
  divide,
  floorToStep,
  isDecimal,
  isPositive,
  isZero,
  multiply,
  smaller,
  type Decimal,
} from '../../../../shared/decimal.ts';
import type { OrderSide } from '../../../../shared/position.ts';
import type { Instrument, OrderIntent, PositionTag, PracticePosition, Trigger } from '../../exchange.ts';
import { badParameter, refuseOrder } from './codes.ts';
import { flag, refuse, text, type Answer, type Params, type PrivateCall } from './wire.ts';

export type Read<T> = Readonly<{ ok: true; value: T } | { ok: false; answer: Answer }>;

const reject = (answer: Answer): Read<never> => ({ ok: false, answer });
const accept = <T>(value: T): Read<T> => ({ ok: true, value });

export function readInstrument(call: PrivateCall, params: Params): Read<Instrument> {
  const category = text(call.params, 'category') ?? text(params, 'category');
  if (category !== 'linear' && category !== 'inverse') return reject(badParameter('category only support linear or inverse'));
  const instrument = call.venue.instruments.get(text(params, 'symbol') ?? '');
  if (instrument === undefined || instrument.kind !== category) return reject(badParameter('symbol invalid'));
  return accept(instrument);
}

export function readTag(params: Params): Read<PositionTag> {
  const index = text(params, 'positionIdx') ?? '0';
  if (index === '0') return accept('both');
  if (index === '1') return accept('long');
  return index === '2' ? accept('short') : reject(badParameter('positionIdx invalid'));
}

const isLong = (position: PracticePosition): boolean =>
  position.tag === 'both' ? isPositive(position.signedSize) : position.tag === 'long';

/** Null: qty "0" was asked for a position that is not there. */
function sizeOf(call: PrivateCall, instrument: Instrument, params: Params, tag: PositionTag, side: OrderSide): Decimal | null {
  const quantity = text(params, 'qty') ?? '0';
  if (!isZero(quantity)) return quantity;
  const position = call.venue.position(call.account.id, instrument.symbol, tag);
  if (position === undefined || isZero(position.signedSize) || isLong(position) !== (side === 'sell')) return null;
  return smaller(absolute(position.signedSize), instrument.maxMarketSize);
}

const TIME_IN_FORCE: Readonly<Record<string, OrderIntent['timeInForce']>> = {
  GTC: 'gtc',
  IOC: 'ioc',
  FOK: 'fok',
  PostOnly: 'postOnly',
};

export const triggeredBy = (name: string | undefined): Trigger['by'] =>
  name === 'MarkPrice' || name === 'IndexPrice' ? 'mark' : 'last';

function readTrigger(params: Params, side: OrderSide): Read<Trigger | null> {
  const price = text(params, 'triggerPrice');
  if (price === undefined) return accept(null);
  const direction = text(params, 'triggerDirection');
  if (!isDecimal(price) || !isPositive(price)) return reject(badParameter('triggerPrice invalid'));
  if (direction !== '1' && direction !== '2') return reject(badParameter('triggerDirection invalid'));
  const rising = direction === '1';
  const kind = rising === (side === 'buy') ? 'stop' : 'takeProfit';
  return accept({ kind, price, by: triggeredBy(text(params, 'triggerBy')), callbackPercent: null });
}

const wireText = (params: Params, names: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    names.flatMap((name) => ((value) => (value === undefined ? [] : [[name, value] as const]))(text(params, name))),
  );

export function readIntent(call: PrivateCall, params: Params): Read<OrderIntent> {
  const found = readInstrument(call, params);
  if (!found.ok) return found;
  const instrument = found.value;
  const tag = readTag(params);
  if (!tag.ok) return tag;
  const sideText = text(params, 'side');
  if (sideText !== 'Buy' && sideText !== 'Sell') return reject(badParameter('side invalid'));
  const orderSide: OrderSide = sideText === 'Buy' ? 'buy' : 'sell';
  const typeText = text(params, 'orderType');
  if (typeText !== 'Market' && typeText !== 'Limit') return reject(badParameter('orderType invalid'));
  const quantity = text(params, 'qty');
  if (quantity === undefined || !isDecimal(quantity) || quantity.startsWith('-')) return reject(refuse(10001, 'Qty invalid'));
  const reduceOnly = flag(params, 'reduceOnly');
  const closeOnTrigger = flag(params, 'closeOnTrigger');
  if (isZero(quantity) && !(reduceOnly && closeOnTrigger)) return reject(refuse(10001, 'Qty invalid'));
  const price = typeText === 'Limit' ? text(params, 'price') : undefined;
  if (typeText === 'Limit' && (price === undefined || !isDecimal(price))) return reject(badParameter('price invalid'));
  const trigger = readTrigger(params, orderSide);
  if (!trigger.ok) return trigger;
  const hasTpsl = text(params, 'takeProfit') !== undefined || text(params, 'stopLoss') !== undefined;
  if (reduceOnly && hasTpsl) return reject(badParameter('reduce-only order can not set tp/sl'));
  const size = sizeOf(call, instrument, params, tag.value, orderSide);
  if (size === null) return reject(refuseOrder({ ok: false, code: 'noPosition', detail: '' }));
  const timeInForce = TIME_IN_FORCE[text(params, 'timeInForce') ?? 'GTC'];
  if (timeInForce === undefined) return reject(badParameter('timeInForce invalid'));
  return accept({
    symbol: instrument.symbol,
    orderSide,
    type: typeText === 'Market' ? 'market' : 'limit',
    size,
    price: price ?? null,
    timeInForce: typeText === 'Market' ? 'ioc' : timeInForce,
    reduceOnly,
    tag: tag.value,
    marginMode: null,
    clientOrderId: text(params, 'orderLinkId') ?? null,
    family: trigger.value === null ? 'plain' : 'trigger',
    trigger: trigger.value,
    attachedTo: null,
    wire: {
      ...wireText(params, ['takeProfit', 'stopLoss', 'tpTriggerBy', 'slTriggerBy', 'tpslMode']),
      closeOnTrigger,
      triggerDirection: Number(text(params, 'triggerDirection') ?? 0),
      lastPriceOnCreated: call.venue.quote(instrument.symbol)?.last ?? '',
    },
  });
}

export type Protection = Readonly<{
  symbol: string;
  tag: PositionTag;
  kind: 'takeProfit' | 'stop' | 'trailing';
  price: Decimal | null;
  distance: Decimal | null; // trailing: in price
  size: Decimal | null; // null: the whole position
  limitPrice: Decimal | null;
  by: Trigger['by'];
}>;

/** The conditional order that Bybit makes for a take-profit, stop or trailing stop of a position. */
export function protectionIntent(instrument: Instrument, position: PracticePosition, wanted: Protection): OrderIntent {
  const long = isLong(position);
  const rising = (wanted.kind === 'takeProfit') === long;
  const percent = wanted.distance === null ? null : percentOf(wanted.distance, position.markPrice);
  return {
    symbol: instrument.symbol,
    orderSide: long ? 'sell' : 'buy',
    type: wanted.limitPrice === null ? 'market' : 'limit',
    size: wanted.size === null ? null : floorToStep(wanted.size, instrument.lotSize),
    price: wanted.limitPrice,
    timeInForce: wanted.limitPrice === null ? 'ioc' : 'gtc',
    reduceOnly: true,
    tag: wanted.tag,
    marginMode: null,
    clientOrderId: null,
    family: 'attached',
    trigger: { kind: wanted.kind, price: wanted.price, by: wanted.by, callbackPercent: percent },
    attachedTo: wanted.tag,
    wire: {
      closeOnTrigger: true,
      triggerDirection: rising ? 1 : 2,
      ...(wanted.distance === null ? {} : { trailingStop: wanted.distance }),
    },
  };
}

// The model trails by a share of the price, Bybit by a distance: equal at the mark of the moment.
function percentOf(distance: Decimal, mark: Decimal): Decimal {
  return isZero(mark) ? '0' : multiply(divide(distance, mark), '100');
}
