import type { ConfirmApi } from '../../shared/confirmation.ts';

type ClosingButtonsProps = Readonly<{ api: ConfirmApi; askId: string; close: string }>;

export function ClosingButtons({ api, askId, close }: ClosingButtonsProps) {
  return (
    <div className="buttons">
      <button
        type="button"
        className="plain strong"
        onClick={() => {
          void api.showPanel({});
          void api.dismiss({ askId }); // it would lie on top of the panel
        }}
      >
        Show panel
      </button>
      <button type="button" className="plain" onClick={() => void api.dismiss({ askId })}>
        {close} <kbd>Esc</kbd>
      </button>
    </div>
  );
}
