// One reading of one announcement: its frames one after the other, never two of them at the same time.
import type { Clock, Timer } from "./clock.ts";
import type { Outcome } from "./device-port.ts";
import type { AnyExchange } from "./link-member.ts";
import type { Spoken, VoiceModel } from "./model.ts";

// biome-ignore lint/suspicious/noExplicitAny: message types are the model's own.
export type AnySpoken = Spoken<any, any>;
export type VoiceState = ReturnType<VoiceModel["voiceState"]>;

/** The word that a text has ended may be lost: the module is asked, as often as a quiet device is anyhow. */
const ASK_MS = 2_000;
/** No answer to a frame: perhaps it is being said, perhaps it never arrived. Asked at once, then so often. */
const DOUBT_ASK_MS = 1_000;
/** No text ends so soon: it is the end of an earlier one, or a late answer. The module is asked. */
const EARLY_MS = 150;
/** After a loss of power; it has said that it is ready. */
const READY_MS = 200;
/** The same frame: once, and once more when the module says that it says nothing. */
const TRIES_MAX = 2;
/** A module whose power fails at each loud word would begin for ever. */
const RESTARTS_MAX = 1;

export interface UtteranceHost {
  readonly clock: Clock;
  /** Silence between two frames. */
  readonly gapMs: number;
  order(exchange: AnyExchange): Promise<Outcome>;
  /** The question whether it speaks; null: the model has none. */
  probe(): AnyExchange | null;
  stateOf(message: unknown): VoiceState;
  /** What became of a frame. `unheard`: nobody knows, or it never arrived. May cancel this utterance. */
  frame(result: "accepted" | "rejected" | "unheard"): void;
  /** Called once, unless cancelled. `said`: the module took at least one frame of it. */
  ended(said: boolean, detail: string): void;
}

type Phase = "pausing" | "sending" | "doubt" | "speaking" | "over";

/** pausing → sending → speaking → pausing → … → over; `doubt` when a frame got no answer. */
export class Utterance {
  readonly #parts: readonly AnySpoken[];
  readonly #host: UtteranceHost;
  #phase: Phase = "pausing";
  #at = 0;
  #tries = 0;
  #restarts = 0;
  #accepted = 0;
  #detail = "";
  #acceptedAtMs = 0;
  /** What was begun in an earlier round no longer speaks for the present. */
  #round = 0;
  #asking = false;
  /** The module had just got its power while a frame was on its way. */
  #reset = false;
  /** Of the phase: the next frame, the next question. */
  #timer: Timer | null = null;
  #deadline: Timer | null = null;

  constructor(parts: readonly AnySpoken[], host: UtteranceHost) {
    this.#parts = parts;
    this.#host = host;
  }

  begin(): void {
    this.#send();
  }

  /** What the module says by itself. */
  heard(state: VoiceState): void {
    if (this.#phase === "over") return;
    // It may have crossed our frame on the wire: whether that was taken is what its answer says.
    if (state === "initialised" && this.#phase === "sending") this.#reset = true;
    else if (state === "initialised") this.#restart();
    else if (state === "idle" && this.#phase === "doubt") this.#partOver();
    else if (state === "idle" && this.#phase === "speaking") this.#idle();
  }

  /** Nothing of it is sent any more, and nobody is told. */
  cancel(): void {
    this.#enter("over");
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#timer?.cancel();
    this.#deadline?.cancel();
    if (phase !== "pausing" && phase !== "over") return;
    this.#round += 1;
    this.#asking = false;
  }

  #send(): void {
    const part = this.#parts[this.#at];
    if (part === undefined) {
      this.#end();
      return;
    }
    this.#enter("sending");
    this.#reset = false;
    this.#tries += 1;
    const round = this.#round;
    let refusal: string | null = null;
    // Judged while the bytes are read, so that an idle right behind the acceptance is not taken for an older one.
    const exchange = listening(part.exchange, (verdict) => {
      if (round !== this.#round) return;
      if (!verdict.ok) refusal = verdict.detail;
      else if (this.#phase === "sending" || this.#phase === "doubt") this.#speaking(part);
    });
    void this.#host.order(exchange).then(({ ok, detail }) => {
      if (round !== this.#round || this.#phase !== "sending") return;
      if (ok) this.#speaking(part);
      else if (refusal !== null) this.#skip("rejected", refusal);
      else this.#unanswered(part, detail);
    });
  }

  #speaking(part: AnySpoken): void {
    this.#enter("speaking");
    this.#accepted += 1;
    this.#acceptedAtMs = this.#host.clock.monotonicMs();
    this.#deadline = this.#host.clock.after(part.msMax, () => this.#partOver());
    this.#timer = this.#host.clock.after(ASK_MS, () => this.#ask());
    this.#host.frame("accepted");
  }

  #idle(): void {
    if (this.#host.clock.monotonicMs() - this.#acceptedAtMs >= EARLY_MS) this.#partOver();
    else if (!this.#ask()) this.#partOver();
  }

  /** A module that cannot be asked has its time; another tells whether it speaks. Gone devices are the caller's. */
  #unanswered(part: AnySpoken, detail: string): void {
    this.#detail = detail;
    if (this.#reset) {
      this.#restart();
      return;
    }
    this.#enter("doubt");
    if (this.#ask()) return;
    this.#deadline = this.#host.clock.after(part.msMax, () => this.#partOver());
    this.#host.frame("unheard");
  }

  /** False: there is no question. */
  #ask(): boolean {
    const probe = this.#host.probe();
    if (probe === null) return false;
    if (this.#asking) return true;
    this.#asking = true;
    const round = this.#round;
    let told: VoiceState = null;
    const exchange = listening(probe, (_verdict, message) => {
      told = this.#host.stateOf(message);
    });
    void this.#host.order(exchange).then(() => {
      if (round !== this.#round) return;
      this.#asking = false;
      if (this.#phase === "speaking") this.#toldWhileSpeaking(told);
      else if (this.#phase === "doubt") this.#toldInDoubt(told);
    });
    return true;
  }

  #toldWhileSpeaking(told: VoiceState): void {
    this.#timer?.cancel();
    if (told === "idle") this.#partOver();
    else this.#timer = this.#host.clock.after(ASK_MS, () => this.#ask());
  }

  #toldInDoubt(told: VoiceState): void {
    const part = this.#parts[this.#at];
    if (told === "speaking" && part !== undefined) this.#speaking(part);
    else if (told !== "idle") this.#timer = this.#host.clock.after(DOUBT_ASK_MS, () => this.#ask());
    else if (this.#tries >= TRIES_MAX) this.#skip("unheard", this.#detail);
    else {
      this.#enter("pausing");
      this.#sendAfter(this.#host.gapMs);
    }
  }

  #skip(result: "rejected" | "unheard", detail: string): void {
    this.#detail = detail;
    this.#host.frame(result);
    if (this.#phase !== "over") this.#partOver();
  }

  #partOver(): void {
    this.#enter("pausing");
    this.#at += 1;
    this.#tries = 0;
    if (this.#at >= this.#parts.length) this.#end();
    else this.#sendAfter(this.#host.gapMs);
  }

  /** It forgot everything, also what it was saying. */
  #restart(): void {
    this.#enter("pausing");
    if (this.#restarts >= RESTARTS_MAX) {
      this.#detail = "模块反复断电 the module loses its power again and again";
      this.#accepted = 0;
      this.#end();
      return;
    }
    this.#restarts += 1;
    this.#at = 0;
    this.#tries = 0;
    this.#accepted = 0;
    this.#sendAfter(READY_MS);
  }

  #sendAfter(ms: number): void {
    this.#timer = this.#host.clock.after(ms, () => this.#send());
  }

  #end(): void {
    this.#enter("over");
    this.#host.ended(this.#accepted > 0, this.#detail);
  }
}

type Verdict = { readonly ok: boolean; readonly detail: string };

/** The same exchange; `hear` is told what its answer means, in the order of the bytes. */
function listening(exchange: AnyExchange, hear: (verdict: Verdict, message: unknown) => void): AnyExchange {
  const { message, reply } = exchange;
  if (reply === null) return exchange;
  return {
    message,
    reply: (answer: unknown) => {
      const verdict = reply(answer);
      if (verdict !== null) hear(verdict, answer);
      return verdict;
    },
  };
}
