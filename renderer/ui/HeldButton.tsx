// The deliberate confirmation of every destructive action: press and hold by pointer or by Space/Enter.
// Release, Esc, sliding off, losing focus or the window abort it.
import { useEffect, useLayoutEffect, useRef, useState, type KeyboardEvent, type PointerEvent, type ReactNode } from 'react';
import { idleHold, nextHold, type HoldEvent, type HoldState } from './holdMachine.ts';
import './HeldButton.css';

type HeldButtonProps = Readonly<{
  /** The accessible name; the visible content may say more. */
  name: string;
  holdMs: number;
  onHeld: () => void;
  onHoldStart?: (() => void) | undefined;
  onHoldAbort?: (() => void) | undefined;
  disabled?: boolean | undefined;
  busy?: boolean | undefined;
  size?: 'normal' | 'huge' | undefined;
  describedBy?: string | undefined;
  children: ReactNode;
}>;

const SLIDE_OFF_PX = 24;
const HINT_MS = 2200;
const isHoldKey = (event: KeyboardEvent) => event.key === ' ' || event.key === 'Enter';

export function HeldButton(props: HeldButtonProps) {
  const { name, holdMs, disabled = false, busy = false, size = 'normal', describedBy, children } = props;
  const [phase, setPhase] = useState<HoldState['kind']>('idle');
  const [hint, setHint] = useState(false);
  const state = useRef<HoldState>(idleHold);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const hintTimer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const latest = useRef(props);
  const sendRef = useRef<(event: HoldEvent) => void>(() => undefined);

  const showHint = (): void => {
    setHint(true);
    clearTimeout(hintTimer.current);
    hintTimer.current = setTimeout(() => setHint(false), HINT_MS);
  };

  const send = (event: HoldEvent): void => {
    const before = state.current;
    const after = nextHold(before, event);
    if (after === before) return;
    state.current = after;
    setPhase(after.kind);
    if (after.kind === 'holding') {
      setHint(false);
      timer.current = setTimeout(() => send({ kind: 'elapsed' }), latest.current.holdMs);
      latest.current.onHoldStart?.();
      return;
    }
    clearTimeout(timer.current);
    if (before.kind !== 'holding') return;
    if (after.kind === 'spent' && after.completed) {
      latest.current.onHeld();
      return;
    }
    latest.current.onHoldAbort?.();
    showHint();
  };

  useLayoutEffect(() => {
    latest.current = props;
    sendRef.current = send;
  });

  useEffect(() => {
    const abort = () => sendRef.current({ kind: 'abort' });
    const onKey = (event: globalThis.KeyboardEvent) => {
      if (event.key !== 'Escape' || state.current.kind !== 'holding') return;
      event.stopPropagation(); // Esc aborts the hold only, the sheet around it stays
      abort();
    };
    window.addEventListener('blur', abort);
    document.addEventListener('visibilitychange', abort);
    window.addEventListener('keydown', onKey, true);
    return () => {
      window.removeEventListener('blur', abort);
      document.removeEventListener('visibilitychange', abort);
      window.removeEventListener('keydown', onKey, true);
      clearTimeout(timer.current);
      clearTimeout(hintTimer.current);
      if (state.current.kind === 'holding') latest.current.onHoldAbort?.();
      state.current = idleHold;
    };
  }, []);

  const blocked = disabled || busy;
  useEffect(() => {
    if (disabled) sendRef.current({ kind: 'abort' });
  }, [disabled]);

  const onPointerDown = (event: PointerEvent<HTMLButtonElement>) => {
    if (event.button !== 0 || !event.isPrimary || blocked) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    send({ kind: 'press', source: 'pointer', repeat: false });
  };
  const onPointerMove = (event: PointerEvent<HTMLButtonElement>) => {
    if (state.current.kind !== 'holding' || state.current.source !== 'pointer') return;
    const box = event.currentTarget.getBoundingClientRect();
    const outside =
      event.clientX < box.left - SLIDE_OFF_PX ||
      event.clientX > box.right + SLIDE_OFF_PX ||
      event.clientY < box.top - SLIDE_OFF_PX ||
      event.clientY > box.bottom + SLIDE_OFF_PX;
    if (outside) send({ kind: 'abort' });
  };

  return (
    <button
      type="button"
      className="heldButton"
      data-size={size}
      data-phase={phase}
      data-busy={busy || undefined}
      aria-label={name}
      aria-describedby={describedBy}
      aria-disabled={blocked || undefined}
      style={{ '--hold-ms': `${holdMs}ms` }}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => send({ kind: 'release', source: 'pointer' })}
      onPointerCancel={() => {
        send({ kind: 'abort' });
        send({ kind: 'release', source: 'pointer' });
      }}
      onClick={(event) => {
        if (event.detail === 0 && !blocked) showHint(); // a click without a press, from assistive technology
      }}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        if (!blocked) send({ kind: 'press', source: 'key', repeat: event.repeat });
      }}
      onKeyUp={(event) => {
        if (!isHoldKey(event)) return;
        event.preventDefault();
        send({ kind: 'release', source: 'key' });
      }}
      onBlur={() => {
        send({ kind: 'abort' });
        send({ kind: 'release', source: 'key' });
      }}
    >
      <span className="heldButton-fill" aria-hidden="true" />
      <span className="heldButton-content">{children}</span>
      <output className="heldButton-hint" data-shown={hint || undefined}>
        {hint ? `Keep holding for ${(holdMs / 1000).toFixed(1)} s. Nothing was sent.` : ''}
      </output>
    </button>
  );
}
