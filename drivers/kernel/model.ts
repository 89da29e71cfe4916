// What a device model is: data and pure functions. Runners do the waiting, the retrying and the I/O.
import type { TObject } from "typebox";
import type { GestureRules } from "./gesture-reader.ts";
import type { Session } from "./session.ts";

export type LinkType = "serial" | "tcp" | "file" | "hid" | "websocket" | "memory";

export type Decoded<In> =
  | { readonly kind: "message"; readonly message: In; readonly used: number }
  | { readonly kind: "need-more" }
  /** Skip at least one byte; `why` is counted and shown in the wire log. */
  | { readonly kind: "garbage"; readonly skip: number; readonly why: string };

/** Bytes ⇄ messages. `decode` looks at the start of the buffer and never throws on wire bytes; `encode` asserts. */
export interface Codec<In, Out> {
  readonly name: string;
  readonly frameBytesMax: number;
  /** What it reads may be personal: a wire log keeps only the control characters of bytes that nobody could read. */
  readonly personal?: boolean;
  encode(message: Out): Uint8Array;
  decode(buffer: Uint8Array): Decoded<In>;
}

/** What a reply means for the message it may belong to; `null`: not a reply to it. */
export type ReplyJudge<In> = (reply: In) => { readonly ok: boolean; readonly detail: string } | null;

/** One message on the wire and the reply it needs, if any. */
export interface Exchange<In, Out> {
  readonly message: Out;
  readonly reply: ReplyJudge<In> | null;
}

export interface Timing {
  /** How long to wait for a reply before trying again. */
  readonly replyMs: number;
  /** How long a late reply is still drained before the next message goes out. */
  readonly lateMsMax: number;
  readonly attemptsMax: number;
  /** Silence on the bus after each of our frames. */
  readonly gapMs: number;
  /** Silence that frames on its bus must have before them, whoever spoke last (Modbus: t3.5); without it none. */
  readonly quietMs?: number;
  /** How often a quiet device is asked whether it is there; null = cannot be asked. */
  readonly probeEveryMs: number | null;
}

interface ModelBase<Settings> {
  /** Its path: `led/onbon-bx5k` names driver, simulator, vectors and the value in the configuration. */
  readonly id: string;
  readonly title: string;
  readonly links: readonly LinkType[];
  /** TypeBox schema with the defaults of the protocol description. */
  readonly settings: TObject;
  /** Cross-field checks a schema cannot say; each string is one fault. */
  check?(settings: Settings): string[];
}

interface FrameModelBase<Settings, In, Out> extends ModelBase<Settings> {
  readonly timing: Timing;
  readonly codec: Codec<In, Out>;
  /** For a device whose wire is itself configured (a profile): instead of `codec` and `timing`. */
  wireFor?(settings: Settings): { readonly codec: Codec<In, Out>; readonly timing: Timing };
  /** The device talks in lines that end so: the transport then hands over whole lines, end included. */
  lineEnd?(settings: Settings): string;
  /** Is this message from (or to) the device with these settings? Decides by address and kind of frame. */
  owns(message: In, settings: Settings): boolean;
  /** A question that only a living device answers, or null. */
  probe(settings: Settings): Exchange<In, Out> | null;
  /** Sent once after each (re)connect, before anything else. */
  onOpen(settings: Settings): Exchange<In, Out>[];
  /** What a message tells of the device itself, e.g. `{ firmware: "1.2" }`; shown on the technician's page. */
  facts?(message: In): Readonly<Record<string, string>> | null;
  /** The message as people may read it in the wire log: personal data masked, bytes and meaning alike. */
  masked?(message: In | Out, bytes: Uint8Array): { readonly bytes: Uint8Array; readonly meaning: unknown } | null;
}

/** What a strip is to say: complete sentences, longest first; the first that fits is shown, else the last scrolls. */
export interface StripShow {
  readonly state: "closed" | "idle" | "calling" | "serving" | "paused";
  readonly texts: readonly string[];
  /** The ticket's number, e.g. `A001`, for boards that show digits only; null or missing: none. */
  readonly number?: string | null;
}

export interface LedModel<Settings = never, In = never, Out = never> extends FrameModelBase<Settings, In, Out> {
  readonly kind: "led";
  /** Full-width cells (16 dots) of the strip; half-width characters take half a cell. */
  cells(settings: Settings): number;
  plan(show: StripShow, settings: Settings): Exchange<In, Out>[];
  brightness(level: number, settings: Settings): Exchange<In, Out>[];
  setClock(atMs: number, timezone: string, settings: Settings): Exchange<In, Out>[];
  clear(settings: Settings): Exchange<In, Out>[];
  /** Characters of the text that this board cannot show. */
  missingGlyphs(text: string): string[];
}

/** What a press on a keypad asks for. `code` stays for the log when the key means nothing here. */
export type KeypadAction =
  | { readonly action: "call-next" }
  | { readonly action: "call-number"; readonly digits: string }
  | { readonly action: "recall" }
  | { readonly action: "evaluate" }
  | { readonly action: "arrived" }
  | { readonly action: "finish" }
  | { readonly action: "missed" }
  | { readonly action: "leave" }
  | { readonly action: "hold" }
  | { readonly action: "resume-ticket" }
  | { readonly action: "undo" }
  | { readonly action: "pause" }
  | { readonly action: "resume" }
  | { readonly action: "transfer"; readonly digits: string }
  | { readonly action: "sign-in"; readonly digits: string }
  | { readonly action: "sign-out" }
  /** Silent: nobody before the window sees or hears it. */
  | { readonly action: "guard" }
  | { readonly action: "manager" }
  | { readonly action: "adviser" }
  | { readonly action: "close-when-empty" }
  /** The key that was down is up again: never asked of the hall. */
  | { readonly action: "released" }
  | { readonly action: "none"; readonly code: string };

export interface KeypadShow {
  /** Ticket number such as `A001`, or null when the window has none. */
  readonly ticket: string | null;
  readonly waiting: number | null;
}

export interface KeypadModel<Settings = never, In = never, Out = never> extends FrameModelBase<Settings, In, Out> {
  readonly kind: "keypad";
  /** The meaning of a key frame, or null when the frame is no key press. */
  press(message: In, settings: Settings): KeypadAction | null;
  /** What the host must send so that the device stops repeating a press. */
  ack(message: In, settings: Settings): Out | null;
  plan(show: KeypadShow, settings: Settings): Exchange<In, Out>[];
  feedback(kind: "ok" | "refused" | "beep", settings: Settings): Exchange<In, Out>[];
  /** What its keys mean when they are pressed twice or held; null or missing: every press is a short one. */
  gestures?(settings: Settings): GestureRules | null;
}

/** A result of a rating pad: the grade pressed and the level it stands for (null: not in the pad's grade map). */
export interface PadResult {
  readonly grade: number;
  readonly level: number | null;
  /** The invitation it answers, from pads that know. */
  readonly invitation?: string;
}

export interface PadModel<Settings = never, In = never, Out = never> extends FrameModelBase<Settings, In, Out> {
  readonly kind: "pad";
  /** What was pressed, or null when the frame is no result. */
  result(message: In, settings: Settings): PadResult | null;
  ack(message: In, settings: Settings): Out | null;
  /** Ask the citizen to rate. `invitation` names it for pads that carry the name back with the result. */
  invite(settings: Settings, invitation: string): Exchange<In, Out>[];
  /** Ends the invitation, for pads that can be told; nothing or missing: they end it by themselves. */
  withdraw?(settings: Settings): Exchange<In, Out>[];
}

/** One frame of speech. The next goes out when the module says it is idle, or when `msMax` has passed. */
export interface Spoken<In, Out> {
  readonly exchange: Exchange<In, Out>;
  readonly msMax: number;
}

export interface VoiceModel<Settings = never, In = never, Out = never> extends FrameModelBase<Settings, In, Out> {
  readonly kind: "voice";
  /** The text in frames that the module can take, cut at punctuation, with the tags its settings ask for. */
  speak(text: string, settings: Settings): Spoken<In, Out>[];
  stop(settings: Settings): Exchange<In, Out>[];
  /** What a message says of the voice; null: nothing. `initialised`: it lost its power and knows nothing any more. */
  voiceState(message: In): "initialised" | "accepted" | "rejected" | "speaking" | "idle" | null;
  /** Characters of the text that this module cannot say. */
  missingGlyphs(text: string): string[];
}

export interface ScannerModel<Settings = never, In = never, Out = never> extends FrameModelBase<Settings, In, Out> {
  readonly kind: "scanner";
  /** The text of a code that was read, or null when the message is something else. */
  scan(message: In, settings: Settings): string | null;
  /** Starts or ends reading, where the host can; else nothing. */
  trigger(on: boolean, settings: Settings): Exchange<In, Out>[];
}

/** Words and figures of one ticket, in the order they are printed; empty strings are left out. */
export interface TicketPaper {
  readonly hall: string;
  readonly number: string;
  readonly service: string;
  readonly ahead: string;
  readonly estimate: string;
  readonly time: string;
  readonly place: string;
  readonly notes: readonly string[];
  /** Content of the QR code; empty = none. */
  readonly qr: string;
  readonly shortCode: string;
  /** 「补打」 / REPRINT on every paper after the first. */
  readonly reprint: boolean;
  /** Every word at 16 pt or more, for people with low vision. */
  readonly largePrint?: boolean;
}

export interface PrinterStatus {
  readonly online: boolean;
  readonly paper: "ok" | "near-end" | "end" | "unknown";
  readonly coverOpen: boolean;
  readonly cutterError: boolean;
  readonly error: boolean;
}

/** What goes into a printer session. Times are the runner's. */
export type PrinterInput =
  | { readonly type: "opened" }
  | { readonly type: "closed"; readonly reason: string }
  | { readonly type: "bytes"; readonly bytes: Uint8Array }
  | { readonly type: "timer" }
  /** The system took all bytes of the last `write`. */
  | { readonly type: "written" }
  | { readonly type: "print"; readonly jobId: string; readonly paper: TicketPaper }
  /** A page that shows ruler, sizes, QR and status (the technician's test). */
  | { readonly type: "test"; readonly jobId: string };

/** What a printer session asks of its runner. One timer: arming replaces. */
export type PrinterEffect =
  | { readonly do: "write"; readonly bytes: Uint8Array }
  | { readonly do: "arm"; readonly ms: number }
  | { readonly do: "disarm" }
  /** `failed`: no byte of the job left; `unconfirmed`: some did and nobody knows. */
  | {
      readonly do: "settle";
      readonly jobId: string;
      readonly outcome: "printed" | "failed" | "unconfirmed";
      readonly detail: string;
    }
  | { readonly do: "status"; readonly status: PrinterStatus | null; readonly detail: string }
  /** The line is dead although it looks open. */
  | { readonly do: "reopen"; readonly reason: string }
  /** Bytes nobody could read, for the counters. */
  | { readonly do: "garbage"; readonly count: number; readonly why: string };

/** Pure but for its own memory: no clock, no I/O. At most one job at a time; more are queued up to a bound. */
export interface PrinterSession {
  step(input: PrinterInput): PrinterEffect[];
}

export interface PrinterModel<Settings = never> extends ModelBase<Settings> {
  readonly kind: "printer";
  session(settings: Settings): PrinterSession;
}

/** What an ID card tells (hardware.md §6). Personal: lives in memory for one transaction, never logged or stored. */
export interface IdCard {
  readonly name: string;
  readonly sex: string;
  readonly nation: string;
  /** YYYYMMDD. */
  readonly birth: string;
  readonly address: string;
  readonly idNumber: string;
  readonly issuer: string;
  readonly validFrom: string;
  /** YYYYMMDD or 长期. */
  readonly validUntil: string;
}

/** Every session can be asked whether its device is there; the answer is a `tested` event with the same id. */
export type TestOrder = { readonly type: "test"; readonly id: string };
export type TestedEvent = {
  readonly type: "tested";
  readonly id: string;
  readonly ok: boolean;
  readonly detail: string;
};

export type ReaderOrder = TestOrder;
export type ReaderEvent =
  | { readonly type: "card"; readonly card: IdCard }
  | { readonly type: "card-failed"; readonly detail: string }
  | { readonly type: "card-removed" }
  | TestedEvent;

export interface ReaderModel<Settings = never> extends ModelBase<Settings> {
  readonly kind: "reader";
  session(settings: Settings): Session<ReaderOrder, ReaderEvent>;
}

export type ModemOrder =
  /** `to`: international, `+` and digits. Sent at most once; doubt is `unconfirmed`. */
  { readonly type: "send"; readonly smsId: string; readonly to: string; readonly text: string } | TestOrder;
export type ModemEvent =
  | { readonly type: "sent"; readonly smsId: string }
  /** `permanent`: trying again will not help (bad number, no service for it). No part was taken by the network. */
  | { readonly type: "failed"; readonly smsId: string; readonly detail: string; readonly permanent: boolean }
  /** The modem took some of it and nobody knows the rest. */
  | { readonly type: "unconfirmed"; readonly smsId: string; readonly detail: string }
  | { readonly type: "delivered"; readonly smsId: string; readonly ok: boolean; readonly detail: string }
  | { readonly type: "received"; readonly from: string; readonly text: string }
  | TestedEvent;

export interface ModemModel<Settings = never> extends ModelBase<Settings> {
  readonly kind: "modem";
  session(settings: Settings): Session<ModemOrder, ModemEvent>;
}

// biome-ignore lint/suspicious/noExplicitAny: the list mixes message types; each runner is generic over its own.
type Any = any;
/** Devices that speak in frames and may share a bus. */
export type FrameModel =
  | LedModel<Any, Any, Any>
  | KeypadModel<Any, Any, Any>
  | PadModel<Any, Any, Any>
  | VoiceModel<Any, Any, Any>
  | ScannerModel<Any, Any, Any>;
/** Devices that hold a conversation and have their line to themselves. */
export type SessionModel = ReaderModel<Any> | ModemModel<Any>;
export type Model = FrameModel | PrinterModel<Any> | SessionModel;

/** Whether the model speaks in frames. */
export function isFrameModel(model: Model): model is FrameModel {
  return model.kind !== "printer" && model.kind !== "reader" && model.kind !== "modem";
}
