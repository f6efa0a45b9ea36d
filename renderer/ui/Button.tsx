import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import './controls.css';

type Look = 'plain' | 'quiet' | 'outline' | 'icon' | 'primary' | 'danger';

/** An ordinary button; no exit runs through it. `danger` deletes something here, never at a venue.
 * What waits is `isPending`, not disabled: a disabled button loses the focus, and Esc with it. */
export function Button({ look = 'plain', ...props }: ButtonProps & { readonly look?: Look }) {
  return <AriaButton {...props} className={`button button-${look}`} />;
}
