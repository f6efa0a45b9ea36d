// A new account: venue, name, key, where it dials. Tested before it is kept. What is typed stays in the inputs alone.
import { ArrowLeft, Info, LoaderCircle } from 'lucide-react';
import { useRef, useState } from 'react';
import type { ReadinessView } from '../../shared/readiness.ts';
import { venueCard } from '../../shared/venue.ts';
import { panelApi } from '../panelApi.ts';
import { readPanel, usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { FailureBox } from '../ui/FailureBox.tsx';
import { Field, fieldText, focusField } from '../ui/Field.tsx';
import { Sheet } from '../ui/Sheet.tsx';
import { useRequest } from '../ui/useRequest.ts';
import { closedPage, listPage, useAccountsPage } from './accountsPage.ts';
import { KeyFields } from './KeyFields.tsx';
import { chosenVenue, OTHER_VENUE, otherVenueCard, readNewAccount, type Problems } from './newAccount.ts';
import { doubtsAbout } from './testedKey.ts';
import { TestFindings } from './TestFindings.tsx';
import { UnlockForm } from './UnlockForm.tsx';
import { VenueRail } from './VenueRail.tsx';
import { WhereItDials } from './WhereItDials.tsx';
import './addAccount.css';

type Tested = Readonly<{ turn: number; readiness: ReadinessView; refused: boolean }>;
const FIRST_PLACE = 'live';

export function AddAccount() {
  const turnTo = useAccountsPage((state) => state.turnTo);
  const addingLocked = usePanel((state) => state.snapshot?.vault.addingLocked) ?? false;
  const [choice, setChoice] = useState('binanceusdm');
  const [place, setPlace] = useState(FIRST_PLACE);
  const [problems, setProblems] = useState<Problems>({});
  const [tested, setTested] = useState<Tested | null>(null);
  const [acceptsWithdrawal, setAcceptsWithdrawal] = useState(false);
  const [doing, setDoing] = useState<'test' | 'add'>('test');
  const form = useRef<HTMLFormElement>(null);
  const question = useRef(0);
  const { busy, failure, ask, forgetFailure } = useRequest();
  const card = choice === OTHER_VENUE ? otherVenueCard : venueCard(chosenVenue(choice, '') ?? 'ccxt:other');
  const doubts = tested === null ? null : doubtsAbout(tested.readiness);

  /** A finding is about exactly what stood in the form. */
  const forgetFindings = () => {
    question.current += 1;
    setTested(null);
    setAcceptsWithdrawal(false);
    forgetFailure();
  };
  const choose = (venue: string) => {
    setChoice(venue);
    setPlace(FIRST_PLACE);
    setProblems({});
    forgetFindings();
  };
  const send = async (what: 'test' | 'add') => {
    const own = form.current;
    if (own === null || busy) return;
    const labels = readPanel().snapshot?.entries.map((entry) => entry.label) ?? [];
    const read = readNewAccount(choice, place, labels, (name) => fieldText(own, name));
    setProblems(read.ok ? {} : read.problems);
    if (!read.ok) {
      requestAnimationFrame(() => focusField(own));
      return;
    }
    setDoing(what);
    const mine = question.current;
    const account = { ...read.value, allowWithdrawal: acceptsWithdrawal };
    const answer = await ask(() =>
      what === 'test'
        ? panelApi().testAccount(account)
        : panelApi().addAccount({ ...account, anyway: doubts?.wouldFail ?? false }),
    );
    if (answer === null) return;
    const { entry, readiness } = answer.value;
    if (what === 'add' && entry !== null) turnTo(listPage(`${entry.label} was added.`, entry.id));
    else if (mine === question.current)
      setTested((before) => ({ turn: (before?.turn ?? 0) + 1, readiness, refused: what === 'add' }));
  };
  return (
    <Sheet
      title="Add an account"
      subtitle="Tested at the venue before it is kept. A test sends no order and stores nothing."
      width="wide"
      keepsTyping
      isOpen
      onClose={() => turnTo(closedPage)}
      footer={
        <>
          <Button look="quiet" onPress={() => turnTo(listPage())}>
            <ArrowLeft size={14} aria-hidden="true" />
            Accounts
          </Button>
          <div className="sheet-actions">
            {busy && <span className="soft">{`Asking ${card.name} whether an exit would work`}</span>}
            <Button look="outline" isPending={busy} onPress={() => void send('test')}>
              {busy && doing === 'test' && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
              Test
            </Button>
            <Button
              look={doubts?.wouldFail === true ? 'danger' : 'primary'}
              isPending={busy}
              isDisabled={doubts?.mayWithdraw === true && !acceptsWithdrawal}
              onPress={() => void send('add')}
            >
              {busy && doing === 'add' && <LoaderCircle size={15} aria-hidden="true" className="turning" />}
              {doubts?.wouldFail === true ? 'Add anyway' : 'Add account'}
            </Button>
          </div>
        </>
      }
    >
      {addingLocked && (
        <div className="add-locked">
          <UnlockForm why="Nothing was added for a while, so the passphrase is wanted again. What you typed below stays." />
        </div>
      )}
      <form
        ref={form}
        className="add"
        onInput={forgetFindings}
        onSubmit={(event) => {
          event.preventDefault();
          void send(tested === null || tested.readiness.lamp === 'red' ? 'test' : 'add');
        }}
      >
        <VenueRail choice={choice} onChoose={choose} />
        <div className="add-fields">
          <div className="add-pair">
            {choice === OTHER_VENUE && (
              <Field name="ccxtId" label="ccxt id of the venue" placeholder="bingx" problem={problems.ccxtId} />
            )}
            <Field name="label" label="Name" placeholder="Main" problem={problems.label} />
          </div>
          <div className="add-keys" key={choice}>
            <KeyFields fields={card.keyFields} problems={problems} />
          </div>
          <p className="advice" data-warning={choice === OTHER_VENUE || undefined}>
            <Info size={15} aria-hidden="true" />
            {card.keyAdvice}
          </p>
          <WhereItDials
            card={card}
            place={place}
            problems={problems}
            onPlace={(chosen) => {
              setPlace(chosen);
              forgetFindings();
            }}
          />
          <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
        </div>
      </form>
      <div className="add-answer">
        {failure !== null && <FailureBox failure={failure} />}
        {tested !== null && (
          <TestFindings
            key={tested.turn}
            readiness={tested.readiness}
            refused={tested.refused}
            acceptsWithdrawal={acceptsWithdrawal}
            onAcceptWithdrawal={setAcceptsWithdrawal}
          />
        )}
      </div>
    </Sheet>
  );
}
