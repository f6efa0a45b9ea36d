// The panel's page comes from app://panel and the confirm window's from app://confirm, with a strict Content-Security-Policy;
// nothing outside their folder is served, and neither place serves the other's page.
import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { net, protocol } from 'electron';

export const PANEL_ORIGIN = 'app://panel';
export const CONFIRM_ORIGIN = 'app://confirm';
const PAGES: ReadonlyMap<string, string> = new Map([
  ['panel', '/index.html'],
  ['confirm', '/confirm.html'],
]);

const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "object-src 'none'",
  "require-trusted-types-for 'script'",
].join('; ');

/** Before `ready`. */
export function registerPanelScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/** After `ready`. */
export function servePanel(folder: string): void {
  protocol.handle('app', async (request) => {
    const url = new URL(request.url);
    const page = PAGES.get(url.host);
    if (page === undefined) return new Response('not here', { status: 404 });
    const name = decodeURIComponent(url.pathname === '/' ? page : url.pathname);
    const path = normalize(join(folder, name));
    if (!path.startsWith(folder + sep)) return new Response('refused', { status: 403 });
    if (path.endsWith('.html') && path !== join(folder, page)) return new Response('not here', { status: 404 });
    const file = await net.fetch(pathToFileURL(path).toString()).catch(() => null);
    if (file === null || !file.ok) return new Response('not found', { status: 404 });
    const headers = new Headers(file.headers);
    headers.set('Content-Security-Policy', CONTENT_SECURITY_POLICY);
    headers.set('X-Content-Type-Options', 'nosniff');
    headers.set('Cross-Origin-Opener-Policy', 'same-origin');
    return new Response(file.body, { status: file.status, headers });
  });
}
