import { ArrowLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';

/** The head of a page inside the section, with the way back. */
export function PageHead({ title, onBack, children }: Readonly<{ title: string; onBack: () => void; children?: ReactNode }>) {
  return (
    <div className="automation-page">
      <Button look="icon" aria-label="Back to automation" onPress={onBack}>
        <ArrowLeft size={17} aria-hidden="true" />
      </Button>
      <h3 title={title}>{title}</h3>
      {children}
    </div>
  );
}
