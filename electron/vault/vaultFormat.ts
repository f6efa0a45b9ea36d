// The vault's file, four lines of text:
//   1  header, JSON: version, who protects it, parameters and salt of the key derivation
//   2  the data key, wrapped by the key store or by the key that a passphrase gives (then bound to line 1)
//   3  the accounts, sealed with the data key and bound to lines 1 and 2
//   4  SHA-256 of lines 1 to 3: tells a damaged file from a wrong passphrase. It keeps nobody out; the seals do
// Every byte counts: base64 that is not written as it would be written again is damage too.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { seal, unseal } from './seal.ts';

export const VAULT_VERSION = 1;
const FORMAT = 'breakglass-vault';

/** Bounds, so that a foreign file can not make the derivation take for ever; N is a power of two. */
const scryptSchema = z.strictObject({
  name: z.literal('scrypt'),
  N: z
    .int()
    .min(1 << 10)
    .max(1 << 20)
    .refine((cost) => (cost & (cost - 1)) === 0),
  r: z.int().min(1).max(16),
  p: z.int().min(1).max(4),
  salt: z.string().regex(/^[0-9a-f]{64}$/),
});
export type ScryptParameters = z.infer<typeof scryptSchema>;

const about = { format: z.literal(FORMAT), version: z.literal(VAULT_VERSION) };
const headerSchema = z.discriminatedUnion('protection', [
  z.strictObject({ ...about, protection: z.literal('system') }),
  z.strictObject({ ...about, protection: z.literal('passphrase'), kdf: scryptSchema }),
]);
export type VaultHeader = z.infer<typeof headerSchema>;

/** Older and newer files say at least this. */
const anyVersionSchema = z.looseObject({ format: z.literal(FORMAT), version: z.int().positive() });

export const systemHeader = (): VaultHeader => ({ format: FORMAT, version: VAULT_VERSION, protection: 'system' });
export const passphraseHeader = (kdf: ScryptParameters): VaultHeader => ({
  format: FORMAT,
  version: VAULT_VERSION,
  protection: 'passphrase',
  kdf,
});

export type SealedVault = Readonly<{ header: VaultHeader; headerLine: string; wrapped: Buffer; sealed: Buffer }>;
export type VaultReading = Readonly<
  { kind: 'sealed'; vault: SealedVault } | { kind: 'newer'; version: number } | { kind: 'damaged'; why: string }
>;

export const headerLine = (header: VaultHeader): string => JSON.stringify(header);
const checksum = (lines: string): string => createHash('sha256').update(lines).digest('hex');
const boundTo = (header: string, wrapped: Buffer): string => `${header}\n${wrapped.toString('base64')}\n`;

export function writeVault(header: VaultHeader, wrapped: Buffer, dataKey: Buffer, payload: Buffer): Buffer {
  const line = headerLine(header);
  const sealed = seal(dataKey, payload, boundTo(line, wrapped));
  const lines = `${boundTo(line, wrapped)}${sealed.toString('base64')}\n`;
  return Buffer.from(`${lines}${checksum(lines)}\n`);
}

/** Null: another data key, or a file that was changed. */
export const openPayload = ({ headerLine: line, wrapped, sealed }: SealedVault, dataKey: Buffer): Buffer | null =>
  unseal(dataKey, sealed, boundTo(line, wrapped));

export function readVault(bytes: Buffer): VaultReading {
  const damaged = (why: string): VaultReading => ({ kind: 'damaged', why });
  const text = bytes.toString('utf8');
  const [line = '', wrappedLine = '', sealedLine = '', sum = '', ...rest] = text.split('\n');
  const header = parseJson(line);
  const version = anyVersionSchema.safeParse(header);
  if (!version.success) return damaged('it does not begin like a vault');
  if (version.data.version > VAULT_VERSION) return { kind: 'newer', version: version.data.version };
  if (rest.length !== 1 || rest[0] !== '') return damaged('it is cut off or something was added');
  if (checksum(`${line}\n${wrappedLine}\n${sealedLine}\n`) !== sum) return damaged('its checksum does not fit');
  const known = headerSchema.safeParse(header);
  const wrapped = strictBase64(wrappedLine);
  const sealed = strictBase64(sealedLine);
  if (!known.success || wrapped === null || sealed === null) return damaged('it was changed');
  return { kind: 'sealed', vault: { header: known.data, headerLine: line, wrapped, sealed } };
}

function strictBase64(text: string): Buffer | null {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length > 0 && bytes.toString('base64') === text ? bytes : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // its words would quote the file
  }
}
