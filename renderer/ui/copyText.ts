/** Copies on a person's press. The page has no clipboard permission, and none is needed for this way. */
export function copyText(text: string): boolean {
  let taken = false;
  const fill = (event: ClipboardEvent): void => {
    if (event.clipboardData === null) return;
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
    taken = true;
  };
  document.addEventListener('copy', fill, { capture: true });
  try {
    // oxlint-disable-next-line typescript/no-deprecated -- its successor asks for a permission that the window refuses
    return document.execCommand('copy') && taken;
  } finally {
    document.removeEventListener('copy', fill, { capture: true });
  }
}
