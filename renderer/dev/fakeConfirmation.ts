// A scripted window.confirmation, so that the confirm window can be drawn and judged without Electron. Not in the product.
// Query: scene=asking|loading|failed|stale|nothing|refused|fired, fate=flat|notFlat|unknown, hotkey=twoPress|hold|none, held=1,
// by=hotkey|tray|commandLine|automation, yesHolds=1, key=NAME, share=1..100 (a partial close), environment=live, theme, slow=1.., and those of fakePanel.ts. What it is asked is kept
// in `asked`.
import type { AskedBy, AskingProgram, ConfirmApi, ConfirmView, NumberedConfirmPush } from '../../shared/confirmation.ts';
import type { Environment } from '../../shared/account.ts';
import type { ExitPreview } from '../../shared/exit.ts';
import type { PanelApi } from '../../shared/contract.ts';
import type { Settings } from '../../shared/settings.ts';
import { fail, succeed } from '../../shared/failure.ts';

const CONFIRM_MS = 10_000;
const TICK_MS = 100;
const ASK_ID = 'ask-1';
const EMERGENCY = { action: 'emergencyExit' } as const;
const SHARED = 'bn-main|BTC/USDT:USDT|long';

const programOf = (query: URLSearchParams): AskingProgram => ({
  keyName: query.get('key') ?? 'TradingView bridge',
  via: 'rest',
  yesHolds: query.get('yesHolds') === '1',
});

export function makeFakeConfirmation(query: URLSearchParams, panel: PanelApi): ConfirmApi & { asked: string[] } {
  const scene = query.get('scene') ?? 'asking';
  const mode = query.get('hotkey') ?? 'twoPress';
  const listeners = new Set<(push: NumberedConfirmPush) => void>();
  const asked: string[] = [];
  let pushId = 0;
  let view: ConfirmView = { kind: 'closed' };

  const share = query.get('share');
  const exit = {
    request: share === null ? EMERGENCY : { action: 'partialClose' as const, position: SHARED, exitPct: Number(share) },
    title: share === null ? 'Emergency Exit' : `Partial Close ${share}%`,
    scope:
      share === null ? 'every position and order on 6 accounts' : `${share}% of the BTC/USDT:USDT long of Main (Binance USDⓈ-M)`,
    environment: (query.get('environment') ?? 'practice') as Environment,
    askedBy: (query.get('by') ?? 'hotkey') as AskedBy,
    program: query.get('by') === 'automation' ? programOf(query) : null,
  };
  const numbered = (): NumberedConfirmPush => ({
    view,
    look: { theme: (query.get('theme') ?? 'dark') as Settings['theme'], holdMs: 800, system: 'linux' },
    pushId,
    maxHeightPx: window.innerHeight,
  });
  const show = (next: ConfirmView): void => {
    view = next;
    pushId += 1;
    for (const listener of listeners) listener(numbered());
  };
  const ask = (preview: ExitPreview | null): void =>
    show({
      kind: 'asking',
      askId: ASK_ID,
      exit,
      preview,
      previewFailure:
        scene === 'failed'
          ? { kind: 'unreachable', message: 'No account has answered for 12 s.', remedy: 'Look at the network.' }
          : null,
      closesAtMs: Date.now() + CONFIRM_MS,
      confirmMs: CONFIRM_MS,
      hotkey:
        mode === 'none'
          ? null
          : {
              mode: mode === 'hold' ? 'hold' : 'twoPress',
              accelerator: 'CommandOrControl+Alt+Shift+X',
              heldSinceMs: query.get('held') === '1' ? Date.now() : null,
            },
    });

  async function preview(): Promise<ExitPreview | null> {
    const answer = await panel.previewExit(exit.request);
    return answer.ok ? answer.value : null;
  }

  async function fire(): Promise<void> {
    const plan = await preview();
    const started = plan === null ? null : await panel.confirmExit({ planId: plan.planId });
    if (started === null || !started.ok) return;
    for (;;) {
      const snapshot = await panel.getSnapshot({});
      const now = snapshot.ok ? (snapshot.value.exits.find(({ exitId }) => exitId === started.value.exitId) ?? null) : null;
      show({ kind: 'fired', askId: ASK_ID, exit, view: now, joined: query.get('joined') === '1' });
      if (now !== null && now.verdict !== null) return;
      await new Promise((resolve) => setTimeout(resolve, TICK_MS));
    }
  }

  async function play(): Promise<void> {
    if (scene === 'fired') return fire();
    if (scene === 'refused') {
      const failure = {
        kind: 'refused',
        message: 'The journal could not be written, so nothing was sent.',
        remedy: 'Free some space on the disk, then press again. Until then close at the venue.',
      } as const;
      return show({ kind: 'refused', askId: ASK_ID, exit, failure });
    }
    if (scene === 'loading' || scene === 'failed') return ask(null);
    const plan = await preview();
    if (plan !== null && scene === 'stale')
      return ask({
        ...plan,
        warnings: [
          'Main (Bybit) is stale: its stream has been silent for 12 s. It is read before it is closed.',
          'Trigger orders of Grid (Bybit) could not be listed.',
        ],
      });
    if (plan !== null && scene === 'nothing') return ask({ ...plan, legs: [], ordersToCancel: 0, notionalUsd: '0' });
    return ask(plan);
  }

  const note = (name: string) => async () => {
    asked.push(name);
    return succeed(null);
  };
  return {
    asked,
    ready: async () => {
      void play();
      return fail({ kind: 'notFound', message: 'the script pushes what there is' });
    },
    shown: async () => succeed(null),
    sounded: note('sounded'),
    fire: async () => {
      void fire();
      return note('fire')();
    },
    dismiss: note('dismiss'),
    keysReleased: note('keysReleased'),
    pressing: note('pressing'),
    showPanel: note('showPanel'),
    onPush: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    onSound: () => () => undefined,
  };
}
