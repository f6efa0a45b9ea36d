// Positions of contracts that are not traded any more: asked for without a pair, the venue lists the positions of contracts whose
// status is TRADING ([D] "Position Information") and is silent of one that is being delivered or settled. No order closes it
// (-4108), and it is no reason to say flat: the account, which is read for its equity, still holds it.
import { isZero } from '../../../../shared/decimal.ts';
import type { BinanceClient } from '../binance/client.ts';
import type { Context } from '../binance/memory.ts';
import { unsigned } from '../binance/nouns.ts';

const listed = new WeakMap<BinanceClient, ReadonlySet<string>>();

/** What the last list of positions named, held or not. */
export function rememberListed(client: BinanceClient, symbols: readonly string[]): void {
  listed.set(client, new Set(symbols));
}

export function tellUnlisted(context: Context, held: readonly Readonly<{ symbol: string; positionAmt: string }>[]): void {
  const named = listed.get(context.client);
  if (named === undefined) return; // no list yet to compare with
  const unlisted = held.filter(({ symbol, positionAmt }) => !named.has(symbol) && !isZero(positionAmt));
  context.setNotClosable(
    'positions',
    unlisted.map(({ symbol, positionAmt }) => ({
      what: 'Contract that is not traded any more',
      nativeSymbol: symbol,
      size: unsigned(positionAmt),
    })),
  );
}
