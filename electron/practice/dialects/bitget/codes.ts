// Refusals of the market model in Bitget's codes (classic error code table, and answers recorded in ccxt's bitget.js).
import { assertNever } from '../../../../shared/failure.ts';
import type { OrderIntent, Refusal } from '../../exchange.ts';
import type { WireError } from './wire.ts';

export const unknownSymbol: WireError = { code: '40034', msg: 'Parameter symbol does not exist' };
export const noPosition: WireError = { code: '22002', msg: 'No position to close' };
export const wrongMode: WireError = {
  code: '40774',
  msg: 'The order type for unilateral position must also be the unilateral position type.',
};
export const notEnough: WireError = { code: '40757', msg: 'Not enough position is available.' };
export const orderNotFound: WireError = { code: '40768', msg: 'Order does not exist' };
export const detailNotFound: WireError = {
  code: '40109',
  msg: 'The data of the order cannot be found, please confirm the order number',
};
export const noPlan = 'notExistend'; // the venue's own spelling [D cancel-plan-order]

/** Answer for an order that the model refused. */
export function orderError(refusal: Refusal, intent?: OrderIntent): WireError {
  switch (refusal.code) {
    case 'unknownSymbol':
      return unknownSymbol;
    case 'suspended':
      return { code: '40308', msg: 'The contract is being temporarily maintained' };
    case 'sizeStep':
      return { code: '40808', msg: `Parameter verification exception size checkBDScale error (${refusal.detail})` };
    case 'priceTick':
      return { code: '40020', msg: `Parameter price error (${refusal.detail})` };
    case 'belowMinSize':
      return { code: '45111', msg: 'less than the minimum order quantity' };
    case 'belowMinNotional':
      return { code: '45110', msg: 'less than the minimum amount 5 USDT' };
    case 'aboveMaxSize':
      return { code: '45112', msg: 'more than the maximum order quantity' };
    case 'insufficientMargin':
      return { code: '40762', msg: 'The order amount exceeds the balance' };
    case 'reduceOnlyRejected':
    case 'noPosition':
      return noPosition;
    case 'restingOrdersHoldSize':
      return notEnough;
    case 'wrongTag':
      return wrongMode;
    case 'marginModeMismatch':
      return { code: '45117', msg: 'Currently holding positions or orders, the margin mode cannot be adjusted' };
    case 'priceBand':
    case 'noLiquidity':
      return { code: '22045', msg: `The price is beyond the limit (${refusal.detail})` };
    case 'wouldTriggerImmediately':
      return intent?.orderSide === 'sell'
        ? { code: '40832', msg: 'The trigger price should be lower than the current price' }
        : { code: '40830', msg: 'The trigger price should be higher than the current price' };
    case 'duplicateClientOrderId':
      return { code: '40786', msg: 'Duplicate clientOid' };
    case 'tooManyOrders':
      return { code: '40921', msg: 'The number of orders exceeds the maximum limit' };
    case 'orderNotFound':
      return orderNotFound;
    case 'orderFinal':
      return { code: '22001', msg: 'No order to cancel' };
    case 'modeChangeWithExposure':
      return { code: '40920', msg: 'Currently holding positions or orders, the position mode cannot be adjusted' };
    case 'noChange':
      return { code: '00000', msg: 'success' };
    default:
      return assertNever(refusal.code);
  }
}
