// Makes the verifier one file with everything inside: it is opened from a USB stick, where no second file is near.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build, type Plugin } from "vite";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/** The page's HTML with style and script in it. */
export async function verifierPage(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: "warn",
    build: {
      write: false,
      target: ["es2020", "chrome80"],
      modulePreload: false,
      rollupOptions: { input: at("main.ts"), output: { format: "iife" } },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]) as { output: { type: string; code?: string }[] }[];
  const chunks = outputs.flatMap(({ output }) => output).filter(({ type }) => type === "chunk");
  const [chunk, ...more] = chunks;
  if (chunk?.code === undefined || more.length > 0)
    throw new Error(`the verifier is ${chunks.length} scripts, not one`);
  // Inside HTML this would end the script.
  const script = chunk.code.replace(/<\/script/g, "<\\/script");
  const style = readFileSync(at("verify.css"), "utf8");
  return readFileSync(at("page.html"), "utf8")
    .replace("/*STYLE*/", () => style)
    .replace("/*SCRIPT*/", () => script);
}

/** Puts `verify.html` beside the other pages. */
export const verifier: Plugin = {
  name: "verifier",
  async generateBundle() {
    this.emitFile({ type: "asset", fileName: "verify.html", source: await verifierPage() });
  },
};
