// Plays clips one right behind the other, by the sound card's own clock, and knows whether they were really played.

/** One reading. */
export interface Reel {
  readonly clips: readonly string[];
  readonly gapMs: number;
  /** 0…100 */
  readonly volume: number;
  /** From now. */
  readonly inMs: number;
}

/** What came of it; `detail` says why nothing was heard. */
export interface Played {
  readonly ok: boolean;
  readonly detail: string;
}

/** A sound card that stands still for this long behind the end of a reel is no longer one. */
const SLACK_MS = 2_000;
const CLIPS_KEPT_MAX = 200;
const FETCH_MS_MAX = 5_000;
const SOONEST_SECONDS = 0.03;

export class ClipDeck {
  readonly #clips = new Map<string, Promise<AudioBuffer>>();
  #audio: AudioContext | null = null;

  /** Whether the browser lets sound out now. */
  get isOpen(): boolean {
    return this.#context()?.state === "running";
  }

  /** Seconds of the sound card's clock: stands still while nothing may be heard. */
  get seconds(): number {
    return this.#audio?.currentTime ?? 0;
  }

  /** Asks for sound; a browser that wants a touch first answers only then. Resolves with `isOpen` at once. */
  async open(): Promise<boolean> {
    const audio = this.#context();
    if (audio === null) return false;
    await Promise.race([audio.resume(), new Promise((done) => setTimeout(done, 300))]).catch(() => undefined);
    return audio.state === "running";
  }

  async play({ clips, gapMs, volume, inMs }: Reel): Promise<Played> {
    const startedMs = performance.now();
    if (!(await this.open()))
      return { ok: false, detail: "浏览器不允许发声，请点击页面 sound is blocked: touch the page" };
    const audio = this.#audio;
    if (audio === null) return { ok: false, detail: "没有声音设备 no sound device" };
    let buffers: AudioBuffer[];
    try {
      buffers = await Promise.all(clips.map((url) => this.#clip(audio, url)));
    } catch (error) {
      return { ok: false, detail: `取不到语音 no clip: ${error instanceof Error ? error.message : String(error)}` };
    }
    const gain = audio.createGain();
    gain.gain.value = volume / 100;
    gain.connect(audio.destination);
    const waitMs = inMs - (performance.now() - startedMs);
    const from = audio.currentTime + Math.max(SOONEST_SECONDS, waitMs / 1000);
    let at = from;
    let last: AudioBufferSourceNode | null = null;
    for (const buffer of buffers) {
      last = audio.createBufferSource();
      last.buffer = buffer;
      last.connect(gain);
      last.start(at);
      at += buffer.duration + gapMs / 1000;
    }
    if (last === null) return { ok: true, detail: "" };
    const end = at - gapMs / 1000;
    const isThrough = await ended(last, (end - audio.currentTime) * 1000 + SLACK_MS);
    gain.disconnect();
    if (isThrough && audio.currentTime >= end - 0.1) return { ok: true, detail: "" };
    // A card that was taken away leaves a clock that stands: the next reel gets a new one.
    this.#audio = null;
    this.#clips.clear();
    void audio.close().catch(() => undefined);
    return { ok: false, detail: "声卡停住 the sound card stands still" };
  }

  #context(): AudioContext | null {
    if (typeof AudioContext === "undefined") return null;
    this.#audio ??= new AudioContext();
    return this.#audio;
  }

  #clip(audio: AudioContext, url: string): Promise<AudioBuffer> {
    const known = this.#clips.get(url);
    if (known !== undefined) return known;
    const loading = loaded(audio, url);
    loading.catch(() => this.#clips.delete(url));
    this.#clips.set(url, loading);
    if (this.#clips.size > CLIPS_KEPT_MAX) {
      for (const oldest of this.#clips.keys()) {
        this.#clips.delete(oldest);
        break;
      }
    }
    return loading;
  }
}

async function loaded(audio: AudioContext, url: string): Promise<AudioBuffer> {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), FETCH_MS_MAX);
  try {
    const answer = await fetch(url, { signal: stop.signal });
    if (!answer.ok) throw new Error(`HTTP ${answer.status}`);
    return await audio.decodeAudioData(await answer.arrayBuffer());
  } finally {
    clearTimeout(late);
  }
}

function ended(node: AudioBufferSourceNode, msMax: number): Promise<boolean> {
  return new Promise((done) => {
    const late = setTimeout(() => done(false), msMax);
    node.onended = () => {
      clearTimeout(late);
      done(true);
    };
  });
}
