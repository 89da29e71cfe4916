// Learning an unknown pad or keypad: listens to a line while a person presses, and tries what was proposed.
import { parseSettings } from "../../config/load.ts";
import type { LinkConfig } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { FrameReader } from "../../drivers/kernel/frame-reader.ts";
import type { FrameModel } from "../../drivers/kernel/model.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { modelById } from "../../drivers/models.ts";
import type { Line } from "../lines.ts";

/** After the last byte of a press and its repeats. */
const QUIET_MS = 700;
/** A line on which somebody always talks is never quiet: what is heard by then is all there is. */
const HEARD_MS_MAX = 5_000;
const BYTES_MAX = 4096;
/** A page that was closed without a word must not keep a port from the hall. */
const IDLE_MS_MAX = 10 * 60_000;
const OPEN_MS_MAX = 4_000;
const EARS_MAX = 4;

interface Ear {
  readonly close: () => Promise<void>;
  idle: Timer;
  /** While somebody listens. */
  listening: { readonly hear: (bytes: Uint8Array) => void; readonly end: () => void } | null;
}

export interface LearningOptions {
  readonly clock: Clock;
  /** The running line at the same place as this link, if there is one. */
  readonly lineAt: (link: LinkConfig) => Line | null;
  readonly transportOf: (link: LinkConfig) => Promise<Transport>;
}

/** No such line is being listened to, or it cannot be. */
export class NotListening extends Error {
  readonly code = "LINE_NOT_OPEN";
}
/** Settings that the model itself would refuse. */
export class SettingsFaulty extends Error {
  readonly code = "BODY_INVALID";
}

export class Learning {
  readonly #options: LearningOptions;
  readonly #ears = new Map<string, Ear>();
  #opened = 0;
  #opening = 0;

  constructor(options: LearningOptions) {
    this.#options = options;
  }

  /** Listens on a running line, or opens one that nothing runs on. Rejects when it cannot be listened to. */
  async open(link: LinkConfig): Promise<string> {
    if (this.#ears.size + this.#opening >= EARS_MAX)
      throw new NotListening("已在监听太多线路 too many lines are being listened to");
    this.#opening += 1;
    try {
      this.#opened += 1;
      const id = `ear-${this.#opened}`;
      const hear = (bytes: Uint8Array) => this.#ears.get(id)?.listening?.hear(bytes);
      const line = this.#options.lineAt(link);
      const close = line === null ? await this.#openOwn(link, hear, id) : tapped(line, hear);
      this.#ears.set(id, { close, idle: this.#closeLater(id), listening: null });
      return id;
    } finally {
      this.#opening -= 1;
    }
  }

  async #openOwn(link: LinkConfig, hear: (bytes: Uint8Array) => void, id: string): Promise<() => Promise<void>> {
    try {
      const transport = await this.#options.transportOf(link);
      transport.onData(hear);
      // Unplugged meanwhile: who listens on is told that the line is not open any more.
      transport.onClose(() => void this.close(id));
      await this.#bounded(transport);
      return () => transport.close();
    } catch (cause) {
      throw new NotListening(cause instanceof Error ? cause.message : String(cause), { cause });
    }
  }

  /** A line that opens later than that is closed again. */
  #bounded(transport: Transport): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.#options.clock.after(OPEN_MS_MAX, () => {
        reject(new Error(`${transport.label} 打开无应答 no answer to opening`));
        void transport.close().catch((late: unknown) => late);
      });
      transport
        .open()
        .then(resolve, reject)
        .finally(() => timer.cancel());
    });
  }

  #closeLater(id: string): Timer {
    return this.#options.clock.after(IDLE_MS_MAX, () => void this.close(id));
  }

  /**
   * Everything from the first byte until the line is quiet, in a bounded time; nothing when `msMax` passes without a
   * byte. Who listened before is told what was heard until now.
   */
  listen(id: string, msMax: number): Promise<Uint8Array> {
    const { clock } = this.#options;
    const ear = this.#ears.get(id);
    if (ear === undefined) return Promise.reject(new NotListening(`${id} 未在监听 is not being listened to`));
    ear.listening?.end();
    ear.idle.cancel();
    ear.idle = this.#closeLater(id);
    return new Promise((resolve) => {
      const heard: number[] = [];
      const end = () => {
        for (const timer of [quiet, all]) timer.cancel();
        if (ear.listening?.end === end) ear.listening = null;
        resolve(Uint8Array.from(heard));
      };
      let quiet = clock.after(msMax, end);
      let all = quiet;
      const hear = (bytes: Uint8Array) => {
        if (heard.length === 0) all = clock.after(HEARD_MS_MAX, end);
        heard.push(...bytes.subarray(0, BYTES_MAX - heard.length));
        quiet.cancel();
        if (heard.length >= BYTES_MAX) end();
        else quiet = clock.after(QUIET_MS, end);
      };
      ear.listening = { hear, end };
    });
  }

  /** Closes what was opened for it; who listens hears no more. */
  async close(id: string): Promise<void> {
    const ear = this.#ears.get(id);
    if (ear === undefined) return;
    this.#ears.delete(id);
    ear.idle.cancel();
    ear.listening?.end();
    await ear.close();
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#ears.keys()].map((id) => this.close(id)));
  }
}

/** Kinds whose bytes are people's papers: nobody listens in on them, and nobody has to learn them. */
const PERSONAL: ReadonlySet<string> = new Set(["reader", "scanner", "modem"]);

function tapped(line: Line, hear: (bytes: Uint8Array) => void): () => Promise<void> {
  const busy = line.members.find(({ model }) => PERSONAL.has(model.kind)) ?? line.members[0];
  if (line.bus === null || line.link.type === "websocket" || PERSONAL.has(busy?.model.kind ?? ""))
    throw new NotListening(`线路 ${line.link.id} 由 ${busy?.config.id} 使用 is in use by ${busy?.config.id}`);
  const untap = line.bus.tap(hear);
  return () => {
    untap();
    return Promise.resolve();
  };
}

/** What a proposed profile makes of bytes that were heard: levels or actions, in order. */
export function tryProfile(
  kind: "pad" | "keypad",
  proposed: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
): { readonly heard: string[]; readonly garbageBytes: number } {
  const parsed = parseSettings(`${kind}/profile`, proposed);
  if (!parsed.ok) throw new SettingsFaulty(parsed.faults.join("; "));
  const { settings } = parsed;
  const model = modelById(`${kind}/profile`) as FrameModel;
  const codec = model.wireFor?.(settings as never).codec ?? model.codec;
  const heard: string[] = [];
  let garbageBytes = 0;
  const reader = new FrameReader([codec], {
    frame: (readings) => heard.push(...readings.flatMap(({ message }) => meaningOf(model, message, settings))),
    garbage: (skipped) => {
      garbageBytes += skipped.length;
    },
  });
  reader.push(bytes);
  reader.flushStale();
  return { heard, garbageBytes };
}

function meaningOf(model: FrameModel, message: unknown, settings: unknown): string[] {
  if (model.kind === "pad") {
    const result = model.result(message, settings);
    return result === null ? [] : [String(result.level ?? `grade ${result.grade}`)];
  }
  const press = model.kind === "keypad" ? model.press(message, settings) : null;
  if (press === null) return [];
  return [press.action === "none" ? `none ${press.code}` : press.action];
}
