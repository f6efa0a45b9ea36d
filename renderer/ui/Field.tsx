// One line of text with its label. The input is the only holder of what is typed: keys and passphrases live in no state,
// they are read out of the form when it is sent and go with it.
import { useId } from 'react';
import './controls.css';

type FieldProps = Readonly<{
  name: string;
  label: string;
  masked?: boolean;
  /** The label is only spoken: what the field is for stands beside it. */
  quiet?: boolean;
  hint?: string | null;
  /** What is wrong with it, and what to enter. */
  problem?: string | undefined;
  placeholder?: string;
  initial?: string;
  disabled?: boolean;
  onInput?: (text: string) => void;
}>;

export function Field(props: FieldProps) {
  const {
    name,
    label,
    masked = false,
    quiet = false,
    hint = null,
    problem,
    placeholder,
    initial,
    disabled = false,
    onInput,
  } = props;
  const id = useId();
  const saysMore = problem !== undefined || hint !== null;
  return (
    <div className="field" data-problem={problem !== undefined || undefined}>
      <label htmlFor={id} className={quiet ? 'unseen' : undefined}>
        {label}
      </label>
      <input
        id={id}
        name={name}
        type={masked ? 'password' : 'text'}
        defaultValue={initial}
        placeholder={placeholder}
        disabled={disabled}
        autoComplete="off"
        autoCapitalize="off"
        autoCorrect="off"
        spellCheck={false}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={saysMore ? `${id}-more` : undefined}
        onInput={(event) => onInput?.(event.currentTarget.value)}
      />
      {saysMore && (
        <p id={`${id}-more`} className="field-more">
          {problem ?? hint}
        </p>
      )}
    </div>
  );
}

/** What stands in a field of a form now. */
export function fieldText(form: HTMLFormElement, name: string): string {
  const value = new FormData(form).get(name);
  return typeof value === 'string' ? value : '';
}

/** Brings the cursor to the first field that is wrong, or the first of all. */
export function focusField(form: HTMLElement | null): void {
  const wrong = form?.querySelector<HTMLInputElement>('input[aria-invalid]');
  (wrong ?? form?.querySelector<HTMLInputElement>('.field input:not(:disabled)'))?.focus();
}
