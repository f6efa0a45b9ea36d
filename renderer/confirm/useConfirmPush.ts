// What is to be shown, and the answer that it is: without it the main process takes this page for dead and replaces it.
import { useEffect, useLayoutEffect, useState, type RefObject } from 'react';
import type { ConfirmApi, NumberedConfirmPush } from '../../shared/confirmation.ts';

export function useConfirmPush(api: ConfirmApi, card: RefObject<HTMLElement | null>): NumberedConfirmPush | null {
  const [push, setPush] = useState<NumberedConfirmPush | null>(null);
  useEffect(() => {
    const take = (next: NumberedConfirmPush) => setPush((now) => (now === null || next.pushId >= now.pushId ? next : now));
    const off = api.onPush(take);
    void api.ready({}).then((answer) => {
      if (answer.ok && answer.value !== null) take(answer.value);
    });
    return off;
  }, [api]);

  useLayoutEffect(() => {
    if (push === null) return undefined;
    const { pushId } = push;
    const tell = () => {
      const heightPx = Math.ceil(card.current?.getBoundingClientRect().height ?? 0);
      void api.shown({ pushId, heightPx });
    };
    tell();
    if (card.current === null) return undefined;
    let first = true; // an observer reports once when it begins
    const observer = new ResizeObserver(() => {
      if (!first) tell();
      first = false;
    });
    observer.observe(card.current);
    return () => observer.disconnect();
  }, [api, push, card]);
  return push;
}
