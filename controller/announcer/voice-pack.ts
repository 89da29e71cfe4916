// Where clips come from: a hall's own recordings first, then the pack that was built, then a synthesizer; kept on disk.
import { createHash, randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Synthesizer, Voice } from "./espeak.ts";
import { clipText, type Phrase } from "./phrases.ts";
import { chimeWav, trimmed, wavInfo } from "./wav.ts";

/** A piece of sound: what it says and how long that takes. `text` and `language` find it again. */
export interface Clip {
  readonly text: string;
  readonly language: string;
  readonly durationMs: number;
}

export interface ClipFile extends Clip {
  readonly bytes: Buffer;
  /** Changes with the content. */
  readonly tag: string;
  readonly from: "recording" | "pack";
}

/** What the announcer needs of it. */
export interface ClipSource {
  /** The clips of these phrases in order; null when one of them cannot be had. */
  clipsFor(phrases: readonly Phrase[]): Promise<readonly Clip[] | null>;
  chime(): Promise<Clip>;
  status(): PackStatus;
}

export interface PackStatus {
  readonly state: "ok" | "partial" | "none";
  readonly clips: number;
  readonly detail: string;
}

export interface VoicePackOptions {
  readonly folder: string;
  /** Null: nothing can be made here, only played. */
  readonly synthesize: Synthesizer | null;
  /** Why there is no synthesizer. */
  readonly trouble?: string;
}

/** The folder of a data folder in which the service looks for clips. */
export const voiceFolder = (dataDir: string): string => join(dataDir, "voice");

/** The name under which the bell is found. */
export const CHIME = "chime";
/** Clips kept on disk, about 40 kB each; those not heard for longest go first. */
export const CLIPS_MAX = 2_000;
const KNOWN_MAX = 4_000;
const RUNNING_MAX = 2;
const QUEUE_MAX = 64;
/** A recording of a minute is no clip. */
const RECORDING_BYTES_MAX = 12 * 1024 * 1024;
const SHORTEST_MS = 60;

export class VoicePack implements ClipSource {
  readonly #folder: string;
  #synthesize: Synthesizer | null;
  #trouble: string;
  /** Where a clip was found, and how long it lasts: most calls need no look at the disk. */
  readonly #known = new Map<string, { readonly durationMs: number; readonly mtimeMs: number }>();
  readonly #making = new Map<string, Promise<boolean>>();
  readonly #turns: (() => void)[] = [];
  #running = 0;
  #clips = 0;
  #sinceSweep = 0;
  #lastFault = "";

  constructor({ folder, synthesize, trouble }: VoicePackOptions) {
    this.#folder = folder;
    this.#synthesize = synthesize;
    this.#trouble = trouble ?? "";
  }

  /** Makes the folders and counts what is there. Until a voice is given, only what is there can be heard. */
  async open(voice?: Voice): Promise<void> {
    if (voice !== undefined) {
      this.#synthesize = voice.synthesize;
      this.#trouble = voice.trouble;
    }
    await mkdir(join(this.#folder, "clips"), { recursive: true });
    await mkdir(join(this.#folder, "overrides"), { recursive: true });
    await this.#sweep();
  }

  status(): PackStatus {
    const [clips, detail] = [this.#clips, this.#lastFault || this.#trouble];
    if (this.#synthesize !== null && this.#lastFault === "") return { state: "ok", clips, detail: "" };
    return { state: clips > 0 ? "partial" : "none", clips, detail };
  }

  async clipsFor(phrases: readonly Phrase[]): Promise<readonly Clip[] | null> {
    const found = await Promise.all(phrases.map((phrase) => this.#clipsOf(phrase)));
    return found.some((clips) => clips === null) ? null : found.flatMap((clips) => clips ?? []);
  }

  async chime(): Promise<Clip> {
    const { text, language, durationMs } = await this.#chime();
    return { text, language, durationMs };
  }

  /** The sound of a text; null when there is none and none can be made. The caller decides which texts may be asked. */
  async file(text: string, language: string): Promise<ClipFile | null> {
    if (text === CHIME) return this.#chime();
    const plain = clipText(text);
    const recording = await this.#recording(plain, language);
    if (recording !== null) return recording;
    if (!(await this.#inPack(plain, language)) && !(await this.#make(plain, language))) return null;
    const path = this.#packPath(plain, language);
    return this.#read(path, { text: plain, language, from: "pack" });
  }

  /** Puts a text into the pack unless it is there; false when it cannot be made. */
  async ensure(text: string, language: string): Promise<boolean> {
    const plain = clipText(text);
    if ((await this.#recording(plain, language)) !== null) return true;
    return (await this.#inPack(plain, language)) || this.#make(plain, language);
  }

  /** Recordings of the words, or the phrase from the pack, or its words from the pack: never two voices in a phrase. */
  async #clipsOf({ text, language, spellings }: Phrase): Promise<Clip[] | null> {
    for (const words of [[text], ...spellings]) {
      const recorded = await Promise.all(words.map((word) => this.#recorded(clipText(word), language)));
      if (recorded.every((clip) => clip !== null)) return recorded.flatMap((clip) => clip ?? []);
    }
    const plain = clipText(text);
    if ((await this.#inPack(plain, language)) || (await this.#make(plain, language))) {
      const clip = await this.#measured(this.#packPath(plain, language), plain, language);
      if (clip !== null) return [clip];
    }
    for (const words of spellings) {
      const packed = await Promise.all(words.map((word) => this.#packed(clipText(word), language)));
      if (packed.every((clip) => clip !== null)) return packed.flatMap((clip) => clip ?? []);
    }
    return null;
  }

  async #packed(text: string, language: string): Promise<Clip | null> {
    return this.#measured(this.#packPath(text, language), text, language);
  }

  async #recorded(text: string, language: string): Promise<Clip | null> {
    for (const path of this.#recordingPaths(text, language)) {
      const clip = await this.#measured(path, text, language);
      if (clip !== null) return clip;
    }
    return null;
  }

  async #recording(text: string, language: string): Promise<ClipFile | null> {
    for (const path of this.#recordingPaths(text, language)) {
      const file = await this.#read(path, { text, language, from: "recording" });
      if (file !== null) return file;
    }
    return null;
  }

  /** `overrides/en/A.wav` before `overrides/A.wav`. */
  #recordingPaths(text: string, language: string): string[] {
    const name = recordingName(text);
    if (name === null) return [];
    return [join(this.#folder, "overrides", language, name), join(this.#folder, "overrides", name)];
  }

  #packPath(text: string, language: string): string {
    const hash = createHash("sha256").update(`${language}\n${text}`).digest("hex").slice(0, 32);
    return join(this.#folder, "clips", `${hash}.wav`);
  }

  async #inPack(text: string, language: string): Promise<boolean> {
    return (await this.#packed(text, language)) !== null;
  }

  /** The length of a sound file, remembered until the file changes; null when there is none that can be played. */
  async #measured(path: string, text: string, language: string): Promise<Clip | null> {
    const seen = await stat(path).catch(() => null);
    if (seen === null || !seen.isFile() || seen.size > RECORDING_BYTES_MAX) return null;
    const known = this.#known.get(path);
    if (known !== undefined && known.mtimeMs === seen.mtimeMs) return { text, language, durationMs: known.durationMs };
    const info = wavInfo(await readFile(path));
    if (info === null) return null;
    this.#remember(path, info.durationMs, seen.mtimeMs);
    return { text, language, durationMs: info.durationMs };
  }

  #remember(path: string, durationMs: number, mtimeMs: number): void {
    if (this.#known.size >= KNOWN_MAX) this.#known.clear();
    this.#known.set(path, { durationMs, mtimeMs });
  }

  async #read(path: string, clip: Pick<ClipFile, "text" | "language" | "from">): Promise<ClipFile | null> {
    const bytes = await readFile(path).catch(() => null);
    const info = bytes === null || bytes.length > RECORDING_BYTES_MAX ? null : wavInfo(bytes);
    if (bytes === null || info === null) return null;
    // Heard lately: the clean-up leaves it. A read-only folder keeps its order of making.
    const now = new Date();
    if (clip.from === "pack") await utimes(path, now, (await stat(path)).mtime).catch(() => undefined);
    const tag = createHash("sha256").update(bytes).digest("base64url").slice(0, 22);
    return { ...clip, bytes, tag, durationMs: info.durationMs };
  }

  async #chime(): Promise<ClipFile> {
    const own = await this.#recording(CHIME, "zh-CN");
    if (own !== null) return own;
    const bytes = chimeWav();
    const durationMs = wavInfo(bytes)?.durationMs ?? 0;
    return { text: CHIME, language: "zh-CN", bytes, durationMs, tag: "chime-1", from: "pack" };
  }

  /** One process per text, a few at a time; the same text asked for twice is made once. */
  #make(text: string, language: string): Promise<boolean> {
    const key = `${language}\n${text}`;
    const running = this.#making.get(key);
    if (running !== undefined) return running;
    const synthesize = this.#synthesize;
    if (synthesize === null || this.#making.size >= QUEUE_MAX) return Promise.resolve(false);
    const made = this.#inTurn(() => this.#synthesized(synthesize, text, language)).finally(() =>
      this.#making.delete(key),
    );
    this.#making.set(key, made);
    return made;
  }

  async #inTurn<T>(run: () => Promise<T>): Promise<T> {
    if (this.#running >= RUNNING_MAX) await new Promise<void>((resolve) => this.#turns.push(resolve));
    this.#running += 1;
    try {
      return await run();
    } finally {
      this.#running -= 1;
      this.#turns.shift()?.();
    }
  }

  async #synthesized(synthesize: Synthesizer, text: string, language: string): Promise<boolean> {
    try {
      const bytes = trimmed(await synthesize(text, language));
      const info = wavInfo(bytes);
      if (info === null || info.durationMs < SHORTEST_MS) throw new Error(`「${text}」没有声音 no sound for this text`);
      const path = this.#packPath(text, language);
      // Whole or not at all: a power cut leaves no half file under the name.
      const part = `${path}.${randomUUID()}.part`;
      await writeFile(part, bytes);
      await rename(part, path);
      this.#clips += 1;
      this.#lastFault = "";
      this.#sinceSweep += 1;
      if (this.#sinceSweep >= 100) await this.#sweep();
      return true;
    } catch (error) {
      this.#lastFault = `合成失败 synthesis failed: ${error instanceof Error ? error.message : String(error)}`;
      return false;
    }
  }

  /** Counts the clips, removes what was left half written, and the oldest when there are too many. */
  async #sweep(): Promise<void> {
    this.#sinceSweep = 0;
    const folder = join(this.#folder, "clips");
    const names = await readdir(folder).catch(() => []);
    for (const name of names.filter((one) => one.endsWith(".part"))) await rm(join(folder, name), { force: true });
    const clips = names.filter((name) => name.endsWith(".wav"));
    this.#clips = clips.length;
    if (clips.length <= CLIPS_MAX) return;
    const ages = await Promise.all(
      clips.map(async (name) => ({ name, atMs: (await stat(join(folder, name)).catch(() => null))?.atimeMs ?? 0 })),
    );
    ages.sort((a, b) => a.atMs - b.atMs);
    for (const { name } of ages.slice(0, clips.length - CLIPS_MAX)) await rm(join(folder, name), { force: true });
    this.#clips = CLIPS_MAX;
  }
}

/** The file a recording is put in; null for a text that cannot be a name. */
export function recordingName(text: string): string | null {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: no file name may hold them.
  const name = text.replace(/[/\\:*?"<>|\u0000-\u001f]/g, "_").trim();
  return name === "" || name.startsWith(".") || name.length > 80 ? null : `${name}.wav`;
}
