// Vectors of Onbon font cards against the simulated card.
import { type OnbonArea, type OnbonDynamic, readBeginWrite, readDynamic } from "../../../simulators/led/onbon-areas.ts";
import { buildReply, HOST, type OnbonFrame, OnbonReader } from "../../../simulators/led/onbon-frame.ts";
import { type Fields, fieldsOf, numberIn, toHex, type VectorAdapter } from "./adapter.ts";

/** Commands without a payload, or with one that the vectors do not name, by group and command. */
const BARE: Readonly<Record<string, string>> = {
  a100: "format",
  a102: "queryStatus",
  a200: "ping",
  a201: "reset",
  a204: "firmware",
  a310: "clear",
};

const latin = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
/** BCD digits are hex digits. */
const bcd = (bytes: Uint8Array): string[] => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0"));

function clock(payload: Uint8Array): Fields | null {
  if (payload.length !== 8) return null;
  const [low, high, month, day, hour, minute, second, weekday] = bcd(payload);
  return {
    cmd: "clock",
    time: `${high}${low}-${month}-${day}T${hour}:${minute}:${second}`,
    weekday: Number(weekday),
  };
}

function spokenArea({ speech, ...area }: OnbonArea): Fields {
  return speech === undefined ? area : { ...area, ...speech };
}

const dynamic = ({ delete: gone, areas }: OnbonDynamic): Fields => ({
  cmd: "dynamic",
  delete: gone,
  areas: areas.map(spokenArea),
});

function fileCommand({ command, payload }: OnbonFrame): Fields | null {
  if (command === 0x01 && payload.length === 4) return { cmd: "deleteFile", name: latin(payload) };
  const file = command === 0x05 ? readBeginWrite(payload) : null;
  return file === null ? null : { cmd: "beginWrite", ...file };
}

function screenCommand({ command, payload }: OnbonFrame): Fields | null {
  const [first = 0, second = 0] = payload;
  if (command === 0x00 && payload.length === 1) {
    return first === 1 ? { cmd: "turnOn" } : first === 2 ? { cmd: "turnOff" } : null;
  }
  if (command === 0x02 && first === 1 && payload.length === 2) return { cmd: "brightness", level: second };
  if (command === 0x04 && payload.length === 6 && second <= 1) {
    return { cmd: "lockProgram", name: latin(payload.subarray(2)), lock: second === 1 };
  }
  const areas = command === 0x06 ? readDynamic(payload) : null;
  return areas === null ? null : dynamic(areas);
}

/** The order a frame carries, named as in the vectors; null when its payload makes no sense. */
function orderOf(frame: OnbonFrame): Fields | null {
  const { group, command, payload } = frame;
  const bare = BARE[toHex(Uint8Array.of(group, command))];
  if (bare !== undefined) return payload.length === 0 ? { cmd: bare } : null;
  if (group === 0xa1) return fileCommand(frame);
  if (group === 0xa2 && command === 0x03) return clock(payload);
  return group === 0xa3 ? screenCommand(frame) : null;
}

export const simOnbonBx5k: VectorAdapter = {
  families: ["onbon-bx5k"],
  encode(_family, input) {
    const fields = fieldsOf(input);
    if (fields.cmd !== "ack" && fields.cmd !== "nack") return null;
    return buildReply({
      src: numberIn(fields, "src"),
      group: 0xa0,
      command: fields.cmd === "ack" ? 0 : 1,
      error: numberIn(fields, "error", 0),
      deviceType: numberIn(fields, "deviceType", 0xfe),
      preamble: numberIn(fields, "preamble", 8),
    });
  },
  decode(_family, bytes) {
    const reader = new OnbonReader();
    return bytes
      .flatMap((chunk) => reader.push(chunk))
      .flatMap((heard) => {
        // On a shared bus a card hears the answers of the others, too.
        if (heard.kind !== "frame" || heard.frame.dst === HOST) return [];
        const order = orderOf(heard.frame);
        const { dst, response, reserved, deviceType } = heard.frame;
        return order === null ? [] : [{ ...order, dst, response, reserved, deviceType, preamble: heard.preamble }];
      });
  },
};
