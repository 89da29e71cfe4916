// A rating pad without a driver of its own, described by byte patterns (hardware.md §3.4, drivers/README.md).
import { Type } from "typebox";
import { parsePattern } from "../kernel/byte-pattern.ts";
import type { PadModel, PadResult } from "../kernel/model.ts";
import { type ProfileMessage, type ProfileOrder, wordlessCodec } from "../kernel/profile-codec.ts";
import {
  inputPlace,
  inputsOf,
  makeWire,
  PatternText,
  type ProfileSettings,
  type ProfileWire,
  patternFaults,
  profileProperties,
} from "../kernel/profile-settings.ts";
import { ackFor, orderFor, ownsFrame, probeFor } from "../kernel/profile-talk.ts";

const Level = Type.Integer({ minimum: 1, maximum: 5 });
const SettingsSchema = Type.Object(
  {
    ...profileProperties,
    /** The byte at `{data}`, decimal → level: 5 非常满意 … 1 非常不满意. */
    grades: Type.Optional(
      Type.Record(Type.String({ pattern: "^(0|[1-9][0-9]{0,2})$" }), Level, {
        minProperties: 1,
        additionalProperties: false,
      }),
    ),
    inputs: Type.Optional(inputsOf({ level: Level })),
    invite: Type.Optional(PatternText),
    withdraw: Type.Optional(PatternText),
  },
  { additionalProperties: false },
);

/** Settings of one pad. */
export interface PadProfileSettings extends ProfileSettings {
  readonly grades?: Readonly<Record<string, number>>;
  readonly inputs?: readonly { readonly pattern: string; readonly level: number }[];
  readonly invite?: string;
  readonly withdraw?: string;
}

const sent = ({ invite, withdraw }: PadProfileSettings) => ({ invite, withdraw });

const wires = new WeakMap<PadProfileSettings, ProfileWire>();
function wireOf(settings: PadProfileSettings): ProfileWire {
  const wire = wires.get(settings) ?? makeWire(settings, sent(settings));
  wires.set(settings, wire);
  return wire;
}

function result({ from, data }: ProfileMessage, settings: PadProfileSettings): PadResult | null {
  const [grade] = data;
  if (from === "receive" && grade !== undefined) return { grade, level: settings.grades?.[String(grade)] ?? null };
  const input = settings.inputs?.find((_, i) => from === inputPlace(i));
  return input === undefined ? null : { grade: grade ?? input.level, level: input.level };
}

function check(settings: PadProfileSettings): string[] {
  const faults = patternFaults(settings, sent(settings), []);
  const { receive, grades } = settings;
  if (receive !== undefined && grades === undefined)
    faults.push("grades: receive 需要等级表 receive needs a grade map");
  if (receive === undefined && grades !== undefined)
    faults.push("receive: 有等级表而没有样式 grades needs this pattern");
  const parsed = receive === undefined ? null : parsePattern(receive);
  if (parsed?.ok === true && (parsed.pattern.data.min !== 1 || parsed.pattern.data.max !== 1)) {
    faults.push("receive: 等级是一个数据字节，请用一个 {data} needs exactly one byte of {data}: the grade");
  }
  for (const grade of Object.keys(grades ?? {})) {
    if (Number(grade) > 255) faults.push(`grades/${grade}: 等级码是一个字节 must be a byte`);
  }
  return faults;
}

/** `pad/profile`. */
export const padProfile: PadModel<PadProfileSettings, ProfileMessage, ProfileOrder> = {
  kind: "pad",
  id: "pad/profile",
  title: "按字节样式描述的评价器 / Rating pad described by byte patterns",
  links: ["serial", "tcp", "hid", "memory"],
  settings: SettingsSchema,
  check,
  timing: makeWire({}, {}).timing,
  codec: wordlessCodec,
  wireFor: wireOf,
  owns: ownsFrame,
  probe: (settings) => probeFor(wireOf(settings), settings),
  onOpen: () => [],
  result,
  ack: (message, settings) => (result(message, settings) === null ? null : ackFor(wireOf(settings), settings, message)),
  invite: (settings) => orderFor(wireOf(settings), settings, "invite"),
  withdraw: (settings) => orderFor(wireOf(settings), settings, "withdraw"),
};
