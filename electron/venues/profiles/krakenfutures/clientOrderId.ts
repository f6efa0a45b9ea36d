// cliOrdId in the shape of a UUID: [D] the reference once asked for one and now takes up to 100 characters, [N] 18 unless it
// is a UUID. The numbers stand in it digit by digit, so that two different ones can never be the same id.

const EXIT_DIGITS = 15; // 36^11 fits in sixty bits
const NUMBER_DIGITS = 5;

function hex(value: bigint | number, digits: number): string {
  const text = value.toString(16);
  if (text.length > digits) throw new RangeError(`${value} does not fit into a client order id`);
  return text.padStart(digits, '0');
}

function fromBase36(text: string): bigint {
  if (!/^[0-9a-z]{1,10}$/.test(text)) throw new RangeError(`"${text}" is no id of an exit`);
  let value = 1n; // keeps leading zeros apart
  for (const letter of text) value = value * 36n + BigInt(parseInt(letter, 36));
  return value;
}

export function clientOrderId(exitId: string, leg: number, attempt: number, slice: number): string {
  const numbers = [leg, attempt, slice].map((each) => hex(each, NUMBER_DIGITS)).join('');
  const digits = `${hex(fromBase36(exitId), EXIT_DIGITS)}${numbers}`;
  // 8 is the version for ids of one's own making, and the variant's digit says that it is a UUID.
  const parts = [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `8${digits.slice(12, 15)}`,
    `8${digits.slice(15, 18)}`,
    digits.slice(18),
  ];
  return parts.join('-');
}
