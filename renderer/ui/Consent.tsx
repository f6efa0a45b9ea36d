import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import { Checkbox } from 'react-aria-components';
import './controls.css';

/** A box to tick for what must be wanted on purpose; its words say what is agreed to. */
export function Consent({
  given,
  onChange,
  children,
}: Readonly<{ given: boolean; onChange: (given: boolean) => void; children: ReactNode }>) {
  return (
    <Checkbox className="consent" isSelected={given} onChange={onChange}>
      <span className="consent-box">
        <Check size={13} strokeWidth={3} aria-hidden="true" />
      </span>
      <span>{children}</span>
    </Checkbox>
  );
}
