// The trading account and its currencies as OKX prints them; totals in USD.
import { divide, isZero, multiply, sum, toPlaces, type Decimal } from '../../../../shared/decimal.ts';
import type { PracticeBalance, PracticeVenue } from '../../exchange.ts';
import { money } from './render.ts';
import type { Row } from './wire.ts';

const usdRate = (venue: PracticeVenue, currency: string): Decimal => {
  if (/^USD[TC]?$/.test(currency)) return '1';
  for (const pair of ['USDT', 'USD']) {
    const quote = venue.quote(`${currency}-${pair}-SWAP`);
    if (quote !== undefined) return quote.mark;
  }
  return '0';
};

export function balanceDetail(venue: PracticeVenue, balance: PracticeBalance): Row {
  return {
    availBal: money(balance.available),
    availEq: money(balance.available),
    cashBal: money(balance.wallet),
    ccy: balance.currency,
    crossLiab: '',
    disEq: money(multiply(balance.equity, usdRate(venue, balance.currency))),
    eq: money(balance.equity),
    eqUsd: money(multiply(balance.equity, usdRate(venue, balance.currency))),
    frozenBal: money(balance.initialMargin),
    imr: money(balance.initialMargin),
    interest: '',
    isoEq: '0',
    isoLiab: '',
    isoUpl: '0',
    liab: '',
    maxLoan: '',
    mgnRatio: isZero(balance.maintenanceMargin) ? '' : toPlaces(divide(balance.equity, balance.maintenanceMargin), 8),
    mmr: money(balance.maintenanceMargin),
    notionalLever: '0',
    ordFrozen: '0',
    spotInUseAmt: '',
    stgyEq: '0',
    twap: '0',
    uTime: String(venue.now()),
    upl: money(balance.unrealizedPnl),
    uplLiab: '',
  };
}

export function accountRow(venue: PracticeVenue, balances: readonly PracticeBalance[], currencies?: ReadonlySet<string>): Row {
  const worth = (pick: (balance: PracticeBalance) => Decimal) =>
    money(sum(balances.map((balance) => multiply(pick(balance), usdRate(venue, balance.currency)))));
  const shown = balances.filter((balance) => currencies === undefined || currencies.has(balance.currency));
  return {
    adjEq: '',
    availEq: '',
    borrowFroz: '',
    details: shown.map((balance) => balanceDetail(venue, balance)),
    imr: worth((balance) => balance.initialMargin),
    isoEq: '0',
    mgnRatio: '',
    mmr: worth((balance) => balance.maintenanceMargin),
    notionalUsd: '',
    ordFroz: '',
    totalEq: worth((balance) => balance.equity),
    uTime: String(venue.now()),
    upl: worth((balance) => balance.unrealizedPnl),
  };
}
