// The only bridge: window.panel, derived from the contract. Sandboxed; nothing of ipcRenderer itself gets through.
import { contextBridge, ipcRenderer } from 'electron';
import { changesChannel, requestChannel, requestNames, showChannel, type PanelApi } from '../shared/contract.ts';
import type { PanelPlace } from '../shared/desktop.ts';
import type { NumberedChanges } from '../shared/snapshot.ts';

const calls = Object.fromEntries(
  requestNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(requestChannel(name), input)]),
);

const listenTo =
  <Push>(channel: string) =>
  (listener: (push: Push) => void) => {
    const handler = (_event: unknown, push: Push) => listener(push);
    ipcRenderer.on(channel, handler);
    return () => {
      ipcRenderer.off(channel, handler);
    };
  };

const panel = {
  ...calls,
  onChanges: listenTo<NumberedChanges>(changesChannel),
  onShow: listenTo<PanelPlace>(showChannel),
} as PanelApi;

contextBridge.exposeInMainWorld('panel', panel);
