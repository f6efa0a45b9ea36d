// Which contracts of a venue a person or a program may mean by a name.

type Market = Readonly<{
  symbol: string;
  id: string;
  base: string;
  quote: string;
  contract: boolean;
  swap: boolean;
  option: boolean;
}>;

/**
 * Unified symbols, compared without case: the unified one, the venue's own, or for a perpetual base and quote together, as in
 * "BTCUSDT" for OKX's BTC-USDT-SWAP. Where a name is some market's own, that alone is meant.
 * @param markets  ccxt's market structures
 */
export function contractsNamed(name: string, markets: readonly Market[]): readonly string[] {
  const wanted = name.toLowerCase();
  const contracts = markets.filter(({ contract, option }) => contract && !option);
  const exact = contracts.filter(({ symbol, id }) => symbol.toLowerCase() === wanted || id.toLowerCase() === wanted);
  const meant =
    exact.length > 0 ? exact : contracts.filter(({ base, quote, swap }) => swap && `${base}${quote}`.toLowerCase() === wanted);
  return [...new Set(meant.map(({ symbol }) => symbol))];
}
