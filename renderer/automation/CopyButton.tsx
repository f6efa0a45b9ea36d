import { Check, Copy, TriangleAlert } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../ui/Button.tsx';
import { copyText } from '../ui/copyText.ts';

const SAID_MS = 2_500;
const WORDS = { idle: 'Copy', copied: 'Copied', failed: 'Not copied: select it' } as const;
const ICONS = { idle: Copy, copied: Check, failed: TriangleAlert } as const;

type CopyButtonProps = Readonly<{ what: string; text: () => string; look?: 'outline' | 'primary' }>;

/** Copies, and says whether it did. */
export function CopyButton({ what, text, look = 'outline' }: CopyButtonProps) {
  const [said, setSaid] = useState<keyof typeof WORDS>('idle');
  useEffect(() => {
    if (said === 'idle') return undefined;
    const timer = setTimeout(() => setSaid('idle'), SAID_MS);
    return () => clearTimeout(timer);
  }, [said]);
  const Icon = ICONS[said];
  return (
    <>
      <Button look={look} aria-label={`Copy ${what}`} onPress={() => setSaid(copyText(text()) ? 'copied' : 'failed')}>
        <Icon size={15} aria-hidden="true" />
        {WORDS[said]}
      </Button>
      <output className="unseen">{said === 'idle' ? '' : WORDS[said]}</output>
    </>
  );
}
