// The portfolio of the first start: six accounts on three venues as one busy trader could have them.
import type { PlannedAccount } from './portfolio.ts';

export const demoAccounts: readonly PlannedAccount[] = [
  {
    id: 'binance-main',
    venue: 'binanceusdm',
    label: 'Main',
    positionMode: 'oneWay',
    wallets: { USDT: '84250.31472' },
    positions: [
      {
        ...{ base: 'BTC', side: 'long', worth: 61_000, profitPercent: 2.35, leverage: 20, marginMode: 'cross' },
        stop: { percent: 2.8, family: 'trigger', wholePosition: true },
        takeProfit: { percent: 4.5, family: 'trigger', wholePosition: true },
      },
      {
        ...{ base: 'ETH', side: 'short', worth: 38_500, profitPercent: -1.12, leverage: 15, marginMode: 'cross' },
        stop: { percent: 1.9, family: 'trigger' },
      },
      {
        base: 'SOL',
        side: 'long',
        worth: 17_400,
        profitPercent: 5.8,
        leverage: 10,
        marginMode: 'isolated',
        reduceLimit: { percent: 3, share: '0.5' },
      },
      { base: 'XRP', side: 'short', worth: 9_800, profitPercent: 0.02, leverage: 10, marginMode: 'cross' }, // green, but not after fees
      { base: 'DOGE', side: 'long', worth: 6_250, profitPercent: -6.4, leverage: 5, marginMode: 'isolated' },
    ],
    orders: [
      { base: 'BNB', side: 'long', worth: 2_400, percentAway: 4 }, // the stray one: no position there
      { base: 'BTC', side: 'long', worth: 6_000, percentAway: 2.2 },
    ],
  },
  {
    id: 'binance-hedge',
    venue: 'binanceusdm',
    label: 'Hedge',
    positionMode: 'hedge',
    wallets: { USDT: '31877.90155' },
    positions: [
      { base: 'ETH', side: 'long', worth: 24_000, profitPercent: 3.1, leverage: 10, marginMode: 'cross' },
      {
        ...{ base: 'ETH', side: 'short', worth: 18_500, profitPercent: -2.7, leverage: 10, marginMode: 'cross' },
        stop: { percent: 3.4, family: 'trigger', wholePosition: true },
      },
      { base: 'LINK', side: 'short', worth: 5_300, profitPercent: 1.6, leverage: 8, marginMode: 'cross' },
    ],
    orders: [],
  },
  {
    id: 'bybit-swing',
    venue: 'bybit',
    label: 'Swing',
    positionMode: 'oneWay',
    wallets: { USDT: '47310.662', BTC: '1.84230551' },
    positions: [
      { base: 'BTC', kind: 'inverse', side: 'short', worth: 42_000, profitPercent: 1.9, leverage: 5, marginMode: 'cross' },
      {
        ...{ base: 'ETH', side: 'long', worth: 22_300, profitPercent: -0.85, leverage: 12, marginMode: 'cross' },
        stop: { percent: 2.5, family: 'attached', wholePosition: true },
        takeProfit: { percent: 5, family: 'attached', wholePosition: true },
      },
      {
        base: 'AVAX',
        side: 'long',
        worth: 8_150,
        profitPercent: 7.25,
        leverage: 6,
        marginMode: 'cross',
        takeProfit: { percent: 6, family: 'trigger' },
      },
      { base: 'ADA', side: 'short', worth: 5_900, profitPercent: 2.4, leverage: 8, marginMode: 'cross' },
    ],
    orders: [{ base: 'SOL', side: 'short', worth: 3_500, percentAway: 5 }],
  },
  {
    id: 'bybit-scalp',
    venue: 'bybit',
    label: 'Scalp',
    positionMode: 'oneWay',
    wallets: { USDT: '18240.07' },
    positions: [
      {
        base: 'SOL',
        side: 'short',
        worth: 14_600,
        profitPercent: 0.42,
        leverage: 25,
        marginMode: 'cross',
        reduceLimit: { percent: 0.9, share: '0.6' },
      },
      {
        base: 'XRP',
        side: 'long',
        worth: 9_900,
        profitPercent: -0.61,
        leverage: 25,
        marginMode: 'cross',
        stop: { percent: 1.2, family: 'trigger' },
      },
      { base: 'LTC', side: 'long', worth: 4_700, profitPercent: 1.15, leverage: 20, marginMode: 'cross' },
    ],
    orders: [{ base: 'XRP', side: 'long', worth: 1_500, percentAway: 1.5 }],
  },
  {
    id: 'okx-desk',
    venue: 'okx',
    label: 'Desk',
    positionMode: 'oneWay',
    wallets: { USDT: '960412.55831' },
    positions: [
      {
        base: 'BTC',
        side: 'short',
        worth: 54_000,
        profitPercent: -1.45,
        leverage: 10,
        marginMode: 'cross',
        stop: { percent: 2.1, family: 'trigger' },
      },
      { base: 'ETH', side: 'long', worth: 31_200, profitPercent: 2.05, leverage: 10, marginMode: 'isolated' },
      {
        base: 'DOGE',
        side: 'long',
        worth: { timesMaxMarketSize: '1.35' },
        profitPercent: 0.9,
        leverage: 20,
        marginMode: 'cross',
      }, // has to be split
      { base: 'LTC', side: 'short', worth: 4_450, profitPercent: -3.3, leverage: 5, marginMode: 'isolated' },
    ],
    orders: [{ base: 'ETH', side: 'long', worth: 5_000, percentAway: 3.5 }],
  },
  {
    id: 'okx-hedge',
    venue: 'okx',
    label: 'Hedge',
    positionMode: 'hedge',
    wallets: { USDT: '26744.118' },
    positions: [
      {
        base: 'BTC',
        side: 'long',
        worth: 21_000,
        profitPercent: 1.25,
        leverage: 10,
        marginMode: 'cross',
        takeProfit: { percent: 3.5, family: 'trigger' },
      },
      { base: 'BTC', side: 'short', worth: 13_000, profitPercent: -0.95, leverage: 10, marginMode: 'cross' },
      {
        base: 'SOL',
        side: 'long',
        worth: 7_700,
        profitPercent: 4.4,
        leverage: 8,
        marginMode: 'cross',
        stop: { percent: 3, family: 'trigger' },
      },
    ],
    orders: [],
  },
];
