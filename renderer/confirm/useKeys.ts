// The keyboard of the confirm window: Esc ends it, a key of the hotkey that goes up is told, and a press that was not meant for
// the window (see keyGuard.ts) reaches nothing.
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { keyCodes } from '../../shared/accelerator.ts';
import type { ConfirmApi, ConfirmView } from '../../shared/confirmation.ts';
import { createKeyGuard } from './keyGuard.ts';

const PRESSES_BUTTONS: ReadonlySet<string> = new Set(['Enter', 'NumpadEnter', 'Space']);

/** A number that grows when a press turned out to be none: what it began must be forgotten. */
export function useKeys(api: ConfirmApi, view: ConfirmView, mac: boolean): number {
  const [unmasked, setUnmasked] = useState(0);
  const guard = useMemo(() => createKeyGuard(), []);
  const latest = useRef({ view, mac });
  useLayoutEffect(() => {
    latest.current = { view, mac };
  });
  const screen = view.kind === 'closed' ? null : `${view.kind} ${view.askId}`;
  const before = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (screen === before.current) return;
    before.current = screen;
    guard.came(performance.now());
  }, [guard, screen]);

  useEffect(() => {
    const stop = (event: Event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const onDown = (event: KeyboardEvent) => {
      const { view: now } = latest.current;
      if (event.key === 'Escape') {
        stop(event);
        if (now.kind !== 'closed' && !event.repeat) void api.dismiss({ askId: now.askId });
        return;
      }
      const judged = guard.down({ code: event.code, repeat: event.repeat, atMs: event.timeStamp });
      if (!PRESSES_BUTTONS.has(event.code)) return;
      const modified = event.ctrlKey || event.altKey || event.metaKey || event.shiftKey; // of the hotkey, or another program's
      if (judged !== 'counts' || event.repeat || modified) stop(event);
      if (judged === 'unmasked') setUnmasked((count) => count + 1);
    };
    const onUp = (event: KeyboardEvent) => {
      guard.up(event.code);
      const { view: now, mac: isMac } = latest.current;
      if (now.kind !== 'asking' || now.hotkey === null) return;
      if (keyCodes(now.hotkey.accelerator, isMac).has(event.code)) void api.keysReleased({ askId: now.askId });
    };
    const onPointer = (event: PointerEvent) => {
      if (!guard.pointer(event.timeStamp)) stop(event);
    };
    const onFocus = (event: FocusEvent) => guard.came(event.timeStamp);
    window.addEventListener('keydown', onDown, true);
    window.addEventListener('keyup', onUp, true);
    window.addEventListener('pointerdown', onPointer, true);
    window.addEventListener('focus', onFocus);
    return () => {
      window.removeEventListener('keydown', onDown, true);
      window.removeEventListener('keyup', onUp, true);
      window.removeEventListener('pointerdown', onPointer, true);
      window.removeEventListener('focus', onFocus);
    };
  }, [api, guard]);
  return unmasked;
}
