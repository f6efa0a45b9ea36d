// The lamp of one account and what stands behind it.
import { ClipboardList, RefreshCw } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton, Dialog, DialogTrigger, Heading, Popover } from 'react-aria-components';
import type { AccountView } from '../../shared/account.ts';
import type { ReadinessView } from '../../shared/readiness.ts';
import { panelApi } from '../panelApi.ts';
import { RehearsalSheet } from '../rehearsal/RehearsalSheet.tsx';
import { Age } from '../ui/Age.tsx';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { PlaceBadge } from '../ui/PlaceBadge.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { accountName, venueName } from '../ui/venueNames.ts';
import { CheckList } from './CheckList.tsx';
import { LampShape } from './LampShape.tsx';
import { LAMP_MEANING, LAMP_WORDS } from './readinessWords.ts';

const notAsked: ReadinessView = { lamp: 'grey', checkedAtMs: null, checks: [] };

type Named = Pick<AccountView, 'id' | 'label' | 'venue' | 'place' | 'readiness'>;
type FindingsProps = Readonly<{ account: Named; connected: boolean; onRehearse: () => void }>;

function Findings({ account, connected, onRehearse }: FindingsProps) {
  const { lamp, checks, checkedAtMs } = account.readiness ?? notAsked;
  const { busy, failure, ask } = useRequest();
  return (
    <>
      <div className="readiness-head">
        <LampShape lamp={lamp} size={22} />
        <div>
          <Heading slot="title">{LAMP_WORDS[lamp]}</Heading>
          <p className="readiness-whose">
            <span>
              {account.label} · {venueName(account.venue)}
            </span>
            <PlaceBadge place={account.place} />
          </p>
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard */}
      <div className="readiness-body" tabIndex={0}>
        <p className="readiness-meaning">{LAMP_MEANING[lamp]}</p>
        <CheckList checks={checks} />
      </div>
      {failure !== null && <FailureBox failure={failure} />}
      <div className="readiness-foot">
        <span className="faint">
          {!connected ? (
            'Not connected: nothing can be asked'
          ) : busy ? (
            'Asking the venue'
          ) : checkedAtMs === null ? (
            'Never asked'
          ) : (
            <>
              Asked <Age sinceMs={checkedAtMs} /> ago
            </>
          )}
        </span>
        <Button look="outline" isDisabled={!connected} onPress={onRehearse}>
          <ClipboardList size={14} aria-hidden="true" />
          Rehearse
        </Button>
        <Button
          look="outline"
          isPending={busy}
          isDisabled={!connected}
          onPress={() => void ask(() => panelApi().checkReadiness({ accountId: account.id }))}
        >
          <RefreshCw size={14} aria-hidden="true" className={busy ? 'turning' : ''} />
          Check again
        </Button>
      </div>
    </>
  );
}

/** Shape and colour at a glance; a press tells every check, its reason and its remedy. */
export function ReadinessButton({ account, connected = true }: Readonly<{ account: Named; connected?: boolean }>) {
  const [open, setOpen] = useState(false);
  const [rehearsing, setRehearsing] = useState(false);
  const lamp = account.readiness?.lamp ?? 'grey';
  return (
    <>
      <DialogTrigger isOpen={open} onOpenChange={setOpen}>
        <AriaButton
          className="lamp-button"
          aria-label={`Readiness of ${accountName(account)}: ${LAMP_WORDS[lamp]}`}
          data-lamp={lamp}
        >
          <LampShape lamp={lamp} />
        </AriaButton>
        {/* Not modal: a hold on Emergency Exit works at once, without closing this first. */}
        <Popover className="readiness" placement="bottom" offset={6} isNonModal>
          <Dialog className="readiness-dialog">
            <Findings
              account={account}
              connected={connected}
              onRehearse={() => {
                setOpen(false);
                setRehearsing(true);
              }}
            />
          </Dialog>
        </Popover>
      </DialogTrigger>
      {rehearsing && <RehearsalSheet account={account} onClose={() => setRehearsing(false)} />}
    </>
  );
}
