// No page of ours ever opens another, leaves its origin, embeds a webview or gets a permission.
import { app, session } from 'electron';
import { PANEL_ORIGIN } from './appProtocol.ts';

export function lockDown(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
    const stayHome = (event: Readonly<{ url: string; preventDefault: () => void }>) => {
      if (!event.url.startsWith(`${PANEL_ORIGIN}/`)) event.preventDefault();
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
