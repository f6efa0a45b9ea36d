import Binance from 'ccxt-pro/binanceusdm.js';
import { settings, tapped, type BinanceClient } from '../binance/client.ts';

const UsdmClient = tapped(Binance);

export const createClient = (credential: Readonly<{ apiKey: string; secret: string }>): BinanceClient =>
  new UsdmClient(settings(credential, 'linear'));
