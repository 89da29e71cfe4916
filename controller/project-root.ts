// Where the project lies, from the source tree as well as from dist/.
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The nearest folder above this file that holds a package.json. */
export function projectRoot(): string {
  let at = import.meta.dirname;
  while (!existsSync(join(at, "package.json"))) {
    const parent = dirname(at);
    if (parent === at) throw new Error("this file lies outside its project: no package.json above it");
    at = parent;
  }
  return at;
}
