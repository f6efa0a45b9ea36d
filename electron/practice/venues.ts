// The venues that the practice exchange speaks: dialect, rules and real market definitions of each.
import { behaviour as binanceBehaviour, dialect as binanceDialect } from './dialects/binanceusdm.ts';
import { behaviour as coinmBehaviour, dialect as coinmDialect } from './dialects/binancecoinm.ts';
import { behaviour as bitgetBehaviour, dialect as bitgetDialect } from './dialects/bitget.ts';
import { behaviour as bybitBehaviour, dialect as bybitDialect } from './dialects/bybit.ts';
import { behaviour as hyperliquidBehaviour, dialect as hyperliquidDialect } from './dialects/hyperliquid.ts';
import { behaviour as okxBehaviour, dialect as okxDialect } from './dialects/okx.ts';
import type { VenueDefinition } from './host.ts';
import { readInstruments } from './instruments.ts';
import binanceInstruments from './instruments/binanceusdm.json' with { type: 'json' };
import coinmInstruments from './instruments/binancecoinm.json' with { type: 'json' };
import bitgetInstruments from './instruments/bitget.json' with { type: 'json' };
import bybitInstruments from './instruments/bybit.json' with { type: 'json' };
import hyperliquidInstruments from './instruments/hyperliquid.json' with { type: 'json' };
import okxInstruments from './instruments/okx.json' with { type: 'json' };

/** Throws when a definition file is broken. */
export const loadVenues = (): readonly VenueDefinition[] => [
  {
    venue: 'binanceusdm',
    dialect: binanceDialect,
    behaviour: binanceBehaviour,
    instruments: readInstruments('binanceusdm', binanceInstruments),
  },
  {
    venue: 'binancecoinm',
    dialect: coinmDialect,
    behaviour: coinmBehaviour,
    instruments: readInstruments('binancecoinm', coinmInstruments),
  },
  { venue: 'bybit', dialect: bybitDialect, behaviour: bybitBehaviour, instruments: readInstruments('bybit', bybitInstruments) },
  {
    venue: 'bitget',
    dialect: bitgetDialect,
    behaviour: bitgetBehaviour,
    instruments: readInstruments('bitget', bitgetInstruments),
  },
  { venue: 'okx', dialect: okxDialect, behaviour: okxBehaviour, instruments: readInstruments('okx', okxInstruments) },
  {
    venue: 'hyperliquid',
    dialect: hyperliquidDialect,
    behaviour: hyperliquidBehaviour,
    instruments: readInstruments('hyperliquid', hyperliquidInstruments),
  },
];
