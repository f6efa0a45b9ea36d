// Balance, positions, configuration, position mode and leverage.
import { absolute, isDecimal } from '../../../../shared/decimal.ts';
import { accountRow } from './accountRows.ts';
import { orderError } from './codes.ts';
import { positionId, positionRow } from './positionRows.ts';
import { hasBadType, meets, unknownInstrument } from './publicCalls.ts';
import { instrumentOf } from './render.ts';
import { badParameter, refuse, succeed, text, type Answer, type PrivateCall } from './wire.ts';

export function balance({ venue, account, params }: PrivateCall): Answer {
  const asked = text(params, 'ccy');
  const currencies = asked === undefined ? undefined : new Set(asked.split(','));
  return succeed([accountRow(venue, venue.balances(account.id), currencies)]);
}

export function assetBalances(): Answer {
  return succeed([]); // the funding account is empty: everything is in the trading account
}

export function currencies({ venue }: PrivateCall): Answer {
  const all = new Set([...venue.instruments.values()].flatMap((instrument) => [instrument.settle, instrument.base]));
  return succeed(
    [...all].map((ccy) => ({
      ccy,
      name: ccy,
      chain: `${ccy}-Practice`,
      canDep: false,
      canWd: false,
      canInternal: false,
      fee: '0',
      minWd: '0',
      maxWd: '0',
      minDep: '0',
      wdTickSz: '8',
      mainNet: true,
    })),
  );
}

export function positions({ venue, account, params, pairs }: PrivateCall): Answer {
  if (hasBadType(params, false)) return badParameter('instType');
  const wanted = text(params, 'instId')?.split(',');
  const posId = text(params, 'posId')?.split(',');
  const { instId: _list, ...others } = params;
  return succeed(
    venue
      .positions(account.id)
      .filter((position) => wanted === undefined || wanted.includes(position.symbol))
      .filter((position) => posId === undefined || posId.includes(positionId(position)))
      .filter((position) => meets(others, instrumentOf(venue, position.symbol)))
      .map((position) => positionRow(venue, pairs, position)),
  );
}

/** acctLv 2: futures mode (single-currency margin). */
export function config({ account }: PrivateCall): Answer {
  const permissions = ['read_only', ...(account.key.trade ? ['trade'] : []), ...(account.key.withdraw ? ['withdraw'] : [])];
  return succeed([
    {
      acctLv: '2',
      acctStpMode: 'cancel_maker',
      autoLoan: false,
      ctIsoMode: 'automatic',
      enableSpotBorrow: false,
      greeksType: 'PA',
      ip: account.key.addressesListed === false ? '' : '127.0.0.1',
      kycLv: '2',
      label: account.label,
      level: 'Lv1',
      levelTmp: '',
      liquidationGear: '-1',
      mainUid: account.uid,
      mgnIsoMode: 'automatic',
      opAuth: '0',
      perm: permissions.join(','),
      posMode: account.positionMode === 'hedge' ? 'long_short_mode' : 'net_mode',
      roleType: '0',
      spotOffsetType: '',
      type: '0',
      uid: account.uid,
    },
  ]);
}

export function setPositionMode({ venue, account, params }: PrivateCall): Answer {
  const posMode = text(params, 'posMode');
  if (posMode !== 'net_mode' && posMode !== 'long_short_mode') return badParameter('posMode');
  const answer = venue.setPositionMode(account.id, posMode === 'net_mode' ? 'oneWay' : 'hedge');
  if (!answer.ok && answer.code !== 'noChange') {
    const { sCode, sMsg } = orderError(answer);
    return refuse(sCode, sMsg);
  }
  return succeed([{ posMode }]);
}

export function setLeverage({ venue, account, params }: PrivateCall): Answer {
  const instId = text(params, 'instId') ?? '';
  const lever = text(params, 'lever');
  const mgnMode = text(params, 'mgnMode');
  if (!venue.instruments.has(instId)) return unknownInstrument;
  if (lever === undefined || !isDecimal(lever)) return badParameter('lever');
  if (mgnMode !== 'cross' && mgnMode !== 'isolated') return badParameter('mgnMode');
  const answer = venue.setLeverage(account.id, instId, absolute(lever));
  if (!answer.ok && answer.code === 'aboveMaxSize') {
    return refuse('59102', 'Leverage exceeds the maximum limit. Please lower the leverage.');
  }
  if (!answer.ok && answer.code === 'insufficientMargin') {
    return refuse('59103', 'Leverage is too low and there is not sufficient margin in your account.');
  }
  return succeed([{ instId, lever, mgnMode, posSide: text(params, 'posSide') ?? '' }]);
}

export function leverageInfo({ venue, account, params }: PrivateCall): Answer {
  const mgnMode = text(params, 'mgnMode');
  if (mgnMode !== 'cross' && mgnMode !== 'isolated') return badParameter('mgnMode');
  const symbols = (text(params, 'instId') ?? '').split(',');
  if (!symbols.every((symbol) => venue.instruments.has(symbol))) return unknownInstrument;
  const sides = account.positionMode === 'hedge' ? ['long', 'short'] : ['net'];
  return succeed(
    symbols.flatMap((instId) =>
      sides.map((posSide) => ({ ccy: '', instId, mgnMode, posSide, lever: venue.leverage(account.id, instId) })),
    ),
  );
}
