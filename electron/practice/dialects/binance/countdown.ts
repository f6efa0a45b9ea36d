// The dead man's switch of one symbol: plain orders go when the countdown is not renewed in time; 0 stops it.
import { knownSymbol } from './orderCalls.ts';
import { requiredDecimal, type AccountCall, type Row } from './wire.ts';

export function createCountdowns() {
  const timers = new Map<string, NodeJS.Timeout>();
  return {
    set(call: AccountCall): Row {
      const { venue, account } = call;
      const symbol = knownSymbol(venue, call.params);
      const countdownTime = requiredDecimal(call.params, 'countdownTime');
      const id = `${account.id}|${symbol}`;
      clearTimeout(timers.get(id));
      timers.delete(id);
      if (Number(countdownTime) > 0) {
        const run = () => {
          timers.delete(id);
          if (!venue.accounts().some((open) => open.id === account.id)) return;
          for (const order of venue.workingOrders(account.id, { symbol, family: 'plain' }))
            venue.cancel(account.id, order.orderId);
        };
        timers.set(id, setTimeout(run, Number(countdownTime)).unref());
      }
      return { symbol, countdownTime };
    },
  };
}
