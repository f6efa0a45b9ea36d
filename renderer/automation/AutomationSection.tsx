import { Plus, ScrollText } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { MOST_API_KEYS, noAutomation, type ApiKeyView } from '../../shared/automation.ts';
import { assertNever } from '../../shared/failure.ts';
import { usePanel } from '../panelStore.ts';
import type { SectionProps } from '../settings/sectionProps.ts';
import { Setting } from '../settings/Setting.tsx';
import { WholeNumber } from '../settings/WholeNumber.tsx';
import { Button } from '../ui/Button.tsx';
import { Switch } from '../ui/Switch.tsx';
import { CallLog } from './CallLog.tsx';
import { Examples } from './Examples.tsx';
import { KeyList } from './KeyList.tsx';
import { NewKey } from './NewKey.tsx';
import { ServerState } from './ServerState.tsx';
import { ShownToken } from './ShownToken.tsx';
import './automation.css';

/** A token lives in `made` alone: whatever leaves it forgets the token. */
type Page = Readonly<
  | { kind: 'overview' }
  | { kind: 'create' }
  | { kind: 'made'; key: ApiKeyView; token: string }
  | { kind: 'log'; keyId: string | null }
>;
const NAMES = { practice: 'Practice', live: 'Live' } as const;
const overview: Page = { kind: 'overview' };

export function AutomationSection(props: SectionProps) {
  const [page, setPage] = useState<Page>(overview);
  return <Frame key={page.kind}>{pageOf(page, setPage, props)}</Frame>;
}

/** A page begins at its top, and the keyboard stays in the sheet though the button that led here is gone. */
function Frame({ children }: { readonly children: ReactNode }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    box.current?.closest('.sheet-body')?.scrollTo(0, 0);
    if (document.activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, []);
  return (
    <div ref={box} className="automation" tabIndex={-1}>
      {children}
    </div>
  );
}

function pageOf(page: Page, turnTo: (page: Page) => void, props: SectionProps) {
  const back = () => turnTo(overview);
  switch (page.kind) {
    case 'overview':
      return <Overview {...props} turnTo={turnTo} />;
    case 'create':
      return <NewKey onMade={(key, token) => turnTo({ kind: 'made', key, token })} onBack={back} />;
    case 'made':
      return <ShownToken apiKey={page.key} token={page.token} onBack={back} />;
    case 'log':
      return <CallLog keyId={page.keyId} onBack={back} />;
    default:
      return assertNever(page);
  }
}

function Overview({ settings, save, turnTo }: SectionProps & Readonly<{ turnTo: (page: Page) => void }>) {
  const { server, keys } = usePanel((state) => state.snapshot?.automation) ?? noAutomation;
  const environment = usePanel((state) => state.snapshot?.environment) ?? 'practice';
  const full = keys.length >= MOST_API_KEYS;
  const openLog = (keyId: string) => turnTo({ kind: 'log', keyId });
  const others = keys.filter((key) => key.environment !== environment);
  const other = environment === 'live' ? 'practice' : 'live';
  return (
    <>
      <Setting
        name="Automation"
        meaning="Programs on this computer press the same buttons, over REST, WebSocket and MCP. Each needs a key of yours; no other computer and no web page gets in."
      >
        <Switch label="Automation" on={settings.automation} onChange={(automation) => void save({ automation })} />
      </Setting>
      <Setting
        name="Automation port"
        meaning="TCP port on 127.0.0.1; 0 takes any free one. A change counts at once and ends open connections."
      >
        <WholeNumber
          plain
          label="Automation port"
          value={settings.automationPort}
          min={0}
          max={65535}
          onChange={(automationPort) => void save({ automationPort })}
        />
      </Setting>
      <ServerState server={server} on={settings.automation} save={save} />
      <div className="automation-head">
        <h3 className="settings-head">
          {NAMES[environment]} keys <span className="count number">{keys.length - others.length}</span>
        </h3>
        <Button look="outline" onPress={() => turnTo({ kind: 'log', keyId: null })}>
          <ScrollText size={15} aria-hidden="true" /> Log of all calls
        </Button>
        <Button look="primary" isDisabled={full} onPress={() => turnTo({ kind: 'create' })}>
          <Plus size={15} aria-hidden="true" /> New key
        </Button>
      </div>
      {full && <p className="settings-note">{MOST_API_KEYS} keys are the most. Remove one that is over to make another.</p>}
      <KeyList
        label={`${NAMES[environment]} keys`}
        keys={keys.filter((key) => key.environment === environment)}
        none="None yet. Make one for each program, so that each can be limited and revoked by itself."
        onLog={openLog}
      />
      {others.length > 0 && (
        <>
          <h3 className="settings-head">
            {NAMES[other]} keys <span className="count number">{others.length}</span>
          </h3>
          <p className="settings-note">
            Refused while Breakglass is on {environment}: a key works in the environment that it was made in.
          </p>
          <KeyList label={`${NAMES[other]} keys`} keys={others} none="" onLog={openLog} />
        </>
      )}
      <Examples url={server.kind === 'open' ? server.url : `http://127.0.0.1:${settings.automationPort}`} />
    </>
  );
}
