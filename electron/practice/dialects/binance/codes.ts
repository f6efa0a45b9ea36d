// Refusals of the market model in the venue's codes and sentences (USDⓈ-M "Error Codes").
import { assertNever } from '../../../../shared/failure.ts';
import type { Instrument, OrderIntent, Refusal } from '../../exchange.ts';
import { decimalsOf, pricePlaces } from './numbers.ts';
import { VenueError } from './wire.ts';

export const invalidSymbol = () => new VenueError(-1121, 'Invalid symbol.');
export const unknownOrder = () => new VenueError(-2011, 'Unknown order sent.');
export const noSuchOrder = () => new VenueError(-2013, 'Order does not exist.');
export const rejectedKey = (ip: string) =>
  new VenueError(-2015, `Invalid API-key, IP, or permissions for action, request ip: ${ip}`, 401);
const imprecise = () => new VenueError(-1111, 'Precision is over the maximum defined for this asset.');

/** What the venue answers to an order that the model refused. */
export function orderRefusal(refusal: Refusal, intent: OrderIntent, instrument: Instrument | undefined): VenueError {
  const algo = intent.family === 'algo';
  switch (refusal.code) {
    case 'unknownSymbol':
      return invalidSymbol();
    case 'suspended':
      return new VenueError(-4108, 'Symbol is on delivering or delivered or settling or closed or pre-trading.');
    case 'sizeStep':
      return imprecise();
    case 'priceTick': {
      const given = intent.price ?? intent.trigger?.price ?? null;
      const fine = instrument !== undefined && given !== null && decimalsOf(given) <= pricePlaces(instrument);
      return fine ? new VenueError(-4014, 'Price not increased by tick size.') : imprecise();
    }
    case 'belowMinSize':
      return new VenueError(-4003, 'Quantity less than or equal to zero.');
    case 'belowMinNotional':
      return new VenueError(
        -4164,
        `Order's notional must be no smaller than ${instrument?.minNotional ?? '5'} (unless you choose reduce only).`,
      );
    case 'aboveMaxSize':
      return new VenueError(-4005, 'Quantity greater than max quantity.');
    case 'insufficientMargin':
      return new VenueError(-2019, 'Margin is insufficient.');
    case 'reduceOnlyRejected':
    case 'noPosition':
      return new VenueError(-2022, 'ReduceOnly Order is rejected.');
    case 'restingOrdersHoldSize':
      return new VenueError(-4118, 'ReduceOnly Order Failed. Please check your existing position and open orders');
    case 'wrongTag':
      return new VenueError(-4061, "Order's position side does not match user's setting.");
    case 'marginModeMismatch':
      return new VenueError(-4049, 'Add margin only support for isolated position.');
    case 'priceBand':
    case 'noLiquidity':
      return new VenueError(-4131, "The counterparty's best price does not meet the PERCENT_PRICE filter limit.");
    case 'wouldTriggerImmediately':
      return new VenueError(-2021, 'Order would immediately trigger.');
    case 'duplicateClientOrderId':
      return new VenueError(-4116, 'ClientOrderId is duplicated.');
    case 'tooManyOrders':
      return algo ? new VenueError(-4045, 'Reach max stop order limit.') : new VenueError(-2025, 'Reach max open order limit.');
    case 'orderNotFound':
    case 'orderFinal':
      return unknownOrder();
    case 'modeChangeWithExposure':
      return new VenueError(-4068, 'Position side cannot be changed if there exists position.');
    case 'noChange':
      return new VenueError(-4059, 'No need to change position side.');
    default:
      return assertNever(refusal.code);
  }
}
