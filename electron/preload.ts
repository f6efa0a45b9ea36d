// The only bridge: window.panel, derived from the contract. Sandboxed; nothing of ipcRenderer itself gets through.
import { contextBridge, ipcRenderer } from 'electron';
import { changesChannel, requestChannel, requestNames, type PanelApi } from '../shared/contract.ts';
import type { NumberedChanges } from '../shared/snapshot.ts';

const calls = Object.fromEntries(
  requestNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(requestChannel(name), input)]),
);

const panel = {
  ...calls,
  onChanges: (listener: (push: NumberedChanges) => void) => {
    const handler = (_event: unknown, push: NumberedChanges) => listener(push);
    ipcRenderer.on(changesChannel, handler);
    return () => {
      ipcRenderer.off(changesChannel, handler);
    };
  },
} as PanelApi;

contextBridge.exposeInMainWorld('panel', panel);
