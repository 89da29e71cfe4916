// Finds and reads the files of the virtual hall page, from source and from the built tree alike.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** One file of the page, as it goes over HTTP. */
export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
}

const TYPES: Readonly<Record<string, string>> = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  mjs: "text/javascript; charset=utf-8",
  svg: "image/svg+xml",
};

/** The nearest folder above `from` that holds a package.json: the compiler copies modules, never the page. */
export function projectRoot(from: string): string {
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    if (existsSync(join(folder, "package.json"))) return folder;
    if (folder === dirname(folder)) throw new Error(`no package.json above ${from}`);
  }
}

/** The file behind a request path, or null. Only plain names: nothing outside the folder can be asked for. */
export function hallPageFile(path: string, from: string = fileURLToPath(import.meta.url)): PageFile | null {
  const name = path === "/" ? "index.html" : path.slice(1);
  const ending = /^[a-z0-9-]+\.([a-z]+)$/.exec(name)?.[1];
  const type = ending === undefined ? undefined : TYPES[ending];
  if (type === undefined) return null;
  const file = join(projectRoot(from), "simulators", "virtual-hall", name);
  return existsSync(file) ? { type, body: readFileSync(file) } : null;
}
