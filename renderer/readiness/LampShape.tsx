import type { Lamp } from '../../shared/readiness.ts';
import './readiness.css';

/** Disc, triangle, octagon, ring: told apart without colour. Its meaning stands beside it in words. */
export function LampShape({ lamp, size = 16 }: Readonly<{ lamp: Lamp; size?: number }>) {
  return (
    <svg className="lamp" data-lamp={lamp} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      {lamp === 'green' && (
        <>
          <circle className="lamp-body" cx="8" cy="8" r="7" />
          <path className="lamp-glyph" d="m4.8 8.2 2.2 2.2 4.2-4.6" />
        </>
      )}
      {lamp === 'amber' && (
        <>
          <path
            className="lamp-body"
            d="M8 1.2c.5 0 .9.3 1.1.7l5.8 10.6c.5.9-.1 1.9-1.1 1.9H2.2c-1 0-1.6-1-1.1-1.9L6.9 1.9c.2-.4.6-.7 1.1-.7Z"
          />
          <path className="lamp-glyph" d="M8 5.8v3.4M8 11.8v.1" />
        </>
      )}
      {lamp === 'red' && (
        <>
          <path className="lamp-body" d="M5.1 1h5.8L15 5.1v5.8L10.9 15H5.1L1 10.9V5.1Z" />
          <path className="lamp-glyph" d="m5.6 5.6 4.8 4.8m0-4.8-4.8 4.8" />
        </>
      )}
      {lamp === 'grey' && <circle className="lamp-ring" cx="8" cy="8" r="6" />}
    </svg>
  );
}
