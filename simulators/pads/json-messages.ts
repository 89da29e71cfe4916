// Messages of the Android rating pad: JSON objects, written and read by the pad (drivers/README.md, pad/json-ws).

const TEXT_CHARACTERS_MAX = 128;
export const MESSAGE_BYTES_MAX = 16 * 1024;
const LINE_END = 0x0a;
const BRACE = 0x7b;

/** What the pad sends; the fields go out in the order of the guide. */
export type PadMessage =
  | { readonly type: "GetWindowList" }
  | { readonly type: "Login"; readonly WindowNumber: string; readonly UserNumber: string }
  | { readonly type: "HeartBeat"; readonly DateTime?: string | undefined }
  | {
      readonly type: "RateSubmit";
      readonly RateID: string;
      readonly Content: string;
      readonly WindowNumber?: string | undefined;
    };

/** What the service says: an invitation, or the reply to a request. */
export interface ServiceMessage {
  readonly type: "RateQuest" | ReplyType;
  readonly RateID?: string;
  /** "0" done, "1" no such window, "2" log in first, "3" not understood; no code in an invitation. */
  readonly code?: string;
  readonly result?: unknown;
}
const REPLIES = ["GetWindowList", "Login", "HeartBeat", "RateSubmit", "Error"] as const;
type ReplyType = (typeof REPLIES)[number];

const ORDER = ["type", "WindowNumber", "UserNumber", "DateTime", "RateID", "Content"] as const;
const SUBMIT_ORDER = ["type", "RateID", "Content", "WindowNumber"] as const;

/** One message in UTF-8, without a line end. */
export function buildPadMessage(message: PadMessage): Uint8Array {
  const fields = message as Readonly<Record<string, string | undefined>>;
  const order: readonly string[] = message.type === "RateSubmit" ? SUBMIT_ORDER : ORDER;
  const inOrder = order.filter((key) => fields[key] !== undefined).map((key) => [key, fields[key]]);
  return Uint8Array.from(Buffer.from(JSON.stringify(Object.fromEntries(inOrder)), "utf8"));
}

/** One whole message of the service; null for anything else. Fields nobody knows are passed over. */
export function readServiceMessage(bytes: Uint8Array): ServiceMessage | null {
  const value = objectIn(bytes);
  if (value === null) return null;
  const { type, code, result } = value;
  if (type === "RateQuest") {
    const RateID = textOf(value.RateID);
    return RateID === null ? null : { type, RateID };
  }
  if (!REPLIES.some((reply) => reply === type) || textOf(code) === null || result === undefined) return null;
  const RateID = textOf(value.RateID);
  return {
    type: type as ReplyType,
    ...(RateID === null || type !== "RateSubmit" ? {} : { RateID }),
    code: textOf(code) ?? "",
    result,
  };
}

function objectIn(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  if (bytes.length > MESSAGE_BYTES_MAX) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    // No UTF-8, or no JSON.
    return null;
  }
}

/** A text of 1 to 128 characters; a whole number is read as its text. */
function textOf(value: unknown): string | null {
  const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== "string" || text === "" || [...text].length > TEXT_CHARACTERS_MAX) return null;
  return text;
}

/**
 * Every message in a recording, where a line end stands behind each. Whatever stands before a message on its line is
 * passed over, so that noise takes no message with it.
 */
export function messagesIn(recording: Uint8Array): ServiceMessage[] {
  const messages: ServiceMessage[] = [];
  for (
    let from = 0, end = recording.indexOf(LINE_END);
    end !== -1;
    from = end + 1, end = recording.indexOf(LINE_END, from)
  ) {
    const message = lastIn(recording.subarray(from, end));
    if (message !== null) messages.push(message);
  }
  return messages;
}

function lastIn(line: Uint8Array): ServiceMessage | null {
  for (let at = line.indexOf(BRACE); at !== -1; at = line.indexOf(BRACE, at + 1)) {
    const message = readServiceMessage(line.subarray(at));
    if (message !== null) return message;
  }
  return null;
}
