// v5 order parameters -> what the market model understands.
//  - reduceOnly counts in net mode only; in long/short mode the side against posSide closes.
//  - "-1" as an order price of an algo order means a market order.
import { divide, isDecimal, isPositive, multiply, type Decimal } from '../../../../shared/decimal.ts';
import type { OrderSide } from '../../../../shared/position.ts';
import type { Instrument, OrderIntent, PositionTag, Trigger } from '../../exchange.ts';
import { orderError, parameterError } from './codes.ts';
import { accept, flag, records, reject, text, type Params, type PrivateCall, type Read } from './wire.ts';

const badParameter = (name: string): Read<never> => ({ ok: false, error: parameterError(name) });
const CLIENT_ID = /^[A-Za-z0-9]{1,32}$/;

/** Sockets name instruments by number. */
export function readInstrument(call: PrivateCall, params: Params): Read<Instrument> {
  const code = text(params, 'instIdCode');
  const instrument =
    code === undefined
      ? call.venue.instruments.get(text(params, 'instId') ?? '')
      : [...call.venue.instruments.values()].find((each) => String(each.extra['instIdCode']) === code);
  return instrument === undefined
    ? { ok: false, error: orderError({ ok: false, code: 'unknownSymbol', detail: '' }) }
    : accept(instrument);
}

export function readTag(call: PrivateCall, params: Params): Read<PositionTag> {
  const posSide = text(params, 'posSide') ?? 'net';
  const hedge = call.account.positionMode === 'hedge';
  if (posSide === 'net') return hedge ? badParameter('posSide ') : accept('both');
  if ((posSide !== 'long' && posSide !== 'short') || !hedge) return badParameter('posSide ');
  return accept(posSide);
}

type Common = Readonly<{
  instrument: Instrument;
  tag: PositionTag;
  orderSide: OrderSide;
  marginMode: 'cross' | 'isolated';
  clientOrderId: string | null;
}>;

function readCommon(call: PrivateCall, params: Params, clientIdName: string): Read<Common> {
  const instrument = readInstrument(call, params);
  if (!instrument.ok) return instrument;
  const marginMode = text(params, 'tdMode');
  if (marginMode !== 'cross' && marginMode !== 'isolated') return badParameter('tdMode ');
  const orderSide = text(params, 'side');
  if (orderSide !== 'buy' && orderSide !== 'sell') return badParameter('side ');
  const tag = readTag(call, params);
  if (!tag.ok) return tag;
  const clientOrderId = text(params, clientIdName) ?? null;
  if (clientOrderId !== null && !CLIENT_ID.test(clientOrderId)) return badParameter(clientIdName);
  return accept({ instrument: instrument.value, tag: tag.value, orderSide, marginMode, clientOrderId });
}

const TYPES: Readonly<Record<string, Readonly<{ type: OrderIntent['type']; timeInForce: OrderIntent['timeInForce'] }>>> = {
  market: { type: 'market', timeInForce: 'ioc' },
  optimal_limit_ioc: { type: 'market', timeInForce: 'ioc' },
  limit: { type: 'limit', timeInForce: 'gtc' },
  post_only: { type: 'limit', timeInForce: 'postOnly' },
  fok: { type: 'limit', timeInForce: 'fok' },
  ioc: { type: 'limit', timeInForce: 'ioc' },
};

export function readOrder(call: PrivateCall, params: Params): Read<OrderIntent> {
  const common = readCommon(call, params, 'clOrdId');
  if (!common.ok) return common;
  const kind = TYPES[text(params, 'ordType') ?? ''];
  if (kind === undefined) return badParameter('ordType ');
  const size = text(params, 'sz');
  if (size === undefined || !isDecimal(size) || !isPositive(size)) return badParameter('sz ');
  const price = kind.type === 'limit' ? text(params, 'px') : undefined;
  if (kind.type === 'limit' && (price === undefined || !isDecimal(price) || !isPositive(price))) return badParameter('px ');
  const { instrument, tag, orderSide, marginMode, clientOrderId } = common.value;
  const attached = records(params['attachAlgoOrds']);
  return accept({
    symbol: instrument.symbol,
    orderSide,
    ...kind,
    size,
    price: price ?? null,
    reduceOnly: tag === 'both' && flag(params, 'reduceOnly'),
    tag,
    marginMode,
    clientOrderId,
    family: 'plain' as const,
    trigger: null,
    attachedTo: null,
    wire: {
      tag: text(params, 'tag') ?? '',
      ...(text(params, 'ordType') === 'optimal_limit_ioc' ? { ordType: 'optimal_limit_ioc' } : {}),
      ...(attached.length > 0 ? { attachAlgoOrds: attached } : {}),
    },
  });
}

/** Names of the parameters of algo orders that come back in lists. */
const ECHOED = [
  'activePx',
  'callbackRatio',
  'callbackSpread',
  'slOrdPx',
  'slTriggerPx',
  'slTriggerPxType',
  'tpOrdPx',
  'tpTriggerPx',
  'tpTriggerPxType',
  'triggerPx',
  'triggerPxType',
  'tag',
] as const;

const watched = (params: Params, name: string): Trigger['by'] => {
  const type = text(params, name) ?? 'last';
  return type === 'last' ? 'last' : 'mark';
};

type Half = Readonly<{ trigger: Trigger; limitPrice: Decimal | null }>;

function readHalf(params: Params, kind: 'stop' | 'takeProfit'): Read<Half | null> {
  const prefix = kind === 'stop' ? 'sl' : 'tp';
  const price = text(params, `${prefix}TriggerPx`);
  if (price === undefined) return accept(null);
  if (!isDecimal(price) || !isPositive(price)) return badParameter(`${prefix}TriggerPx`);
  const limit = text(params, `${prefix}OrdPx`);
  if (limit === undefined || !isDecimal(limit)) return badParameter(`${prefix}OrdPx`);
  const trigger: Trigger = { kind, price, by: watched(params, `${prefix}TriggerPxType`), callbackPercent: null };
  return accept({ trigger, limitPrice: limit === '-1' ? null : limit });
}

function readTrailing(call: PrivateCall, instrument: Instrument, params: Params): Read<Half> {
  const ratio = text(params, 'callbackRatio');
  const spread = text(params, 'callbackSpread');
  const mark = call.venue.quote(instrument.symbol)?.last ?? instrument.price;
  const share = ratio ?? (spread !== undefined && isDecimal(spread) ? divide(spread, mark) : undefined);
  if (share === undefined || !isDecimal(share) || !isPositive(share)) return badParameter('callbackRatio');
  const price = text(params, 'activePx') ?? null;
  if (price !== null && !isDecimal(price)) return badParameter('activePx');
  return accept({
    trigger: { kind: 'trailing', price, by: 'last', callbackPercent: multiply(share, '100') },
    limitPrice: null,
  });
}

function readTrigger(params: Params): Read<Half> {
  const price = text(params, 'triggerPx');
  const limit = text(params, 'orderPx') ?? text(params, 'ordPx');
  if (price === undefined || !isDecimal(price) || !isPositive(price)) return badParameter('triggerPx');
  if (limit === undefined || !isDecimal(limit)) return badParameter('orderPx');
  return accept({
    trigger: { kind: 'either', price, by: watched(params, 'triggerPxType'), callbackPercent: null },
    limitPrice: limit === '-1' ? null : limit,
  });
}

function readHalves(call: PrivateCall, instrument: Instrument, params: Params): Read<readonly Half[]> {
  switch (text(params, 'ordType') ?? '') {
    case 'trigger': {
      const half = readTrigger(params);
      return half.ok ? accept([half.value]) : half;
    }
    case 'move_order_stop': {
      const half = readTrailing(call, instrument, params);
      return half.ok ? accept([half.value]) : half;
    }
    case 'conditional':
    case 'oco': {
      const stop = readHalf(params, 'stop');
      if (!stop.ok) return stop;
      const takeProfit = readHalf(params, 'takeProfit');
      if (!takeProfit.ok) return takeProfit;
      if (stop.value !== null && takeProfit.value !== null) {
        // A conditional order has one side only: the stop is the one that counts.
        return accept(text(params, 'ordType') === 'oco' ? [stop.value, takeProfit.value] : [stop.value]);
      }
      const only = stop.value ?? takeProfit.value;
      return only === null || text(params, 'ordType') === 'oco' ? badParameter('tpTriggerPx or slTriggerPx') : accept([only]);
    }
    case 'iceberg':
    case 'twap':
    case 'chase':
      return reject('51010', 'The practice exchange does not make algo orders of this type.');
    default:
      return badParameter('ordType ');
  }
}

/** One intent, or two of an OCO order; the second one is hidden. */
export function readAlgo(call: PrivateCall, params: Params): Read<readonly OrderIntent[]> {
  const common = readCommon(call, params, 'algoClOrdId');
  if (!common.ok) return common;
  const { instrument, tag, orderSide, marginMode, clientOrderId } = common.value;
  const halves = readHalves(call, instrument, params);
  if (!halves.ok) return halves;
  const whole = text(params, 'closeFraction');
  const size = text(params, 'sz') ?? null;
  if (whole !== undefined && whole !== '1') return badParameter('closeFraction');
  if (whole === undefined && (size === null || !isDecimal(size) || !isPositive(size))) return badParameter('sz ');
  const ordType = text(params, 'ordType') ?? '';
  const echoed = ECHOED.map((name) => [name, text(params, name) ?? ''] as const);
  const ordPx = text(params, 'orderPx') ?? text(params, 'ordPx') ?? '';
  return accept(
    halves.value.map((half, index) => ({
      symbol: instrument.symbol,
      orderSide,
      tag,
      marginMode,
      type: half.limitPrice === null ? ('market' as const) : ('limit' as const),
      size: whole === undefined ? size : null,
      price: half.limitPrice,
      timeInForce: half.limitPrice === null ? ('ioc' as const) : ('gtc' as const),
      reduceOnly: tag === 'both' && (flag(params, 'reduceOnly') || whole !== undefined),
      clientOrderId: index === 0 ? clientOrderId : null,
      family: whole !== undefined ? ('attached' as const) : ordType === 'trigger' ? ('trigger' as const) : ('algo' as const),
      trigger: half.trigger,
      attachedTo: whole === undefined ? null : tag,
      wire: { ...Object.fromEntries(echoed), ordPx, ordType, algo: true, hidden: index > 0 },
    })),
  );
}
