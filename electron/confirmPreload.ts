// The only bridge of the confirm window's page: window.confirmation. Sandboxed; nothing of ipcRenderer itself gets through.
import { contextBridge, ipcRenderer } from 'electron';
import {
  confirmChannel,
  confirmPushChannel,
  confirmRequestNames,
  confirmSoundChannel,
  type ConfirmApi,
  type NumberedConfirmPush,
  type SoundOrder,
} from '../shared/confirmation.ts';

const calls = Object.fromEntries(
  confirmRequestNames.map((name) => [name, (input: unknown) => ipcRenderer.invoke(confirmChannel(name), input)]),
);

function listen<Message>(channel: string, listener: (message: Message) => void): () => void {
  const handler = (_event: unknown, message: Message) => listener(message);
  ipcRenderer.on(channel, handler);
  return () => {
    ipcRenderer.off(channel, handler);
  };
}

const confirmation = {
  ...calls,
  onPush: (listener: (push: NumberedConfirmPush) => void) => listen(confirmPushChannel, listener),
  onSound: (listener: (order: SoundOrder) => void) => listen(confirmSoundChannel, listener),
} as ConfirmApi;

contextBridge.exposeInMainWorld('confirmation', confirmation);
