import './withoutEval.ts';
import '@fontsource-variable/inter/index.css';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { App } from './App.tsx';
import { panelApi } from './panelApi.ts';
import { connectPanel } from './panelStore.ts';

const place = document.querySelector('#panel');
if (place === null) throw new Error('index.html has no #panel');
connectPanel(panelApi());
createRoot(place).render(<App />);
