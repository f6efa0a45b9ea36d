// The tray icon in Electron's hands: pictures at the size of the system, the menu, clicks.
import { Menu, nativeImage, screen, Tray, type MenuItemConstructorOptions, type NativeImage } from 'electron';
import { assertNever } from '../../shared/failure.ts';
import { drawTrayIcon } from './trayDrawing.ts';
import type { TrayCommand, TrayItem } from './trayMenu.ts';
import type { TrayState } from './trayState.ts';

export interface TrayIcon {
  show(state: TrayState): void;
  setTooltip(text: string): void;
  setMenu(items: readonly TrayItem[]): void;
  destroy(): void;
}

type IconInputs = Readonly<{
  state: TrayState;
  onCommand: (command: TrayCommand) => void;
  onClick: () => void;
}>;

const LINUX_SIZE = 48; // hosts scale it down to their panel; Electron hands them one picture only
const WINDOWS_SIZE = 16; // of a small icon at 100 %; Electron hands over one picture, and the shell scales badly
const MAC_SIZE = 16; // [D] Electron, Tray: 16 and 32@2x

export function openTrayIcon(inputs: IconInputs): TrayIcon {
  const tray = new Tray(picture(inputs.state));
  let menu = Menu.buildFromTemplate([]); // kept: it must not be collected while it is shown
  tray.on('click', () => {
    if (process.platform === 'darwin') tray.popUpContextMenu(menu);
    else inputs.onClick();
  });
  // Where the system pops the menu up itself, one that is open is never replaced.
  tray.on('right-click', () => {
    if (process.platform !== 'linux') tray.popUpContextMenu(menu);
  });
  return {
    show: (state) => tray.setImage(picture(state)),
    setTooltip: (text) => tray.setToolTip(text),
    setMenu: (items) => {
      menu = Menu.buildFromTemplate(items.map((item) => template(item, inputs.onCommand)));
      if (process.platform === 'linux') tray.setContextMenu(menu); // [D] Electron, Tray: changes arrive with another call only
    },
    destroy: () => tray.destroy(),
  };
}

function picture({ kind, environment }: TrayState): NativeImage {
  const draw = (size: number, template = false): Buffer => drawTrayIcon(kind, environment, size, template).bitmap;
  const made = (size: number): NativeImage => nativeImage.createFromBitmap(draw(size), { width: size, height: size });
  if (process.platform === 'linux') return made(LINUX_SIZE);
  if (process.platform === 'win32') return made(Math.round(WINDOWS_SIZE * screen.getPrimaryDisplay().scaleFactor));
  const image = nativeImage.createEmpty();
  for (const scaleFactor of [1, 2]) {
    const size = MAC_SIZE * scaleFactor;
    image.addRepresentation({ scaleFactor, width: size, height: size, buffer: draw(size, true) });
  }
  image.setTemplateImage(true);
  return image;
}

/** `&` would mark the key of an item. */
const literal = (label: string): string => label.replaceAll('&', '&&');

function template(item: TrayItem, onCommand: (command: TrayCommand) => void): MenuItemConstructorOptions {
  switch (item.kind) {
    case 'separator':
      return { type: 'separator' };
    case 'words':
      return { label: literal(item.label), enabled: false };
    case 'command':
      return { label: literal(item.label), click: () => onCommand(item.command) };
    case 'check':
      return {
        type: 'checkbox',
        label: literal(item.label),
        enabled: item.enabled,
        checked: item.checked,
        click: () => onCommand(item.command),
      };
    case 'menu':
      return { label: literal(item.label), submenu: item.items.map((each) => template(each, onCommand)) };
    default:
      return assertNever(item);
  }
}
