import { Check, ChevronDown } from 'lucide-react';
import { Button, ListBox, ListBoxItem, Popover, Select, SelectValue } from 'react-aria-components';
import './controls.css';

type ChoiceProps<Value extends string> = Readonly<{
  label: string;
  value: Value;
  options: readonly Readonly<{ value: Value; text: string }>[];
  /** True when the choice restricts something: it stands out. */
  active?: boolean;
  onChoose: (value: Value) => void;
}>;

export function Choice<Value extends string>({ label, value, options, active = false, onChoose }: ChoiceProps<Value>) {
  return (
    <Select
      aria-label={label}
      selectedKey={value}
      onSelectionChange={(key) => {
        const chosen = options.find((option) => option.value === key);
        if (chosen !== undefined) onChoose(chosen.value);
      }}
    >
      <Button className="choice" data-active={active || undefined}>
        <SelectValue className="choice-value" />
        <ChevronDown size={14} aria-hidden="true" />
      </Button>
      <Popover className="choice-popover" offset={4}>
        <ListBox className="choice-list" items={options.map((option) => ({ id: option.value, text: option.text }))}>
          {(option) => (
            <ListBoxItem className="choice-option" textValue={option.text}>
              <span className="choice-text">{option.text}</span>
              <Check className="choice-check" size={14} aria-hidden="true" />
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </Select>
  );
}
