// Binance COIN-M futures: perpetual and delivery contracts of 10 or 100 dollars that are margined and paid in the coin itself;
// one-way or hedge mode per account, the same as of its USDⓈ-M side.
// Two books of orders as there: since 2026-06-30 conditional orders live in the Algo service (family `algo`), the plain book
// answers -4120 to them and a plain cancel-all leaves them ([D] "Important CM-UM Integration Notice", COIN-M documents).
import type { VenueProfile } from '../profile.ts';
import type { BinanceClient } from './binance/client.ts';
import { sharedProfile } from './binance/profile.ts';
import { coinm } from './binancecoinm/calls.ts';
import { createClient } from './binancecoinm/client.ts';
import { marketRules } from './binancecoinm/markets.ts';
import { prepare, readEquity, readPositions } from './binancecoinm/reads.ts';

export const binancecoinm: VenueProfile<BinanceClient> = {
  venue: 'binancecoinm',
  ...sharedProfile(coinm),
  createClient,
  marketRules,
  prepare,
  readPositions,
  readEquity,
};
