// Starts the real app in real Electron on a profile of its own, and reads what the practice exchange itself says.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { _electron, type ElectronApplication, type Page } from '@playwright/test';
import { electronRuntime } from '../../build/electronRuntime.mjs';
import type { PanelApi } from '../../shared/contract.ts';
import { absolute, isNegative, type Decimal } from '../../shared/decimal.ts';
import type { OrderFamily, Side } from '../../shared/position.ts';
import type { PanelSnapshot } from '../../shared/snapshot.ts';
import { inMain } from './windows.ts';

declare global {
  interface Window {
    readonly panel: PanelApi;
  }
}

const POLL_MS = 20;

export const projectRoot = resolve(import.meta.dirname, '../..');

/**
 * Playwright's own preload, which it leaves out where it is told the executable: `ready` waits until Playwright is
 * attached. Without it a window that opens while Playwright attaches is lost to it, and the launch hangs.
 */
export const attachBeforeReady = join(
  dirname(createRequire(createRequire(import.meta.url).resolve('@playwright/test')).resolve('playwright-core/package.json')),
  'lib/server/electron/loader.js',
);

export type LaunchedPanel = Readonly<{
  app: ElectronApplication;
  page: Page;
  userData: string;
  close: () => Promise<void>;
}>;

export type LaunchOptions = Readonly<{
  /** Raw text of settings.json before the start; by default the practice exchange takes any free port. */
  settingsText?: string;
  userData?: string;
  width?: number;
  height?: number;
  /** For tests that run as root on Linux: the app runs as `nobody`, in Chromium's full sandbox. */
  asOrdinaryUser?: boolean;
  /** A practice exchange that runs outside the app and outlives it. */
  practiceUrl?: string;
  /** A CommonJS file that is loaded into the main process before the app. */
  preload?: string;
  /** More words on its command line. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** Where the built app lies, when it is not the project itself. */
  appFolder?: string;
  scaleFactor?: number;
}>;

/** A program that becomes `nobody` and then the Electron; the folder is handed over with what it needs for the display. */
function ordinaryUserLauncher(executable: string, folder: string): string {
  const launcher = join(folder, 'electron-as-nobody');
  const xAuthority = join(folder, 'Xauthority');
  const { XAUTHORITY } = process.env;
  if (XAUTHORITY !== undefined) copyFileSync(XAUTHORITY, xAuthority);
  const drop = 'setpriv --reuid=nobody --regid=nogroup --clear-groups';
  const script = `#!/bin/sh\nexec env -u DBUS_SESSION_BUS_ADDRESS HOME='${folder}' XAUTHORITY='${xAuthority}' ${drop} '${executable}' "$@"\n`;
  writeFileSync(launcher, script, { mode: 0o755 });
  execFileSync('chown', ['-R', 'nobody:nogroup', folder]);
  return launcher;
}

const environment = (): Record<string, string> =>
  Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));

const resize = (app: ElectronApplication, page: Page, width: number, height: number): Promise<void> =>
  inMain(async () => {
    const window = await app.browserWindow(page);
    await window.evaluate((panel, size) => panel.setContentSize(size.width, size.height), { width, height });
  });

/** The confirm window is a page too, and a page has no address yet when it is announced. */
async function panelPage(app: ElectronApplication): Promise<Page> {
  for (;;) {
    const page = app.windows().find((each) => each.url().startsWith('app://panel'));
    if (page !== undefined) return page;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export async function launchPanel(options: LaunchOptions = {}): Promise<LaunchedPanel> {
  const userData = options.userData ?? mkdtempSync(join(tmpdir(), 'breakglass-'));
  mkdirSync(userData, { recursive: true });
  if (options.userData === undefined || options.settingsText !== undefined) {
    writeFileSync(join(userData, 'settings.json'), options.settingsText ?? JSON.stringify({ version: 1, practicePort: 0 }));
  }
  const runtime = await electronRuntime();
  const asOrdinaryUser = options.asOrdinaryUser ?? false;
  const app = await _electron.launch({
    executablePath: asOrdinaryUser ? ordinaryUserLauncher(runtime.executable, userData) : runtime.executable,
    chromiumSandbox: asOrdinaryUser || process.getuid?.() !== 0,
    cwd: options.appFolder ?? projectRoot,
    ...(options.env === undefined ? {} : { env: { ...environment(), ...options.env } }),
    args: [
      '-r',
      attachBeforeReady,
      ...(options.preload === undefined ? [] : ['-r', options.preload]),
      `--user-data-dir=${userData}`,
      `--force-device-scale-factor=${options.scaleFactor ?? 1}`,
      '--font-render-hinting=none',
      ...(options.practiceUrl === undefined ? [] : [`--practice-exchange=${options.practiceUrl}`]),
      ...(options.args ?? []),
      '.',
    ],
  });
  const page = await panelPage(app);
  const { width, height } = options;
  // Not without need: what the debugger is told to do runs in the middle of whatever the app does while it starts.
  if (width !== undefined && height !== undefined) await resize(app, page, width, height);
  return {
    app,
    page,
    userData,
    close: async () => {
      await app.close();
      if (options.userData === undefined) rmSync(userData, { recursive: true, force: true });
    },
  };
}

export async function readSnapshot(page: Page): Promise<PanelSnapshot> {
  const result = await page.evaluate(() => window.panel.getSnapshot({}));
  if (!result.ok) throw new Error(result.failure.message);
  return result.value;
}

/** Waits until every account is live and the snapshot satisfies `ready`. */
export async function waitForSnapshot(
  page: Page,
  what: string,
  ready: (snapshot: PanelSnapshot) => boolean,
  timeoutMs = 30_000,
): Promise<PanelSnapshot> {
  const end = Date.now() + timeoutMs;
  for (;;) {
    const snapshot = await readSnapshot(page);
    if (ready(snapshot)) return snapshot;
    if (Date.now() > end) {
      const seen = snapshot.accounts.map((account) => `${account.id}: ${JSON.stringify(account.health)}`).join('\n');
      throw new Error(`waited ${timeoutMs} ms for: ${what}\n${seen}\n${JSON.stringify(snapshot.notices)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

export const allLive = (snapshot: PanelSnapshot): boolean =>
  snapshot.accounts.length > 0 && snapshot.accounts.every((account) => account.health.kind === 'live');

export type LedgerPosition = Readonly<{ accountId: string; symbol: string; side: Side; size: Decimal }>;
export type Ledger = Readonly<{
  positions: readonly LedgerPosition[];
  orders: readonly Readonly<{ accountId: string; symbol: string; family: OrderFamily; orderId: string }>[];
}>;

type LedgerAnswer = Readonly<{
  accounts: readonly Readonly<{
    id: string;
    positions: readonly Readonly<{ symbol: string; tag: 'both' | Side; signedSize: Decimal }>[];
    orders: readonly Readonly<{ symbol: string; family: OrderFamily; orderId: string }>[];
  }>[];
}>;

/** What the practice exchange's own ledger holds: the judge of every end-to-end test. */
export async function readLedger(page: Page): Promise<Ledger> {
  const { accounts } = await practice<LedgerAnswer>(page, 'GET', '/control/ledger');
  return {
    positions: accounts.flatMap((account) =>
      account.positions.map(({ symbol, tag, signedSize }) => ({
        accountId: account.id,
        symbol,
        side: tag === 'both' ? (isNegative(signedSize) ? 'short' : 'long') : tag,
        size: absolute(signedSize),
      })),
    ),
    orders: accounts.flatMap((account) => account.orders.map((order) => ({ ...order, accountId: account.id }))),
  };
}

/** A call of the practice exchange's control interface (electron/practice/control.ts lists them). */
export async function practice<T = unknown>(page: Page, method: string, path: string, body?: unknown): Promise<T> {
  const { practiceUrl } = await readSnapshot(page);
  if (practiceUrl === null) throw new Error('the practice exchange does not run');
  const response = await fetch(practiceUrl + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return JSON.parse(text) as T;
}

/** Presses a held button by pointer until it fires (or for `ms`), then lets go. */
export async function holdButton(page: Page, name: string | RegExp, until: () => Promise<unknown>): Promise<void> {
  const button = page.getByRole('button', { name });
  await button.scrollIntoViewIfNeeded();
  const box = await button.boundingBox();
  if (box === null) throw new Error(`the button ${String(name)} is not on screen`);
  await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
  await page.mouse.down();
  try {
    await until();
  } finally {
    await page.mouse.up();
  }
}
