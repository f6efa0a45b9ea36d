/**
 * Whether the desktop decides which hotkeys reach a program. XDG_SESSION_TYPE is set by the login (man pam_systemd): a desktop
 * that was started from a console calls itself "tty" there, and tells its programs of itself by WAYLAND_DISPLAY alone.
 */
export function inWaylandSession(platform: NodeJS.Platform, env: NodeJS.ProcessEnv): boolean {
  if (platform !== 'linux') return false;
  const { WAYLAND_DISPLAY = '', XDG_SESSION_TYPE } = env;
  return XDG_SESSION_TYPE === 'wayland' || (XDG_SESSION_TYPE !== 'x11' && WAYLAND_DISPLAY !== '');
}
