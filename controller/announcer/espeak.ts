// espeak-ng as the voice of last resort: one short process per clip, text on its standard input, never through a shell.
import { spawn } from "node:child_process";

/** What it is called in Debian and its kin. */
export const ESPEAK = "espeak-ng";
export const ESPEAK_MISSING =
  "没有 espeak-ng，无法合成语音：apt install espeak-ng，或放入录音 · espeak-ng is missing: apt install espeak-ng, or put in recordings";

/** Makes a WAV file of a text; rejects when it cannot. */
export type Synthesizer = (text: string, language: string) => Promise<Buffer>;

const RUN_MS_MAX = 10_000;
const OUT_BYTES_MAX = 8 * 1024 * 1024;
const ERROR_CHARS_MAX = 400;
/** Languages of the hall → voices of espeak-ng, and words per minute that carry in a large room. */
const VOICES: Readonly<Record<string, { readonly voice: string; readonly speed: number }>> = {
  "zh-CN": { voice: "cmn", speed: 150 },
  "zh-Hant": { voice: "cmn", speed: 150 },
  yue: { voice: "yue", speed: 150 },
  en: { voice: "en-us", speed: 140 },
};

/** A voice that runs the program of this name. */
export const espeak =
  (program: string = ESPEAK): Synthesizer =>
  (text, language) => {
    const voice = VOICES[language];
    if (voice === undefined) return Promise.reject(new Error(`no voice for ${language}`));
    return run(program, ["-v", voice.voice, "-s", String(voice.speed), "-a", "160", "--stdin", "--stdout"], text);
  };

/** What can make clips on this machine; null with the reason when nothing can. */
export interface Voice {
  readonly synthesize: Synthesizer | null;
  readonly trouble: string;
}

/** Looks whether the program of this name is there. */
export async function findVoice(program: string = ESPEAK): Promise<Voice> {
  const trouble = await espeakTrouble(program);
  return trouble === null ? { synthesize: espeak(program), trouble: "" } : { synthesize: null, trouble };
}

/** Null when it is there; otherwise why not. */
export async function espeakTrouble(program: string = ESPEAK): Promise<string | null> {
  try {
    await run(program, ["--version"], "");
    return null;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? ESPEAK_MISSING : String(error);
  }
}

function run(program: string, args: readonly string[], input: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: ["pipe", "pipe", "pipe"], timeout: RUN_MS_MAX, windowsHide: true });
    const parts: Buffer[] = [];
    let bytes = 0;
    let said = "";
    child.on("error", reject);
    child.stdout.on("data", (part: Buffer) => {
      bytes += part.length;
      if (bytes > OUT_BYTES_MAX) child.kill("SIGKILL");
      else parts.push(part);
    });
    child.stderr.on("data", (part: Buffer) => {
      said = `${said}${part.toString("utf8")}`.slice(0, ERROR_CHARS_MAX);
    });
    // A program that ends without reading its input is judged by how it ends.
    child.stdin.on("error", () => undefined);
    child.on("close", (code, signal) => {
      if (code === 0) resolve(Buffer.concat(parts));
      else reject(new Error(`${program} ended with ${code ?? signal}: ${said.trim()}`));
    });
    child.stdin.end(input, "utf8");
  });
}
