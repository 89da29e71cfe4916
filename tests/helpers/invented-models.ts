// Small invented boards, keypads and pads: enough of a protocol to prove the kernel without any real device.
import assert from "node:assert";
import { Type } from "typebox";
import type { Codec, Decoded, Exchange, KeypadModel, LedModel, PadModel, Timing } from "../../drivers/kernel/model.ts";

/** `55 kind addr len data… sum`; `S` show, `A` ack, `N` nak, `P` probe, `K` key, `R` rating, `I` invite, `B` beep. */
export interface Frame {
  readonly kind: string;
  readonly addr: number;
  readonly data: string;
}

const HEAD = 0x55;
const OVERHEAD_BYTES = 5;
const DATA_BYTES_MAX = 60;

export function encodeFrame({ kind, addr, data }: Frame): Uint8Array {
  assert(data.length <= DATA_BYTES_MAX && kind.length === 1);
  const body = [kind.charCodeAt(0), addr, data.length, ...Buffer.from(data, "latin1")];
  return Uint8Array.of(HEAD, ...body, body.reduce((sum, byte) => sum + byte, 0) & 0xff);
}

export function decodeFrame(buffer: Uint8Array): Decoded<Frame> {
  const [head, kind, addr, length] = buffer;
  if (head === undefined) return { kind: "need-more" };
  if (head !== HEAD) return { kind: "garbage", skip: 1, why: "no head" };
  if (kind === undefined || addr === undefined || length === undefined) return { kind: "need-more" };
  if (length > DATA_BYTES_MAX) return { kind: "garbage", skip: 1, why: "bad length" };
  const used = length + OVERHEAD_BYTES;
  if (buffer.length < used) return { kind: "need-more" };
  let sum = 0;
  for (let at = 1; at < used - 1; at++) sum += buffer[at] ?? 0;
  if ((sum & 0xff) !== buffer[used - 1]) return { kind: "garbage", skip: 1, why: "bad sum" };
  const data = Buffer.from(buffer.subarray(4, used - 1)).toString("latin1");
  return { kind: "message", message: { kind: String.fromCharCode(kind), addr, data }, used };
}

export const frameCodec: Codec<Frame, Frame> = {
  name: "invented",
  frameBytesMax: DATA_BYTES_MAX + OVERHEAD_BYTES,
  encode: encodeFrame,
  decode: decodeFrame,
};

/** A second tongue on the same wire: `AA` text `BB`, at most 20 bytes. */
export const textCodec: Codec<string, string> = {
  name: "text",
  frameBytesMax: 20,
  encode: (text) => Uint8Array.of(0xaa, ...Buffer.from(text, "latin1"), 0xbb),
  decode(buffer) {
    if (buffer.length === 0) return { kind: "need-more" };
    if (buffer[0] !== 0xaa) return { kind: "garbage", skip: 1, why: "no AA" };
    const end = buffer.indexOf(0xbb);
    if (end < 0) return { kind: "need-more" };
    return { kind: "message", message: Buffer.from(buffer.subarray(1, end)).toString("latin1"), used: end + 1 };
  },
};

export interface Settings {
  readonly addr: number;
}

const base = {
  title: "invented",
  links: ["serial", "tcp", "memory"],
  settings: Type.Object({ addr: Type.Integer() }),
  codec: frameCodec,
} as const;

const acked = (addr: number) => (reply: Frame) => {
  if (reply.addr !== addr || (reply.kind !== "A" && reply.kind !== "N")) return null;
  return { ok: reply.kind === "A", detail: reply.data };
};

export const TIMING: Timing = { replyMs: 200, lateMsMax: 400, attemptsMax: 3, gapMs: 10, probeEveryMs: 3_000 };

/** A strip that answers everything. */
export function ackedStrip(timing: Partial<Timing> = {}): LedModel<Settings, Frame, Frame> {
  const say = (kind: string, data: string, { addr }: Settings): Exchange<Frame, Frame> => ({
    message: { kind, addr, data },
    reply: acked(addr),
  });
  return {
    ...base,
    id: "led/invented",
    kind: "led",
    timing: { ...TIMING, ...timing },
    owns: (message, { addr }) => message.addr === addr && "AN".includes(message.kind),
    probe: (settings) => say("P", "", settings),
    onOpen: () => [],
    cells: () => 8,
    plan: (show, settings) => show.texts.map((text) => say("S", text, settings)),
    brightness: (level, settings) => [say("L", String(level), settings)],
    setClock: () => [],
    clear: (settings) => [say("S", "", settings)],
    missingGlyphs: () => [],
  };
}

/** A strip that never says a word. */
export function muteStrip(timing: Partial<Timing> = {}): LedModel<Settings, Frame, Frame> {
  const strip = ackedStrip({ probeEveryMs: null, ...timing });
  return {
    ...strip,
    id: "led/invented-mute",
    probe: () => null,
    plan: (show, { addr }) => show.texts.map((data) => ({ message: { kind: "S", addr, data }, reply: null })),
  };
}

const noAnswer = (kind: string, addr: number, data = ""): Exchange<Frame, Frame> => ({
  message: { kind, addr, data },
  reply: null,
});

/** A keypad: `K` frames, acknowledged by the identical frame. */
export const keypad: KeypadModel<Settings, Frame, Frame> = {
  ...base,
  id: "keypads/invented",
  kind: "keypad",
  timing: { ...TIMING, probeEveryMs: null },
  owns: (message, { addr }) => message.addr === addr && message.kind === "K",
  probe: () => null,
  onOpen: () => [],
  press: (message) => {
    if (message.kind !== "K") return null;
    return message.data === "next" ? { action: "call-next" } : { action: "none", code: message.data };
  },
  ack: (message) => message,
  plan: (show, { addr }) => [noAnswer("D", addr, `${show.ticket ?? "-"}/${show.waiting ?? "-"}`)],
  feedback: (kind, { addr }) => [noAnswer("B", addr, kind)],
};

/** A rating pad: `R` frames with a grade. */
export const pad: PadModel<Settings, Frame, Frame> = {
  ...base,
  id: "pads/invented",
  kind: "pad",
  timing: { ...TIMING, probeEveryMs: null },
  owns: (message, { addr }) => message.addr === addr && message.kind === "R",
  probe: () => null,
  onOpen: () => [],
  result: (message) => (message.kind === "R" ? { grade: Number(message.data), level: Number(message.data) } : null),
  ack: ({ addr, data }) => ({ kind: "A", addr, data }),
  invite: ({ addr }) => [noAnswer("I", addr)],
};
