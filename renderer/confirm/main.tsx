import '@fontsource-variable/inter/index.css';
import '../ui/tokens.css';
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import type { ConfirmApi } from '../../shared/confirmation.ts';
import { Confirm } from './Confirm.tsx';
import { playSound } from './sounds.ts';
import './confirm.css';

declare global {
  interface Window {
    readonly confirmation: ConfirmApi;
  }
}

const api = window.confirmation;
// A sound that does not begin is not answered, and the main process beeps instead.
api.onSound(({ soundId, sound }) => void playSound(sound).then(() => api.sounded({ soundId })));

const place = document.querySelector('#confirm');
if (place === null) throw new Error('confirm.html has no #confirm');
createRoot(place).render(<Confirm api={api} />);
