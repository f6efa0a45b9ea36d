// Binance USDⓈ-M futures: USDT- and USDC-settled contracts, sizes in base coins, one-way or hedge mode per account.
// Two books of orders: plain ones, and conditional ones in the Algo service (family `algo`).
import type { VenueProfile } from '../profile.ts';
import type { BinanceClient } from './binance/client.ts';
import { sharedProfile } from './binance/profile.ts';
import { usdm } from './binanceusdm/calls.ts';
import { createClient } from './binanceusdm/client.ts';
import { marketRules } from './binanceusdm/markets.ts';
import { prepare, readEquity, readPositions } from './binanceusdm/reads.ts';

export const binanceusdm: VenueProfile<BinanceClient> = {
  venue: 'binanceusdm',
  ...sharedProfile(usdm),
  createClient,
  marketRules,
  prepare,
  readPositions,
  readEquity,
};
