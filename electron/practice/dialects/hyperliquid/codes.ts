// Refusals of the market model in Hyperliquid's words [D error-responses]; the venue puts the number of the market behind them.
import { assertNever } from '../../../../shared/failure.ts';
import type { OrderIntent, Refusal } from '../../exchange.ts';

export function orderError(refusal: Refusal, asset: number, intent?: OrderIntent): string {
  const of = (words: string) => `${words} asset=${asset}`;
  switch (refusal.code) {
    case 'unknownSymbol':
      return of('Order has invalid asset.');
    case 'suspended':
      return of('Trading is halted.');
    case 'sizeStep':
    case 'aboveMaxSize':
      return of('Order has invalid size.');
    case 'belowMinSize':
      return of('Order has zero size.');
    case 'priceTick':
      return of('Price must be divisible by tick size.');
    case 'belowMinNotional':
      return of('Order must have minimum value of $10.');
    case 'insufficientMargin':
      return of('Insufficient margin to place order.');
    case 'reduceOnlyRejected':
    case 'restingOrdersHoldSize': // one sentence for both
    case 'noPosition':
    case 'wrongTag':
    case 'marginModeMismatch':
      return of('Reduce only order would increase position.');
    case 'priceBand':
      return of(
        intent?.type === 'limit'
          ? 'Order price too far from oracle'
          : 'Order could not immediately match against any resting orders.',
      );
    case 'noLiquidity':
      return of('No liquidity available for market order.');
    case 'wouldTriggerImmediately':
      return of('Invalid TP/SL price.');
    case 'duplicateClientOrderId':
      return of('Duplicate cloid.');
    case 'tooManyOrders':
      return of('Too many open orders.');
    case 'orderNotFound':
    case 'orderFinal':
      return of('Order was never placed, already canceled, or filled.');
    case 'modeChangeWithExposure':
    case 'noChange':
      return of('Cannot switch leverage type with open position.');
    default:
      return assertNever(refusal.code);
  }
}
