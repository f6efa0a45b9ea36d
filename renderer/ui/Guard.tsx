import { Component, type ReactNode } from 'react';
import { Button } from './Button.tsx';
import { FailureBox } from './FailureBox.tsx';

type GuardProps = Readonly<{ what: string; children: ReactNode }>;
type GuardState = Readonly<{ cause: string | null }>;

/** Keeps a defect in one part of the panel from taking the Emergency Exit down with it. */
export class Guard extends Component<GuardProps, GuardState> {
  override state: GuardState = { cause: null };

  static getDerivedStateFromError(cause: unknown): GuardState {
    return { cause: cause instanceof Error ? cause.message : String(cause) };
  }

  override render(): ReactNode {
    const { cause } = this.state;
    if (cause === null) return this.props.children;
    return (
      <div className="app-problem">
        <FailureBox
          failure={{
            kind: 'internal',
            message: `${this.props.what} could not be drawn: ${cause}`,
            remedy: 'The exits still work. Draw it again or reload the window.',
          }}
        />
        <Button look="outline" onPress={() => this.setState({ cause: null })}>
          Draw again
        </Button>
      </div>
    );
  }
}
