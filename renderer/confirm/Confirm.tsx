// The confirm window's page. It decides nothing: it shows what the main process says, and tells it what the person did.
import { FlaskConical, Radio } from 'lucide-react';
import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { askedByWords, ENVIRONMENT_WORDS } from '../../shared/confirmWords.ts';
import type { AskedExit, ConfirmApi, ConfirmView } from '../../shared/confirmation.ts';
import { assertNever } from '../../shared/failure.ts';
import { AskingScreen } from './AskingScreen.tsx';
import { FiredScreen } from './FiredScreen.tsx';
import { RefusedScreen } from './RefusedScreen.tsx';
import { useConfirmPush } from './useConfirmPush.ts';
import { useKeys } from './useKeys.ts';

const prefersLight = window.matchMedia('(prefers-color-scheme: light)');
const onSystemTheme = (listener: () => void) => {
  prefersLight.addEventListener('change', listener);
  return () => prefersLight.removeEventListener('change', listener);
};

function EnvironmentStrip({ exit }: { readonly exit: AskedExit }) {
  const words = ENVIRONMENT_WORDS[exit.environment];
  const Icon = exit.environment === 'practice' ? FlaskConical : Radio;
  return (
    <div className="strip" data-environment={exit.environment}>
      <Icon size={15} aria-hidden="true" />
      <strong>{words.name}</strong>
      <span className="strip-meaning">{words.meaning}</span>
      <span className="strip-asked">{askedByWords(exit)}</span>
    </div>
  );
}

const closed: ConfirmView = { kind: 'closed' };

export function Confirm({ api }: { readonly api: ConfirmApi }) {
  const card = useRef<HTMLElement>(null);
  const push = useConfirmPush(api, card);
  const view = push?.view ?? closed;
  const look = push?.look;
  const unmasked = useKeys(api, view, look?.system === 'mac');
  const system = useSyncExternalStore(onSystemTheme, () => (prefersLight.matches ? 'light' : 'dark'));
  const theme = look === undefined || look.theme === 'system' ? system : look.theme;
  useLayoutEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);

  const screen = view.kind === 'closed' ? null : `${view.kind} ${view.askId} ${unmasked}`;
  useEffect(() => {
    if (screen === null) return;
    // The button that asks; once it is fired no key presses anything by itself.
    const held = card.current?.querySelector<HTMLElement>('.heldButton');
    (held ?? card.current)?.focus();
  }, [screen]);

  if (view.kind === 'closed' || push === null) return null;
  return (
    <main>
      <section
        ref={card}
        className="card"
        role="alertdialog"
        aria-labelledby="title"
        aria-describedby="scope"
        tabIndex={-1}
        data-kind={view.kind}
        style={{ '--max-height': `${push.maxHeightPx}px` }}
      >
        <EnvironmentStrip exit={view.exit} />
        {screenOf(api, view, push.look.holdMs, push.look.system === 'mac', unmasked)}
      </section>
    </main>
  );
}

function screenOf(
  api: ConfirmApi,
  view: Exclude<ConfirmView, { kind: 'closed' }>,
  holdMs: number,
  mac: boolean,
  unmasked: number,
) {
  switch (view.kind) {
    case 'asking':
      return <AskingScreen key={view.askId} api={api} asking={view} holdMs={holdMs} mac={mac} unmasked={unmasked} />;
    case 'fired':
      return <FiredScreen api={api} fired={view} />;
    case 'refused':
      return <RefusedScreen api={api} refused={view} />;
    default:
      return assertNever(view);
  }
}
