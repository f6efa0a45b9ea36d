import { useState } from 'react';
import type { Failure, Result } from '../../shared/failure.ts';

const defect = (cause: unknown): Failure => ({
  kind: 'internal',
  message: cause instanceof Error ? cause.message : String(cause),
  remedy: 'Try again. If it stays, restart Breakglass.',
});

/** One request at a time, with its waiting and its failure to show. `ask` answers null when it failed. */
export function useRequest() {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const ask = async <T>(request: () => Promise<Result<T>>): Promise<{ value: T } | null> => {
    setBusy(true);
    setFailure(null);
    try {
      const answer = await request();
      if (answer.ok) return { value: answer.value };
      setFailure(answer.failure);
      return null;
    } catch (cause) {
      setFailure(defect(cause));
      return null;
    } finally {
      setBusy(false);
    }
  };
  return { busy, failure, ask, forgetFailure: () => setFailure(null) };
}
