import { keyCaps } from '../../shared/accelerator.ts';
import './keyCaps.css';

/** The keys as they stand on the keyboard. */
export function KeyCaps({ accelerator, mac }: Readonly<{ accelerator: string; mac: boolean }>) {
  return <Caps caps={keyCaps(accelerator, mac)} />;
}

export function Caps({ caps }: Readonly<{ caps: readonly string[] }>) {
  return (
    <span className="caps">
      {caps.map((cap) => (
        <kbd key={cap} className="cap">
          {cap}
        </kbd>
      ))}
    </span>
  );
}
