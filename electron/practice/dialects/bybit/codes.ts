// Refusals of the market model in Bybit's codes and sentences (v5 error code table).
import { assertNever } from '../../../../shared/failure.ts';
import type { OrderIntent, Refusal } from '../../exchange.ts';
import { refuse, type Answer } from './wire.ts';

export const badKey = refuse(10003, 'API key is invalid.');
export const badSign = (payload: string): Answer => refuse(10004, `error sign! origin_string[${payload}]`);
export const staleTimestamp = (requestMs: string, serverMs: number, windowMs: string): Answer =>
  refuse(
    10002,
    `invalid request, please check your server timestamp or recv_window param. req_timestamp[${requestMs}],server_timestamp[${serverMs}],recv_window[${windowMs}]`,
  );
export const noPermission = refuse(10005, 'Permission denied, please check your API key permissions.');
export const wrongIp = refuse(10010, "Unmatched IP, please check your API key's bound IP addresses.");
export const tooManyVisits = refuse(10006, 'Too many visits. Exceeded the API Rate Limit.');
export const badParameter = (what: string): Answer => refuse(10001, `params error: ${what}`);
export const notUnified = refuse(100028, 'unified account is forbidden');
export const tpslNotModified = refuse(34040, 'not modified');

/** Answer for an order that the model refused. */
export function refuseOrder(refusal: Refusal, intent?: OrderIntent): Answer {
  switch (refusal.code) {
    case 'unknownSymbol':
      return badParameter('symbol invalid');
    case 'suspended':
      return refuse(110066, 'No trading is allowed at the current time');
    case 'sizeStep':
      return refuse(10001, 'Qty invalid');
    case 'priceTick':
      return badParameter('price invalid');
    case 'belowMinSize':
      return refuse(10001, 'The number of contracts exceeds minimum limit allowed');
    case 'belowMinNotional':
      return refuse(110094, 'Order does not meet minimum order value');
    case 'aboveMaxSize':
      return refuse(10001, 'The number of contracts exceeds maximum limit allowed: too large');
    case 'insufficientMargin':
      return refuse(110007, 'ab not enough for new order');
    case 'reduceOnlyRejected':
    case 'noPosition':
      return refuse(110017, 'current position is zero, cannot fix reduce-only order qty');
    case 'restingOrdersHoldSize':
      return refuse(110017, 'orderQty will be truncated to zero.');
    case 'wrongTag':
      return refuse(10001, 'position idx not match position mode');
    case 'marginModeMismatch':
      return refuse(110073, 'Set margin mode failed');
    case 'priceBand':
      return refuse(110003, 'Order price exceeds the allowable range.');
    case 'noLiquidity':
      return refuse(110003, 'Order price exceeds the allowable range: no counterparty within the price limit.');
    case 'wouldTriggerImmediately':
      return intent?.wire['triggerDirection'] === 2
        ? refuse(110093, 'expect Falling, but trigger_price >= current')
        : refuse(110092, 'expect Rising, but trigger_price <= current');
    case 'duplicateClientOrderId':
      return refuse(110072, 'OrderLinkedID is duplicate');
    case 'tooManyOrders':
      return intent === undefined || intent.family === 'plain'
        ? refuse(110020, 'Cannot have more than 500 active orders.')
        : refuse(110009, 'The number of stop orders exceeds maximum limit allowed');
    case 'orderNotFound':
    case 'orderFinal':
      return refuse(110001, 'order not exists or too late to cancel');
    case 'modeChangeWithExposure':
      return refuse(110024, 'You have an existing position, so position mode cannot be switched');
    case 'noChange':
      return refuse(110025, 'Position mode is not modified');
    default:
      return assertNever(refusal.code);
  }
}
