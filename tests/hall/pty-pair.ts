// Two pseudo-terminals joined back to back: a serial cable for tests that need the real serial module.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../helpers/real-hall.ts";

const placeOf = (name: string): string | undefined =>
  ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"]
    .map((folder) => join(folder, name))
    .find((place) => existsSync(place));

/** The place of a program; throws with the Debian package to install when it is missing. */
export function programOf(name: string, debianPackage: string = name): string {
  const found = placeOf(name);
  if (found === undefined) throw new Error(`${name} is missing: apt-get install ${debianPackage}`);
  return found;
}

/** Whether these programs are here. Their absence is said aloud; on CI they must be there. */
export function hasPrograms(...names: string[]): boolean {
  const missing = names.filter((name) => placeOf(name) === undefined);
  if (missing.length === 0) return true;
  if (process.env.CI) throw new Error(`missing: apt-get install ${missing.join(" ")}`);
  console.warn(`WITHOUT ${missing.join(", ")}: what needs them was not tried. Install them and run the tests again.`);
  return false;
}

/** Both ends of the cable, until it is pulled. */
export interface PtyPair {
  readonly near: string;
  readonly far: string;
  stop(): Promise<void>;
}

/** Plugs a cable in; a path may be opened by any program. */
export async function ptyPair(): Promise<PtyPair> {
  const folder = mkdtempSync(join(tmpdir(), "hallkeeper-pty-"));
  const [near, far] = [join(folder, "near"), join(folder, "far")];
  const ends = [near, far].map((path) => `pty,raw,echo=0,link=${path}`);
  const socat = spawn(programOf("socat"), ends, { stdio: "ignore" });
  const gone = new Promise<void>((done) => socat.once("exit", () => done()));
  await eventually("the pseudo-terminals", () => existsSync(near) && existsSync(far));
  const stop = async () => {
    socat.kill("SIGTERM");
    await gone;
    rmSync(folder, { recursive: true, force: true });
  };
  return { near, far, stop };
}
