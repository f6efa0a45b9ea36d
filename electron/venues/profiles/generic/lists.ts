// By which calls positions and open orders are listed. ccxt's default lists are not whole at most venues (one settle coin, one
// kind of order), and nothing in ccxt says so: only where the calls below are known to show everything can an exit prove that
// nothing is left. Elsewhere it says that orders of other kinds could not be looked for.
import type { OrderFamily } from '../../../../shared/position.ts';
import type { Abilities } from './abilities.ts';

/** ccxt's unified parameters, and the venue's own where ccxt passes them on. */
export type ListParameters = Readonly<{
  trigger?: true;
  trailing?: true;
  ordType?: string;
  settleCoin?: string;
  subType?: string;
}>;

export type Lists = Readonly<{
  positions: readonly ListParameters[];
  orders: readonly Readonly<{ family: OrderFamily; parameters: ListParameters }>[];
  /** Together they show all that there is. */
  whole: boolean;
}>;

const PLAIN: ListParameters = {};

// Settle coins and categories: measured, see the profile of Bybit. One list has every kind; the other marks the conditional ones.
const BYBIT_SCOPES: readonly ListParameters[] = [{}, { settleCoin: 'USDC' }, { subType: 'inverse' }];
const bybit: Lists = {
  positions: BYBIT_SCOPES,
  orders: BYBIT_SCOPES.flatMap((scope) => [
    { family: 'plain', parameters: scope } as const,
    { family: 'trigger', parameters: { ...scope, trigger: true } } as const,
  ]),
  whole: true,
};

// Algo orders are listed type by type: see the profile of OKX.
const okx: Lists = {
  positions: [PLAIN],
  orders: [
    { family: 'plain', parameters: PLAIN },
    { family: 'trigger', parameters: { trigger: true } },
    { family: 'trigger', parameters: { trailing: true } },
    ...['conditional,oco', 'iceberg', 'twap', 'chase'].map(
      (ordType) => ({ family: 'trigger', parameters: { trigger: true, ordType } }) as const,
    ),
  ],
  whole: true,
};

/** The regional houses of venues that have a profile speak the same wire. */
const WHOLE: Readonly<Partial<Record<string, Lists>>> = { bybit, bybiteu: bybit, bybitid: bybit, okx, myokx: okx, okxus: okx };

export function listsOf(id: string, { listsTrailing, listsTriggers }: Abilities): Lists {
  const known = WHOLE[id];
  if (known !== undefined) return known;
  return {
    positions: [PLAIN],
    orders: [
      { family: 'plain', parameters: PLAIN },
      ...(listsTriggers ? [{ family: 'trigger', parameters: { trigger: true } } as const] : []),
      ...(listsTrailing ? [{ family: 'trigger', parameters: { trailing: true } } as const] : []),
    ],
    whole: false,
  };
}
