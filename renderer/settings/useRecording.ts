// Recording one hotkey: while it lasts, main lets go of all hotkeys so that their presses reach this page, and takes them again
// however it ends: a chord, Esc, a lost focus, a closed dialog, or time. Main ends it by itself a little later.
// What was pressed takes effect when all keys are up again: a hotkey that is registered while it is held down would repeat, and
// fire; an Esc that is held would close the settings too.
import { useCallback, useEffect, useState } from 'react';
import { keyCaps } from '../../shared/accelerator.ts';
import type { HotkeyId } from '../../shared/desktop.ts';
import type { Failure } from '../../shared/failure.ts';
import { panelApi } from '../panelApi.ts';
import { heldCaps, readPress, type KeyPress, type Reading } from './readPress.ts';

const RECORD_MS = 25_000; // main takes the hotkeys again after 30 s: before that nothing may still look as if it recorded

export type Recording = Readonly<
  | { kind: 'off'; failure: Failure | null }
  | { kind: 'starting' }
  /** `chosen`: the chord is complete and still held down. */
  | { kind: 'listening'; held: readonly string[]; chosen: boolean; problem: Failure | null }
>;

type Decision = Extract<Reading, { kind: 'cancel' | 'remove' | 'chord' }>;

const off: Recording = { kind: 'off', failure: null };
const ended = (message: string): Recording => ({
  kind: 'off',
  failure: { kind: 'badRequest', message, remedy: 'Nothing was changed.' },
});
const defect = (cause: unknown): Failure => ({
  kind: 'internal',
  message: cause instanceof Error ? cause.message : String(cause),
  remedy: 'Try again. If it stays, restart Breakglass.',
});

const pressOf = (event: KeyboardEvent): KeyPress => ({
  code: event.code,
  key: event.key,
  ctrlKey: event.ctrlKey,
  altKey: event.altKey,
  shiftKey: event.shiftKey,
  metaKey: event.metaKey,
  altGraph: event.getModifierState('AltGraph'),
});

export function useRecording(hotkey: HotkeyId, mac: boolean) {
  const [state, setState] = useState<Recording>(off);
  const active = state.kind !== 'off';

  const set = useCallback(
    async (accelerator: string | null) => {
      try {
        const answer = await panelApi().setHotkey({ hotkey, accelerator });
        if (answer.ok) return setState(off);
        const { failure } = answer;
        setState((now) =>
          now.kind === 'listening' ? { ...now, held: [], chosen: false, problem: failure } : { kind: 'off', failure },
        );
      } catch (cause) {
        setState({ kind: 'off', failure: defect(cause) });
      }
    },
    [hotkey],
  );

  useEffect(() => {
    if (!active) return undefined;
    let over = false;
    const end = (next: Recording) => {
      if (!over) setState(next);
    };
    const down = new Set<string>();
    let decided: Decision | null = null;
    const keyDown = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.repeat || decided !== null) return;
      down.add(event.code);
      const press = pressOf(event);
      const reading = readPress(press, mac);
      if (reading.kind === 'cancel' || reading.kind === 'remove' || reading.kind === 'chord') decided = reading;
      const chosen = reading.kind === 'chord';
      const held = chosen ? keyCaps(reading.accelerator, mac) : heldCaps(press, mac);
      const problem: Failure | null =
        reading.kind === 'invalid' ? { kind: 'badRequest', message: reading.message, remedy: reading.remedy } : null;
      setState((now) => (now.kind === 'listening' ? { ...now, held, chosen, problem: problem ?? now.problem } : now));
    };
    const keyUp = (event: KeyboardEvent) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      if (event.key === 'Meta') down.clear(); // macOS tells of no key that goes up while Cmd is down
      down.delete(event.code);
      if (decided === null) {
        setState((now) => (now.kind === 'listening' ? { ...now, held: heldCaps(pressOf(event), mac) } : now));
      } else if (down.size === 0) {
        const { kind } = decided;
        if (kind === 'cancel') end(off);
        else void set(kind === 'remove' ? null : decided.accelerator);
        decided = null;
      }
    };
    const blurred = () => end(ended('Recording ended, as another window took the keyboard.'));
    window.addEventListener('blur', blurred);
    const timer = setTimeout(() => end(ended('Recording ended after 25 s without a key.')), RECORD_MS);
    panelApi()
      .recordHotkey({ recording: true })
      .then((answer) => {
        if (over) return;
        if (!answer.ok) return end({ kind: 'off', failure: answer.failure });
        window.addEventListener('keydown', keyDown, { capture: true });
        window.addEventListener('keyup', keyUp, { capture: true });
        setState({ kind: 'listening', held: [], chosen: false, problem: null });
      })
      .catch((cause: unknown) => end({ kind: 'off', failure: defect(cause) }));
    return () => {
      over = true;
      clearTimeout(timer);
      window.removeEventListener('blur', blurred);
      window.removeEventListener('keydown', keyDown, { capture: true });
      window.removeEventListener('keyup', keyUp, { capture: true });
      void panelApi().recordHotkey({ recording: false });
    };
  }, [active, mac, set]);

  return {
    state,
    start: () => setState({ kind: 'starting' }),
    cancel: () => setState(off),
    remove: () => void set(null),
  };
}
