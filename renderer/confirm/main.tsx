import '@fontsource-variable/inter/index.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import type { ConfirmApi } from '../../shared/confirmation.ts';
import { Confirm } from './Confirm.tsx';

declare global {
  interface Window {
    readonly confirmation: ConfirmApi;
  }
}

const place = document.querySelector('#confirm');
if (place === null) throw new Error('confirm.html has no #confirm');
createRoot(place).render(<Confirm api={window.confirmation} />);
