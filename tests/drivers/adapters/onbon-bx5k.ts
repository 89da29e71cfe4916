// Vectors of Onbon font cards against the driver.
import {
  type CardTime,
  type DynamicArea,
  encodeUnwrapped,
  type OnbonCommand,
  type OnbonOrder,
  onbonCodec,
  outcomeOf,
  type Sound,
  wrap,
} from "../../../drivers/led/lang-onbon.ts";
import { type Fields, fieldsOf, fromHex, numberIn, textIn, type VectorAdapter } from "./adapter.ts";
import { readAll } from "./read-all.ts";

function soundOf(area: Fields): Sound | undefined {
  const kind = numberIn(area, "sound", 0);
  if (kind === 0) return undefined;
  const voice = {
    repeat: numberIn(area, "repeat", 0),
    person: numberIn(area, "person", 0),
    volume: numberIn(area, "volume", 0),
    speechSpeed: numberIn(area, "speechSpeed", 0),
  };
  return kind === 2 ? { ...voice, spoken: textIn(area, "spoken") } : voice;
}

function areaOf(input: unknown): DynamicArea {
  const area = fieldsOf(input);
  const number = (key: string) => numberIn(area, key);
  const sound = soundOf(area);
  return {
    areaId: number("areaId"),
    x: number("x"),
    y: number("y"),
    w: number("w"),
    h: number("h"),
    lineSpace: numberIn(area, "lineSpace", 0),
    runMode: numberIn(area, "runMode", 0),
    timeoutS: number("timeoutS"),
    align: numberIn(area, "align", 0),
    singleLine: number("singleLine"),
    newLine: number("newLine"),
    displayMode: number("displayMode"),
    speed: number("speed"),
    stay: number("stay"),
    text: textIn(area, "text"),
    ...(sound === undefined ? {} : { sound }),
    ...(typeof area.extend === "string" ? { extend: [...fromHex(area.extend)] } : {}),
  };
}

function timeOf(fields: Fields): CardTime {
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = textIn(fields, "time")
    .split(/[-T:]/)
    .map(Number);
  return { year, month, day, hour, minute, second, weekday: numberIn(fields, "weekday") };
}

function orderOf(fields: Fields): OnbonOrder {
  const cmd = textIn(fields, "cmd");
  switch (cmd) {
    case "ping":
    case "queryStatus":
    case "clear":
    case "turnOn":
    case "turnOff":
      return { cmd };
    case "clock":
      return { cmd, time: timeOf(fields) };
    case "brightness":
      return { cmd, level: numberIn(fields, "level") };
    case "lockProgram":
      return { cmd, name: textIn(fields, "name"), lock: fields.lock !== false };
    case "beginWrite":
      return { cmd, name: textIn(fields, "name"), length: numberIn(fields, "length") };
    case "dynamic": {
      const deletions = (fields.delete ?? []) as "all" | readonly number[];
      return { cmd, delete: deletions, areas: ((fields.areas ?? []) as unknown[]).map(areaOf) };
    }
    default:
      throw new TypeError(`the driver has no command ${cmd}`);
  }
}

function commandOf(fields: Fields): OnbonCommand {
  const reserved = typeof fields.reserved === "string" ? fromHex(fields.reserved) : Uint8Array.of(0, 0);
  return {
    ...orderOf(fields),
    dst: numberIn(fields, "dst"),
    deviceType: numberIn(fields, "deviceType", 0xfe),
    answer: numberIn(fields, "response", 1) !== 2,
    reserved: (reserved[0] ?? 0) | ((reserved[1] ?? 0) << 8),
  };
}

export const onbonBx5k: VectorAdapter = {
  families: ["onbon-bx5k"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (typeof fields.wrap === "string") return wrap(fromHex(fields.wrap));
    const command = commandOf(fields);
    return fields.unwrapped === true ? encodeUnwrapped(command) : onbonCodec.encode(command);
  },
  decode: (_family, bytes) =>
    readAll(onbonCodec, bytes).messages.map((reply) => {
      const { kind } = outcomeOf(reply);
      const error = kind === "nack" ? { error: reply.error } : {};
      return { cmd: kind, src: reply.src, preamble: reply.preamble, ...error };
    }),
};
