import { makeFakeConfirmation } from './fakeConfirmation.ts';
import { makeFakePanel } from './fakePanel.ts';

const query = new URLSearchParams(location.search);
Object.defineProperty(window, 'confirmation', { value: makeFakeConfirmation(query, makeFakePanel(query)) });
await import('../confirm/main.tsx');
