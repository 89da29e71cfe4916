// Simulated Android rating pad on WebSocket: asks when told to, sends grades until they are taken (hardware.md §4).
import { type Press, SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { type DeviceParts, plainDevice } from "../plain-device.ts";
import { buildPadMessage, type PadMessage, readServiceMessage, type ServiceMessage } from "./json-messages.ts";

const HEARTBEAT_SECONDS_DEFAULT = 300; // §4: every 5 minutes
const LEVELS = ["5", "4", "3", "2", "1"];
const USER_NUMBER = "1001";
/** The pad gives a person up by itself. */
const INVITE_MS = 30_000;
const THANKS_MS = 5_000;
/** A login that was refused is tried again. */
export const LOGIN_AGAIN_MS = 10_000;
const LOGIN_SOON_MS = 1_000;
/** A result without its reply is sent again. */
export const SUBMIT_AGAIN_MS = 5_000;
/** Results kept while nobody takes them; the oldest is given up. */
export const WAITING_MAX = 20;
const DONE = "0";
const NOT_LOGGED_IN = "2";
const ZONE_MS = 8 * 3600 * 1000;

export interface JsonPadSettings {
  readonly windowNumber: string | number;
  /** The hall's grade map: its keys are what the buttons send. */
  readonly grades?: Readonly<Record<string, number>> | undefined;
  readonly heartbeatSeconds?: number | undefined;
}

type PadState =
  | { readonly at: "resting" }
  | { readonly at: "asking"; readonly rateId: string }
  | { readonly at: "rated"; readonly grade: string };

type Submission = PadMessage & { readonly type: "RateSubmit" };

class JsonPad implements DeviceParts {
  readonly id: string;
  readonly model = "pad/json-ws";
  readonly keys: readonly string[];
  readonly core: SimCore;
  readonly #window: string;
  readonly #waiting = new Map<string, Submission>();
  #heartbeatMs: number;
  #link: "away" | "connected" | "refused" | "in" = "away";
  #state: PadState = { at: "resting" };
  #windows: unknown = null;
  #asked = 0;
  #lost = 0;
  #taken = 0;
  #cancelState: (() => void) | null = null;
  #cancelBeat: (() => void) | null = null;
  #cancelLogin: (() => void) | null = null;
  #cancelSubmit: (() => void) | null = null;

  constructor(settings: JsonPadSettings, options: SimOptions) {
    this.#window = String(settings.windowNumber);
    this.id = options.id ?? `pad-${this.#window}`;
    this.keys = settings.grades === undefined ? LEVELS : Object.keys(settings.grades);
    this.#heartbeatMs = (settings.heartbeatSeconds ?? HEARTBEAT_SECONDS_DEFAULT) * 1000;
    this.core = new SimCore(options, ["no-heartbeat", "double-submit", "bad-json"]);
  }

  display(): string {
    if (this.#link === "away") return "正在连接";
    if (this.#link === "refused") return "登录失败";
    if (this.#state.at === "asking") return "请评价";
    return this.#state.at === "rated" ? `已评价 ${this.#state.grade}` : "欢迎";
  }

  view(): Record<string, unknown> {
    return {
      windowNumber: this.#window,
      link: this.#link,
      state: this.#state.at,
      grade: this.#state.at === "rated" ? this.#state.grade : null,
      asked: this.#asked,
      taken: this.#taken,
      lost: this.#lost,
      unacknowledged: this.#waiting.size,
      windows: this.#windows,
    };
  }

  /** One WebSocket message. */
  hear(bytes: Uint8Array): void {
    this.core.log.add("in", bytes);
    const message = readServiceMessage(bytes);
    if (message !== null) this.#obey(message);
    this.core.changed();
  }

  hostCame(): void {
    this.#link = "connected";
    this.#send({ type: "GetWindowList" });
    this.#login();
    this.core.changed();
  }

  hostGone(): void {
    this.#link = "away";
    this.#cancelBeat?.();
    this.#cancelLogin?.();
    this.#cancelSubmit?.();
    this.#cancelBeat = this.#cancelLogin = this.#cancelSubmit = null;
    // The question was the service's; it asks again after the next login.
    this.#become({ at: "resting" }, null);
  }

  /** Results that were not taken lie in the pad's memory, which survives. */
  powerOff(): void {
    this.hostGone();
  }

  /** `{grade}` is what the button sends. Without a question there is nothing to rate. */
  press({ grade, key }: Press): (() => void) | null {
    const content = key ?? (grade === undefined ? "" : String(grade));
    if (!this.keys.includes(content)) return null;
    return () => {
      if (this.#state.at !== "asking") return;
      const { rateId } = this.#state;
      const submission: Submission = { type: "RateSubmit", RateID: rateId, Content: content };
      this.#keep(submission);
      this.#become({ at: "rated", grade: content }, THANKS_MS);
      this.#submit(submission);
    };
  }

  #obey({ type, RateID, code, result }: ServiceMessage): void {
    if (type === "RateQuest" && RateID !== undefined) {
      this.#asked++;
      this.#become({ at: "asking", rateId: RateID }, INVITE_MS);
    } else if (type === "Login") this.#loggedIn(code === DONE, result);
    else if (type === "GetWindowList" && code === DONE) this.#windows = result;
    else if (type === "RateSubmit") this.#answered(RateID, code);
    else if (type === "HeartBeat" && code === NOT_LOGGED_IN) this.#loginSoon();
  }

  #loggedIn(done: boolean, result: unknown): void {
    this.#cancelLogin?.();
    this.#cancelLogin = null;
    this.#link = done ? "in" : "refused";
    if (!done) {
      this.#loginLater(LOGIN_AGAIN_MS);
      return;
    }
    const seconds = (result as { readonly HeartBeatSeconds?: unknown } | null)?.HeartBeatSeconds;
    if (typeof seconds === "number" && seconds > 0) this.#heartbeatMs = seconds * 1000;
    this.#beatLater();
    this.#submitAll();
  }

  #answered(rateId: string | undefined, code: string | undefined): void {
    if (code === NOT_LOGGED_IN) {
      this.#loginSoon();
      return;
    }
    if (rateId === undefined || !this.#waiting.delete(rateId)) return;
    if (code === DONE) this.#taken++;
    else this.#lost++;
  }

  #login(): void {
    this.#send({ type: "Login", WindowNumber: this.#window, UserNumber: USER_NUMBER });
    // In case its reply never comes.
    this.#loginLater(LOGIN_AGAIN_MS);
  }

  /** The service has forgotten the pad. Not at once: a service that forgets every time must not be flooded. */
  #loginSoon(): void {
    this.#link = "connected";
    this.#loginLater(LOGIN_SOON_MS);
  }

  #loginLater(delayMs: number): void {
    this.#cancelLogin?.();
    this.#cancelLogin = this.core.clock.after(delayMs, () => this.#login());
  }

  #keep(submission: Submission): void {
    const [oldest = ""] = this.#waiting.keys();
    if (this.#waiting.size >= WAITING_MAX && this.#waiting.delete(oldest)) this.#lost++;
    this.#waiting.set(submission.RateID, submission);
  }

  #submitAll(): void {
    for (const submission of this.#waiting.values()) this.#submit(submission);
  }

  #submit(submission: Submission): void {
    if (this.#link !== "in") return;
    this.#send(submission);
    if (this.core.fault === "double-submit") this.#send(submission);
    this.#cancelSubmit?.();
    this.#cancelSubmit = this.core.clock.after(SUBMIT_AGAIN_MS, () => {
      this.#cancelSubmit = null;
      this.#submitAll();
    });
  }

  #beatLater(): void {
    this.#cancelBeat?.();
    this.#cancelBeat = this.core.clock.after(this.#heartbeatMs, () => {
      const DateTime = new Date(this.core.clock.now() + ZONE_MS).toISOString().slice(0, 19).replace("T", " ");
      if (this.core.fault !== "no-heartbeat") this.#send({ type: "HeartBeat", DateTime });
      this.#beatLater();
    });
  }

  #send(message: PadMessage): void {
    const bytes = buildPadMessage(message);
    this.core.send(this.core.fault === "bad-json" ? bytes.subarray(0, -1) : bytes);
  }

  /** Shows a state, and goes back to rest after `forMs`. */
  #become(state: PadState, forMs: number | null): void {
    this.#cancelState?.();
    this.#cancelState = null;
    this.#state = state;
    if (forMs !== null) this.#cancelState = this.core.clock.after(forMs, () => this.#become({ at: "resting" }, null));
    this.core.changed();
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: JsonPadSettings, options: SimOptions): SimDevice =>
  plainDevice(new JsonPad(settings, options));
