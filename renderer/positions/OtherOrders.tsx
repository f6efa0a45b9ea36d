import type { WorkingOrder } from '../../shared/position.ts';
import { hasUncountedOrders } from '../knowledge.ts';
import { usePanel } from '../panelStore.ts';
import { formatExact } from '../ui/numbers.ts';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { SymbolText } from './columns.tsx';
import { accountName, shortVenueName, venueName } from '../ui/venueNames.ts';

const FAMILY_WORDS = { plain: 'Plain', trigger: 'Trigger', algo: 'Algo', attached: 'Attached to a position' } as const;

/** Working orders on symbols without a position. Emergency Exit cancels them too. */
export function OtherOrders({ orders }: { readonly orders: readonly WorkingOrder[] }) {
  const accounts = usePanel((state) => state.snapshot?.accounts);
  const uncounted = accounts?.filter((account) => account.freshAtMs === null || hasUncountedOrders(account)) ?? [];
  const missing =
    uncounted.length === 0 ? null : `Not all orders could be listed on ${uncounted.map((each) => accountName(each)).join(', ')}.`;
  if (orders.length === 0) {
    return (
      <p className="table-none">
        {missing === null ? 'No order rests on a symbol without a position.' : `None is known. ${missing}`}
      </p>
    );
  }
  return (
    <div className="orders-scroll">
      <p className="orders-lead">
        These orders rest where no position is held: when one fills, it opens something new. Emergency Exit cancels them.
        {missing !== null && <strong className="warn"> {missing}</strong>}
      </p>
      <table className="orders number">
        <thead>
          <tr>
            <th scope="col">Venue</th>
            <th scope="col">Account</th>
            <th scope="col">Symbol</th>
            <th scope="col">Order</th>
            <th scope="col">Family</th>
            <th scope="col" data-align="end">
              Size
            </th>
            <th scope="col" data-align="end">
              Price
            </th>
            <th scope="col" data-align="end">
              Trigger
            </th>
            <th scope="col">Reduce only</th>
          </tr>
        </thead>
        <tbody>
          {orders.map((order) => (
            <tr key={`${order.accountId}|${order.orderId}`}>
              <td title={venueName(order.venue)}>{shortVenueName(order.venue)}</td>
              <td>
                {accounts?.find((account) => account.id === order.accountId)?.label ?? order.accountId}{' '}
                <PlaceBadge place={accounts?.find((account) => account.id === order.accountId)?.place} />
              </td>
              <td>
                <SymbolText symbol={order.symbol} />
              </td>
              <td>
                <span className={order.orderSide === 'buy' ? 'gain' : 'loss'}>{order.orderSide === 'buy' ? 'Buy' : 'Sell'}</span>{' '}
                {order.type}
              </td>
              <td>{FAMILY_WORDS[order.family]}</td>
              <td data-align="end">{order.size === null ? 'whole position' : formatExact(order.size)}</td>
              <td data-align="end">{order.price === null ? '—' : formatExact(order.price)}</td>
              <td data-align="end">{order.triggerPrice === null ? '—' : formatExact(order.triggerPrice)}</td>
              <td>{order.reduceOnly ? 'Yes' : <span className="warn">No, may open</span>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
