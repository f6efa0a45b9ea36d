import { Switch as AriaSwitch } from 'react-aria-components';
import './controls.css';

type SwitchProps = Readonly<{ label: string; on: boolean; disabled?: boolean; onChange: (on: boolean) => void }>;

/** On or off, said in words too. */
export function Switch({ label, on, disabled = false, onChange }: SwitchProps) {
  return (
    <AriaSwitch aria-label={label} className="switch" isSelected={on} isDisabled={disabled} onChange={onChange}>
      <span className="switch-words">{on ? 'On' : 'Off'}</span>
      <span className="switch-track">
        <span className="switch-thumb" />
      </span>
    </AriaSwitch>
  );
}
