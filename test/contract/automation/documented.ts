// The examples of the public documents that the product grew from, and what an answer owes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export type DocumentedParameter = Readonly<{
  name: string;
  type: 'string' | 'integer';
  required: boolean;
  default?: number;
  values?: readonly string[];
  minimum?: number;
  maximum?: number;
}>;

export type DocumentedCall = Readonly<{
  parameters: readonly DocumentedParameter[];
  request: Readonly<Record<string, unknown>>;
  answer: Readonly<Record<string, unknown>>;
  badRequest?: Readonly<Record<string, unknown>>;
}>;

export type DocumentedName = 'flattenEverything' | 'emergencyExit' | 'flattenWinners' | 'partialClose';

export const documented = (name: DocumentedName): DocumentedCall =>
  JSON.parse(readFileSync(join(import.meta.dirname, '../../fixtures/automation', `${name}.json`), 'utf8')) as DocumentedCall;

const typeOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'array' : typeof value);

/** Fields that are missing or of another type, by their path; every element of a list owes what the documented ones have. */
export function missingIn(answer: unknown, example: unknown, path = '$'): readonly string[] {
  if (typeOf(answer) !== typeOf(example)) return [`${path} is ${typeOf(answer)}, not ${typeOf(example)}`];
  if (Array.isArray(example)) {
    const [first] = example as readonly unknown[];
    return (answer as readonly unknown[]).flatMap((each, index) =>
      first === undefined ? [] : missingIn(each, first, `${path}[${index}]`),
    );
  }
  if (typeof example !== 'object' || example === null) return [];
  return Object.entries(example).flatMap(([name, value]) =>
    Object.hasOwn(answer as object, name)
      ? missingIn((answer as Readonly<Record<string, unknown>>)[name], value, `${path}.${name}`)
      : [`${path}.${name} is missing`],
  );
}
