// Accounts, positions, settings, and what the key may do. Position mode is one for the whole practice account, where the venue
// has one for each product type.
import { isDecimal } from '../../../../shared/decimal.ts';
import type { PracticePosition } from '../../exchange.ts';
import { accountRow, positionRow, positionsOf } from './accountRows.ts';
import { orderError, unknownSymbol } from './codes.ts';
import { marginCoinOf, productTypeOf, readProductType, wireMarginMode } from './render.ts';
import { missing, parameterError, refuse, succeed, text, type Answer, type PrivateCall } from './wire.ts';

export function accounts({ venue, account, params }: PrivateCall): Answer {
  const productType = readProductType(text(params, 'productType'));
  if (productType === undefined) return refuse(parameterError('productType'));
  return succeed([accountRow(venue, account.id, productType)]);
}

/** Wants a symbol and a margin coin [D account]. */
export function accountOf({ venue, account, params }: PrivateCall): Answer {
  const productType = readProductType(text(params, 'productType'));
  const symbol = text(params, 'symbol');
  if (productType === undefined) return refuse(parameterError('productType'));
  if (symbol === undefined) return refuse(missing('symbol'));
  if (text(params, 'marginCoin') === undefined) return refuse(missing('marginCoin'));
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined || productTypeOf(instrument) !== productType) return refuse(unknownSymbol);
  const leverage = venue.leverage(account.id, symbol);
  return succeed({
    ...accountRow(venue, account.id, productType),
    crossedMarginLeverage: leverage,
    isolatedLongLever: leverage,
    isolatedShortLever: leverage,
    marginMode: wireMarginMode(venue.marginMode(account.id, symbol)),
    posMode: account.positionMode === 'hedge' ? 'hedge_mode' : 'one_way_mode',
  });
}

const rowsOf = ({ venue }: PrivateCall, positions: readonly PracticePosition[]): Answer =>
  succeed(positions.map((position) => positionRow(venue, position)));

export function allPositions(call: PrivateCall): Answer {
  const productType = readProductType(text(call.params, 'productType'));
  if (productType === undefined) return refuse(parameterError('productType'));
  const coin = text(call.params, 'marginCoin')?.toUpperCase();
  const positions = positionsOf(call.venue, call.account.id, productType).filter(({ symbol }) => {
    const instrument = call.venue.instruments.get(symbol);
    return coin === undefined || (instrument !== undefined && marginCoinOf(instrument) === coin);
  });
  return rowsOf(call, positions);
}

export function singlePosition(call: PrivateCall): Answer {
  const symbol = text(call.params, 'symbol');
  if (symbol === undefined || !call.venue.instruments.has(symbol)) return refuse(unknownSymbol);
  return rowsOf(
    call,
    call.venue.positions(call.account.id).filter((position) => position.symbol === symbol),
  );
}

/** Old words and new ones for what a key may do. */
export function keyInfo({ account }: PrivateCall): Answer {
  const { trade, withdraw } = account.key;
  return succeed({
    userId: account.uid,
    inviterId: '',
    channelCode: '',
    channel: '',
    ips: '',
    authorities: ['coor', 'stor', ...(trade ? ['coow', 'stow'] : []), ...(withdraw ? ['withdraw'] : [])],
    parentId: Number(account.uid),
    traderType: 'not_trader',
    regisTime: '1700000000000',
  });
}

export function setPositionMode({ venue, account, params }: PrivateCall): Answer {
  const posMode = text(params, 'posMode');
  if (posMode !== 'one_way_mode' && posMode !== 'hedge_mode') return refuse(parameterError('posMode'));
  const answer = venue.setPositionMode(account.id, posMode === 'one_way_mode' ? 'oneWay' : 'hedge');
  return answer.ok || answer.code === 'noChange' ? succeed({ posMode }) : refuse(orderError(answer));
}

export function setLeverage({ venue, account, params }: PrivateCall): Answer {
  const symbol = text(params, 'symbol') ?? '';
  const leverage = text(params, 'leverage');
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) return refuse(unknownSymbol);
  if (leverage === undefined || !isDecimal(leverage)) return refuse(parameterError('leverage'));
  const answer = venue.setLeverage(account.id, symbol, leverage);
  if (!answer.ok && answer.code !== 'noChange') return refuse(parameterError('leverage'));
  return succeed({
    symbol,
    marginCoin: marginCoinOf(instrument),
    longLeverage: leverage,
    shortLeverage: leverage,
    crossMarginLeverage: leverage,
    marginMode: wireMarginMode(venue.marginMode(account.id, symbol)),
  });
}

export function setMarginMode({ venue, account, params }: PrivateCall): Answer {
  const symbol = text(params, 'symbol') ?? '';
  const mode = text(params, 'marginMode');
  const instrument = venue.instruments.get(symbol);
  if (instrument === undefined) return refuse(unknownSymbol);
  if (mode !== 'crossed' && mode !== 'isolated') return refuse(parameterError('marginMode'));
  const answer = venue.setMarginMode(account.id, symbol, mode === 'crossed' ? 'cross' : 'isolated');
  if (!answer.ok && answer.code !== 'noChange') return refuse(orderError({ ...answer, code: 'marginModeMismatch' }));
  return succeed({ symbol, marginCoin: marginCoinOf(instrument), longLeverage: '', shortLeverage: '', marginMode: mode });
}
