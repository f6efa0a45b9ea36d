// The three kinds of futures. Every call names one; reads ask all three.
export const PRODUCT_TYPES = ['USDT-FUTURES', 'USDC-FUTURES', 'COIN-FUTURES'] as const;
export type ProductType = (typeof PRODUCT_TYPES)[number];

/** `settle` of our market rules; COIN-M is reckoned in dollars (nouns.ts). */
export function productTypeOf({ settle }: Readonly<{ settle: string }>): ProductType {
  if (settle === 'USDT') return 'USDT-FUTURES';
  return settle === 'USDC' ? 'USDC-FUTURES' : 'COIN-FUTURES';
}

export const isProductType = (value: unknown): value is ProductType => PRODUCT_TYPES.some((each) => each === value);
