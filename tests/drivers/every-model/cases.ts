// Settings under which every listed model is judged: the shipped files first, then the variants named here.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Value } from "typebox/value";
import { parse } from "yaml";
import type { Model } from "../../../drivers/kernel/model.ts";
import { models } from "../../../drivers/models.ts";

/** One model with one set of settings, defaults filled in. */
export interface Case {
  readonly name: string;
  readonly model: Model;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Bits of the check that guards what the device sends (hardware.md); 0: nothing guards it. */
  readonly checkBits: number;
  /** How many cases this model has. */
  readonly of: number;
  readonly isFirst: boolean;
}

interface Entry {
  readonly model: string;
  readonly settings?: Record<string, unknown>;
}

const CONFIG = join(import.meta.dirname, "..", "..", "..", "config");
const HERE = "tests/drivers/every-model/cases.ts";

/** Beside what the shipped files use: other variants, and devices that can be asked whether they are there. */
const VARIANTS: readonly Entry[] = [
  { model: "led/slz-strip", settings: { address: 2, reply: true } },
  { model: "led/slz-strip", settings: { address: 2, variant: "single" } },
  { model: "led/modbus-number", settings: { address: 3, probe: { function: 3, register: 1, count: 1 } } },
  { model: "led/modbus-number", settings: { address: 3, function: 16, format: "digitPerRegister", digits: 4 } },
  { model: "led/alpha-sign", settings: { address: "01", reply: true } },
  { model: "keypad/ff68", settings: { address: 1, variant: "hallqueue" } },
  {
    model: "pad/ff68",
    settings: { address: 1, variant: "hallqueue", grades: { "0": 1, "1": 2, "2": 3, "3": 4, "4": 5 } },
  },
  { model: "scanner/gm72", settings: { trigger: "host", serialMode: true } },
  { model: "scanner/line", settings: { terminator: "crlf" } },
];

/**
 * Width of the check on what the device sends, by model. Of damaged frames a share of 2^-bits may pass for sound ones;
 * without a check any damage that leaves a line or a number behind is read as what it says.
 */
// A model that is not named here is judged as if it had none: strict enough for a new device, and no file to change.
const CHECK_BITS: Readonly<Record<string, number>> = {
  "printer/escpos": 0, // §1.4: fixed bits only
  "led/onbon-bx5k": 16, // §2.1: CRC-16/ARC
  "led/modbus-number": 16, // §2.4: CRC-16/MODBUS
  "led/alpha-sign": 0, // §2.7: ACK and a status byte
  "led/slz-strip": 8, // §2.3: sum
  "led/xunpeng-number": 8, // §2.5: sum
  "led/sum4-number": 8, // §2.6: it never answers
  "keypad/ff68": 8, // §3.1: sum
  "pad/ff68": 8, // §3.1: sum
  "pad/json-ws": 0, // §4: guarded by TCP alone
  "voice/syn6288": 0, // §5.1: single bytes
  "voice/xfs5152": 0, // §5.2: single bytes
  "reader/samv": 8, // §6: XOR
  "scanner/line": 0, // §7: plain text
  "scanner/gm72": 0, // §7: codes are plain text
  "modem/gsm": 0, // §8: plain text
};

/** Where the wire itself is configured, its patterns say what guards it. */
function bitsOfPatterns({ receive, inputs = [] }: Readonly<Record<string, unknown>>): number | null {
  const read = [receive, ...(inputs as { pattern: string }[]).map(({ pattern }) => pattern)];
  const widths = read.flatMap((text) => {
    if (typeof text !== "string") return [];
    if (/\{crc16(be)?\}/.test(text)) return [16];
    return [/\{(sum8|xor8)\}/.test(text) ? 8 : 0];
  });
  return widths.length === 0 ? null : Math.min(...widths);
}

function shipped(): Entry[] {
  const hall = parse(readFileSync(join(CONFIG, "every-device.yaml"), "utf8")) as { devices: Entry[] };
  const profiles = readdirSync(join(CONFIG, "profiles")).flatMap(
    (file) => parse(readFileSync(join(CONFIG, "profiles", file), "utf8")) as Entry[],
  );
  return [...hall.devices, ...profiles];
}

/** What the test still has to be told of a model; empty: nothing. */
export function wants(model: Model, entries = entriesOf(model)): string[] {
  const wanted: string[] = [];
  const usable = entries.length > 0 && entries.every(({ settings }) => Value.Check(model.settings, settings));
  if (!usable) {
    wanted.push(`${model.id}: its defaults are no settings; add a device to config/every-device.yaml or to ${HERE}`);
  }
  return wanted;
}

function entriesOf(model: Model): Entry[] {
  const found = [...shipped(), ...VARIANTS].filter((entry) => entry.model === model.id);
  const all = found.length > 0 ? found : [{ model: model.id, settings: {} }];
  return all.map(({ settings = {} }) => {
    const filled = structuredClone(settings);
    Value.Default(model.settings, filled);
    return { model: model.id, settings: filled };
  });
}

/** Every listed model in every set of settings; those that `wants` names something for are left out. */
export function cases(): Case[] {
  return models.flatMap((model) => {
    const entries = entriesOf(model);
    if (wants(model, entries).length > 0) return [];
    return entries.map(({ settings = {} }, i): Case => {
      const checkBits = CHECK_BITS[model.id] ?? bitsOfPatterns(settings) ?? 0;
      const name = entries.length === 1 ? model.id : `${model.id} #${i + 1}`;
      return { name, model, settings, checkBits, of: entries.length, isFirst: i === 0 };
    });
  });
}
