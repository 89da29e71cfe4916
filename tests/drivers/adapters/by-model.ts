// The adapter of a family that is named after its model and whose inputs are the codec's own messages.
import { existsSync } from "node:fs";
import { join } from "node:path";
import { isFrameModel } from "../../../drivers/kernel/model.ts";
import { models } from "../../../drivers/models.ts";
import type { VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

/** What a simulator file exports beside its device when its wire is to be judged without an adapter. */
export interface SimWire {
  /** A message of the device → its bytes. */
  encode(input: unknown): Uint8Array | null;
  /** Everything read from what the host sent. */
  decode(chunks: readonly Uint8Array[]): unknown[];
}

const modelOf = (family: string) => models.find(({ id }) => id.split("/")[1] === family);
const FOLDERS: Readonly<Record<string, string>> = {
  ...{ led: "led", keypad: "keypads", pad: "pads", voice: "voice", scanner: "scanners" },
};

/** The driver's side, or undefined when no model speaking in frames has this name. */
export function driverOfModel(family: string): VectorAdapter | undefined {
  const model = modelOf(family);
  if (model === undefined || !isFrameModel(model)) return undefined;
  return {
    families: [family],
    encode: (_family, input) => model.codec.encode(input as never),
    decode: (_family, chunks) => readAll(model.codec, chunks).messages,
  };
}

/** The simulator's side, or undefined when its file has no `wire`. */
export async function simulatorOfModel(family: string): Promise<VectorAdapter | undefined> {
  const [kind = "", name = ""] = modelOf(family)?.id.split("/") ?? [];
  const file = join(import.meta.dirname, "../../../simulators", FOLDERS[kind] ?? "", `${name}.ts`);
  if (!existsSync(file)) return undefined;
  const { wire } = (await import(file)) as { readonly wire?: SimWire };
  if (wire === undefined) return undefined;
  return {
    families: [family],
    encode: (_family, input) => wire.encode(input),
    decode: (_family, chunks) => wire.decode(chunks),
  };
}
