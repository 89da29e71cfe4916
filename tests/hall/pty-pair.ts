// Two pseudo-terminals joined back to back: a serial cable for tests that need the real serial module.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually } from "../helpers/real-hall.ts";

/** The place of a program; throws with the Debian package to install when it is missing. */
export function programOf(name: string, debianPackage: string = name): string {
  const places = ["/usr/bin", "/usr/local/bin", "/opt/homebrew/bin"].map((folder) => join(folder, name));
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`${name} is missing: apt-get install ${debianPackage}`);
  return found;
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
