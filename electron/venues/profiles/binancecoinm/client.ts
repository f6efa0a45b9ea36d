import Binance from 'ccxt-pro/binancecoinm.js';
import { settings, tapped, type BinanceClient } from '../binance/client.ts';

const CoinmClient = tapped(Binance);

export const createClient = (credential: Readonly<{ apiKey: string; secret: string }>): BinanceClient =>
  new CoinmClient(settings(credential, 'inverse'));
