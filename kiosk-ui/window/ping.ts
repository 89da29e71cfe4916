// A soft tone for a clerk who is free while somebody waits. Browsers allow it after the first press of the day.

const PITCH_HZ = 660;
const LOUDNESS = 0.06;
const TONE_SECONDS = 0.25;

/** Makes the tone when called; silent where the browser has no sound or does not allow it yet. */
export function softTone(): () => void {
  let audio: AudioContext | null = null;
  return () => {
    if (typeof AudioContext === "undefined") return;
    audio ??= new AudioContext();
    if (audio.state !== "running") {
      void audio.resume();
      return;
    }
    const tone = audio.createOscillator();
    const gain = audio.createGain();
    const { currentTime } = audio;
    tone.frequency.value = PITCH_HZ;
    gain.gain.setValueAtTime(LOUDNESS, currentTime);
    gain.gain.exponentialRampToValueAtTime(0.001, currentTime + TONE_SECONDS);
    tone.connect(gain).connect(audio.destination);
    tone.start();
    tone.stop(currentTime + TONE_SECONDS);
  };
}
