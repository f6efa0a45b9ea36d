// MessagePack of what actions are made of: maps in their own order, lists, texts, whole numbers, truths and nothing. Written here
// so that signatures are checked against an encoder that is not the client's.
const utf8 = new TextEncoder();

const bytes = (value: bigint | number, length: number): readonly number[] => {
  const big = BigInt(value);
  return Array.from({ length }, (_, index) => Number((big >> BigInt(8 * (length - 1 - index))) & 0xffn));
};

function head(length: number, small: number, smallMost: number, wide: readonly [number, number][]): readonly number[] {
  if (length <= smallMost) return [small + length];
  for (const [code, size] of wide) if (length < 2 ** (8 * size)) return [code, ...bytes(length, size)];
  throw new RangeError(`${length} is too long for MessagePack`);
}

function packNumber(value: number): readonly number[] {
  if (!Number.isSafeInteger(value)) throw new TypeError(`${value} is not a whole number`);
  if (value < 0) {
    if (value >= -32) return [256 + value];
    return [0xd3, ...bytes(BigInt.asUintN(64, BigInt(value)), 8)];
  }
  if (value < 128) return [value];
  if (value < 2 ** 8) return [0xcc, value];
  if (value < 2 ** 16) return [0xcd, ...bytes(value, 2)];
  if (value < 2 ** 32) return [0xce, ...bytes(value, 4)];
  return [0xcf, ...bytes(value, 8)];
}

function packText(value: string): readonly number[] {
  const raw = utf8.encode(value);
  const wide: [number, number][] = [
    [0xd9, 1],
    [0xda, 2],
    [0xdb, 4],
  ];
  return [...head(raw.length, 0xa0, 31, wide), ...raw];
}

/** Throws TypeError for what no action holds. */
export function pack(value: unknown): readonly number[] {
  if (value === null) return [0xc0];
  if (typeof value === 'boolean') return [value ? 0xc3 : 0xc2];
  if (typeof value === 'number') return packNumber(value);
  if (typeof value === 'string') return packText(value);
  if (Array.isArray(value)) {
    const wide: [number, number][] = [
      [0xdc, 2],
      [0xdd, 4],
    ];
    return [...head(value.length, 0x90, 15, wide), ...value.flatMap(pack)];
  }
  if (typeof value === 'object') {
    const fields = Object.entries(value);
    const wide: [number, number][] = [
      [0xde, 2],
      [0xdf, 4],
    ];
    return [...head(fields.length, 0x80, 15, wide), ...fields.flatMap(([name, held]) => [...packText(name), ...pack(held)])];
  }
  throw new TypeError(`${typeof value} has no MessagePack`);
}
