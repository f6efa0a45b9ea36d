import type { PanelApi } from '../shared/contract.ts';

declare global {
  interface Window {
    readonly panel: PanelApi;
  }
}

/** The only way out of the renderer. */
export const panelApi = (): PanelApi => window.panel;
