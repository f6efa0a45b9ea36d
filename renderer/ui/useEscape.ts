import { useEffect, type RefObject } from 'react';

/** Esc inside `place` goes to what is open there and no further: the sheet around it stays. */
export function useEscape(place: RefObject<HTMLElement | null>, active: boolean, onEscape: () => void): void {
  useEffect(() => {
    const element = place.current;
    if (!active || element === null) return undefined;
    const listen = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.stopPropagation();
      onEscape();
    };
    element.addEventListener('keydown', listen);
    return () => element.removeEventListener('keydown', listen);
  }, [place, active, onEscape]);
}
