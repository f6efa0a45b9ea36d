import { Fragment } from 'react';
import { keyCaps } from '../../shared/accelerator.ts';
import type { Asking } from '../../shared/confirmation.ts';
import { useTenths } from '../ui/useNow.ts';

function Caps({ accelerator, mac }: Readonly<{ accelerator: string; mac: boolean }>) {
  return (
    <span className="caps">
      {keyCaps(accelerator, mac).map((cap, index) => (
        <Fragment key={cap}>
          {index > 0 && <span className="unseen">+</span>}
          <kbd>{cap}</kbd>
        </Fragment>
      ))}
    </span>
  );
}

type HotkeyHintProps = Readonly<{ hotkey: NonNullable<Asking['hotkey']>; holdMs: number; mac: boolean }>;

/** How the hotkey that asked goes on; it works without this window having the keyboard. */
export function HotkeyHint({ hotkey, holdMs, mac }: HotkeyHintProps) {
  const nowMs = useTenths();
  const { accelerator, heldSinceMs } = hotkey;
  if (hotkey.mode === 'twoPress')
    return (
      <p className="hint">
        <span>Press</span> <Caps accelerator={accelerator} mac={mac} /> <span>again to fire</span>
      </p>
    );
  const held = heldSinceMs === null ? 0 : Math.min(1, Math.max(0, (nowMs + 100 - heldSinceMs) / holdMs)); // where the next tick finds it
  return (
    <div className="hint" data-held={heldSinceMs !== null || undefined}>
      <p>
        <span>{heldSinceMs === null ? 'Hold' : 'Keep holding'}</span> <Caps accelerator={accelerator} mac={mac} />{' '}
        <span>{heldSinceMs === null ? `for ${(holdMs / 1000).toFixed(1)} s to fire` : 'to fire'}</span>
      </p>
      <div className="track" data-tone="danger" aria-hidden="true">
        <div className="track-fill" style={{ '--share': held }} />
      </div>
    </div>
  );
}
