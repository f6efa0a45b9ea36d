import { useRef, useState } from 'react';
import { filterNameSchema } from '../../shared/savedFilter.ts';
import type { Result } from '../../shared/failure.ts';
import { Button } from '../ui/Button.tsx';
import { Field, fieldText, focusField } from '../ui/Field.tsx';
import { useRequest } from '../ui/useRequest.ts';

type NameProps = Readonly<{
  label: string;
  initial?: string;
  action: string;
  /** Why there is nothing to save; null: there is. */
  blocked: string | null;
  save: (name: string) => Promise<Result<unknown>>;
  onSaved?: () => void;
}>;

const checkName = (text: string): string | null =>
  text.trim() === '' ? 'Give it a name first.' : filterNameSchema.safeParse(text).success ? null : 'At most 40 characters.';

/** One name and the button that saves under it; what is wrong with the name stands below it. */
export function FilterNameForm({ label, initial, action, blocked, save, onSaved }: NameProps) {
  const form = useRef<HTMLFormElement>(null);
  const [wrong, setWrong] = useState<string | null>(null);
  const { busy, failure, ask, forgetFailure } = useRequest();
  const submit = async (element: HTMLFormElement) => {
    const name = fieldText(element, 'name');
    const problem = checkName(name);
    setWrong(problem);
    if (problem === null && blocked === null && (await ask(() => save(name.trim()))) !== null) {
      element.reset();
      onSaved?.();
    }
  };
  const problem = wrong ?? (failure === null ? undefined : `${failure.message} ${failure.remedy ?? ''}`);
  return (
    <form
      ref={form}
      className="filter-name"
      onSubmit={(event) => {
        event.preventDefault();
        if (busy) return;
        void submit(event.currentTarget).then(() => focusField(form.current));
      }}
    >
      <Field
        name="name"
        label={label}
        placeholder="For example BTC longs"
        disabled={blocked !== null}
        problem={problem}
        {...(initial === undefined ? {} : { initial })}
        onInput={() => {
          setWrong(null);
          forgetFailure();
        }}
      />
      <Button type="submit" look="outline" isPending={busy} isDisabled={blocked !== null}>
        {action}
      </Button>
    </form>
  );
}
