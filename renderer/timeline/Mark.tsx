export type MarkKind = 'queued' | 'sent' | 'acknowledged' | 'proved' | 'again' | 'refused';

/** One moment on a bar. Each kind has a shape of its own: colour alone never tells. */
const SHAPES = {
  queued: <circle r="2.75" />,
  sent: <path d="M-3 -5 L4 0 L-3 5 Z" />,
  acknowledged: <rect x="-1.5" y="-7" width="3" height="14" rx="1" />,
  proved: <path d="M0 -6 L6 0 L0 6 L-6 0 Z" />,
  again: <path d="M-3 -5 L4 0 L-3 5 Z" />,
  refused: <path d="M-4 -4 L4 4 M4 -4 L-4 4" />,
} as const satisfies Readonly<Record<MarkKind, unknown>>;

/** `share` is its place from 0 to 1 inside the svg that holds it. */
export function Mark({ kind, share }: Readonly<{ kind: MarkKind; share: number }>) {
  return (
    <svg x={`${share * 100}%`} y="50%" overflow="visible" className={`bar-mark bar-mark-${kind}`}>
      {SHAPES[kind]}
    </svg>
  );
}

/** The same shape, standing alone in the key. */
export function KeyMark({ kind }: Readonly<{ kind: MarkKind }>) {
  return (
    <svg width="14" height="14" viewBox="-7 -7 14 14" className={`bar-mark bar-mark-${kind}`} aria-hidden="true">
      {SHAPES[kind]}
    </svg>
  );
}
