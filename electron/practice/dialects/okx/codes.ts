// Refusals of the market model in OKX's codes (v5 error code table).
import { assertNever } from '../../../../shared/failure.ts';
import type { OrderIntent, Refusal } from '../../exchange.ts';
import { isReducing } from '../../reduceOnly.ts';
import type { ItemError } from './wire.ts';

export const parameterError = (name: string): ItemError => ({ sCode: '51000', sMsg: `Parameter ${name} error` });
export const exceedsAvailable: ItemError = { sCode: '51112', sMsg: 'Close order size exceeds your available size.' };
const noDirection: ItemError = {
  sCode: '51169',
  sMsg: "Order failed because you don't have any positions in this direction to reduce or close.",
};

/** 51277 to 51280: which side of the last price a take-profit or stop trigger has to be on. */
function immediateTrigger(intent: OrderIntent | undefined): ItemError {
  const takeProfit = intent?.trigger?.kind === 'takeProfit';
  const selling = intent?.orderSide === 'sell';
  if (takeProfit) {
    return selling
      ? { sCode: '51279', sMsg: 'TP trigger price cannot be lower than the last price' }
      : { sCode: '51277', sMsg: 'TP trigger price cannot be higher than the last price' };
  }
  return selling
    ? { sCode: '51280', sMsg: 'SL trigger price cannot be higher than the last price' }
    : { sCode: '51278', sMsg: 'SL trigger price cannot be lower than the last price' };
}

/** Answer for an order that the model refused. */
export function orderError(refusal: Refusal, intent?: OrderIntent): ItemError {
  switch (refusal.code) {
    case 'unknownSymbol':
      return { sCode: '51001', sMsg: "Instrument ID, Instrument ID code, or Spread ID doesn't exist." };
    case 'suspended':
      return { sCode: '51022', sMsg: 'Contract suspended' };
    case 'sizeStep':
      return { sCode: '51121', sMsg: 'Order quantity must be a multiple of the lot size.' };
    case 'priceTick':
      return parameterError('px');
    case 'belowMinSize':
    case 'belowMinNotional':
      return { sCode: '51020', sMsg: 'Your order should meet or exceed the minimum order amount.' };
    case 'aboveMaxSize':
      return intent?.type === 'limit'
        ? { sCode: '51101', sMsg: 'Entered amount exceeds the max pending order amount (Cont) per transaction.' }
        : { sCode: '51202', sMsg: 'Market order amount exceeds the maximum amount.' };
    case 'insufficientMargin':
      return { sCode: '51008', sMsg: `Order failed. Insufficient margin in account (${refusal.detail})` };
    case 'reduceOnlyRejected':
      return noDirection;
    case 'restingOrdersHoldSize':
      return exceedsAvailable;
    case 'noPosition':
      return { sCode: '51023', sMsg: "Position doesn't exist" };
    case 'wrongTag':
      return parameterError('posSide ');
    case 'marginModeMismatch':
      // The position of the other margin mode is a different one: there is none to reduce.
      return intent !== undefined && isReducing(intent) ? noDirection : parameterError('tdMode ');
    case 'priceBand':
    case 'noLiquidity':
      return { sCode: '51006', sMsg: `Order price is not within the price limit (${refusal.detail})` };
    case 'wouldTriggerImmediately':
      return immediateTrigger(intent);
    case 'duplicateClientOrderId':
      return intent?.trigger === null || intent === undefined
        ? { sCode: '51016', sMsg: 'Duplicated client order ID' }
        : { sCode: '51065', sMsg: 'algoClOrdId already exists.' };
    case 'tooManyOrders':
      return { sCode: '51174', sMsg: `The number of ${intent?.symbol ?? ''} pending orders reached the upper limit of 500.` };
    case 'orderNotFound':
      return { sCode: '51400', sMsg: 'Cancellation failed as the order has been filled, canceled or does not exist.' };
    case 'orderFinal':
      return refusal.detail === 'filled'
        ? { sCode: '51402', sMsg: 'Cancellation failed as the order is already completed.' }
        : { sCode: '51401', sMsg: 'Cancellation failed as the order is already canceled.' };
    case 'modeChangeWithExposure':
      return { sCode: '59000', sMsg: 'Setting failed. Cancel any open orders, close positions, and stop trading bots first.' };
    case 'noChange':
      return { sCode: '0', sMsg: '' };
    default:
      return assertNever(refusal.code);
  }
}
