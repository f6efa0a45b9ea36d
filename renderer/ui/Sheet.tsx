import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { Button } from './Button.tsx';
import './Sheet.css';

type SheetProps = Readonly<{
  title: string;
  subtitle?: ReactNode;
  width: 'narrow' | 'middle' | 'wide';
  isOpen: boolean;
  onClose: () => void;
  /** Something is typed in it: a click beside it must not throw that away. */
  keepsTyping?: boolean;
  footer?: ReactNode;
  children: ReactNode;
}>;

/** A modal sheet with a fixed head and foot; its middle scrolls. */
export function Sheet({ title, subtitle, width, isOpen, onClose, keepsTyping = false, footer, children }: SheetProps) {
  return (
    <ModalOverlay
      className="sheet-scrim"
      isDismissable={!keepsTyping}
      isOpen={isOpen}
      onOpenChange={(open) => (open ? undefined : onClose())}
    >
      <Modal className="sheet" data-width={width}>
        <Dialog className="sheet-dialog">
          <header className="sheet-head">
            <div>
              <Heading slot="title" className="sheet-title">
                {title}
              </Heading>
              {subtitle !== undefined && <p className="sheet-subtitle">{subtitle}</p>}
            </div>
            <Button look="icon" aria-label="Close" onPress={onClose}>
              <X size={18} aria-hidden="true" />
            </Button>
          </header>
          {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- so that it scrolls by keyboard */}
          <div className="sheet-body" tabIndex={0}>
            {children}
          </div>
          {footer !== undefined && <footer className="sheet-foot">{footer}</footer>}
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
