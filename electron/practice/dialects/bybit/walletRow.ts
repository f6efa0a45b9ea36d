// The unified wallet as Bybit prints it.
import { divide, isZero, multiply, sum, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { PracticeBalance, PracticeVenue } from '../../exchange.ts';
import { money } from './render.ts';
import type { Row } from './wire.ts';

/** One UNIFIED account, as wallet-balance and the wallet stream print it; totals in USD. */
export function walletRow(venue: PracticeVenue, balances: readonly PracticeBalance[]): Row {
  const worth = balances.map((balance) => usdRate(venue, balance.currency));
  const total = (pick: (balance: PracticeBalance) => Decimal): Decimal =>
    money(sum(balances.map((balance, index) => multiply(pick(balance), worth[index] ?? '0'))));
  const equity = total((balance) => balance.equity);
  const initial = total((balance) => balance.initialMargin);
  const maintenance = total((balance) => balance.maintenanceMargin);
  const rate = (margin: Decimal) => (isZero(equity) ? '0' : toPlaces(divide(margin, equity), 4));
  return {
    accountType: 'UNIFIED',
    accountLTV: '0',
    accountIMRate: rate(initial),
    accountMMRate: rate(maintenance),
    totalEquity: equity,
    totalWalletBalance: total((balance) => balance.wallet),
    totalMarginBalance: equity,
    totalAvailableBalance: total((balance) => balance.available),
    totalPerpUPL: total((balance) => balance.unrealizedPnl),
    totalInitialMargin: initial,
    totalMaintenanceMargin: maintenance,
    coin: balances.map((balance, index) => ({
      coin: balance.currency,
      equity: money(balance.equity),
      usdValue: money(multiply(balance.equity, worth[index] ?? '0')),
      walletBalance: money(balance.wallet),
      locked: '0',
      spotHedgingQty: '0',
      borrowAmount: '0',
      availableToWithdraw: money(balance.available),
      availableToBorrow: '',
      accruedInterest: '0',
      totalOrderIM: '0',
      totalPositionIM: money(balance.initialMargin),
      totalPositionMM: money(balance.maintenanceMargin),
      unrealisedPnl: money(balance.unrealizedPnl),
      cumRealisedPnl: '0',
      bonus: '0',
      collateralSwitch: true,
      marginCollateral: true,
    })),
  };
}

function usdRate(venue: PracticeVenue, currency: string): Decimal {
  if (currency === 'USDT' || currency === 'USDC' || currency === 'USD') return '1';
  for (const symbol of [`${currency}USD`, `${currency}USDT`]) {
    const quote = venue.quote(symbol);
    if (quote !== undefined) return quote.mark;
  }
  return '0';
}
