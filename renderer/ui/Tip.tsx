import type { ReactElement } from 'react';
import { Tooltip, TooltipTrigger } from 'react-aria-components';
import './controls.css';

/** A hint for an icon button, on hover and focus; never the only place of a fact that matters. */
export function Tip({ text, children }: Readonly<{ text: string; children: ReactElement }>) {
  return (
    <TooltipTrigger delay={350} closeDelay={0}>
      {children}
      <Tooltip className="tip" offset={6}>
        {text}
      </Tooltip>
    </TooltipTrigger>
  );
}
