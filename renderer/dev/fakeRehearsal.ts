// A rehearsal for the drawing board: requests shaped like the venues', made from the positions on screen.
import type { Rehearsal, RehearsedRequest } from '../../shared/readiness.ts';
import type { PositionView } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { closingOrderSide } from '../../shared/position.ts';

function closeRequest(position: PositionView): RehearsedRequest {
  const { accountId, venue, symbol, nativeSymbol, side, size } = position;
  const what = `close ${symbol} ${side} ${size}`;
  const orderSide = closingOrderSide(side);
  if (venue === 'binanceusdm') {
    const fields = [
      'symbol',
      nativeSymbol,
      'side',
      orderSide.toUpperCase(),
      'type',
      'MARKET',
      'quantity',
      size,
      'reduceOnly',
      'true',
    ];
    const body = fields
      .map((part, index) => (index % 2 === 0 ? `${part}=` : `${part}\n`))
      .join('')
      .trim();
    return { accountId, what, method: 'POST', url: 'https://fapi.binance.com/fapi/v1/order', body };
  }
  const body = JSON.stringify(
    { symbol: nativeSymbol, side: orderSide, orderType: 'Market', qty: size, reduceOnly: true },
    null,
    2,
  );
  return { accountId, what, method: 'POST', url: `https://api.${venue.replace('ccxt:', '')}.com/v5/order/create`, body };
}

export function fakeRehearsal(snapshot: PanelSnapshot, accountId: string | undefined): Rehearsal {
  const positions = Object.values(snapshot.positions).filter(
    (position) => (accountId ?? position.accountId) === position.accountId,
  );
  const failed = snapshot.accounts.filter(({ id, health }) => health.kind === 'failed' && (accountId ?? id) === id);
  return {
    atMs: Date.now(),
    requests: positions.map(closeRequest),
    notes: failed.map(({ label }) => `${label} could not be rehearsed: the venue refuses its key.`),
  };
}
