// Android rating pad: JSON over WebSocket (hardware.md §4). The layout of the messages is in drivers/README.md.
import assert from "node:assert";
import { Type } from "typebox";
import type { Greeting } from "../kernel/greeting.ts";
import type { Codec, Decoded, PadModel, Timing } from "../kernel/model.ts";

/** One message on the wire, line end included; longer ones are refused by the transport as well. */
export const MESSAGE_BYTES_MAX = 16_384;
const TEXT_CHARS_MAX = 128;
const LINE_END = 0x0a;
const BRACE = 0x7b;

/** What a pad says. */
export type PadMessage =
  | { readonly type: "GetWindowList" }
  | { readonly type: "Login"; readonly WindowNumber: string; readonly UserNumber: string }
  | { readonly type: "HeartBeat"; readonly DateTime?: string }
  | { readonly type: "RateSubmit"; readonly RateID: string; readonly Content: string; readonly WindowNumber?: string };

/** What the host says: the invitation, and an answer to each request. `code` "0": done. */
export type HostMessage =
  | { readonly type: "RateQuest"; readonly RateID: string }
  | {
      readonly type: PadMessage["type"] | "Error";
      readonly RateID?: string;
      readonly code: string;
      readonly result: unknown;
    };

const CODES = { done: "0", noSuchWindow: "1", loginFirst: "2", notUnderstood: "3" } as const;

type Fields = Readonly<Record<string, unknown>>;

/** A text of 1…128 characters; an integer is read as its text; null: neither. */
function textOf(value: unknown): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  return typeof text === "string" && text.length > 0 && text.length <= TEXT_CHARS_MAX ? text : null;
}

/** An optional field: absent is fine, a wrong one is not. */
function optionalText(fields: Fields, name: string): Fields | null {
  if (fields[name] === undefined) return {};
  const text = textOf(fields[name]);
  return text === null ? null : { [name]: text };
}

function messageOf(fields: Fields): PadMessage | null {
  switch (fields.type) {
    case "GetWindowList":
      return { type: "GetWindowList" };
    case "Login": {
      const [WindowNumber, UserNumber] = [textOf(fields.WindowNumber), textOf(fields.UserNumber)];
      return WindowNumber === null || UserNumber === null ? null : { type: "Login", WindowNumber, UserNumber };
    }
    case "HeartBeat": {
      const at = optionalText(fields, "DateTime");
      return at === null ? null : { type: "HeartBeat", ...at };
    }
    case "RateSubmit": {
      const [RateID, Content] = [textOf(fields.RateID), textOf(fields.Content)];
      const at = optionalText(fields, "WindowNumber");
      return RateID === null || Content === null || at === null ? null : { type: "RateSubmit", RateID, Content, ...at };
    }
    default:
      return null;
  }
}

/** The message in a JSON text, or why there is none. */
function read(text: string): PadMessage | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "no JSON"; // Bytes of the wire: expected to be wrong at times, and counted as garbage by the caller.
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return "no JSON object";
  return messageOf(value as Fields) ?? "no known message";
}

function decode(buffer: Uint8Array): Decoded<PadMessage> {
  if (buffer.length === 0) return { kind: "need-more" };
  if (buffer[0] !== BRACE) return { kind: "garbage", skip: 1, why: "no JSON object" };
  const end = buffer.indexOf(LINE_END);
  if (end < 0) {
    if (buffer.length < MESSAGE_BYTES_MAX) return { kind: "need-more" };
    return { kind: "garbage", skip: 1, why: "message too long" };
  }
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, end));
  } catch {
    return { kind: "garbage", skip: 1, why: "no UTF-8" };
  }
  const message = read(text);
  if (typeof message === "string") return { kind: "garbage", skip: 1, why: message };
  return { kind: "message", message, used: end + 1 };
}

/** The JSON text of a message, its fields in the documented order. */
function textFor(message: HostMessage): string {
  if (message.type === "RateQuest") return JSON.stringify({ type: message.type, RateID: message.RateID });
  const { type, RateID, code, result } = message;
  return JSON.stringify({ type, RateID, code, result });
}

function encode(message: HostMessage): Uint8Array {
  const bytes = Buffer.from(`${textFor(message)}\n`, "utf8");
  assert(bytes.length <= MESSAGE_BYTES_MAX, "the message is longer than a pad takes");
  return Uint8Array.from(bytes);
}

/** One JSON text and a line end per message. */
export const jsonWsCodec: Codec<PadMessage, HostMessage> = {
  name: "JSON",
  frameBytesMax: MESSAGE_BYTES_MAX,
  encode,
  decode,
};

/** A window that pads may log in for, and the line its messages go to. */
export interface GreetWindow {
  readonly windowNumber: string;
  readonly windowName: string;
  /** Of the transport: `lineFor(key)`. */
  readonly key: string;
  readonly heartbeatSeconds: number;
}

/** A heartbeat may be lost and its follower late. */
const HEARTBEATS_MAX = 2.5;

const NOTHING: Greeting = { reply: null, key: null, forward: false, malformed: false, quietMsMax: null };

/** Answers what concerns the connection itself. `loggedInAs`: the key of an earlier login on it, or null. */
export function greet(windows: readonly GreetWindow[]): (text: string, loggedInAs?: string | null) => Greeting {
  const byNumber = new Map(windows.map((window) => [window.windowNumber, window]));
  const list = windows.map(({ windowNumber, windowName }) => ({ WindowNumber: windowNumber, WindowName: windowName }));
  const said = (message: HostMessage): Greeting => ({ ...NOTHING, reply: textFor(message) });
  return (text, loggedInAs = null) => {
    const message = read(text);
    if (typeof message === "string") {
      const result = "看不懂的消息 message not understood";
      return { ...said({ type: "Error", code: CODES.notUnderstood, result }), malformed: true };
    }
    switch (message.type) {
      case "GetWindowList":
        return said({ type: message.type, code: CODES.done, result: list });
      case "HeartBeat":
        return { ...said({ type: message.type, code: CODES.done, result: "OK" }), forward: loggedInAs !== null };
      case "Login": {
        const window = byNumber.get(message.WindowNumber);
        if (window === undefined) {
          return said({ type: message.type, code: CODES.noSuchWindow, result: "没有这个窗口 no such window" });
        }
        const { windowNumber, windowName, key, heartbeatSeconds } = window;
        const result = { WindowNumber: windowNumber, WindowName: windowName, HeartBeatSeconds: heartbeatSeconds };
        const quietMsMax = heartbeatSeconds * 1000 * HEARTBEATS_MAX;
        return { ...said({ type: message.type, code: CODES.done, result }), key, quietMsMax };
      }
      case "RateSubmit":
        if (loggedInAs !== null) return { ...NOTHING, forward: true };
        return said({ type: message.type, code: CODES.loginFirst, result: "请先登录 log in first" });
    }
  };
}

const SettingsSchema = Type.Object(
  {
    windowNumber: Type.String({ minLength: 1, maxLength: 32, description: "登录用的窗口号 what the pad logs in for" }),
    /** Value of `Content` → level: 5 非常满意 … 1 非常不满意. Required, because pads differ. */
    grades: Type.Record(Type.String({ pattern: "^.{1,32}$" }), Type.Integer({ minimum: 1, maximum: 5 }), {
      minProperties: 1,
      additionalProperties: false,
    }),
    heartbeatSeconds: Type.Integer({ minimum: 5, maximum: 3600, default: 300, description: "心跳间隔 heartbeat" }),
  },
  { additionalProperties: false },
);
/** Settings of one pad. */
export interface JsonWsPadSettings {
  readonly windowNumber: string;
  readonly grades: Readonly<Record<string, number>>;
  readonly heartbeatSeconds: number;
}

/** Each pad has a line of its own, so a message without a window number is its own. */
function owns(message: PadMessage, settings: JsonWsPadSettings): boolean {
  const window = "WindowNumber" in message ? message.WindowNumber : undefined;
  return window === undefined || window === settings.windowNumber;
}

/** The number of a `Content`, for the log: its digits, else its place in the map from 1; -1: not in the map. */
function gradeOf(content: string, grades: JsonWsPadSettings["grades"]): number {
  if (/^[0-9]{1,9}$/.test(content)) return Number(content);
  const place = Object.keys(grades).indexOf(content);
  return place < 0 ? -1 : place + 1;
}

function result(message: PadMessage, settings: JsonWsPadSettings) {
  if (message.type !== "RateSubmit" || !owns(message, settings)) return null;
  const { Content, RateID } = message;
  const level = Object.hasOwn(settings.grades, Content) ? (settings.grades[Content] ?? null) : null;
  return { grade: gradeOf(Content, settings.grades), level, invitation: RateID };
}

/** The same for every repetition: which one counts is the hall's business. */
function ack(message: PadMessage, settings: JsonWsPadSettings): HostMessage | null {
  if (message.type !== "RateSubmit" || !owns(message, settings)) return null;
  return { type: "RateSubmit", RateID: message.RateID, code: CODES.done, result: "OK" };
}

function check(settings: JsonWsPadSettings): string[] {
  const faults = Object.entries(settings.grades).flatMap(([content, level]) =>
    Number.isInteger(level) && level >= 1 && level <= 5
      ? []
      : [`grades/${content}: 评价等级为 1 至 5 the level must be 1 to 5`],
  );
  if (Object.keys(settings.grades).length === 0) faults.push("grades: 不能为空 must name at least one grade");
  return faults;
}

/** TCP keeps order and loses nothing: a message is written once, and nothing needs an answer. */
const timing: Timing = { replyMs: 1000, lateMsMax: 0, attemptsMax: 1, gapMs: 0, probeEveryMs: null };

/** `pad/json-ws`. Heartbeats are answered by the transport, which also ends a silent connection. */
export const padJsonWs: PadModel<JsonWsPadSettings, PadMessage, HostMessage> = {
  kind: "pad",
  id: "pad/json-ws",
  title: "安卓评价器 (JSON) / Android rating pad (JSON over WebSocket)",
  links: ["websocket", "memory"],
  settings: SettingsSchema,
  check,
  timing,
  codec: jsonWsCodec,
  owns,
  probe: () => null,
  onOpen: () => [],
  result,
  ack,
  invite: (_settings, invitation) => [{ message: { type: "RateQuest", RateID: invitation }, reply: null }],
};
