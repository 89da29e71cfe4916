// `npm start` as a person or a supervisor uses it: one command, every address printed, and one signal ends all of it.
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "vitest";
import { stringify } from "yaml";
import { allowedMs } from "../helpers/patience.ts";
import { eventually, planHall } from "../helpers/real-hall.ts";

const root = resolve(import.meta.dirname, "..", "..");

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    (response) => response.ok,
    () => false,
  );
}

test("npm start runs hall and simulators, prints every address, and a signal to npm ends both", async () => {
  const dir = mkdtempSync(join(tmpdir(), "hallkeeper-launch-"));
  const { config, ports } = await planHall({ windows: 1 });
  const file = join(dir, "hall.yaml");
  writeFileSync(file, stringify(config));
  const args = ["start", "--", "--config", file, "--data", join(dir, "data"), "--simulator-port", String(ports.sim)];
  const child = spawn("npm", args, { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString("utf8");
  });
  const hall = `http://127.0.0.1:${ports.hall}`;
  const sim = `http://127.0.0.1:${ports.sim}`;
  try {
    await eventually("the hall", () => answers(`${hall}/readyz`), 60_000);
    await eventually(
      "every address",
      () => output.includes("虚拟大厅 Virtual hall") && output.includes(`${hall}/manager`),
    );
    for (const page of [
      "/",
      "/kiosk?id=kiosk-1",
      "/window?id=1",
      "/pad?id=1",
      "/hall",
      "/screen?window=1",
      "/manager",
    ]) {
      expect(output).toContain(`${hall}${page}`);
      expect(await answers(`${hall}${page}`)).toBe(true);
    }
    expect(await answers(`${sim}/`)).toBe(true);
    const startedMs = performance.now();
    child.kill("SIGTERM");
    await eventually(
      "both to end",
      async () => !(await answers(`${hall}/healthz`)) && !(await answers(`${sim}/sim/devices`)),
    );
    expect(performance.now() - startedMs).toBeLessThan(allowedMs(6_000));
  } finally {
    child.kill("SIGTERM");
    rmSync(dir, { recursive: true, force: true });
  }
}, 120_000);
