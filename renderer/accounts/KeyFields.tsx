import type { KeyField } from '../../shared/venue.ts';
import { Field } from '../ui/Field.tsx';
import type { Problems } from './newAccount.ts';

/** The parts of a key in the venue's own words. */
export function KeyFields({ fields, problems }: Readonly<{ fields: readonly KeyField[]; problems: Problems }>) {
  return (
    <>
      {fields.map(({ part, label, masked, hint }) => (
        <Field key={part} name={part} label={label} masked={masked} hint={hint} problem={problems[part]} />
      ))}
    </>
  );
}
