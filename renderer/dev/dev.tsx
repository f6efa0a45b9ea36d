import { makeFakePanel } from './fakePanel.ts';

Object.defineProperty(window, 'panel', { value: makeFakePanel(new URLSearchParams(location.search)) });
await import('../main.tsx');
