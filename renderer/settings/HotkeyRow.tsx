import { CircleCheck, Minus, TriangleAlert } from 'lucide-react';
import { useRef } from 'react';
import type { HotkeyId, HotkeyView } from '../../shared/desktop.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Caps, KeyCaps } from '../ui/KeyCaps.tsx';
import { hotkeyStanding } from './hotkeyWords.ts';
import { useRecording, type Recording } from './useRecording.ts';

const ICONS = { ready: CircleCheck, trouble: TriangleAlert, none: Minus } as const;

function Pressed({ state }: { readonly state: Extract<Recording, { kind: 'starting' | 'listening' }> }) {
  const held = state.kind === 'listening' ? state.held : [];
  const chosen = state.kind === 'listening' && state.chosen;
  return (
    <output className="recorder">
      {held.length > 0 && <Caps caps={held} />}
      <span>{chosen ? 'Let go to set' : held.length > 0 ? '…' : 'Press the keys'}</span>
    </output>
  );
}

type RowProps = Readonly<{
  hotkey: HotkeyId;
  name: string;
  meaning: string;
  /** Why it would close nothing although its keys work; null: it works. */
  idle: string | null;
  view: HotkeyView | undefined;
  paused: boolean;
  mac: boolean;
}>;

/** One hotkey: its keys, how it stands, and its recorder. */
export function HotkeyRow({ hotkey, name, meaning, idle, view, paused, mac }: RowProps) {
  const { state, start, cancel, remove } = useRecording(hotkey, mac);
  const recorder = useRef<HTMLDivElement>(null);
  const recording = state.kind !== 'off';
  const standing = hotkeyStanding(view, paused, idle);
  const Icon = ICONS[standing.tone];
  const failure = state.kind === 'off' ? state.failure : state.kind === 'listening' ? state.problem : null;
  return (
    <li className="hotkey" data-recording={recording || undefined} aria-label={name}>
      <div className="hotkey-name">
        <h3 title={name}>{name}</h3>
        <p title={meaning}>{meaning}</p>
      </div>
      <div className="hotkey-keys">
        {recording ? (
          <Pressed state={state} />
        ) : view === undefined ? (
          <span className="faint">None</span>
        ) : (
          <KeyCaps accelerator={view.accelerator} mac={mac} />
        )}
      </div>
      <div
        ref={recorder}
        className="hotkey-actions"
        onBlur={(event) => {
          if (recording && !recorder.current?.contains(event.relatedTarget)) cancel();
        }}
      >
        <Button
          look={recording ? 'primary' : 'outline'}
          aria-label={recording ? `Cancel recording ${name}` : `Record ${name}`}
          onPress={recording ? cancel : start}
        >
          {recording ? 'Cancel' : 'Record'}
        </Button>
        {view === undefined && !recording ? (
          <span className="hotkey-no-remove" />
        ) : (
          <Button look="quiet" aria-label={`Remove the hotkey of ${name}`} onPress={remove}>
            Remove
          </Button>
        )}
      </div>
      {recording ? (
        <p className="hotkey-state">
          Esc cancels, Backspace removes. Where nothing happens at a press, another program holds those keys.
        </p>
      ) : (
        <p className="hotkey-state" data-tone={standing.tone}>
          <Icon size={13} aria-hidden="true" />
          {standing.words}
        </p>
      )}
      {failure !== null && (
        <div className="hotkey-failure">
          <FailureBox failure={failure} />
        </div>
      )}
    </li>
  );
}
