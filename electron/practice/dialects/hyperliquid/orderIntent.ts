// Orders of an action as the market model wants them. Null prices and sizes of the wire do not exist: a size of "0" means whatever
// the position holds, in the grouping of orders that live on it.
import { isDecimal, isZero, type Decimal } from '../../../../shared/decimal.ts';
import type { Instrument, OrderIntent, PracticeVenue } from '../../exchange.ts';
import { byAsset, isValidPrice } from './render.ts';
import { isRecord, text, type Row } from './wire.ts';

type Read = Readonly<{ ok: true; intent: OrderIntent; asset: number } | { ok: false; words: string }>;

const TIFS = { Gtc: 'gtc', Ioc: 'ioc', Alo: 'postOnly', FrontendMarket: 'ioc' } as const;
const isTif = (tif: string | undefined): tif is keyof typeof TIFS => tif !== undefined && tif in TIFS;

type Kind = Pick<OrderIntent, 'type' | 'price' | 'timeInForce' | 'trigger' | 'family'>;

function readKind(type: unknown, price: Decimal, instrument: Instrument): Kind | null {
  if (!isRecord(type)) return null;
  const { limit, trigger } = type;
  if (isRecord(limit)) {
    const tif = text(limit, 'tif');
    return isTif(tif) ? { type: 'limit', price, timeInForce: TIFS[tif], trigger: null, family: 'plain' } : null;
  }
  if (!isRecord(trigger)) return null;
  const at = text(trigger, 'triggerPx');
  const tpsl = text(trigger, 'tpsl');
  if (at === undefined || !isDecimal(at) || !isValidPrice(at, instrument) || (tpsl !== 'tp' && tpsl !== 'sl')) return null;
  const market = trigger['isMarket'] === true;
  return {
    type: market ? 'market' : 'limit',
    price: market ? null : price,
    timeInForce: market ? 'ioc' : 'gtc',
    trigger: { kind: tpsl === 'tp' ? 'takeProfit' : 'stop', price: at, by: 'mark', callbackPercent: null },
    family: 'trigger',
  };
}

/** `grouping`: "positionTpsl" for orders that live on the position. */
export function readOrder(venue: PracticeVenue, row: Row, grouping: string): Read {
  const no = (words: string): Read => ({ ok: false, words });
  const instrument = byAsset(venue, row['a']);
  const asset = typeof row['a'] === 'number' ? row['a'] : -1;
  if (instrument === undefined) return no(`Order has invalid asset. asset=${asset}`);
  const price = text(row, 'p');
  const size = text(row, 's');
  if (price === undefined || !isDecimal(price) || !isValidPrice(price, instrument)) {
    return no(`Price must be divisible by tick size. asset=${asset}`);
  }
  if (size === undefined || !isDecimal(size)) return no(`Order has invalid size. asset=${asset}`);
  const kind = readKind(row['t'], price, instrument);
  if (kind === null) return no(`Invalid TP/SL price. asset=${asset}`);
  const onPosition = grouping === 'positionTpsl' && kind.trigger !== null;
  if (isZero(size) && !onPosition) return no(`Order has zero size. asset=${asset}`);
  const cloid = text(row, 'c') ?? null;
  if (cloid !== null && !/^0x[0-9a-f]{32}$/.test(cloid)) return no('Invalid cloid.');
  const intent: OrderIntent = {
    ...kind,
    symbol: instrument.symbol,
    orderSide: row['b'] === true ? 'buy' : 'sell',
    size: isZero(size) ? null : size,
    reduceOnly: row['r'] === true,
    tag: 'both',
    marginMode: null,
    clientOrderId: cloid,
    family: onPosition ? 'attached' : kind.family,
    attachedTo: onPosition ? 'both' : null,
    wire: { limitPx: price },
  };
  return { ok: true, intent, asset };
}
