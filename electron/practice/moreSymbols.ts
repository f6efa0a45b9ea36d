// More markets than the definitions on file, for benches that hold a hundred positions: numbered copies of the venue's real
// dollar perpetuals ("XRPUSDT" -> "XRP2USDT"), with their ticks, lots and maxima. A venue lists such copies only when asked to.
import type { Instrument } from './exchange.ts';
import type { VenueDefinition } from './host.ts';

const isPlainPerpetual = ({ symbol, base, kind, settle }: Instrument): boolean =>
  kind === 'linear' &&
  ((settle === 'USDT' && (symbol === `${base}USDT` || symbol === `${base}-USDT-SWAP`)) || (settle === 'USDC' && symbol === base));

/** Facts of the venue that carry the name of the base, or a number that stands for it. */
function renamed(extra: Instrument['extra'], base: string, copyBase: string, copy: number): Instrument['extra'] {
  return Object.fromEntries(
    Object.entries(extra).map(([name, value]) => {
      if (name === 'instIdCode') return [name, Number(value) + copy * 1_000_000];
      return [name, typeof value === 'string' && value.startsWith(base) ? `${copyBase}${value.slice(base.length)}` : value];
    }),
  );
}

function copyOf(instrument: Instrument, copy: number): Instrument {
  const { base, extra, symbol } = instrument;
  const copyBase = `${base}${copy}`;
  return { ...instrument, symbol: symbol.replace(base, copyBase), base: copyBase, extra: renamed(extra, base, copyBase, copy) };
}

/** Every venue that has such contracts with at least `least` linear dollar perpetuals. */
export function withMoreSymbols(definitions: readonly VenueDefinition[], least: number): readonly VenueDefinition[] {
  return definitions.map((definition) => {
    const originals = definition.instruments.filter(isPlainPerpetual);
    if (originals.length === 0) return definition; // inverse contracts alone
    const missing = Math.max(0, least - originals.length);
    const copies = Array.from({ length: Math.ceil(missing / originals.length) }, (_, round) =>
      originals.map((instrument) => copyOf(instrument, round + 2)),
    );
    return { ...definition, instruments: [...definition.instruments, ...copies.flat()] };
  });
}
