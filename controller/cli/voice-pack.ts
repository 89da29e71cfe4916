// `hallkeeper voice-pack build | check`: makes every clip a hall needs, where espeak-ng is, and says which are missing.
import type { Config } from "../../config/schema.ts";
import { findVoice } from "../announcer/espeak.ts";
import { packTexts } from "../announcer/vocabulary.ts";
import { VoicePack } from "../announcer/voice-pack.ts";

export interface VoicePackRun {
  readonly config: Config;
  readonly folder: string;
  /** `build`, or `check`: makes nothing. */
  readonly build: boolean;
  readonly program?: string;
}

export interface VoicePackReport {
  readonly ok: boolean;
  readonly folder: string;
  /** Texts the hall needs, and those there is no clip for. */
  readonly texts: number;
  readonly missing: readonly string[];
  readonly trouble: string | null;
}

/** Asked for at once; the pack makes a few of them at a time. */
const TOGETHER = 16;

export async function voicePack({ config, folder, build, program }: VoicePackRun): Promise<VoicePackReport> {
  const voice = build ? await findVoice(program) : { synthesize: null, trouble: "" };
  const pack = new VoicePack({ folder, synthesize: null });
  await pack.open(voice);
  const texts = packTexts(config);
  const missing: string[] = [];
  for (let at = 0; at < texts.length; at += TOGETHER) {
    const some = texts.slice(at, at + TOGETHER);
    const made = await Promise.all(some.map(({ text, language }) => pack.ensure(text, language)));
    missing.push(...some.filter((_text, i) => made[i] !== true).map(({ text, language }) => `${language} ${text}`));
  }
  const last = pack.status().detail;
  return { ok: missing.length === 0, folder, texts: texts.length, missing, trouble: voice.trouble || last || null };
}

/** For people. */
export function packWords({ ok, folder, texts, missing, trouble }: VoicePackReport): string {
  if (ok) return `${folder}: 语音齐全 complete, ${texts} clips`;
  const head = `${folder}: 缺 ${missing.length} / ${texts} 条语音 ${missing.length} of ${texts} clips are missing`;
  const some = missing.slice(0, 10).map((text) => `  ${text}`);
  const more = missing.length > 10 ? [`  … ${missing.length - 10} more`] : [];
  return [head, ...(trouble === null ? [] : [trouble]), ...some, ...more].join("\n");
}
