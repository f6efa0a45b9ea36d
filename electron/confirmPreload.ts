// The only bridge of the confirm window's page: window.confirmation. Sandboxed; nothing of ipcRenderer itself gets through.
import { contextBridge, ipcRenderer } from 'electron';
import {
  confirmChannel,
  confirmPushChannel,
  confirmRequestNames,
  type ConfirmApi,
  type ConfirmPush,
} from '../shared/confirmation.ts';

const calls = Object.fromEntries(
  confirmRequestNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(confirmChannel(name), input)]),
);

const confirmation = {
  ...calls,
  onPush: (listener: (push: ConfirmPush) => void) => {
    const handler = (_event: unknown, push: ConfirmPush) => listener(push);
    ipcRenderer.on(confirmPushChannel, handler);
    return () => {
      ipcRenderer.off(confirmPushChannel, handler);
    };
  },
} as ConfirmApi;

contextBridge.exposeInMainWorld('confirmation', confirmation);
