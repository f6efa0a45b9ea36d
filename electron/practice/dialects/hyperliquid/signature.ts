// Who signed an action: EIP-712 over a phantom agent whose id is the hash of the packed action, its nonce, the vault and the end of
// its life [D signing; the official SDK's tests hold the vectors]. A wrong signature is nobody's error: it names another wallet.
// Curve and hash are @noble's, which ccxt signs with too: maintained, audited, MIT; the encoding around them is our own.
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { keccak_256 } from '@noble/hashes/sha3.js';
import { decimal, isDecimal } from '../../../../shared/decimal.ts';
import { pack } from './msgpack.ts';
import { isRecord, type Row } from './wire.ts';

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const fromHex = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text.replace(/^0x/, ''), 'hex'));
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(Buffer.concat(parts));
const hashText = (text: string): Uint8Array => keccak_256(new TextEncoder().encode(text));

function word(value: number): Uint8Array {
  const bytes = Buffer.alloc(32);
  bytes.writeBigUInt64BE(BigInt(value), 24);
  return Uint8Array.from(bytes);
}

function uint64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return Uint8Array.from(bytes);
}

const DOMAIN = keccak_256(
  joined(
    hashText('EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)'),
    hashText('Exchange'),
    hashText('1'),
    word(1337),
    word(0),
  ),
);
const AGENT = hashText('Agent(string source,bytes32 connectionId)');

export type Signed = Readonly<{ action: Row; nonce: number; vault: string | null; expiresAfter: number | null }>;

const NUMBERS = new Set(['p', 's', 'triggerPx']);

/** The venue hashes its own reading of the action, whose numbers have no trailing zeros. */
function normalised(value: unknown, name = ''): unknown {
  if (typeof value === 'string') return NUMBERS.has(name) && isDecimal(value) ? decimal(value) : value;
  if (Array.isArray(value)) return value.map((item) => normalised(item));
  if (isRecord(value)) return Object.fromEntries(Object.entries(value).map(([own, held]) => [own, normalised(held, own)]));
  return value;
}

export function connectionId({ action, nonce, vault, expiresAfter }: Signed): Uint8Array {
  return keccak_256(
    joined(
      Uint8Array.from(pack(normalised(action))),
      uint64(nonce),
      vault === null ? Uint8Array.of(0) : joined(Uint8Array.of(1), fromHex(vault)),
      expiresAfter === null ? new Uint8Array() : joined(Uint8Array.of(0), uint64(expiresAfter)),
    ),
  );
}

const addressOf = (publicKey: Uint8Array): string => `0x${hex(keccak_256(publicKey.slice(1)).slice(-20))}`;

export const addressOfKey = (privateKey: string): string => addressOf(secp256k1.getPublicKey(fromHex(privateKey), false));

/** Address of the wallet that signed it; null when what is there is no signature. `source`: "a" on mainnet, "b" on testnet. */
export function signerOf(signed: Signed, signature: unknown, source: 'a' | 'b'): string | null {
  if (!isRecord(signature)) return null;
  const { r, s, v } = signature;
  if (typeof r !== 'string' || typeof s !== 'string' || (v !== 27 && v !== 28)) return null;
  const padded = (text: string) => text.replace(/^0x/, '').padStart(64, '0');
  const compact = fromHex(padded(r) + padded(s));
  if (compact.length !== 64) return null;
  const struct = keccak_256(joined(AGENT, hashText(source), connectionId(signed)));
  const digest = keccak_256(joined(Uint8Array.of(0x19, 0x01), DOMAIN, struct));
  try {
    const point = secp256k1.Signature.fromBytes(compact, 'compact')
      .addRecoveryBit(v - 27)
      .recoverPublicKey(digest);
    return addressOf(point.toBytes(false));
  } catch (error) {
    if (error instanceof Error) return null; // numbers that lie on no curve
    throw error;
  }
}
