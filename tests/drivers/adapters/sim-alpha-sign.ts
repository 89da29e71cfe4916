// Vectors of Alpha signs against the simulated sign's reading.
import { FrameSearch } from "../../../simulators/frame-search.ts";
import { PRIORITY_LABEL, readMemory, readText } from "../../../simulators/led/alpha-files.ts";
import { type AlphaCommand, type AlphaPacket, alphaAt } from "../../../simulators/led/alpha-frame.ts";
import type { Fields, VectorAdapter } from "./adapter.ts";

const NULS_USUAL = 5;

/** A command as the vectors name it; null when its data makes no sense. */
function orderOf({ code, data }: AlphaCommand): Fields | null {
  const [label = "", rest] = [data.slice(0, 1), data.slice(1)];
  if (code === "A") return textOrder(data);
  if (code === "G") return label === "" ? null : { cmd: "string", label, text: rest };
  if (code === "B" && data.length === 1) return { cmd: "readText", label };
  if (code === "H" && data.length === 1) return { cmd: "readString", label };
  if (code === "F" && data.length === 1) return { cmd: "readSpecial", label };
  if (code !== "E") return null;
  if (label === "$") {
    const entries = readMemory(rest);
    return entries === null ? null : { cmd: "memory", entries };
  }
  if (label === "," && rest === "") return { cmd: "softReset" };
  return label === " " && /^[0-9]{4}$/.test(rest) ? { cmd: "time", time: rest } : null;
}

function textOrder(data: string): Fields | null {
  const text = readText(data);
  if (text === null) return null;
  const { label, position, mode, parts } = text;
  if (position === null || mode === null) return label === PRIORITY_LABEL ? { cmd: "clearPriority" } : null;
  const code = position.charCodeAt(0).toString(16).padStart(2, "0");
  return { cmd: "text", label, position: code, mode, parts };
}

function inputsOf({ type, sign, nuls, commands }: AlphaPacket): Fields[] {
  return commands.flatMap((command) => {
    const order = command.sum === "bad" ? null : orderOf(command);
    if (order === null) return [];
    const summed = command.sum === "good" ? { checksum: true } : {};
    const framed = { ...(nuls === NULS_USUAL ? {} : { nul: nuls }), ...(type === "Z" ? {} : { type }) };
    return [{ ...order, sign, ...summed, ...framed }];
  });
}

export const simAlphaSign: VectorAdapter = {
  families: ["alpha-sign"],
  // What a sign sends back is not among the published frames.
  encode: () => null,
  decode(_family, bytes) {
    const search = new FrameSearch<AlphaPacket>(alphaAt);
    return [...bytes.flatMap((chunk) => search.push(chunk)), ...search.flush()].flatMap(inputsOf);
  },
};
