// The truth to check the panel against: straight from the ledger, no wire format in between.
import type { OrderFamily } from '../../shared/position.ts';
import type { PracticeOrder } from './exchange.ts';
import type { OperatedVenue } from './operator.ts';

export function describeLedger(venues: Iterable<OperatedVenue>) {
  const accounts = [...venues].flatMap((venue) =>
    venue.accounts().map((account) => ({
      id: account.id,
      venue: account.venue,
      label: account.label,
      positionMode: account.positionMode,
      balances: venue.balances(account.id),
      positions: venue.positions(account.id),
      orders: venue.workingOrders(account.id).map(describeOrder),
    })),
  );
  const ordersByFamily: Record<OrderFamily, number> = { plain: 0, trigger: 0, algo: 0, attached: 0 };
  for (const account of accounts) for (const order of account.orders) ordersByFamily[order.family] += 1;
  return {
    accounts,
    totals: {
      accounts: accounts.length,
      positions: accounts.reduce((total, account) => total + account.positions.length, 0),
      orders: accounts.reduce((total, account) => total + account.orders.length, 0),
      ordersByFamily,
    },
  };
}

/** All of an order but the dialect's own notes. */
const describeOrder = (order: PracticeOrder) => ({ ...order, wire: undefined });
