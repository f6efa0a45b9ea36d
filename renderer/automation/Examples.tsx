import { useState } from 'react';
import type { AutomationWay } from '../../shared/exit.ts';
import { wayWords } from '../../shared/exit.ts';
import { Segments } from '../ui/Segments.tsx';
import { CopyButton } from './CopyButton.tsx';
import { examplesOf } from './examples.ts';

const WAYS: readonly AutomationWay[] = ['rest', 'websocket', 'mcp'];

export function Examples({ url }: { readonly url: string }) {
  const [way, setWay] = useState<AutomationWay>('rest');
  return (
    <>
      <div className="automation-head">
        <h3 className="settings-head">How a program asks</h3>
        <Segments
          label="Way in"
          value={way}
          options={WAYS.map((value) => ({ value, content: wayWords(value) }))}
          onChoose={setWay}
        />
      </div>
      <ul className="examples">
        {examplesOf(url)[way].map(({ what, text }) => (
          <li key={what}>
            <p>{what}</p>
            {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard */}
            <pre tabIndex={0}>{text}</pre>
            <CopyButton what={what.toLowerCase()} text={() => text} />
          </li>
        ))}
      </ul>
      <p className="settings-note">
        $BREAKGLASS_API_KEY is the key, out of the environment of the program. All verbs and fields: <code>docs/automation</code>{' '}
        beside the program, and the OpenAPI document at <code>{url}/v1/api/openapi.json</code>.
      </p>
    </>
  );
}
