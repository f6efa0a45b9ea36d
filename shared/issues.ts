// What is wrong with an input, field by field, without repeating any of it: it may hold keys, and somebody may have put one
// where a field's name belongs.
import type { z } from 'zod';

export function describeIssues({ issues }: z.ZodError): string {
  return issues
    .map(({ path, code, message }) => {
      const words = code === 'unrecognized_keys' ? 'there is a field that is not known' : message;
      return path.length === 0 ? words : `${path.join('.')}: ${words}`;
    })
    .join('; ');
}
