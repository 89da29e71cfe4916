// Rating pad 评价器 of the FF 68 family (hardware.md §3). Prompts and lamps are the pad's own business.
import { Type } from "typebox";
import type { PadModel } from "../kernel/model.ts";
import {
  addressFaults,
  type Ff68Frame,
  type Ff68Variant,
  ff68Codec,
  ff68Timing,
  PLEASE_RATE,
  padWireAddress,
  RATING_RESULT,
  START_RATING,
} from "../keypads/lang-ff68.ts";

const SettingsSchema = Type.Object(
  {
    address: Type.Integer({ minimum: 1, maximum: 255, description: "所属键盘号 number of its keypad" }),
    variant: Type.Union([Type.Literal("jackqchen"), Type.Literal("hallqueue")]),
    /** Grade the pad sends → level: 5 非常满意 … 1 非常不满意. Required, because pads differ. */
    grades: Type.Record(Type.String({ pattern: "^(0|[1-9][0-9]{0,2})$" }), Type.Integer({ minimum: 1, maximum: 5 }), {
      minProperties: 1,
      additionalProperties: false,
    }),
  },
  { additionalProperties: false },
);
/** Settings of one pad. */
export interface Ff68PadSettings {
  readonly address: number;
  readonly variant: Ff68Variant;
  readonly grades: Readonly<Record<string, number>>;
}

const wireAddress = ({ address, variant }: Ff68PadSettings) => padWireAddress(address, variant);

/** In the government hall the keypad has the same address: only the kind of frame tells them apart. */
const owns = (message: Ff68Frame, settings: Ff68PadSettings) =>
  message.addr === wireAddress(settings) && message.cmd === RATING_RESULT;

function result(message: Ff68Frame, settings: Ff68PadSettings) {
  const [grade] = message.data;
  if (!owns(message, settings) || grade === undefined || message.data.length !== 1) return null;
  return { grade, level: settings.grades[String(grade)] ?? null };
}

/** Government: the same frame with CMD 01; bank: a short frame without the leading FF (§3.1). */
function ack(message: Ff68Frame, settings: Ff68PadSettings): Ff68Frame | null {
  if (result(message, settings) === null) return null;
  if (settings.variant === "jackqchen") return { addr: message.addr, cmd: START_RATING, data: message.data };
  return { addr: message.addr, cmd: START_RATING, data: [], lead: false };
}

function check(settings: Ff68PadSettings): string[] {
  const faults = addressFaults(settings);
  const entries = Object.entries(settings.grades);
  if (entries.length === 0) faults.push("grades: 不能为空 must name at least one grade");
  for (const [grade, level] of entries) {
    if (Number(grade) > 255) faults.push(`grades/${grade}: 等级码是一个字节 must be a byte`);
    if (!Number.isInteger(level) || level < 1 || level > 5) {
      faults.push(`grades/${grade}: 评价等级为 1 至 5 the level must be 1 to 5`);
    }
  }
  return faults;
}

/** `pad/ff68`. */
export const padFf68: PadModel<Ff68PadSettings, Ff68Frame, Ff68Frame> = {
  kind: "pad",
  id: "pad/ff68",
  title: "FF 68 评价器 / FF 68 rating pad",
  links: ["serial", "tcp", "memory"],
  settings: SettingsSchema,
  check,
  timing: ff68Timing,
  codec: ff68Codec,
  owns,
  probe: () => null,
  onOpen: () => [],
  result,
  ack,
  invite: (settings) => [
    { message: { addr: wireAddress(settings), cmd: START_RATING, data: [PLEASE_RATE] }, reply: null },
  ],
};
