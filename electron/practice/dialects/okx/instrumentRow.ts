// An instrument as OKX lists it.
import type { Instrument } from '../../exchange.ts';
import { familyOf } from './render.ts';
import type { Row } from './wire.ts';

export function instrumentRow(instrument: Instrument): Row {
  const inverse = instrument.kind === 'inverse';
  return {
    alias: '',
    baseCcy: '',
    category: '1',
    ctMult: '1',
    ctType: instrument.kind,
    ctValCcy: inverse ? instrument.quote : instrument.base,
    expTime: '',
    instFamily: familyOf(instrument),
    instType: 'SWAP',
    listTime: '1611916828000',
    optType: '',
    quoteCcy: '',
    ruleType: 'normal',
    stk: '',
    uly: familyOf(instrument),
    ...instrument.extra,
    instId: instrument.symbol,
    ctVal: instrument.contractSize,
    lever: instrument.maxLeverage,
    lotSz: instrument.lotSize,
    maxLmtSz: instrument.maxLimitSize,
    maxMktSz: instrument.maxMarketSize,
    minSz: instrument.minSize,
    settleCcy: instrument.settle,
    state: 'live',
    tickSz: instrument.tickSize,
  };
}
