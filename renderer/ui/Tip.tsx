import type { ReactElement, ReactNode } from 'react';
import { Focusable, Tooltip, TooltipTrigger } from 'react-aria-components';
import './controls.css';

type TipProps = Readonly<{ text: ReactNode; children: ReactElement }>;

/** A hint on hover and focus; never the only place of a fact that matters. */
export function Tip({ text, children }: TipProps) {
  return (
    <TooltipTrigger delay={350} closeDelay={0}>
      <Focusable>{children as ReactElement<Record<string, unknown>, string>}</Focusable>
      <Tooltip className="tip" offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
