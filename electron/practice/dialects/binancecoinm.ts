// Binance COIN-M futures: dapi REST, dstream, ws-dapi order entry; inverse contracts of 10 or 100 dollars.
import type { VenueBehaviour } from '../exchange.ts';
import { createDialect } from './binance/dialect.ts';
import { createRoutes, SOCKET_METHODS } from './binancecoinm/routes.ts';

const FIRST_ORDER_ID = 18_742_727_411n;

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(FIRST_ORDER_ID + BigInt(sequence)),
  takerFee: '0.0005', // VIP 0
  makerFee: '0.0001',
  onFlat: 'cancelReduceOnly',
  reduceOnlyExcess: 'refuse',
  clientOrderIdUnique: 'amongWorking',
  marketBandPercent: '5', // marketTakeBound
  maxWorkingOrdersPerSymbol: 200, // MAX_NUM_ORDERS
  clientOrderIdPattern: /^[.A-Z:/a-z0-9_-]{1,36}$/,
};

export const dialect = createDialect({ createRoutes, orderSocketPath: '/ws-dapi/', socketMethods: SOCKET_METHODS });
