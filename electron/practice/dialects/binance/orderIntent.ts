// Order parameters into the model's words, with the refusals that the venue makes before it looks at the book.
// Plain orders are LIMIT and MARKET; everything conditional belongs to the Algo service since 2025-12-09 (-4120).
import { compare, isZero } from '../../../../shared/decimal.ts';
import type { OrderIntent, PositionTag, Trigger } from '../../exchange.ts';
import { flag, optional, optionalDecimal, required, requiredDecimal, VenueError, type AccountCall, type Params } from './wire.ts';

const CONDITIONAL = new Set(['STOP', 'STOP_MARKET', 'TAKE_PROFIT', 'TAKE_PROFIT_MARKET', 'TRAILING_STOP_MARKET']);
const TIMES = { GTC: 'gtc', IOC: 'ioc', FOK: 'fok', GTX: 'postOnly', GTD: 'gtc', GTE_GTC: 'gtc', RPI: 'postOnly' } as const;
const TAGS: Readonly<Record<string, PositionTag>> = { BOTH: 'both', LONG: 'long', SHORT: 'short' };
const CLIENT_ID = /^[.A-Z:/a-z0-9_-]{1,36}$/;

const sentWhenNotRequired = (name: string) => new VenueError(-1106, `Parameter '${name}' sent when not required.`);

function orderSide(params: Params): 'buy' | 'sell' {
  const side = required(params, 'side').toUpperCase();
  if (side === 'BUY') return 'buy';
  if (side === 'SELL') return 'sell';
  throw new VenueError(-1117, 'Invalid side.');
}

function timeInForce(params: Params, otherwise?: keyof typeof TIMES): OrderIntent['timeInForce'] {
  const given = otherwise === undefined ? required(params, 'timeInForce') : (optional(params, 'timeInForce') ?? otherwise);
  const found = Object.entries(TIMES).find(([name]) => name === given);
  if (found === undefined) throw new VenueError(-1115, 'Invalid timeInForce.');
  return found[1];
}

function clientId(params: Params, name: string): string {
  const given = optional(params, name);
  if (given === undefined) return newClientId();
  if (given.length > 36) throw new VenueError(-4015, 'Client order id length should be less than 36 chars');
  if (!CLIENT_ID.test(given)) throw new VenueError(-4015, 'Client order id is not valid.');
  return given;
}

/** As the venue names orders that come without an id: 22 letters and digits. */
const newClientId = (): string => `${crypto.randomUUID()}${crypto.randomUUID()}`.replaceAll('-', '').slice(0, 22);

function positionOf(call: AccountCall): Readonly<{ tag: PositionTag; reduceOnly: boolean }> {
  const tag = TAGS[optional(call.params, 'positionSide') ?? 'BOTH'];
  if (tag === undefined) throw new VenueError(-4060, 'Invalid position side.');
  const hedged = call.account.positionMode === 'hedge' && tag !== 'both';
  if (hedged && optional(call.params, 'reduceOnly') !== undefined) throw sentWhenNotRequired('reduceonly');
  return { tag, reduceOnly: flag(call.params, 'reduceOnly') };
}

const quantity = (params: Params) => {
  const given = requiredDecimal(params, 'quantity');
  if (isZero(given)) throw new VenueError(-4003, 'Quantity less than or equal to zero.');
  return given;
};

export function plainIntent(call: AccountCall): OrderIntent {
  const { params } = call;
  const type = required(params, 'type').toUpperCase();
  if (CONDITIONAL.has(type)) {
    throw new VenueError(-4120, 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.');
  }
  if (type !== 'LIMIT' && type !== 'MARKET') throw new VenueError(-1116, 'Invalid orderType.');
  if (type === 'MARKET') {
    for (const name of ['price', 'timeInForce']) if (optional(params, name) !== undefined) throw sentWhenNotRequired(name);
  }
  return {
    symbol: required(params, 'symbol').toUpperCase(),
    orderSide: orderSide(params),
    type: type === 'LIMIT' ? 'limit' : 'market',
    size: quantity(params),
    price: type === 'LIMIT' ? requiredDecimal(params, 'price') : null,
    timeInForce: type === 'LIMIT' ? timeInForce(params) : 'gtc',
    ...positionOf(call),
    marginMode: null,
    clientOrderId: clientId(params, 'newClientOrderId'),
    family: 'plain',
    trigger: null,
    attachedTo: null,
    wire: { type },
  };
}

function triggerOf(params: Params, type: string): Trigger {
  const by = (optional(params, 'workingType') ?? 'CONTRACT_PRICE') === 'MARK_PRICE' ? 'mark' : 'last';
  if (type === 'TRAILING_STOP_MARKET') {
    const callbackPercent = requiredDecimal(params, 'callbackRate');
    if (compare(callbackPercent, '0.1') < 0 || compare(callbackPercent, '10') > 0) {
      throw new VenueError(-2007, 'Invalid callBack rate.');
    }
    const price = optionalDecimal(params, 'activatePrice') ?? optionalDecimal(params, 'activationPrice') ?? null;
    return { kind: 'trailing', price, by, callbackPercent };
  }
  return {
    kind: type.startsWith('TAKE_PROFIT') ? 'takeProfit' : 'stop',
    price: requiredDecimal(params, 'triggerPrice'),
    by,
    callbackPercent: null,
  };
}

export function algoIntent(call: AccountCall): OrderIntent {
  const { params } = call;
  if (required(params, 'algoType') !== 'CONDITIONAL') throw new VenueError(-4500, 'Invalid algo type.');
  const type = required(params, 'type').toUpperCase();
  if (!CONDITIONAL.has(type)) throw new VenueError(-1116, 'Invalid orderType.');
  const wholePosition = flag(params, 'closePosition');
  if (wholePosition && optional(params, 'quantity') !== undefined) {
    throw new VenueError(-4137, 'Quantity must be zero with closePosition equals true');
  }
  if (wholePosition && !type.endsWith('_MARKET'))
    throw new VenueError(-4136, 'Target strategy invalid for orderType closePosition');
  if (wholePosition && flag(params, 'reduceOnly')) throw sentWhenNotRequired('reduceonly');
  const isLimit = type === 'STOP' || type === 'TAKE_PROFIT';
  const clientOrderId = clientId(params, 'clientAlgoId');
  return {
    symbol: required(params, 'symbol').toUpperCase(),
    orderSide: orderSide(params),
    type: isLimit ? 'limit' : 'market',
    size: wholePosition ? null : quantity(params),
    price: isLimit ? requiredDecimal(params, 'price') : null,
    timeInForce: timeInForce(params, 'GTC'),
    ...positionOf(call),
    marginMode: null,
    clientOrderId,
    family: 'algo',
    trigger: triggerOf(params, type),
    attachedTo: null,
    wire: { type, clientId: clientOrderId, priceProtect: String(flag(params, 'priceProtect')) },
  };
}
