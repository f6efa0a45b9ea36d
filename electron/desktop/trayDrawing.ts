// The tray's icons, drawn: signed distances on a grid of 16, filled with one pixel of smoothing at any size. Every state has an
// outline of its own, so that it is told without colour; practice has a round mark in the corner, live has none.
import type { Environment } from '../../shared/account.ts';
import { assertNever } from '../../shared/failure.ts';
import type { TrayKind } from './trayState.ts';

/** Below zero inside, in units of the grid. */
type Shape = (x: number, y: number) => number;
type Colour = readonly [red: number, green: number, blue: number];
type Point = readonly [x: number, y: number];

const GRID = 16;
const EDGE = 0.8; // a darker rim keeps the shape on a panel of its own colour

const white: Colour = [255, 255, 255];
const ink: Colour = [30, 22, 4];
const practiceColour: Colour = [124, 92, 255];
const PRACTICE_SHRINKS = 0.86; // so that the mark in the corner covers no glyph

const disc =
  (cx: number, cy: number, radius: number): Shape =>
  (x, y) =>
    Math.hypot(x - cx, y - cy) - radius;

function segment([ax, ay]: Point, [bx, by]: Point, width: number): Shape {
  const lengthSquared = (bx - ax) ** 2 + (by - ay) ** 2;
  return (x, y) => {
    const along = Math.max(0, Math.min(1, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / lengthSquared));
    return Math.hypot(x - ax - along * (bx - ax), y - ay - along * (by - ay)) - width / 2;
  };
}

const union =
  (...shapes: readonly Shape[]): Shape =>
  (x, y) =>
    Math.min(...shapes.map((shape) => shape(x, y)));

const stroke = (points: readonly Point[], width: number): Shape =>
  union(
    ...points.slice(1).map((to, index) => {
      const from = points[index];
      return from === undefined ? () => Infinity : segment(from, to, width);
    }),
  );

/** A convex polygon, its corners rounded by `radius`; corners in clockwise order on screen. */
function polygon(corners: readonly Point[], radius: number): Shape {
  const outline = stroke([...corners, ...corners.slice(0, 1)], 0);
  return (x, y) => {
    const inside = corners.every(([ax, ay], index) => {
      const [bx, by] = corners[(index + 1) % corners.length] ?? [ax, ay];
      return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0;
    });
    return (inside ? -1 : 1) * outline(x, y) - radius;
  };
}

/** Part of a ring, as angles in turns clockwise from the right. */
const arc = (cx: number, cy: number, radius: number, fromTurn: number, toTurn: number, width: number): Shape =>
  stroke(
    Array.from({ length: 13 }, (_, index): Point => {
      const angle = (fromTurn + ((toTurn - fromTurn) * index) / 12) * 2 * Math.PI;
      return [cx + radius * Math.cos(angle), cy + radius * Math.sin(angle)];
    }),
    width,
  );

type Drawing = Readonly<{ body: Shape; colour: Colour; glyph: Shape | null; glyphColour: Colour }>;

function drawingOf(kind: TrayKind): Drawing {
  switch (kind) {
    case 'flat':
      return {
        body: disc(8, 8, 7.4),
        colour: [92, 107, 128],
        glyph: stroke([[4.5, 8.3], [7.1, 10.8], [11.6, 5.5]], 2), // prettier-ignore
        glyphColour: white,
      };
    case 'resting':
      return {
        body: polygon([[2.2, 4.6], [13.8, 4.6], [13.8, 11.4], [2.2, 11.4]], 1.6), // prettier-ignore
        colour: [92, 107, 128],
        glyph: union(disc(4.3, 8, 1.25), disc(8, 8, 1.25), disc(11.7, 8, 1.25)),
        glyphColour: white,
      };
    case 'profit':
      return {
        body: polygon([[8, 2.4], [14.4, 13.2], [1.6, 13.2]], 1.3), // prettier-ignore
        colour: [23, 150, 92],
        glyph: null,
        glyphColour: white,
      };
    case 'loss':
      return {
        body: polygon([[1.6, 2.8], [14.4, 2.8], [8, 13.6]], 1.3), // prettier-ignore
        colour: [224, 72, 62],
        glyph: null,
        glyphColour: white,
      };
    case 'exposed':
      return {
        body: polygon([[8, 1.6], [14.4, 8], [8, 14.4], [1.6, 8]], 1), // prettier-ignore
        colour: [36, 128, 190],
        glyph: segment([5.6, 8], [10.4, 8], 2),
        glyphColour: white,
      };
    case 'stale':
      return {
        body: polygon([[2.4, 2.4], [13.6, 2.4], [13.6, 13.6], [2.4, 13.6]], 1.8), // prettier-ignore
        colour: [240, 170, 40],
        glyph: union(arc(8, 6.2, 2.5, 0.5, 1.2, 1.9), stroke([[8.8, 8.6], [8, 9.6]], 1.9), disc(8, 12.2, 1.2)), // prettier-ignore
        glyphColour: ink,
      };
    case 'exitRunning':
      return {
        body: union(
          stroke([[2.6, 3], [7, 8], [2.6, 13]], 3.6), // prettier-ignore
          stroke([[8.9, 3], [13.3, 8], [8.9, 13]], 3.6), // prettier-ignore
        ),
        colour: [47, 123, 246],
        glyph: null,
        glyphColour: white,
      };
    case 'alarm':
      return {
        body: polygon([[5.3, 1.4], [10.7, 1.4], [14.6, 5.3], [14.6, 10.7], [10.7, 14.6], [5.3, 14.6], [1.4, 10.7], [1.4, 5.3]], 0.9), // prettier-ignore
        colour: [216, 30, 38],
        glyph: union(segment([8, 4.4], [8, 8.6], 2.4), disc(8, 11.8, 1.35)),
        glyphColour: white,
      };
    default:
      return assertNever(kind);
  }
}

export type TrayPicture = Readonly<{
  size: number;
  /** Four bytes a pixel: blue, green, red, alpha; colours multiplied by alpha. What nativeImage.createFromBitmap takes. */
  bitmap: Buffer;
}>;

/** `template`: black with alpha only, for macOS, which colours it to its menu bar. */
export function drawTrayIcon(kind: TrayKind, environment: Environment, size: number, template: boolean): TrayPicture {
  const drawing = drawingOf(kind);
  const { colour, glyphColour } = drawing;
  const scale = size / GRID;
  const shrunk = (shape: Shape): Shape =>
    environment === 'live' ? shape : (x, y) => PRACTICE_SHRINKS * shape(x / PRACTICE_SHRINKS, y / PRACTICE_SHRINKS);
  const body = shrunk(drawing.body);
  const glyph = drawing.glyph === null ? null : shrunk(drawing.glyph);
  const covered = (shape: Shape, x: number, y: number): number => Math.max(0, Math.min(1, 0.5 - shape(x, y) * scale));
  const mark = environment === 'practice' ? disc(13, 13, 2.9) : null;
  const gap = disc(13, 13, 3.9);
  const bitmap = Buffer.alloc(size * size * 4);
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      const x = (column + 0.5) / scale;
      const y = (row + 0.5) / scale;
      const kept = mark === null ? 1 : 1 - covered(gap, x, y);
      const inner = covered((px, py) => body(px, py) + EDGE, x, y);
      const drawn = glyph === null ? 0 : covered(glyph, x, y);
      const marked = mark === null ? 0 : covered(mark, x, y);
      const alpha = covered(body, x, y) * kept * (template ? 1 - drawn : 1) + marked;
      const mixed = (channel: 0 | 1 | 2): number => {
        if (template) return 0;
        const rimmed = colour[channel] * (0.55 + 0.45 * inner);
        const own = rimmed + (glyphColour[channel] - rimmed) * drawn;
        return own * covered(body, x, y) * kept + practiceColour[channel] * marked;
      };
      const opacity = Math.min(1, alpha);
      const at = (row * size + column) * 4;
      for (const [offset, channel] of [2, 1, 0].entries()) {
        bitmap[at + offset] = Math.round(Math.min(255 * opacity, mixed(channel as 0 | 1 | 2)));
      }
      bitmap[at + 3] = Math.round(255 * opacity);
    }
  }
  return { size, bitmap };
}
