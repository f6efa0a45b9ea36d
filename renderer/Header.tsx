import { CircleDashed, FlaskConical, LoaderCircle, Moon, RotateCcw, Settings2, Sun, Unplug, Zap } from 'lucide-react';
import { useState } from 'react';
import { AccountsButton } from './accounts/AccountsButton.tsx';
import { AutomationLamp } from './automation/AutomationLamp.tsx';
import { EnvironmentSwitch } from './environment/EnvironmentSwitch.tsx';
import { HistoryButton } from './history/HistoryButton.tsx';
import { knowledgeOf, practicePhase } from './knowledge.ts';
import { panelApi } from './panelApi.ts';
import { isRunning, usePanel } from './panelStore.ts';
import { RehearsalButton } from './rehearsal/RehearsalButton.tsx';
import { HotkeyButton } from './settings/HotkeyButton.tsx';
import { SettingsDialog } from './settings/SettingsDialog.tsx';
import { useSettingsPage } from './settings/settingsPage.ts';
import { useResolvedTheme } from './settings/useResolvedTheme.ts';
import { Age } from './ui/Age.tsx';
import { Button } from './ui/Button.tsx';
import { Tip } from './ui/Tip.tsx';
import './header.css';

/** The oldest truth among the accounts: the panel is only as fresh as that. */
function Freshness() {
  const knowledge = usePanel((state) => knowledgeOf(state.snapshot));
  const connecting = usePanel(
    (state) => (state.snapshot?.accounts ?? []).filter((account) => account.health.kind === 'connecting').length,
  );
  const oldestMs = usePanel((state) =>
    (state.snapshot?.accounts ?? []).reduce<number | null>(
      (oldest, account) => (account.freshAtMs === null ? oldest : Math.min(oldest ?? account.freshAtMs, account.freshAtMs)),
      null,
    ),
  );
  const dark = usePanel(
    (state) =>
      (state.snapshot?.accounts ?? []).filter(({ health }) => health.kind === 'stale' || health.kind === 'failed').length,
  );
  const Icon = dark > 0 ? Unplug : oldestMs === null || connecting > 0 ? CircleDashed : Zap;
  return (
    <span
      className="freshness"
      data-trouble={dark > 0 || undefined}
      data-waiting={Icon === CircleDashed || undefined}
      title="Age of the oldest truth among the accounts. The panel is only as fresh as that."
    >
      <Icon size={15} aria-hidden="true" />
      {oldestMs === null ? (
        knowledge === 'starting' ? (
          'Starting'
        ) : connecting > 0 ? (
          'Connecting'
        ) : (
          'No data yet'
        )
      ) : (
        <>
          Data <Age sinceMs={oldestMs} />
        </>
      )}
      {oldestMs !== null && connecting > 0 && <span>· {connecting} connecting</span>}
      {dark > 0 && <span>· {dark} not live</span>}
    </span>
  );
}

function RunningPill() {
  const running = usePanel((state) => state.snapshot?.exits.find(isRunning));
  const showExit = usePanel((state) => state.showExit);
  if (running === undefined) return null;
  const proved = running.legs.filter((leg) => leg.state === 'proved').length;
  return (
    <Button look="outline" onPress={() => showExit(running.exitId)}>
      <LoaderCircle size={15} aria-hidden="true" className="turning" />
      <span className="number">
        <span className="header-word">Exit running, </span>
        {proved} of {running.legs.length} proved
      </span>
    </Button>
  );
}

function PracticeStrip() {
  const url = usePanel((state) => state.snapshot?.practiceUrl);
  const phase = usePanel((state) => practicePhase(state.snapshot));
  const place = { starting: ', starting', running: ` at ${(url ?? '').replace('http://', '')}`, stopped: ' (not running)' }[
    phase
  ];
  const [asked, setAsked] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const reset = async () => {
    setAsked(true);
    try {
      const answer = await panelApi().resetPractice({});
      setProblem(answer.ok ? null : answer.failure.message);
    } finally {
      setAsked(false);
    }
  };
  return (
    <div className="practice" role="note" aria-label="Practice">
      <FlaskConical size={16} aria-hidden="true" />
      <strong>PRACTICE</strong>
      <span className="practice-words">Simulated venues{place}. No real money, no real orders.</span>
      {problem !== null && <span role="alert">{problem}</span>}
      <Button look="outline" isDisabled={asked || phase !== 'running'} onPress={() => void reset()}>
        <RotateCcw size={13} aria-hidden="true" />
        {asked ? 'Resetting' : 'Reset practice portfolio'}
      </Button>
    </div>
  );
}

export function Header() {
  const environment = usePanel((state) => state.snapshot?.environment);
  const theme = useResolvedTheme();
  const openSettings = useSettingsPage((state) => state.open);
  const other = theme === 'dark' ? 'light' : 'dark';
  return (
    <header>
      {environment === 'practice' && <PracticeStrip />}
      <div className="header">
        <h1 className="brand">
          <svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
            <rect className="brand-pane" x="1" y="1" width="20" height="20" rx="5" />
            <path className="brand-crack" d="M11 1 9.4 7.2 12.6 10 8.2 13.4 10.6 21M12.6 10 21 8M8.2 13.4 1 15" />
          </svg>
          <span className="header-word">Breakglass</span>
        </h1>
        <EnvironmentSwitch />
        <div className="header-tools">
          <RunningPill />
          <Freshness />
          <HotkeyButton />
          <AutomationLamp />
          <AccountsButton />
          <RehearsalButton />
          <HistoryButton />
          <Tip text={`Switch to the ${other} theme`}>
            <Button
              look="icon"
              aria-label={`Switch to the ${other} theme`}
              onPress={() => void panelApi().saveSettings({ theme: other })}
            >
              {theme === 'dark' ? <Sun size={17} aria-hidden="true" /> : <Moon size={17} aria-hidden="true" />}
            </Button>
          </Tip>
          <Tip text="Settings">
            <Button look="icon" aria-label="Settings" onPress={() => openSettings('general')}>
              <Settings2 size={17} aria-hidden="true" />
            </Button>
          </Tip>
        </div>
      </div>
      <SettingsDialog />
    </header>
  );
}
