import { expect, it } from 'vitest';
import { inWaylandSession } from '../../../electron/desktop/waylandSession.ts';

it.each([
  ['linux', { XDG_SESSION_TYPE: 'wayland' }, true],
  ['linux', { XDG_SESSION_TYPE: 'tty', WAYLAND_DISPLAY: 'wayland-1', DISPLAY: ':0' }, true],
  ['linux', { WAYLAND_DISPLAY: 'wayland-0' }, true],
  ['linux', { XDG_SESSION_TYPE: 'x11', WAYLAND_DISPLAY: 'wayland-0', DISPLAY: ':0' }, false],
  ['linux', { XDG_SESSION_TYPE: 'tty', DISPLAY: ':0' }, false],
  ['darwin', { XDG_SESSION_TYPE: 'wayland' }, false],
] as const)('on %s with %o: %s', (platform, env, wayland) => {
  expect(inWaylandSession(platform, env)).toBe(wayland);
});
