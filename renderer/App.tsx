import { useEffect } from 'react';
import { AccountStrip } from './accounts/AccountStrip.tsx';
import { CommandBar } from './exit/CommandBar.tsx';
import { ExitDock } from './exit/ExitDock.tsx';
import { Header } from './Header.tsx';
import { Notices } from './notices/Notices.tsx';
import { retryPanel, usePanel } from './panelStore.ts';
import { PositionsRegion } from './positions/PositionsRegion.tsx';
import { useResolvedTheme } from './settings/useResolvedTheme.ts';
import { Button } from './ui/Button.tsx';
import { FailureBox } from './ui/FailureBox.tsx';
import './app.css';

function Skeleton() {
  return (
    <div className="skeleton">
      <div className="skeleton-cards">
        {['one', 'two', 'three', 'four', 'five', 'six'].map((name) => (
          <div key={name} className="skeleton-block" />
        ))}
      </div>
      <div className="skeleton-block skeleton-table">
        <output>Reading the accounts</output>
      </div>
      <div className="skeleton-block skeleton-bar" />
    </div>
  );
}

export function App() {
  const loaded = usePanel((state) => state.snapshot !== null);
  const problem = usePanel((state) => state.problem);
  const environment = usePanel((state) => state.snapshot?.environment);
  const docked = usePanel(
    (state) => state.shownExitId !== null || (state.snapshot?.exits.some((exit) => exit.endedAtMs === null) ?? false),
  );
  const theme = useResolvedTheme();
  useEffect(() => {
    document.documentElement.dataset['theme'] = theme;
  }, [theme]);
  return (
    <div className="app" data-environment={environment}>
      <Header />
      <main className="app-main" data-docked={docked || undefined}>
        {problem !== null && (
          <div className="app-problem">
            <FailureBox failure={problem} />
            <Button look="outline" onPress={() => retryPanel()}>
              Try again
            </Button>
          </div>
        )}
        {loaded ? (
          <>
            <div className="app-top">
              <Notices />
              <AccountStrip />
            </div>
            <div className="app-work">
              <ExitDock />
              <PositionsRegion />
            </div>
            <CommandBar />
          </>
        ) : (
          problem === null && <Skeleton />
        )}
      </main>
    </div>
  );
}
