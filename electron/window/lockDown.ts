// No page of ours ever opens another, leaves its origin, embeds a webview or gets a permission.
import { app, session } from 'electron';
import { CONFIRM_ORIGIN, PANEL_ORIGIN } from './appProtocol.ts';

export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    const stayHome = (event: Readonly<{ url: string; preventDefault: () => void }>) => {
      const isOurs = [PANEL_ORIGIN, CONFIRM_ORIGIN].some((origin) => event.url.startsWith(`${origin}/`));
      if (!isOurs || event.url.split('/')[2] !== contents.getURL().split('/')[2]) event.preventDefault();
    };
    contents.on('will-navigate', stayHome);
    contents.on('will-frame-navigate', stayHome);
    contents.on('will-attach-webview', (event) => event.preventDefault());
  });
}

/** After `ready`. */
export function denyPermissions(): void {
  session.defaultSession.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.defaultSession.setPermissionCheckHandler(() => false);
  session.defaultSession.setDevicePermissionHandler(() => false);
}
