// Binance USDⓈ-M futures: fapi REST, fstream, ws-fapi order entry.
import type { VenueBehaviour } from '../exchange.ts';
import { createDialect } from './binance/dialect.ts';
import { createRoutes, SOCKET_METHODS } from './binanceusdm/routes.ts';

/** Order ids of busy symbols have 19 digits: more than a double can hold. */
const FIRST_ORDER_ID = 8_389_766_200_000_000_000n;

export const behaviour: VenueBehaviour = {
  newOrderId: (sequence) => String(FIRST_ORDER_ID + BigInt(sequence)),
  takerFee: '0.0005', // VIP 0
  makerFee: '0.0002',
  onFlat: 'cancelReduceOnly', // plain ones; sized conditional orders stay, which is the trap
  reduceOnlyExcess: 'refuse', // -2022 above the position, -4118 above what own orders leave of it
  clientOrderIdUnique: 'amongWorking',
  marketBandPercent: '5', // marketTakeBound
  maxWorkingOrdersPerSymbol: 200, // MAX_NUM_ORDERS
  clientOrderIdPattern: /^[.A-Z:/a-z0-9_-]{1,36}$/,
};

export const dialect = createDialect({ createRoutes, orderSocketPath: '/ws-fapi/', socketMethods: SOCKET_METHODS });
