// The system's own dialog: asks where no confirm page can be had, with the same words. Aborting is the default and what Esc and
// closing do. A dialog can not be rewritten: it stands as it was asked, goes when the asking ends, and a second one tells the end.
import { isFireable, type ConfirmView } from '../../shared/confirmation.ts';
import {
  askedByWords,
  countsWords,
  ENVIRONMENT_WORDS,
  notCountedWords,
  previewFailedWords,
  programWords,
  shareWords,
} from '../../shared/confirmWords.ts';
import { toPlaces, type Decimal } from '../../shared/decimal.ts';
import type { ExitView } from '../../shared/exit.ts';
import { assertNever } from '../../shared/failure.ts';

type View = Exclude<ConfirmView, { kind: 'closed' }>;

export type NativeBox = Readonly<{
  type: 'warning' | 'info' | 'error';
  message: string;
  detail: string;
  /** The first is the default and what closing the box means. */
  buttons: readonly [string, string];
  signal: AbortSignal;
}>;

export type NativeInputs = Readonly<{
  /** Answers the index of the button; a box that was closed by its signal answers 0. */
  ask: (box: NativeBox) => Promise<number>;
  fire: (askId: string) => void;
  dismiss: (askId: string) => void;
  showPanel: () => void;
  log: (message: string) => void;
}>;

type Words = Omit<NativeBox, 'signal'>;

export function createNativeConfirm(inputs: NativeInputs): (view: ConfirmView) => void {
  let open: Readonly<{ key: string; closing: AbortController }> | null = null;

  return (view) => {
    const words = view.kind === 'closed' ? null : wordsOf(view);
    const key = view.kind === 'closed' || words === null ? null : `${view.kind} ${view.askId}`;
    if (open !== null && open.key === key) return;
    open?.closing.abort();
    open = null;
    if (view.kind === 'closed' || words === null || key === null) return;
    const closing = new AbortController();
    open = { key, closing };
    inputs
      .ask({ ...words, signal: closing.signal })
      .then((button) => {
        if (closing.signal.aborted) return; // nobody pressed: the asking ended
        if (button !== 1) inputs.dismiss(view.askId);
        else if (view.kind === 'asking') inputs.fire(view.askId);
        else {
          inputs.showPanel();
          inputs.dismiss(view.askId);
        }
      })
      .catch((error: unknown) => inputs.log(`the system showed no dialog: ${String(error)}`));
  };
}

/** Null while there is nothing to ask or to tell: an exit that runs, a share that is not known yet. */
function wordsOf(view: View): Words | null {
  const environment = ENVIRONMENT_WORDS[view.exit.environment];
  const { program } = view.exit;
  const head = `${environment.name} (${environment.meaning.toLowerCase()}). ${program === null ? `${askedByWords(view.exit)}.` : programWords(program)}`;
  switch (view.kind) {
    case 'asking': {
      const { preview, previewFailure } = view;
      if (!isFireable(view)) return null;
      const figures =
        preview === null
          ? previewFailure === null
            ? [notCountedWords(view)]
            : [previewFailure.message, previewFailedWords(view)]
          : [
              ...(view.exit.request.action === 'partialClose' ? preview.legs.map(shareWords) : [`${countsWords(preview)}.`]),
              `Notional ${money(preview.notionalUsd)}.`,
              `Estimated PnL, net of fees: ${preview.estimatedPnlUsd === null ? 'not known' : money(preview.estimatedPnlUsd)}.`,
              ...preview.warnings,
            ];
      return {
        type: 'warning',
        message: `${environment.name}: ${view.exit.title}?`,
        detail: [
          head,
          `It closes ${view.exit.scope}.`,
          ...figures,
          `Nothing is sent unless you choose "${view.exit.title} now".`,
        ].join('\n'),
        buttons: ['Abort', `${view.exit.title} now`],
      };
    }
    case 'fired':
      if (view.view === null || view.view.verdict === null) return null;
      return {
        type: view.view.verdict === 'flat' ? 'info' : 'error',
        message: `${environment.name}: ${view.exit.title}: ${verdictWords(view.view)}`,
        detail: [head, ...endWords(view.view)].join('\n'),
        buttons: ['Close', 'Show panel'],
      };
    case 'refused':
      return {
        type: 'error',
        message: `${environment.name}: ${view.exit.title} could not be started.`,
        detail: [view.failure.message, view.failure.remedy].filter((line) => line !== undefined).join('\n'),
        buttons: ['Close', 'Show panel'],
      };
    default:
      return assertNever(view);
  }
}

function verdictWords(exit: ExitView): string {
  if (exit.verdict === 'flat') return exit.request.action === 'flattenWinners' ? 'CLOSED' : 'FLAT';
  return exit.verdict === 'notFlat' ? 'NOT FLAT' : 'UNKNOWN';
}

const MOST_LINES = 8;

function endWords(exit: ExitView): readonly string[] {
  const labelOf = (accountId: string): string =>
    exit.accounts.find((account) => account.accountId === accountId)?.label ?? accountId;
  if (exit.verdict === 'flat') return ['Read back from the venues after the last order.'];
  const left = exit.leftOver.map((each) => `${labelOf(each.accountId)}: ${leftWords(each)}. ${each.reason}`);
  return [
    ...left.slice(0, MOST_LINES),
    ...(left.length > MOST_LINES ? [`and ${left.length - MOST_LINES} more: see the panel.`] : []),
    ...(exit.verdict === 'unknown' ? ['Treat what could not be read as exposed and look at the venue itself.'] : []),
  ];
}

function leftWords(left: ExitView['leftOver'][number]): string {
  switch (left.kind) {
    case 'position':
      return `${left.symbol} ${left.side} ${left.size}${left.dust ? ' (dust)' : ''}`;
    case 'order':
      return `${left.symbol} ${left.family} order ${left.orderId}`;
    case 'unreadable':
      return 'not read back in full';
    case 'unsweepable':
      return `${left.family} orders could not be swept`;
    case 'notClosable':
      return `not for Breakglass to close: ${left.what}`;
    default:
      return assertNever(left);
  }
}

const dollars = new Intl.NumberFormat('en-US', { style: 'currency', currency: 'USD' });
const money = (value: Decimal): string => dollars.format(toPlaces(value, 2) as `${number}`);
