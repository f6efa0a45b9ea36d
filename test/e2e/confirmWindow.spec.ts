// The confirm window in the real app: what fires and what does not, by real keys and the mouse, and what stands in for it when its
// page fails. The practice exchange's ledger judges.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { DEAF_MS } from '../../renderer/confirm/keyGuard.ts';
import {
  askByHotkey,
  confirmPage,
  confirmWindow,
  expectNothingSent,
  expectShown,
  HOTKEY,
  ready,
  xdotool,
} from './confirmPage.ts';
import { launchPanel, projectRoot, readLedger, waitForSnapshot, type LaunchedPanel } from './launchPanel.ts';

const settings = (more: object = {}) => JSON.stringify({ version: 1, practicePort: 0, confirmSeconds: 30, ...more });
const fireButton = /to fire Emergency Exit$/;
test.describe.configure({ timeout: 120_000 });

let panel: LaunchedPanel;
let held = 0;

async function open(more: object = {}): Promise<void> {
  panel = await launchPanel({ settingsText: settings(more) });
  await ready(panel);
  await confirmPage(panel);
  held = (await readLedger(panel.page)).positions.length;
}

/** No key counts in the first moments after it came. */
const deafMoments = (page: Page) => page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), DEAF_MS + 50);

async function expectFlat(): Promise<void> {
  await waitForSnapshot(panel.page, 'proof', ({ exits }) => exits.length === 1 && exits[0]?.verdict === 'flat', 60_000);
  expect(await readLedger(panel.page)).toEqual({ positions: [], orders: [] });
}

test.describe('one panel, nothing fired', () => {
  test.beforeAll(() => open());
  test.afterAll(() => panel.close());
  test.afterEach(async () => {
    xdotool('key', 'Escape');
    await expectShown(panel, false);
    await expectNothingSent(panel, held);
  });

  test('shows what would be closed, in words and figures, small and above everything', async () => {
    const page = await askByHotkey(panel);
    await expect(page.getByRole('alertdialog', { name: 'Emergency Exit?' })).toBeVisible();
    await expect(page.getByText('PRACTICE', { exact: true })).toBeVisible();
    await expect(page.getByText('Asked by hotkey')).toBeVisible();
    await expect(page.getByText(`${held} positions`)).toBeVisible();
    await expect(page.getByText('again to fire')).toBeVisible();
    const facts = await confirmWindow(panel);
    expect(facts?.onTop).toBe(true);
    const overflow = await page.evaluate(() => ({
      x: document.documentElement.scrollWidth - window.innerWidth,
      y: document.documentElement.scrollHeight - window.innerHeight,
    }));
    expect(overflow).toEqual({ x: 0, y: 0 });
    await expect.poll(() => page.evaluate(() => window.innerHeight)).toBe((await confirmWindow(panel))?.bounds.height);
  });

  test('comes to the display of the mouse', async () => {
    const middle = async () => {
      const bounds = (await confirmWindow(panel))?.bounds;
      return bounds === undefined ? null : Math.round(bounds.x + bounds.width / 2);
    };
    const area = await panel.app.evaluate(({ screen }) => screen.getPrimaryDisplay().workArea);
    await askByHotkey(panel);
    await expect.poll(middle).toBe(Math.round(area.x + area.width / 2));
    const bounds = (await confirmWindow(panel))?.bounds;
    expect(bounds?.y).toBeGreaterThan(area.y);
    expect((bounds?.y ?? 0) + (bounds?.height ?? area.height)).toBeLessThan(area.y + area.height);
    xdotool('key', 'Escape');
    await expectShown(panel, false);
    // Another display, as the system tells it: the X server of the test has one.
    await panel.app.evaluate(({ screen }) => {
      const right = { x: 1300, y: 200, width: 1280, height: 800 };
      screen.getDisplayNearestPoint = () => ({ ...screen.getPrimaryDisplay(), bounds: right, workArea: right });
    });
    await askByHotkey(panel);
    await expect.poll(middle).toBe(1300 + 640);
  });

  test('takes the keyboard from another window, and Esc gives it back and sends nothing', async () => {
    const other = spawn('xmessage', ['-center', 'another program'], { stdio: 'ignore' });
    const missing = new Promise<boolean>((resolve) => other.on('error', () => resolve(true)));
    try {
      const focused = () => panel.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
      const inOther = Promise.race([
        missing,
        expect
          .poll(focused, { timeout: 10_000 })
          .toBe(false)
          .then(() => false),
      ]);
      test.skip(await inOther, 'xmessage is not installed');
      await askByHotkey(panel);
    } finally {
      other.kill();
    }
  });

  test('Enter and Space tapped fire nothing, nor does the mouse clicked', async () => {
    const page = await askByHotkey(panel);
    await deafMoments(page);
    for (const key of ['Return', 'space', 'Return']) xdotool('key', '--delay', '60', key);
    await page.getByRole('button', { name: fireButton }).click();
    await expect(page.getByText(/Nothing was sent/)).toBeVisible();
    await expectShown(panel, true);
  });

  for (const theme of ['dark', 'light'] as const) {
    test(`${theme}: passes axe`, async () => {
      await panel.page.evaluate((wanted) => window.panel.saveSettings({ theme: wanted }), theme);
      const page = await askByHotkey(panel);
      await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
      await expect(page.getByText('Notional')).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(' | ')}`)).toEqual([]);
    });
  }

  test('plays each sound for itself, and says that it does', async () => {
    const page = await confirmPage(panel);
    await page.evaluate(() => {
      const create = Reflect.get(AudioContext.prototype, 'createOscillator');
      Object.assign(window, { tones: 0 });
      AudioContext.prototype.createOscillator = function createOscillator(this: AudioContext) {
        Object.assign(window, { tones: Number(Reflect.get(window, 'tones')) + 1, sounding: this.state });
        return create.call(this);
      };
    });
    const heard = () => page.evaluate(() => [Reflect.get(window, 'tones'), Reflect.get(window, 'sounding')] as unknown[]);
    let soundId = 1_000;
    let tones = 0;
    for (const [sound, notes] of [
      ['started', 2],
      ['flat', 3],
      ['notFlat', 4],
      ['stale', 2],
      ['alarm', 12],
    ] as const) {
      soundId += 1;
      tones += notes;
      await panel.app.evaluate(({ BrowserWindow }, order) => {
        const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://confirm'));
        window?.webContents.send('confirm:sound', order);
      }, { soundId, sound }); // prettier-ignore
      await expect.poll(heard).toEqual([tones, 'running']);
    }
  });

  test('a page that hangs is replaced by one that answers', async () => {
    const page = await askByHotkey(panel);
    await page.evaluate(() => setTimeout(() => { for (;;); }, 0)); // prettier-ignore
    await expect.poll(() => page.isClosed(), { timeout: 15_000 }).toBe(true);
    await expectShown(panel, true);
    await expect((await confirmPage(panel)).getByRole('button', { name: fireButton })).toBeVisible();
  });
});

test('a key that went down in another program before it came never fires, however long it is held', async () => {
  await open();
  const other = spawn('xmessage', ['-center', 'another program'], { stdio: 'ignore' });
  const missing = new Promise<boolean>((resolve) => other.on('error', () => resolve(true)));
  try {
    // Asked without a key, as the tray does it: the keys of the hotkey would end the repeating of the one that is held.
    await panel.app.evaluate(({ app, globalShortcut, BrowserWindow }) => {
      const presses: boolean[] = [];
      Object.assign(globalThis, { presses });
      const register = globalShortcut.register.bind(globalShortcut);
      globalShortcut.register = (accelerator, pressed) => {
        Object.assign(globalThis, { pressHotkey: pressed });
        return register(accelerator, pressed);
      };
      const listen = (contents: Electron.WebContents) =>
        contents.on('before-input-event', (_event, { type, isAutoRepeat }) => {
          if (type === 'keyDown' && contents.getURL().startsWith('app://confirm')) presses.push(isAutoRepeat);
        });
      for (const window of BrowserWindow.getAllWindows()) listen(window.webContents);
      app.on('web-contents-created', (_event, contents) => listen(contents)); // a page that is replaced
    });
    await panel.page.evaluate(() => window.panel.setHotkey({ hotkey: 'emergencyExit', accelerator: 'Control+Alt+Shift+Y' }));
    const focused = () => panel.app.evaluate(({ BrowserWindow }) => BrowserWindow.getFocusedWindow() !== null);
    const inOther = Promise.race([
      missing,
      expect
        .poll(focused, { timeout: 10_000 })
        .toBe(false)
        .then(() => false),
    ]);
    test.skip(await inOther, 'xmessage is not installed');
    xdotool('keydown', 'a');
    xdotool('keydown', 'space');
    await panel.app.evaluate(() => (Reflect.get(globalThis, 'pressHotkey') as () => void)());
    await expectShown(panel, true);
    const presses = () => panel.app.evaluate(() => Reflect.get(globalThis, 'presses') as boolean[]);
    await expect.poll(async () => (await presses()).length, { timeout: 15_000 }).toBeGreaterThan(60); // 2.4 s, three whole holds
    expect((await presses())[0]).toBe(false); // X11 tells its first repeat as a press
    await expectNothingSent(panel, held);
    xdotool('keyup', 'space');
    xdotool('keyup', 'a');
    await expectShown(panel, true);
  } finally {
    other.kill();
    xdotool('keyup', 'space');
    xdotool('keyup', 'a');
    await panel.close();
  }
});

test('is as high as its content on a display of twice the pixels', async () => {
  panel = await launchPanel({ settingsText: settings(), scaleFactor: 2 });
  try {
    await ready(panel);
    const page = await askByHotkey(panel);
    await expect(page.getByText('Notional')).toBeVisible();
    const heights = () =>
      page.evaluate(() => [
        window.devicePixelRatio,
        window.innerHeight - Math.ceil(document.querySelector('.card')?.getBoundingClientRect().height ?? 0),
        document.documentElement.scrollHeight - window.innerHeight,
      ]);
    await expect.poll(heights).toEqual([2, 0, 0]);
  } finally {
    await panel.close();
  }
});

test('time that runs out closes it and sends nothing', async () => {
  await open({ confirmSeconds: 3 });
  try {
    const page = await askByHotkey(panel);
    await expect(page.getByText(/Closes in \d s and sends nothing/)).toBeVisible();
    await expectShown(panel, false);
    await expectNothingSent(panel, held);
  } finally {
    await panel.close();
  }
});

test('Enter held fires it once, and it follows the exit to FLAT', async () => {
  await open();
  try {
    const page = await askByHotkey(panel);
    await deafMoments(page);
    xdotool('keydown', 'Return');
    try {
      await expect(page.getByRole('heading', { name: /^FLAT/ })).toBeVisible({ timeout: 30_000 });
    } finally {
      xdotool('keyup', 'Return');
    }
    await expectFlat();
    await expectShown(panel, true); // the key that is still down closes nothing
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    xdotool('key', 'Escape');
    await expectShown(panel, false);
  } finally {
    await panel.close();
  }
});

test('the mouse held on the button fires it though the panel is dead', async () => {
  await open();
  try {
    await panel.app.evaluate(({ BrowserWindow }) => {
      const window = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
      window?.webContents.on('render-process-gone', () => window.webContents.stop());
      window?.webContents.forcefullyCrashRenderer();
    });
    const page = await askByHotkey(panel);
    const box = await page.getByRole('button', { name: fireButton }).boundingBox();
    const bounds = (await confirmWindow(panel))?.bounds;
    if (box === null || bounds === undefined) throw new Error('no button');
    await deafMoments(page);
    xdotool(
      'mousemove',
      String(Math.round(bounds.x + box.x + box.width / 2)),
      String(Math.round(bounds.y + box.y + box.height / 2)),
    );
    xdotool('mousedown', '1');
    try {
      await expect(page.getByRole('heading', { name: /^FLAT/ })).toBeVisible({ timeout: 30_000 });
    } finally {
      xdotool('mouseup', '1');
    }
  } finally {
    await panel.close();
  }
});

test('where its page dies each time it appears, the system asks instead', async () => {
  await open();
  try {
    await panel.app.evaluate(({ app, dialog, BrowserWindow }) => {
      const kill = (window: Electron.BrowserWindow) =>
        window.on('show', () => {
          if (window.webContents.getURL().startsWith('app://confirm')) window.webContents.forcefullyCrashRenderer();
        });
      for (const window of BrowserWindow.getAllWindows()) kill(window);
      app.on('browser-window-created', (_event, window) => kill(window));
      const real = dialog.showMessageBox.bind(dialog);
      const boxes: unknown[] = [];
      const answers: number[] = [];
      Object.assign(globalThis, { boxes, answers });
      dialog.showMessageBox = ((options: Electron.MessageBoxOptions) => {
        boxes.push({ message: options.message, detail: options.detail, buttons: options.buttons, defaultId: options.defaultId });
        const answering = real(options);
        void answering.then(({ response }) => answers.push(response));
        return answering;
      }) as typeof dialog.showMessageBox;
    });
    // The system's dialog takes the keyboard in its own time.
    const pressUntilAnswered = () => {
      xdotool('key', 'Return');
      return panel.app.evaluate(() => Reflect.get(globalThis, 'answers') as number[]);
    };
    const boxes = () =>
      panel.app.evaluate(
        () =>
          (globalThis as unknown as { boxes: { message: string; detail: string; buttons: string[]; defaultId: number }[] }).boxes,
      );
    xdotool('key', HOTKEY);
    await expect.poll(async () => (await boxes()).length, { timeout: 15_000 }).toBe(1);
    const [first] = await boxes();
    expect(first).toMatchObject({ message: 'PRACTICE: Emergency Exit?', buttons: ['Abort', 'Emergency Exit now'], defaultId: 0 });
    expect(first?.detail).toContain('Asked by hotkey');
    await expectNothingSent(panel, held);
    // Enter on what is default aborts.
    await expect.poll(async () => pressUntilAnswered(), { timeout: 10_000 }).toEqual([0]);
    await expectNothingSent(panel, held);
    // Asked again, the second press of the hotkey fires, and a second box tells the end.
    xdotool('key', HOTKEY);
    await expect.poll(async () => (await boxes()).length, { timeout: 15_000 }).toBe(2);
    xdotool('key', HOTKEY);
    await expectFlat();
    await expect.poll(async () => (await boxes()).at(-1)?.message).toBe('PRACTICE: Emergency Exit: FLAT');
    xdotool('key', 'Escape');
  } finally {
    await panel.close();
  }
});

test('without the files of its page the system asks too', async () => {
  const copy = mkdtempSync(join(tmpdir(), 'breakglass-copy-'));
  try {
    cpSync(join(projectRoot, 'out'), join(copy, 'out'), { recursive: true });
    cpSync(join(projectRoot, 'package.json'), join(copy, 'package.json'));
    symlinkSync(join(projectRoot, 'node_modules'), join(copy, 'node_modules'));
    rmSync(join(copy, 'out/renderer/confirm.html'));
    writeFileSync(join(copy, 'out/confirmPreload/confirmPreload.cjs'), 'this is no program');
    panel = await launchPanel({ settingsText: settings(), appFolder: copy });
    await ready(panel);
    held = (await readLedger(panel.page)).positions.length;
    await panel.app.evaluate(({ dialog }) => {
      dialog.showMessageBox = (async (options: Electron.MessageBoxOptions) => {
        Object.assign(globalThis, { asked: options.message });
        return { response: options.message.endsWith('?') ? 1 : 0, checkboxChecked: false };
      }) as typeof dialog.showMessageBox;
    });
    xdotool('key', HOTKEY);
    await expectFlat();
    await expect
      .poll(() => panel.app.evaluate(() => Reflect.get(globalThis, 'asked') as string))
      .toBe('PRACTICE: Emergency Exit: FLAT');
    await panel.close();
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
});
