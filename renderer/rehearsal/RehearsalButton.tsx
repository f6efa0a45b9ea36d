import { ClipboardList } from 'lucide-react';
import { useState } from 'react';
import { usePanel } from '../panelStore.ts';
import { Button } from '../ui/Button.tsx';
import { Tip } from '../ui/Tip.tsx';
import { RehearsalSheet } from './RehearsalSheet.tsx';

/** Rehearses the exit on every connected account. */
export function RehearsalButton() {
  const connected = usePanel((state) => (state.snapshot?.accounts.length ?? 0) > 0);
  const [open, setOpen] = useState(false);
  return (
    <>
      <Tip text="Rehearse the exit: see its exact requests, send none">
        <Button look="quiet" aria-label="Rehearse the exit" isDisabled={!connected} onPress={() => setOpen(true)}>
          <ClipboardList size={15} aria-hidden="true" />
          <span className="header-word">Rehearse</span>
        </Button>
      </Tip>
      {open && <RehearsalSheet account={null} onClose={() => setOpen(false)} />}
    </>
  );
}
