// An invented voice module on a wire in memory: it says texts for a while, and a new one cuts the old one off.
import { Type } from "typebox";
import { Link } from "../../drivers/kernel/link.ts";
import type { Exchange, ReplyJudge, Timing, VoiceModel } from "../../drivers/kernel/model.ts";
import { createVoice, type VoiceOptions } from "../../drivers/kernel/voice-device.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { decodeFrame, encodeFrame, type Frame, frameCodec } from "../helpers/invented-models.ts";
import { seededRandom, VirtualClock } from "../helpers/virtual-clock.ts";

/** `T` say, `X` stop, `Q` ask; back `A` taken, `N` refused, `B` busy, `I` idle, `Z` just got its power. */
const STATES = { A: "accepted", N: "rejected", B: "speaking", I: "idle", Z: "initialised" } as const;

export const VOICE_TIMING: Timing = { replyMs: 300, lateMsMax: 300, attemptsMax: 1, gapMs: 10, probeEveryMs: 3_000 };
/** How long the module says one letter, and how long it may take. */
export const LETTER_MS = 200;
const LETTER_MS_MAX = 350;
const QUIET_MS = 5_000;

const taken: ReplyJudge<Frame> = ({ kind }) => ("AN".includes(kind) ? { ok: kind === "A", detail: "no" } : null);
const told: ReplyJudge<Frame> = ({ kind }) => ("BI".includes(kind) ? { ok: true, detail: kind } : null);
const ask = (kind: string, data: string, reply: ReplyJudge<Frame> | null): Exchange<Frame, Frame> => ({
  message: { kind, addr: 1, data },
  reply,
});

type Model = VoiceModel<object, Frame, Frame>;

/** Texts are cut at `/`; each piece is one frame. */
export function inventedVoice(changes: Partial<Model> = {}): Model {
  return {
    kind: "voice",
    id: "voice/invented",
    title: "invented",
    links: ["memory"],
    settings: Type.Object({}),
    timing: VOICE_TIMING,
    codec: frameCodec,
    owns: () => true,
    probe: () => ask("Q", "", told),
    onOpen: () => [],
    speak: (text) =>
      text
        .replace(/[^\x20-\x7e]/g, "")
        .split("/")
        .map((piece) => ({ exchange: ask("T", piece, taken), msMax: piece.length * LETTER_MS_MAX + 1_000 })),
    stop: () => [ask("X", "", taken)],
    voiceState: ({ kind }) => STATES[kind as keyof typeof STATES] ?? null,
    missingGlyphs: () => [],
    ...changes,
  };
}

/** One text as people heard it. `cut`: it did not come to its end. */
export interface Heard {
  readonly text: string;
  readonly atMs: number;
  cut: boolean;
}

/** The module; its faults are switched by the tests. */
export class InventedModule {
  readonly heard: Heard[] = [];
  readonly asked: string[] = [];
  /** Says no to texts that hold one of these. */
  readonly refused = new Set<string>();
  mute = false;
  /** Frames of these kinds stay without an answer, but are obeyed. */
  unanswered = "";
  /** Frames of these kinds never arrive. */
  lost = "";
  neverIdle = false;
  readonly #clock: VirtualClock;
  readonly #send: (bytes: Uint8Array) => void;
  #saying: { readonly end: { cancel(): void }; readonly said: Heard } | null = null;

  constructor(clock: VirtualClock, send: (bytes: Uint8Array) => void) {
    this.#clock = clock;
    this.#send = send;
  }

  get texts(): string[] {
    return this.heard.map(({ text }) => text);
  }

  get isSpeaking(): boolean {
    return this.#saying !== null;
  }

  get cuts(): number {
    return this.heard.filter(({ cut }) => cut).length;
  }

  receive(bytes: Uint8Array): void {
    const decoded = decodeFrame(bytes);
    if (decoded.kind !== "message") throw new Error("no whole frame was sent");
    const { kind, data } = decoded.message;
    if (this.lost.includes(kind)) return;
    this.asked.push(kind);
    if (kind === "Q") this.tell(this.#saying !== null || this.neverIdle ? "B" : "I", kind);
    else if (kind === "X") {
      this.#cut();
      this.tell("A", kind);
    } else if (this.refused.has(data)) this.tell("N", kind);
    else {
      this.tell("A", kind);
      this.#say(data);
    }
  }

  /** A byte or two of its own. */
  tell(kind: string, of = ""): void {
    if (!this.mute && (of === "" || !this.unanswered.includes(of)))
      this.#send(encodeFrame({ kind, addr: 1, data: "" }));
  }

  powerCycle(): void {
    this.#cut();
    this.tell("Z");
  }

  #say(text: string): void {
    this.#cut();
    const said: Heard = { text, atMs: this.#clock.monotonicMs(), cut: false };
    this.heard.push(said);
    const end = this.#clock.after(text.length * LETTER_MS, () => {
      this.#saying = null;
      if (!this.neverIdle) this.tell("I");
    });
    this.#saying = { end, said };
  }

  #cut(): void {
    if (this.#saying === null) return;
    this.#saying.end.cancel();
    this.#saying.said.cut = true;
    this.#saying = null;
  }
}

/** A voice that has answered once, its module and its wire. */
export async function voiceBus(options: Partial<VoiceOptions> & { readonly model?: Model } = {}) {
  const clock = new VirtualClock();
  const { transport, peer } = memoryPair(clock);
  const link = new Link({ id: "voice", transport, clock, random: seededRandom(1) });
  const module = new InventedModule(clock, (bytes) => {
    clock.after(5, () => peer.send(bytes));
  });
  peer.receive = (bytes) => module.receive(bytes);
  const model = options.model ?? inventedVoice();
  const voice = createVoice({ id: "v1", settings: {}, link, clock, ...options, model });
  link.start();
  await clock.advanceAsync(50);
  const say = (key: string, readings = 1, text = key) => voice.say({ key, text, readings });
  /** Until everything was read: nothing waits, and nothing was said for longer than any doubt lasts. */
  const quiet = async () => {
    for (let before = -1; before !== module.heard.length || voice.waiting > 0 || module.isSpeaking; ) {
      before = module.heard.length;
      await clock.until(() => voice.waiting === 0 && !module.isSpeaking, 600_000);
      await clock.advanceAsync(QUIET_MS);
    }
  };
  return { clock, link, peer, module, voice, say, quiet };
}
