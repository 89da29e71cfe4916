// The phone's bell: two notes made on the spot. The other pages' chime would double the weight of this one.

const NOTES = [
  { hertz: 659.3, atSeconds: 0.02 },
  { hertz: 523.3, atSeconds: 0.47 },
] as const;

let context: AudioContext | null = null;

function soundContext(): AudioContext | null {
  if (typeof AudioContext === "undefined") return null;
  context ??= new AudioContext();
  return context;
}

/** Asks the browser for sound; only a touch makes it agree. Answers whether it does. */
export async function allowBell(): Promise<boolean> {
  const audio = soundContext();
  if (audio === null) return false;
  await audio.resume();
  return audio.state === "running";
}

/** Ding, dong. Silent where the browser does not allow it: the call is shown as well. */
export function bell(): void {
  const audio = soundContext();
  if (audio === null || audio.state !== "running") return;
  for (const { hertz, atSeconds } of NOTES) {
    const startSeconds = audio.currentTime + atSeconds;
    const gain = audio.createGain();
    gain.gain.setValueAtTime(0, startSeconds);
    gain.gain.linearRampToValueAtTime(0.6, startSeconds + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.001, startSeconds + 0.9);
    gain.connect(audio.destination);
    const tone = audio.createOscillator();
    tone.frequency.value = hertz;
    tone.connect(gain);
    tone.start(startSeconds);
    tone.stop(startSeconds + 1);
  }
}
