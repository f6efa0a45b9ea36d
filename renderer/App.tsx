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
import { Guard } from './ui/Guard.tsx';
import './app.css';

function Skeleton({ failed }: { readonly failed: boolean }) {
  return (
    <div className="skeleton" data-failed={failed || undefined}>
      <div className="skeleton-cards">
        {['one', 'two', 'three', 'four', 'five', 'six'].map((name) => (
          <div key={name} className="skeleton-block" />
        ))}
      </div>
      <div className="skeleton-block skeleton-table">
        <output>{failed ? 'Nothing is known about the accounts' : 'Reading the accounts'}</output>
      </div>
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
              <Guard what="The notices">
                <Notices />
              </Guard>
              <Guard what="The accounts">
                <AccountStrip />
              </Guard>
            </div>
            <div className="app-work">
              <Guard what="The exit">
                <ExitDock />
              </Guard>
              <Guard what="The positions">
                <PositionsRegion />
              </Guard>
            </div>
          </>
        ) : (
          <Skeleton failed={problem !== null} />
        )}
        {/* Always there: an exit needs nothing of what is shown above it. */}
        <CommandBar />
      </main>
    </div>
  );
}
