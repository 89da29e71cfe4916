// A short ding-dong made on the spot: no sound file, no network. Browsers may keep quiet until the first touch.
import { signal } from "@preact/signals";

/** True while the browser refuses to make a sound. */
export const soundBlocked = signal(false);

let context: AudioContext | null = null;

function soundContext(): AudioContext | null {
  if (typeof AudioContext === "undefined") return null;
  context ??= new AudioContext();
  soundBlocked.value = context.state !== "running";
  return context;
}

function note(audio: AudioContext, hertz: number, atSeconds: number): void {
  const gain = audio.createGain();
  gain.gain.setValueAtTime(0, atSeconds);
  gain.gain.linearRampToValueAtTime(0.5, atSeconds + 0.01);
  gain.gain.exponentialRampToValueAtTime(0.001, atSeconds + 0.9);
  gain.connect(audio.destination);
  // A quiet octave above makes it a bell rather than a beep.
  for (const [factor, level] of [
    [1, 1],
    [2, 0.25],
  ] as const) {
    const tone = audio.createOscillator();
    const share = audio.createGain();
    share.gain.value = level;
    tone.frequency.value = hertz * factor;
    tone.connect(share);
    share.connect(gain);
    tone.start(atSeconds);
    tone.stop(atSeconds + 1);
  }
}

/** Asks for sound at the start, so that a blocked page can say so before the first call. */
export async function allowSound(): Promise<void> {
  const audio = soundContext();
  if (audio === null) return;
  // A blocked context answers only after a touch: look at its state at once, and again when it answers.
  const answer = audio.resume();
  soundBlocked.value = audio.state !== "running";
  await answer;
  soundBlocked.value = audio.state !== "running";
}

/** Ding, dong. Silent when the browser does not allow it: numbers are always shown as well. */
export function chime(): void {
  const audio = soundContext();
  if (audio === null || audio.state !== "running") return;
  note(audio, 659.3, audio.currentTime + 0.02);
  note(audio, 523.3, audio.currentTime + 0.47);
}
