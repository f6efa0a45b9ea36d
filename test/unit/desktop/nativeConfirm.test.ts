// The system's own dialog: aborting is the default, the end is told, and an answer that comes too late does nothing.
import { expect, it } from 'vitest';
import { createNativeConfirm, type NativeBox } from '../../../electron/desktop/nativeConfirm.ts';
import type { AskedExit, Asking, ConfirmView } from '../../../shared/confirmation.ts';
import type { PreviewLeg } from '../../../shared/exit.ts';
import { exit as exitView, preview } from '../renderer/fixtures.ts';

const exit: AskedExit = {
  request: { action: 'emergencyExit' },
  title: 'Emergency Exit',
  scope: 'every position and order on 2 accounts',
  environment: 'live',
  askedBy: 'commandLine',
  program: null,
};
const asking: Asking = {
  kind: 'asking',
  askId: 'a',
  exit,
  preview: null,
  previewFailure: null,
  closesAtMs: 1,
  confirmMs: 1,
  hotkey: null,
};
const shareLeg: PreviewLeg = {
  position: 'a|ETH/USDT:USDT|long',
  accountId: 'a',
  venue: 'bybit',
  symbol: 'ETH/USDT:USDT',
  side: 'long',
  size: '1',
  closeSize: '1',
  remainingSize: '0',
  sizeUnit: 'ETH',
  notionalUsd: null,
  estimatedPnlUsd: null,
  estimatedFeeUsd: null,
  estimatedSlippageUsd: null,
  note: null,
};
const fired = (view: Parameters<typeof exitView>[0] | null): ConfirmView => ({
  kind: 'fired',
  askId: 'a',
  exit,
  view: view === null ? null : exitView(view),
  joined: false,
});

function bench() {
  const done: string[] = [];
  const boxes: (NativeBox & { press: (button: number) => Promise<void> })[] = [];
  const show = createNativeConfirm({
    ask: (box) =>
      new Promise((resolve) => {
        const press = async (button: number) => {
          resolve(button);
          await Promise.resolve();
          await Promise.resolve();
        };
        box.signal.addEventListener('abort', () => void press(0));
        boxes.push({ ...box, press });
      }),
    fire: (askId) => done.push(`fire ${askId}`),
    dismiss: (askId) => done.push(`dismiss ${askId}`),
    showPanel: () => done.push('show panel'),
    log: (message) => done.push(message),
  });
  return { show, boxes, done };
}

it('says that a program asks, and asks for a share only once it is known what it is', () => {
  const { show, boxes } = bench();
  const request = { action: 'partialClose', position: 'a|ETH/USDT:USDT|long', exitPct: 50 } as const;
  const program = { keyName: 'Alerts', via: 'mcp', yesHolds: true } as const;
  const share = { ...asking, exit: { ...exit, request, title: 'Partial Close 50%', program } };
  show(share);
  expect(boxes).toEqual([]);
  const leg = { ...shareLeg, size: '1.5', closeSize: '0.7', remainingSize: '0.8' };
  show({ ...share, preview: { ...preview('p', 1), request, legs: [leg] } });
  expect(boxes[0]?.detail).toContain('A program asks for this: the key "Alerts" over MCP.');
  expect(boxes[0]?.detail).toContain('After a yes this key acts without asking');
  expect(boxes[0]?.detail).toContain('It holds 1.5 ETH: 0.7 ETH are closed, 0.8 ETH stay.');
});

it('says what is asked, with aborting first, and asks it once', () => {
  const { show, boxes } = bench();
  show(asking);
  show({ ...asking, closesAtMs: 2 });
  expect(boxes).toHaveLength(1);
  expect(boxes[0]).toMatchObject({ message: 'LIVE: Emergency Exit?', buttons: ['Abort', 'Emergency Exit now'] });
  expect(boxes[0]?.detail).toContain('every position and order on 2 accounts');
  expect(boxes[0]?.detail).toContain('Asked on the command line');
});

it('fires on its second button only', async () => {
  const { show, boxes, done } = bench();
  show(asking);
  await boxes[0]?.press(1);
  expect(done).toEqual(['fire a']);
  const other = bench();
  other.show(asking);
  await other.boxes[0]?.press(0);
  expect(other.done).toEqual(['dismiss a']);
});

it('goes with the asking, and says nothing on its behalf', async () => {
  const { show, boxes, done } = bench();
  show(asking);
  show({ kind: 'closed' });
  expect(boxes[0]?.signal.aborted).toBe(true);
  await boxes[0]?.press(1);
  expect(done).toEqual([]);
});

it('is gone while the exit runs, and tells its end', async () => {
  const { show, boxes, done } = bench();
  show(asking);
  show(fired(null));
  expect(boxes[0]?.signal.aborted).toBe(true);
  const left = { kind: 'unreadable', accountId: 'x', reason: 'no answer' } as const;
  show(fired({ verdict: 'unknown', leftOver: [left] }));
  expect(boxes[1]).toMatchObject({ type: 'error', message: 'LIVE: Emergency Exit: UNKNOWN', buttons: ['Close', 'Show panel'] });
  expect(boxes[1]?.detail).toContain('no answer');
  await boxes[1]?.press(1);
  expect(done).toEqual(['show panel', 'dismiss a']);
});

it('never calls anything but a proved exit flat', () => {
  for (const verdict of ['notFlat', 'unknown', 'flat'] as const) {
    const { show, boxes } = bench();
    show(fired({ verdict }));
    expect(/\bFLAT$/.test(boxes[0]?.message ?? '') && !boxes[0]?.message.endsWith('NOT FLAT')).toBe(verdict === 'flat');
  }
});

it('tells why nothing was started', () => {
  const { show, boxes } = bench();
  show({ kind: 'refused', askId: 'a', exit, failure: { kind: 'internal', message: 'no journal', remedy: 'free the disk' } });
  expect(boxes[0]?.detail).toBe('no journal\nfree the disk');
});
