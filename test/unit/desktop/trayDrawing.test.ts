import { expect, test } from 'vitest';
import { drawTrayIcon } from '../../../electron/desktop/trayDrawing.ts';
import type { TrayKind } from '../../../electron/desktop/trayState.ts';

const kinds: readonly TrayKind[] = ['alarm', 'exitRunning', 'stale', 'profit', 'loss', 'exposed', 'resting', 'flat'];
/** What is seen of it on a grey panel, without colour. */
function greys(bitmap: Buffer): readonly number[] {
  return Array.from({ length: bitmap.length / 4 }, (_, pixel) => {
    const [blue = 0, green = 0, red = 0, alpha = 0] = bitmap.subarray(pixel * 4, pixel * 4 + 4);
    return 0.1 * blue + 0.6 * green + 0.3 * red + 160 * (1 - alpha / 255);
  });
}

test('every state and environment is told without colour, at every size', () => {
  for (const size of [16, 22, 24, 32, 48]) {
    for (const template of [false, true]) {
      const seen = kinds.flatMap((kind) =>
        (['live', 'practice'] as const).map((environment) => greys(drawTrayIcon(kind, environment, size, template).bitmap)),
      );
      for (const [index, picture] of seen.entries()) {
        for (const other of seen.slice(index + 1)) {
          const different = picture.filter((grey, pixel) => Math.abs(grey - (other[pixel] ?? 0)) > 30).length;
          expect(different).toBeGreaterThan((size * size) / 30);
        }
      }
    }
  }
});

test('colours are multiplied by alpha, and a template is black', () => {
  for (const kind of kinds) {
    const { bitmap } = drawTrayIcon(kind, 'practice', 24, false);
    for (let at = 0; at < bitmap.length; at += 4) {
      const [blue = 0, green = 0, red = 0, alpha = 0] = bitmap.subarray(at, at + 4);
      expect(Math.max(blue, green, red)).toBeLessThanOrEqual(alpha);
    }
    const template = drawTrayIcon(kind, 'live', 24, true).bitmap;
    expect(Array.from(template).every((value, index) => index % 4 === 3 || value === 0)).toBe(true);
  }
});
