// A believable mixed portfolio for the drawing board: winners, losers, a hedged pair, inverse contracts, resting orders.
import type { AccountView, VenueId } from '../../shared/account.ts';
import { absolute, divide, isZero, multiply, subtract, sum, toPlaces, type Decimal } from '../../shared/decimal.ts';
import { positionKey, type MarketRules, type PositionView, type Side, type WorkingOrder } from '../../shared/position.ts';

import { fakeReadiness } from './fakeReadiness.ts';

type Coin = readonly [price: string, tick: string, lot: string];
const COINS: Readonly<Record<string, Coin>> = {
  BTC: ['67012.3', '0.1', '0.001'],
  ETH: ['3214.87', '0.01', '0.01'],
  SOL: ['162.413', '0.001', '0.1'],
  XRP: ['0.5321', '0.0001', '1'],
  DOGE: ['0.14213', '0.00001', '1'],
  AVAX: ['31.472', '0.001', '0.1'],
  LINK: ['14.881', '0.001', '0.1'],
  ADA: ['0.4471', '0.0001', '1'],
  BNB: ['588.12', '0.01', '0.01'],
  ARB: ['0.7912', '0.0001', '1'],
  OP: ['1.8231', '0.0001', '0.1'],
  LTC: ['71.44', '0.01', '0.01'],
  '1000PEPE': ['0.0114231', '0.0000001', '100'],
  TIA: ['6.221', '0.001', '0.1'],
};

export const fakeAccounts = (nowMs: number): readonly AccountView[] => {
  const account = (id: string, venue: VenueId, label: string, equityUsd: string, hedgeMode: boolean): AccountView => ({
    id,
    venue,
    label,
    environment: 'practice',
    health: { kind: 'live' },
    hedgeMode,
    equityUsd,
    freshAtMs: nowMs - 180,
    unreadableOrderFamilies: [],
    readiness: fakeReadiness(venue, id === 'ok-alt' ? 'open' : '', false),
  });
  return [
    account('bn-main', 'binanceusdm', 'Main', '184220.41', false),
    account('bn-hedge', 'binanceusdm', 'Hedge book', '96404.10', true),
    account('by-main', 'bybit', 'Momentum', '71230.77', false),
    account('by-grid', 'bybit', 'Grid bot 3', '24871.09', true),
    account('ok-main', 'okx', 'Treasury', '412004.90', false),
    account('ok-alt', 'okx', 'Alts', '18342.55', false),
  ];
};

type Line = readonly [
  account: string,
  venue: VenueId,
  coin: string,
  side: Side,
  size: string,
  entryMove: number,
  leverage: number,
  orders: number,
];
const LINES: readonly Line[] = [
  ['bn-main', 'binanceusdm', 'BTC', 'long', '2.450', 0.031, 10, 2],
  ['bn-main', 'binanceusdm', 'ETH', 'long', '61.20', -0.018, 10, 2],
  ['bn-main', 'binanceusdm', 'SOL', 'short', '840.5', 0.024, 5, 1],
  ['bn-main', 'binanceusdm', 'DOGE', 'long', '412033', -0.061, 20, 0],
  ['bn-main', 'binanceusdm', '1000PEPE', 'long', '1204000', 0.112, 10, 1],
  ['bn-hedge', 'binanceusdm', 'BTC', 'long', '1.100', 0.012, 20, 1],
  ['bn-hedge', 'binanceusdm', 'BTC', 'short', '0.950', -0.006, 20, 1],
  ['bn-hedge', 'binanceusdm', 'BNB', 'short', '44.10', -0.029, 8, 0],
  ['bn-hedge', 'binanceusdm', 'LINK', 'long', '2210.4', 0.0007, 5, 0],
  ['by-main', 'bybit', 'ETH', 'short', '18.40', 0.043, 15, 2],
  ['by-main', 'bybit', 'AVAX', 'long', '902.3', -0.037, 12, 1],
  ['by-main', 'bybit', 'ARB', 'short', '31200', 0.008, 10, 0],
  ['by-main', 'bybit', 'TIA', 'long', '1820.6', -0.082, 9, 1],
  ['by-grid', 'bybit', 'XRP', 'long', '42100', 0.006, 25, 4],
  ['by-grid', 'bybit', 'XRP', 'short', '38600', -0.011, 25, 4],
  ['by-grid', 'bybit', 'OP', 'long', '7404.1', 0.052, 10, 2],
  ['by-grid', 'bybit', 'LTC', 'short', '60.12', -0.014, 10, 0],
  ['ok-main', 'okx', 'BTC', 'short', '1.940', 0.022, 3, 2],
  ['ok-main', 'okx', 'ETH', 'long', '40.00', 0.019, 3, 1],
  ['ok-main', 'okx', 'SOL', 'long', '1210.0', -0.009, 3, 0],
  ['ok-main', 'okx', 'ADA', 'short', '88200', 0.034, 5, 0],
  ['ok-alt', 'okx', 'LINK', 'long', '402.0', -0.044, 10, 1],
  ['ok-alt', 'okx', 'DOGE', 'short', '51200', 0.038, 10, 0],
  ['ok-alt', 'okx', 'AVAX', 'short', '88.4', 0.001, 30, 0],
];

function market(coin: string, inverse: boolean): MarketRules {
  const [, tickSize, lotSize] = COINS[coin] ?? ['1', '0.01', '1'];
  return {
    symbol: inverse ? `${coin}/USD:${coin}` : `${coin}/USDT:USDT`,
    nativeSymbol: `${coin}USDT`,
    base: coin,
    quote: inverse ? 'USD' : 'USDT',
    settle: inverse ? coin : 'USDT',
    inverse,
    contractSize: inverse ? '100' : '1',
    lotSize: inverse ? '1' : lotSize,
    minSize: inverse ? '1' : lotSize,
    maxMarketSize: null,
    tickSize,
    minNotional: '5',
    takerFee: '0.0005',
  };
}

/** The derived figures of a position at a mark price. */
export function revalue(position: PositionView, markPrice: Decimal): PositionView {
  const { market: rules, size, entryPrice, side } = position;
  const move = side === 'long' ? subtract(markPrice, entryPrice) : subtract(entryPrice, markPrice);
  const notionalUsd = rules.inverse ? multiply(size, rules.contractSize) : multiply(size, markPrice);
  const pnlUsd = rules.inverse ? multiply(notionalUsd, divide(move, entryPrice)) : multiply(size, move);
  const margin = divide(notionalUsd, position.leverage ?? '1');
  const { liquidationPrice } = position;
  return {
    ...position,
    markPrice,
    notionalUsd: toPlaces(notionalUsd, 2),
    unrealizedPnl: rules.inverse ? toPlaces(divide(pnlUsd, markPrice), 6) : toPlaces(pnlUsd, 4),
    unrealizedPnlUsd: toPlaces(pnlUsd, 2),
    unrealizedPnlPercent: isZero(margin) ? null : toPlaces(multiply(divide(pnlUsd, margin), '100'), 2),
    liquidationDistancePercent:
      liquidationPrice === null
        ? null
        : toPlaces(multiply(divide(absolute(subtract(markPrice, liquidationPrice)), markPrice), '100'), 2),
  };
}

function makePosition(line: Line, inverse: boolean, nowMs: number): PositionView {
  const [accountId, venue, coin, side, lineSize, entryMove, leverage, workingOrders] = line;
  const rules = market(coin, inverse);
  const [price] = COINS[coin] ?? ['1'];
  const places = rules.tickSize.split('.')[1]?.length ?? 0;
  const winning = side === 'long' ? 1 - entryMove : 1 + entryMove;
  const entryPrice = toPlaces(multiply(price, String(winning)), places);
  const away = side === 'long' ? 1 - 0.92 / leverage : 1 + 0.92 / leverage;
  const size = inverse ? toPlaces(divide(multiply(lineSize, price), '100'), 0) : lineSize;
  return revalue(
    {
      key: positionKey(accountId, rules.symbol, side),
      accountId,
      venue,
      symbol: rules.symbol,
      nativeSymbol: rules.nativeSymbol,
      side,
      size,
      hedged: accountId === 'bn-hedge' || accountId === 'by-grid',
      marginMode: 'cross',
      leverage: String(leverage),
      entryPrice,
      markPrice: price,
      liquidationPrice: leverage <= 3 && side === 'long' ? null : toPlaces(multiply(entryPrice, String(away)), places),
      unrealizedPnl: '0',
      market: rules,
      updatedAtMs: nowMs,
      notionalUsd: null,
      unrealizedPnlUsd: null,
      unrealizedPnlPercent: null,
      liquidationDistancePercent: null,
      workingOrders,
    },
    price,
  );
}

export function fakePositions(nowMs: number, many: number | null): readonly PositionView[] {
  const positions = LINES.map((line) => makePosition(line, line[0] === 'ok-main' && line[2] !== 'ADA', nowMs));
  if (many === null) return positions;
  return Array.from({ length: many }, (_, index) => {
    const model = positions[index % positions.length];
    if (model === undefined || index < positions.length) return model;
    const symbol = `${model.market.base}${Math.floor(index / positions.length)}/USDT:USDT`;
    return { ...model, symbol, key: positionKey(model.accountId, symbol, model.side) };
  }).filter((position) => position !== undefined);
}

export function fakeOrders(positions: readonly PositionView[]): Readonly<Record<string, readonly WorkingOrder[]>> {
  const orders = positions.flatMap((position) =>
    Array.from({ length: position.workingOrders }, (_, index): WorkingOrder => {
      const away = position.side === 'long' ? (index % 2 === 0 ? '0.94' : '1.08') : index % 2 === 0 ? '1.06' : '0.92';
      return {
        accountId: position.accountId,
        venue: position.venue,
        symbol: position.symbol,
        nativeSymbol: position.nativeSymbol,
        family: index % 2 === 0 ? 'trigger' : 'plain',
        orderId: `${position.nativeSymbol}-${position.side}-${index}`,
        clientOrderId: null,
        orderSide: position.side === 'long' ? 'sell' : 'buy',
        positionSide: position.hedged ? position.side : null,
        type: index % 2 === 0 ? 'STOP_MARKET' : 'LIMIT',
        reduceOnly: true,
        size: position.size,
        price: index % 2 === 0 ? null : toPlaces(multiply(position.markPrice, away), 4),
        triggerPrice: index % 2 === 0 ? toPlaces(multiply(position.markPrice, away), 4) : null,
      };
    }),
  );
  const stray: readonly WorkingOrder[] = [
    {
      ...(orders[0] as WorkingOrder),
      accountId: 'by-main',
      venue: 'bybit',
      symbol: 'SUI/USDT:USDT',
      orderId: '8d2f-71aa',
      family: 'plain',
      type: 'LIMIT',
      orderSide: 'buy',
      reduceOnly: false,
      size: '1200',
      price: '1.0420',
      triggerPrice: null,
    },
    {
      ...(orders[0] as WorkingOrder),
      accountId: 'bn-main',
      venue: 'binanceusdm',
      symbol: 'WIF/USDT:USDT',
      orderId: '40077123',
      family: 'algo',
      type: 'STOP_MARKET',
      orderSide: 'buy',
      reduceOnly: false,
      size: '3400',
      price: null,
      triggerPrice: '2.4100',
    },
  ];
  const byAccount: Record<string, WorkingOrder[]> = {};
  for (const order of positions.length === 0 ? [] : [...orders, ...stray]) (byAccount[order.accountId] ??= []).push(order);
  return byAccount;
}

export const totalUsd = (values: readonly (Decimal | null)[]): Decimal =>
  toPlaces(sum(values.filter((value) => value !== null)), 2);
