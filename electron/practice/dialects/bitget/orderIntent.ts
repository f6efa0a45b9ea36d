// v2 order parameters -> what the market model understands.
//  - One-way mode: `side` is the order's, reduceOnly YES or NO, no tradeSide.
//  - Two-way mode: `side` is the position's (buy is long), tradeSide open or close says which way it goes.
import { isDecimal, isPositive, type Decimal } from '../../../../shared/decimal.ts';
import type { MarginMode, OrderSide } from '../../../../shared/position.ts';
import type { Instrument, OrderIntent, PositionTag, PracticeAccount, Trigger } from '../../exchange.ts';
import { noPosition, unknownSymbol, wrongMode } from './codes.ts';
import { marginCoinOf, productTypeOf, readProductType } from './render.ts';
import { accept, missing, parameterError, text, type Params, type PrivateCall, type Read, type WireError } from './wire.ts';

const CLIENT_ID = /^[.A-Za-z0-9:/_-]{1,50}$/;
const bad = (error: WireError): Read<never> => ({ ok: false, error });

export function readInstrument(call: PrivateCall, params: Params): Read<Instrument> {
  const productType = readProductType(text(params, 'productType'));
  if (productType === undefined) return bad(parameterError('productType'));
  const instrument = call.venue.instruments.get(text(params, 'symbol')?.toUpperCase() ?? '');
  return instrument === undefined || productTypeOf(instrument) !== productType ? bad(unknownSymbol) : accept(instrument);
}

type Direction = Readonly<{ tag: PositionTag; orderSide: OrderSide; reduceOnly: boolean }>;

export function readDirection(account: PracticeAccount, params: Params): Read<Direction> {
  const side = text(params, 'side')?.toLowerCase();
  if (side !== 'buy' && side !== 'sell') return bad(parameterError('side'));
  const tradeSide = text(params, 'tradeSide')?.toLowerCase();
  if (account.positionMode === 'oneWay') {
    if (tradeSide !== undefined) return bad(wrongMode);
    return accept({ tag: 'both', orderSide: side, reduceOnly: text(params, 'reduceOnly')?.toUpperCase() === 'YES' });
  }
  if (tradeSide !== 'open' && tradeSide !== 'close') return bad(wrongMode);
  const tag = side === 'buy' ? 'long' : 'short';
  const against = side === 'buy' ? 'sell' : 'buy';
  return accept({ tag, orderSide: tradeSide === 'open' ? side : against, reduceOnly: false });
}

function readMarginMode(params: Params): MarginMode | null {
  const mode = text(params, 'marginMode');
  return mode === 'crossed' ? 'cross' : mode === 'isolated' ? 'isolated' : null;
}

/** Every order names the coin that margins it; a close names the position's. */
function marginCoinError(instrument: Instrument, params: Params, closing: boolean): WireError | null {
  const coin = text(params, 'marginCoin')?.toUpperCase();
  if (coin === undefined) return missing('marginCoin');
  if (coin === marginCoinOf(instrument)) return null;
  return closing ? noPosition : { code: '40762', msg: 'The order amount exceeds the balance' };
}

const FORCES: Readonly<Record<string, OrderIntent['timeInForce']>> = {
  gtc: 'gtc',
  ioc: 'ioc',
  fok: 'fok',
  post_only: 'postOnly',
};

const isAmount = (value: string | undefined): value is Decimal => value !== undefined && isDecimal(value) && isPositive(value);

type Shape = Pick<OrderIntent, 'type' | 'size' | 'price' | 'timeInForce' | 'clientOrderId'>;

function readShape(params: Params): Read<Shape> {
  const type = text(params, 'orderType')?.toLowerCase();
  if (type !== 'market' && type !== 'limit') return bad(parameterError('orderType'));
  const size = text(params, 'size');
  if (!isAmount(size)) return bad(parameterError('size'));
  const price = type === 'limit' ? text(params, 'price') : undefined;
  if (type === 'limit' && !isAmount(price)) return bad(parameterError('price'));
  const timeInForce = type === 'market' ? 'ioc' : FORCES[text(params, 'force')?.toLowerCase() ?? 'gtc'];
  if (timeInForce === undefined) return bad(parameterError('force'));
  const clientOrderId = text(params, 'clientOid') ?? null;
  if (clientOrderId !== null && !CLIENT_ID.test(clientOrderId)) return bad(parameterError('clientOid'));
  return accept({ type, size, price: price ?? null, timeInForce, clientOrderId });
}

const isClosing = ({ tag, orderSide, reduceOnly }: Direction): boolean =>
  reduceOnly || (tag === 'long' && orderSide === 'sell') || (tag === 'short' && orderSide === 'buy');

/** Take-profits and stops that travel with an order are not made here: silently left out they would be missed. */
const PRESETS = ['presetStopSurplusPrice', 'presetStopLossPrice', 'stopSurplusTriggerPrice', 'stopLossTriggerPrice'];

export function readOrder(call: PrivateCall, params: Params): Read<OrderIntent> {
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument;
  const direction = readDirection(call.account, params);
  if (!direction.ok) return direction;
  const marginMode = readMarginMode(params);
  if (marginMode === null) return bad(parameterError('marginMode'));
  const coin = marginCoinError(instrument.value, params, isClosing(direction.value));
  if (coin !== null) return bad(coin);
  const shape = readShape(params);
  if (!shape.ok) return shape;
  const preset = PRESETS.find((name) => text(params, name) !== undefined);
  if (preset !== undefined) return bad(parameterError(preset));
  return accept({
    symbol: instrument.value.symbol,
    ...direction.value,
    ...shape.value,
    marginMode,
    family: 'plain' as const,
    trigger: null,
    attachedTo: null,
    wire: {},
  });
}

function readTriggerBy(params: Params): Trigger['by'] | null {
  const type = text(params, 'triggerType') ?? 'fill_price';
  return type === 'fill_price' ? 'last' : type === 'mark_price' ? 'mark' : null;
}

/** place-plan-order: normal_plan and track_plan. */
export function readPlan(call: PrivateCall, params: Params): Read<OrderIntent> {
  const order = readOrder(call, params);
  if (!order.ok) return order;
  const planType = text(params, 'planType');
  if (planType !== 'normal_plan' && planType !== 'track_plan') return bad(parameterError('planType'));
  const price = text(params, 'triggerPrice');
  if (!isAmount(price)) return bad(parameterError('triggerPrice'));
  const by = readTriggerBy(params);
  if (by === null) return bad(parameterError('triggerType'));
  const ratio = text(params, 'callbackRatio');
  const trailing = planType === 'track_plan';
  if (trailing && !isAmount(ratio)) return bad(parameterError('callbackRatio'));
  return accept({
    ...order.value,
    family: 'trigger' as const,
    trigger: { kind: trailing ? 'trailing' : 'either', price, by, callbackPercent: trailing ? (ratio ?? null) : null },
    wire: { planType },
  });
}

const TPSL: Readonly<Record<string, Readonly<{ kind: Trigger['kind']; whole: boolean }>>> = {
  profit_plan: { kind: 'takeProfit', whole: false },
  loss_plan: { kind: 'stop', whole: false },
  moving_plan: { kind: 'trailing', whole: false },
  pos_profit: { kind: 'takeProfit', whole: true },
  pos_loss: { kind: 'stop', whole: true },
};

/** holdSide: long or short in two-way mode, buy (a long) or sell (a short) in one-way mode. */
function readHoldSide(account: PracticeAccount, params: Params): Read<Pick<Direction, 'tag' | 'orderSide'>> {
  const holdSide = text(params, 'holdSide')?.toLowerCase();
  const hedge = account.positionMode === 'hedge';
  const long = holdSide === (hedge ? 'long' : 'buy');
  if (!long && holdSide !== (hedge ? 'short' : 'sell')) return bad(parameterError('holdSide'));
  return accept({ tag: hedge ? (long ? 'long' : 'short') : 'both', orderSide: long ? 'sell' : 'buy' });
}

/** place-tpsl-order: lives on a position and only ever closes. */
export function readTpsl(call: PrivateCall, params: Params): Read<OrderIntent> {
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument;
  const planType = text(params, 'planType') ?? '';
  const plan = TPSL[planType];
  if (plan === undefined) return bad(parameterError('planType'));
  const hold = readHoldSide(call.account, params);
  if (!hold.ok) return hold;
  const coin = marginCoinError(instrument.value, params, true);
  if (coin !== null) return bad(coin);
  const price = text(params, 'triggerPrice');
  if (!isAmount(price)) return bad(parameterError('triggerPrice'));
  const by = readTriggerBy(params);
  if (by === null) return bad(parameterError('triggerType'));
  const size = plan.whole ? null : text(params, 'size');
  if (size !== null && !isAmount(size)) return bad(parameterError('size'));
  const range = text(params, 'rangeRate');
  if (plan.kind === 'trailing' && !isAmount(range)) return bad(parameterError('rangeRate'));
  const execute = text(params, 'executePrice');
  const limit = isAmount(execute) ? execute : null;
  const clientOrderId = text(params, 'clientOid') ?? null;
  if (clientOrderId !== null && !CLIENT_ID.test(clientOrderId)) return bad(parameterError('clientOid'));
  const { tag, orderSide } = hold.value;
  const position = call.venue.position(call.account.id, instrument.value.symbol, tag);
  const held = position !== undefined && !/^-?0*\.?0*$/.test(position.signedSize);
  const fits = held && (tag !== 'both' || position.signedSize.startsWith('-') === (orderSide === 'buy'));
  if (!fits) return bad({ code: '43023', msg: 'Insufficient position, can not set profit or stop loss' });
  return accept({
    symbol: instrument.value.symbol,
    orderSide,
    tag,
    type: limit === null ? ('market' as const) : ('limit' as const),
    size,
    price: limit,
    timeInForce: limit === null ? ('ioc' as const) : ('gtc' as const),
    reduceOnly: tag === 'both',
    marginMode: position.marginMode,
    clientOrderId,
    family: 'attached' as const,
    trigger: { kind: plan.kind, price, by, callbackPercent: plan.kind === 'trailing' ? (range ?? null) : null },
    attachedTo: tag,
    wire: { planType },
  });
}
