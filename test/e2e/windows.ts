// The windows of the app as its main process has them: the panel and the confirm window are two.
import type { ElectronApplication } from '@playwright/test';

const LOST_ANSWERS = 50;
const PAUSE_MS = 20;

/**
 * The debugger may lose an answer to a garbage collection in main ("Resulting promise was garbage collected"), above all while the
 * app starts. Then it is said again: it must do the same each time.
 */
export async function inMain<T>(say: () => Promise<T>): Promise<T> {
  for (let lost = 0; ; lost += 1) {
    try {
      return await say();
    } catch (error) {
      if (lost === LOST_ANSWERS || !String(error).includes('garbage collected')) throw error;
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

type PanelState = Readonly<{ visible: boolean; minimised: boolean; pid: number }>;

export const panelState = (app: ElectronApplication): Promise<PanelState> =>
  inMain(() =>
    app.evaluate(({ BrowserWindow }) => {
      const panel = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith('app://panel'));
      if (panel === undefined) throw new Error('there is no panel');
      return { visible: panel.isVisible(), minimised: panel.isMinimized(), pid: panel.webContents.getOSProcessId() };
    }),
  );

/** What a window manager does when its close button is pressed. */
export const closePanel = (app: ElectronApplication): Promise<void> =>
  inMain(() =>
    app.evaluate(({ BrowserWindow }) => {
      BrowserWindow.getAllWindows()
        .find((each) => each.webContents.getURL().startsWith('app://panel'))
        ?.close();
    }),
  );

/** Text of a page that Playwright may have lost; 'not yet' while it is down or loading. */
export const pageText = (app: ElectronApplication, origin: string): Promise<string> =>
  inMain(() =>
    app.evaluate(async ({ BrowserWindow }, wanted) => {
      const contents = BrowserWindow.getAllWindows().find((each) => each.webContents.getURL().startsWith(wanted))?.webContents;
      if (contents === undefined || contents.isCrashed() || contents.isLoading()) return 'not yet';
      const text: unknown = await contents.executeJavaScript('document.body.innerText');
      return String(text);
    }, origin),
  );

export const isConfirmVisible = (app: ElectronApplication): Promise<boolean> =>
  inMain(() =>
    app.evaluate(
      ({ BrowserWindow }) =>
        BrowserWindow.getAllWindows()
          .find((each) => each.webContents.getURL().startsWith('app://confirm'))
          ?.isVisible() ?? false,
    ),
  );

/** Answers questions of the system with the button of this index, and keeps what was asked. */
export const answerDialogs = (app: ElectronApplication, response: number): Promise<void> =>
  inMain(() =>
    app.evaluate(({ dialog }, answer) => {
      Reflect.set(globalThis, 'asked', []);
      Reflect.set(dialog, 'showMessageBox', async (options: { message: string }) => {
        (Reflect.get(globalThis, 'asked') as string[]).push(options.message);
        return { response: answer, checkboxChecked: false };
      });
    }, response),
  );

export const asked = (app: ElectronApplication): Promise<readonly string[]> =>
  inMain(() => app.evaluate(() => Reflect.get(globalThis, 'asked') as string[]));
