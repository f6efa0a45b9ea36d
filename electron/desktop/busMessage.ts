// D-Bus messages, as far as a watcher of names and a teller of messages need them: some types go out, anything comes in.
// [D] D-Bus specification, "Message Protocol" and "Marshaling (Wire Format)".

export type BusValue = string | number | bigint | boolean | readonly BusValue[];
export type BusCall = Readonly<{
  destination: string;
  path: string;
  interface: string;
  member: string;
  body: readonly BusArgument[];
}>;
/** A string, an unsigned number, or what is named. */
export type BusArgument =
  | string
  | number
  | Readonly<{ signed: number }>
  | Readonly<{ strings: readonly string[] }>
  | Readonly<{ variants: Readonly<Record<string, string | Readonly<{ byte: number }>>> }>;
export type BusMessage = Readonly<{
  type: 'call' | 'answer' | 'error' | 'signal' | 'other';
  replySerial: number | null;
  interface: string | null;
  member: string | null;
  sender: string | null;
  body: readonly BusValue[];
}>;

const HEADER = 16; // with the length of the fields
const LARGEST = 2 ** 27; // [D] 128 MiB
const TYPES = ['other', 'call', 'answer', 'error', 'signal'] as const;
const FIELD = { path: 1, interface: 2, member: 3, replySerial: 5, destination: 6, sender: 7, signature: 8 } as const;

const aligned = (at: number, to: number): number => Math.ceil(at / to) * to;

class Writer {
  readonly #parts: Buffer[] = [];
  length = 0;

  bytes(part: Buffer): void {
    this.#parts.push(part);
    this.length += part.length;
  }
  align(to: number): void {
    this.bytes(Buffer.alloc(aligned(this.length, to) - this.length));
  }
  byte(value: number): void {
    this.bytes(Buffer.from([value]));
  }
  uint32(value: number): void {
    this.align(4);
    const part = Buffer.alloc(4);
    part.writeUInt32LE(value);
    this.bytes(part);
  }
  string(text: string): void {
    this.uint32(Buffer.byteLength(text));
    this.bytes(Buffer.from(`${text}\0`));
  }
  signature(text: string): void {
    this.byte(text.length);
    this.bytes(Buffer.from(`${text}\0`));
  }
  /** [D] "Marshaling": the padding before the first item is not part of the length. */
  array(alignment: 4 | 8, items: Writer): void {
    this.uint32(items.length);
    this.align(alignment);
    this.bytes(items.whole());
  }
  whole(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Answers the type that was written. */
function writeArgument(to: Writer, argument: BusArgument): string {
  if (typeof argument === 'string') {
    to.string(argument);
    return 's';
  }
  if (typeof argument === 'number') {
    to.uint32(argument);
    return 'u';
  }
  if ('signed' in argument) {
    to.uint32(argument.signed >>> 0);
    return 'i';
  }
  const items = new Writer();
  if ('strings' in argument) {
    for (const text of argument.strings) items.string(text);
    to.array(4, items);
    return 'as';
  }
  for (const [name, value] of Object.entries(argument.variants)) {
    items.align(8);
    items.string(name);
    items.signature(typeof value === 'string' ? 's' : 'y');
    if (typeof value === 'string') items.string(value);
    else items.byte(value.byte);
  }
  to.array(8, items);
  return 'a{sv}';
}

export function writeCall(call: BusCall, serial: number): Buffer {
  const body = new Writer();
  const signature = call.body.map((argument) => writeArgument(body, argument)).join('');
  const fields = new Writer();
  const field = (code: number, type: 's' | 'o' | 'g', text: string): void => {
    fields.align(8);
    fields.byte(code);
    fields.signature(type);
    if (type === 'g') fields.signature(text);
    else fields.string(text);
  };
  field(FIELD.path, 'o', call.path);
  field(FIELD.interface, 's', call.interface);
  field(FIELD.member, 's', call.member);
  field(FIELD.destination, 's', call.destination);
  if (signature !== '') field(FIELD.signature, 'g', signature);
  const message = new Writer();
  message.bytes(Buffer.from([0x6c, 1, 0, 1])); // little endian, a call, no flags, version 1
  message.uint32(body.length);
  message.uint32(serial);
  message.uint32(fields.length);
  message.bytes(fields.whole());
  message.align(8);
  message.bytes(body.whole());
  return message.whole();
}

/** How long the message at the start of `bytes` is; null: too few bytes to say. Throws when it can be none. */
export function messageLength(bytes: Buffer): number | null {
  if (bytes.length < HEADER) return null;
  const little = isLittle(bytes);
  const read = (at: number): number => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const length = aligned(HEADER + read(12), 8) + read(4);
  if (length > LARGEST) throw new RangeError(`a D-Bus message of ${length} bytes`);
  return length;
}

function isLittle(bytes: Buffer): boolean {
  if (bytes[0] === 0x6c) return true;
  if (bytes[0] === 0x42) return false;
  throw new TypeError(`a D-Bus message that begins with ${bytes[0]}`);
}

export function readMessage(bytes: Buffer): BusMessage {
  const reader = new Reader(bytes, isLittle(bytes));
  const fieldsEnd = HEADER + reader.uint32At(12);
  reader.at = HEADER;
  const fields = new Map<number, BusValue>();
  while (reader.at < fieldsEnd) {
    reader.align(8);
    const code = reader.byte();
    fields.set(code, reader.variant());
  }
  reader.at = aligned(fieldsEnd, 8);
  const text = (code: number): string | null => {
    const value = fields.get(code);
    return typeof value === 'string' ? value : null;
  };
  const replySerial = fields.get(FIELD.replySerial);
  return {
    type: TYPES[bytes[1] ?? 0] ?? 'other',
    replySerial: typeof replySerial === 'number' ? replySerial : null,
    interface: text(FIELD.interface),
    member: text(FIELD.member),
    sender: text(FIELD.sender),
    body: reader.all(text(FIELD.signature) ?? ''), // absent: an empty body
  };
}

/** Variants come out as what they hold, structs and dictionary entries as lists. */
class Reader {
  readonly #bytes: Buffer;
  readonly #little: boolean;
  at = 0;

  constructor(bytes: Buffer, little: boolean) {
    this.#bytes = bytes;
    this.#little = little;
  }
  align(to: number): void {
    this.at = aligned(this.at, to);
  }
  uint32At(at: number): number {
    return this.#little ? this.#bytes.readUInt32LE(at) : this.#bytes.readUInt32BE(at);
  }
  byte(): number {
    return this.#bytes.readUInt8(this.at++);
  }
  #number(size: 2 | 4 | 8, read: (view: DataView, little: boolean) => number | bigint): number | bigint {
    this.align(size);
    const view = new DataView(this.#bytes.buffer, this.#bytes.byteOffset + this.at, size);
    this.at += size;
    return read(view, this.#little);
  }
  #uint32(): number {
    this.align(4);
    this.at += 4;
    return this.uint32At(this.at - 4);
  }
  #text(length: number): string {
    const text = this.#bytes.toString('utf8', this.at, this.at + length);
    this.at += length + 1; // its ending zero
    return text;
  }
  variant(): BusValue {
    const signature = this.#text(this.byte());
    const [value] = this.all(signature);
    if (value === undefined) throw new TypeError('a D-Bus variant without a type');
    return value;
  }
  all(signature: string): readonly BusValue[] {
    const values: BusValue[] = [];
    for (let from = 0; from < signature.length;) {
      const end = endOfType(signature, from);
      values.push(this.#value(signature.slice(from, end)));
      from = end;
    }
    return values;
  }
  #value(type: string): BusValue {
    switch (type.charAt(0)) {
      case 'y':
        return this.byte();
      case 'b':
        return this.#uint32() === 1;
      case 'n':
        return this.#number(2, (view, little) => view.getInt16(0, little));
      case 'q':
        return this.#number(2, (view, little) => view.getUint16(0, little));
      case 'i':
        return this.#number(4, (view, little) => view.getInt32(0, little));
      case 'u':
      case 'h':
        return this.#uint32();
      case 'x':
        return this.#number(8, (view, little) => view.getBigInt64(0, little));
      case 't':
        return this.#number(8, (view, little) => view.getBigUint64(0, little));
      case 'd':
        return this.#number(8, (view, little) => view.getFloat64(0, little));
      case 's':
      case 'o':
        return this.#text(this.#uint32());
      case 'g':
        return this.#text(this.byte());
      case 'v':
        return this.variant();
      case '(':
      case '{':
        this.align(8);
        return this.all(type.slice(1, -1));
      case 'a': {
        const length = this.#uint32();
        const item = type.slice(1);
        this.align(alignmentOf(item));
        const end = this.at + length;
        const items: BusValue[] = [];
        while (this.at < end) items.push(this.#value(item));
        return items;
      }
      default:
        throw new TypeError(`a D-Bus type "${type}"`);
    }
  }
}

/** Only those whose padding is not made by reading the first item of an empty array. */
const alignmentOf = (type: string): number => ('xtd({'.includes(type.charAt(0)) ? 8 : 1);

function endOfType(signature: string, from: number): number {
  const first = signature.charAt(from);
  if (first === 'a') return endOfType(signature, from + 1);
  if (first !== '(' && first !== '{') return from + 1;
  let at = from + 1;
  while (at < signature.length && signature.charAt(at) !== ')' && signature.charAt(at) !== '}') at = endOfType(signature, at);
  return at + 1;
}
