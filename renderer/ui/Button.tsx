import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import './controls.css';

type Look = 'plain' | 'quiet' | 'outline' | 'icon';

/** An ordinary button; nothing destructive happens through it. */
export function Button({ look = 'plain', ...props }: ButtonProps & { readonly look?: Look }) {
  return <AriaButton {...props} className={`button button-${look}`} />;
}
