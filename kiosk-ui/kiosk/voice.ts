// The kiosk's voice: clips of the service, else a voice of the machine, else silence. All it says is on the glass too.
import type { Tongue } from "../shared/i18n/text.ts";

export interface Manner {
  readonly tongue: Tongue;
  /** 0…1 */
  readonly volume: number;
  /** For people who need time. */
  readonly slow: boolean;
}

/** One way of saying a sentence: false when it cannot. */
export interface Mouth {
  say(sentence: string, manner: Manner): Promise<boolean>;
  stop(): void;
}

/** A page is said in so many sentences at most; the rest is found with the arrows. */
const SENTENCES_MAX = 24;

/** The sentences of a spoken text. */
export function sentences(text: string): string[] {
  return text
    .split(/。|\. |\.$|\n/)
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .slice(0, SENTENCES_MAX);
}

/** Says one thing at a time: the newest interrupts what is being said. */
export class Voice {
  readonly #mouths: readonly Mouth[];
  #turn = 0;

  constructor(mouths: readonly Mouth[]) {
    this.#mouths = mouths;
  }

  stop(): void {
    this.#turn += 1;
    for (const mouth of this.#mouths) mouth.stop();
  }

  async say(text: string, manner: Manner): Promise<void> {
    this.stop();
    const turn = this.#turn;
    for (const sentence of sentences(text)) {
      for (const mouth of this.#mouths) {
        if (turn !== this.#turn) return;
        if (await mouth.say(sentence, manner)) break;
      }
    }
  }
}

/** Recorded or made by the service, over the hall's own network. */
export class ClipMouth implements Mouth {
  readonly #missing = new Map<string, number>();
  #playing: HTMLAudioElement | null = null;

  say(sentence: string, manner: Manner): Promise<boolean> {
    const query = new URLSearchParams({ text: sentence, language: manner.tongue === "en" ? "en" : "zh-CN" });
    const url = `/api/v1/speech?${query}`;
    const missed = this.#missing.get(url);
    if (missed !== undefined && performance.now() - missed < MISSING_MS) return Promise.resolve(false);
    const audio = new Audio(url);
    this.#playing = audio;
    audio.volume = manner.volume;
    audio.playbackRate = manner.slow ? SLOW_RATE : 1;
    return new Promise((done) => {
      audio.onended = () => done(true);
      audio.onpause = () => done(true);
      audio.onerror = () => {
        if (this.#missing.size >= MISSING_MAX) this.#missing.clear();
        this.#missing.set(url, performance.now());
        done(false);
      };
      audio.play().catch(() => done(false)); // Not allowed yet, or no such clip: the next way tries.
    });
  }

  stop(): void {
    this.#playing?.pause();
    this.#playing = null;
  }
}

const SLOW_RATE = 0.85;
const MISSING_MS = 60_000;
const MISSING_MAX = 500;
/** A voice that never reports its end must not hold up the rest. */
const SYNTH_MS_MAX = 15_000;

/** The machine's own voice, where it has one for the language. */
export class SynthMouth implements Mouth {
  say(sentence: string, manner: Manner): Promise<boolean> {
    const synth = typeof speechSynthesis === "undefined" ? null : speechSynthesis;
    const wanted = manner.tongue === "en" ? /^en/i : /^(zh|cmn)/i;
    const voice = synth?.getVoices().find((one) => wanted.test(one.lang));
    if (synth === null || voice === undefined) return Promise.resolve(false);
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.voice = voice;
    utterance.lang = voice.lang;
    utterance.volume = manner.volume;
    utterance.rate = manner.slow ? 0.75 : 0.95;
    return new Promise((done) => {
      const limit = setTimeout(() => done(true), SYNTH_MS_MAX);
      utterance.onend = utterance.onerror = () => {
        clearTimeout(limit);
        done(true);
      };
      synth.speak(utterance);
    });
  }

  stop(): void {
    if (typeof speechSynthesis !== "undefined") speechSynthesis.cancel();
  }
}
