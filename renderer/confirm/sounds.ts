// Sounds, made on the spot. Each is told from the others by its melody; the alarm insists, and ends by itself.
import type { ConfirmSound } from '../../shared/confirmation.ts';

type Note = Readonly<{ hz: number; atMs: number; ms: number; wave: OscillatorType; loud: number }>;

const notes = (wave: OscillatorType, loud: number, ms: number, ...melody: readonly (readonly [hz: number, atMs: number])[]) =>
  melody.map(([hz, atMs]): Note => ({ hz, atMs, ms, wave, loud }));

const ALARM_CALLS = 6;

export const MELODIES: Readonly<Record<ConfirmSound, readonly Note[]>> = {
  started: notes('triangle', 0.22, 110, [523, 0], [784, 120]),
  flat: notes('sine', 0.28, 320, [523, 0], [659, 140], [1047, 280]),
  notFlat: notes('sawtooth', 0.14, 260, [330, 0], [247, 280], [330, 700], [247, 980]),
  alarm: Array.from({ length: ALARM_CALLS }, (_, call) =>
    notes('square', 0.16, 170, [988, call * 620], [740, call * 620 + 200]),
  ).flat(),
  stale: notes('sine', 0.2, 150, [392, 0], [349, 220]),
};

const EDGE_S = 0.012; // a tone that begins or ends at once clicks

let playing: AudioContext | null = null;

/** The one before ends. Settles when the sound has begun. */
export async function playSound(sound: ConfirmSound): Promise<void> {
  const before = playing;
  const context = new AudioContext();
  playing = context;
  if (before !== null && before.state !== 'closed') await before.close();
  await context.resume();
  const start = context.currentTime + 0.02;
  let last: OscillatorNode | null = null;
  for (const note of MELODIES[sound]) {
    const from = start + note.atMs / 1000;
    const to = from + note.ms / 1000;
    const volume = context.createGain();
    volume.gain.setValueAtTime(0, from);
    volume.gain.linearRampToValueAtTime(note.loud, from + EDGE_S);
    volume.gain.setValueAtTime(note.loud, to - EDGE_S);
    volume.gain.linearRampToValueAtTime(0, to);
    const tone = context.createOscillator();
    tone.type = note.wave;
    tone.frequency.value = note.hz;
    tone.connect(volume).connect(context.destination);
    tone.start(from);
    tone.stop(to);
    last = tone;
  }
  last?.addEventListener('ended', () => {
    if (context.state !== 'closed') void context.close();
  });
}
