import { Minus, Plus } from 'lucide-react';
import { Button, Group, Input, NumberField } from 'react-aria-components';

type WholeProps = Readonly<{
  label: string;
  value: number;
  min: number;
  max: number;
  plain?: boolean;
  onChange: (value: number) => void;
}>;

export function WholeNumber({ label, value, min, max, plain = false, onChange }: WholeProps) {
  return (
    <NumberField
      aria-label={label}
      className="whole"
      value={value}
      minValue={min}
      maxValue={max}
      step={1}
      formatOptions={{ useGrouping: false, maximumFractionDigits: 0 }}
      onChange={(next) => {
        if (Number.isInteger(next) && next !== value) onChange(next);
      }}
    >
      <Group className="whole-group">
        {!plain && (
          <Button slot="decrement" className="whole-step">
            <Minus size={14} aria-hidden="true" />
          </Button>
        )}
        <Input className="whole-input number" />
        {!plain && (
          <Button slot="increment" className="whole-step">
            <Plus size={14} aria-hidden="true" />
          </Button>
        )}
      </Group>
    </NumberField>
  );
}
