import { useEffect, useState } from 'react';
import type { ConfirmApi, ConfirmPush } from '../../shared/confirmation.ts';

export function Confirm({ api }: { readonly api: ConfirmApi }) {
  const [push, setPush] = useState<ConfirmPush | null>(null);
  useEffect(() => {
    const off = api.onPush(setPush);
    void api.ready({}).then((answer) => {
      if (answer.ok) setPush((now) => now ?? answer.value);
    });
    return off;
  }, [api]);
  useEffect(() => {
    const askId = push === null || push.view.kind === 'closed' ? null : push.view.askId;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && askId !== null) void api.dismiss({ askId });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [api, push]);
  if (push === null || push.view.kind === 'closed') return null;
  const { view } = push;
  if (view.kind === 'asking')
    return (
      <main>
        <h1>{view.exit.title}</h1>
        <p>{view.exit.scope}</p>
        <button type="button" onClick={() => void api.fire({ askId: view.askId })}>
          Fire
        </button>
      </main>
    );
  return (
    <main>
      <h1>{view.exit.title}</h1>
      <p>{view.kind === 'refused' ? view.failure.message : (view.view?.verdict ?? 'running')}</p>
    </main>
  );
}
