import { Check } from 'lucide-react';
import { Checkbox, CheckboxGroup } from 'react-aria-components';
import { Segments } from '../ui/Segments.tsx';

const HOW_MANY = [
  { value: 'all', content: 'All' },
  { value: 'some', content: 'Some' },
] as const;

type LimitProps<Value extends string> = Readonly<{
  name: string;
  /** What all and some of them mean. */
  all: string;
  some: string;
  options: readonly Readonly<{ value: Value; text: string }>[];
  /** Null: all. */
  chosen: readonly Value[] | null;
  problem: string | undefined;
  onChoose: (chosen: readonly Value[] | null) => void;
}>;

/** All of something, or the ticked ones. */
export function Limit<Value extends string>({ name, all, some, options, chosen, problem, onChoose }: LimitProps<Value>) {
  return (
    <div className="new-key-line">
      <p>
        <strong>{name}</strong>
        <span>{chosen === null ? all : some}</span>
      </p>
      <Segments
        label={name}
        value={chosen === null ? 'all' : 'some'}
        options={HOW_MANY}
        onChoose={(value) => onChoose(value === 'all' ? null : (chosen ?? []))}
      />
      {chosen !== null && (
        <CheckboxGroup
          aria-label={`${name} of the key`}
          className="limit-list"
          value={[...chosen]}
          onChange={(values) => onChoose(options.map(({ value }) => value).filter((value) => values.includes(value)))}
        >
          {options.map(({ value, text }) => (
            <Checkbox key={value} value={value} className="consent">
              <span className="consent-box">
                <Check size={13} strokeWidth={3} aria-hidden="true" />
              </span>
              <span className="limit-name" title={text}>
                {text}
              </span>
            </Checkbox>
          ))}
          {options.length === 0 && <p className="settings-note">There is none yet.</p>}
        </CheckboxGroup>
      )}
      {problem !== undefined && chosen !== null && <p className="new-key-problem">{problem}</p>}
    </div>
  );
}
