// When a trigger order fires. Prices are the mark or the last price, as the order says.
//  - stop: a sell fires at or below its price, a buy at or above it. takeProfit: the other way round.
//  - either: fires when the price reaches it from the side where it was when the order was placed.
//  - trailing: wakes when its activation price is reached (at once without one), remembers the best price since, and
//    fires when the price has come back by callbackPercent.
import { compare, divide, larger, multiply, smaller, subtract, add, type Decimal } from '../../shared/decimal.ts';
import type { OrderSide } from '../../shared/position.ts';
import type { Trigger } from './exchange.ts';

export type Watch = { readonly placedAt: Decimal; awake: boolean; best: Decimal };

export const startWatch = (trigger: Trigger, price: Decimal): Watch => ({
  placedAt: price,
  awake: trigger.kind === 'trailing' && trigger.price === null,
  best: price,
});

const reached = (price: Decimal, target: Decimal, from: 'above' | 'below') =>
  from === 'above' ? compare(price, target) <= 0 : compare(price, target) >= 0;

/** True when an order with this trigger must not be placed at this price. */
export function wouldFireAtOnce(trigger: Trigger, orderSide: OrderSide, price: Decimal): boolean {
  if (trigger.price === null) return false;
  if (trigger.kind === 'stop') return reached(price, trigger.price, orderSide === 'sell' ? 'above' : 'below');
  if (trigger.kind === 'takeProfit') return reached(price, trigger.price, orderSide === 'sell' ? 'below' : 'above');
  return false;
}

/** Takes the next price in; answers whether the order fires now. */
export function watchFires(watch: Watch, trigger: Trigger, orderSide: OrderSide, price: Decimal): boolean {
  if (trigger.kind === 'stop' || trigger.kind === 'takeProfit') return wouldFireAtOnce(trigger, orderSide, price);
  const from = trigger.price !== null && compare(watch.placedAt, trigger.price) > 0 ? 'above' : 'below';
  const arrived = trigger.price !== null && reached(price, trigger.price, from);
  if (trigger.kind === 'either') return arrived;
  if (!watch.awake) {
    if (!arrived) return false;
    watch.awake = true;
    watch.best = price;
  }
  const selling = orderSide === 'sell';
  watch.best = selling ? larger(watch.best, price) : smaller(watch.best, price);
  const back = multiply(watch.best, divide(trigger.callbackPercent ?? '1', '100')); // 1 % is what venues default to
  return selling ? compare(price, subtract(watch.best, back)) <= 0 : compare(price, add(watch.best, back)) >= 0;
}
