import { formatAge } from './numbers.ts';
import { useTenths } from './useNow.ts';

/** A ticking age, "0.3 s". */
export function Age({ sinceMs }: { readonly sinceMs: number }) {
  const nowMs = useTenths();
  return <span className="number">{formatAge(nowMs - sinceMs)}</span>;
}
