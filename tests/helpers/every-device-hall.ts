// The hall with one device of every kind, on ports that are free now.
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { freePort, RealHall } from "./real-hall.ts";

const file = join(resolve(import.meta.dirname, "..", ".."), "config", "every-device.yaml");

interface Link {
  readonly id: string;
  readonly type: string;
  port?: number;
}

/** As shipped, but for the ports and for the pace of calls, which no test waits for. */
export async function everyDeviceHall(): Promise<RealHall> {
  const config = parse(readFileSync(file, "utf8")) as Record<string, unknown> & { links: Link[] };
  for (const link of config.links) if (link.port !== undefined) link.port = await freePort();
  const [hall, sim] = [await freePort(), await freePort()];
  const server = { host: "127.0.0.1", port: hall, publicUrl: null };
  const policy = { calls: { max: 3, minimumSecondsBetween: 0, repeatPressSeconds: 0 } };
  return new RealHall({ ...config, server, policy }, { hall, sim, bus: 0, strips: 0, printer: 0 });
}
