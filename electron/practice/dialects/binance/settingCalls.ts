// What an account sets: position mode, and leverage and margin type of each symbol.
import { knownSymbol } from './orderCalls.ts';
import { instrumentOf } from './render.ts';
import { required, requiredDecimal, VenueError, type AccountCall, type Row } from './wire.ts';

const done = { code: 200, msg: 'success' };
export const mostNotional = '100000000';
export const mostQuantity = '1000000';

export const positionMode = (call: AccountCall): Row => ({ dualSidePosition: call.account.positionMode === 'hedge' });

export function setPositionMode(call: AccountCall): Row {
  const wanted = required(call.params, 'dualSidePosition').toLowerCase();
  if (wanted !== 'true' && wanted !== 'false') throw new VenueError(-4058, 'Invalid dual side position.');
  const set = call.venue.setPositionMode(call.account.id, wanted === 'true' ? 'hedge' : 'oneWay');
  if (set.ok) return done;
  if (set.code === 'noChange') throw new VenueError(-4059, 'No need to change position side.');
  throw call.venue.positions(call.account.id).length > 0
    ? new VenueError(-4068, 'Position side cannot be changed if there exists position.')
    : new VenueError(-4067, 'Position side cannot be changed if there exists open orders.');
}

/** Answers the leverage that is now set; setting what is set already is not an error here. */
export function setLeverage(call: AccountCall): Row {
  const symbol = knownSymbol(call.venue, call.params);
  const leverage = requiredDecimal(call.params, 'leverage');
  if (!/^\d+$/.test(leverage)) throw new VenueError(-4028, `Leverage ${leverage} is not valid`);
  const set = call.venue.setLeverage(call.account.id, symbol, leverage);
  if (!set.ok && set.code !== 'noChange') {
    throw set.code === 'insufficientMargin'
      ? new VenueError(-2028, 'Leverage is smaller than permitted: insufficient margin balance')
      : new VenueError(-4028, `Leverage ${leverage} is not valid`);
  }
  const most =
    instrumentOf(call.venue, symbol).kind === 'inverse' ? { maxQty: mostQuantity } : { maxNotionalValue: mostNotional };
  return { symbol, leverage: Number(leverage), ...most };
}

export function setMarginType(call: AccountCall): Row {
  const symbol = knownSymbol(call.venue, call.params);
  const type = required(call.params, 'marginType').toUpperCase();
  if (type !== 'ISOLATED' && type !== 'CROSSED') throw new VenueError(-4145, 'Invalid marginType.');
  const set = call.venue.setMarginMode(call.account.id, symbol, type === 'ISOLATED' ? 'isolated' : 'cross');
  if (set.ok) return done;
  if (set.code === 'noChange') throw new VenueError(-4046, 'No need to change margin type.');
  const held = call.venue.positions(call.account.id).some((position) => position.symbol === symbol);
  throw held
    ? new VenueError(-4048, 'Margin type cannot be changed if there exists position.')
    : new VenueError(-4047, 'Margin type cannot be changed if there exists open orders.');
}
