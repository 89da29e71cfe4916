// Learning an unknown pad or keypad: listens to a line while a person presses, and tries what was proposed.
import type { LinkConfig } from "../../config/schema.ts";
import type { Clock, Timer } from "../../drivers/kernel/clock.ts";
import { FrameReader } from "../../drivers/kernel/frame-reader.ts";
import type { FrameModel } from "../../drivers/kernel/model.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { modelById } from "../../drivers/models.ts";
import type { Line } from "../lines.ts";

/** After the last byte of a press and its repeats. */
const QUIET_MS = 700;
const BYTES_MAX = 4096;
/** A page that was closed without a word must not keep a port from the hall. */
const IDLE_MS_MAX = 10 * 60_000;
const EARS_MAX = 4;

interface Ear {
  readonly id: string;
  hear: ((bytes: Uint8Array) => void) | null;
  readonly close: () => Promise<void>;
  idle: Timer;
}

export interface LearningOptions {
  readonly clock: Clock;
  readonly line: (linkId: string) => Line | null;
  readonly transportOf: (link: LinkConfig) => Promise<Transport>;
}

/** No such line is being listened to, or too many are. */
export class NotListening extends Error {
  readonly code = "LINE_NOT_OPEN";
}

export class Learning {
  readonly #options: LearningOptions;
  readonly #ears = new Map<string, Ear>();
  #opened = 0;

  constructor(options: LearningOptions) {
    this.#options = options;
  }

  /** Listens on a running line, or opens one that nothing runs on. Rejects when it cannot be opened. */
  async open(link: LinkConfig): Promise<string> {
    if (this.#ears.size >= EARS_MAX) throw new NotListening("已在监听太多线路 too many lines are being listened to");
    this.#opened += 1;
    const id = `ear-${this.#opened}`;
    const hear = (bytes: Uint8Array) => this.#ears.get(id)?.hear?.(bytes);
    const bus = this.#options.line(link.id)?.bus ?? null;
    const close = bus === null ? await this.#openOwn(link, hear) : tapped(bus.tap(hear));
    this.#ears.set(id, { id, hear: null, close, idle: this.#closeLater(id) });
    return id;
  }

  async #openOwn(link: LinkConfig, hear: (bytes: Uint8Array) => void): Promise<() => Promise<void>> {
    const transport = await this.#options.transportOf(link);
    transport.onData(hear);
    try {
      await transport.open();
    } catch (cause) {
      throw new NotListening(cause instanceof Error ? cause.message : String(cause), { cause });
    }
    return () => transport.close();
  }

  #closeLater(id: string): Timer {
    return this.#options.clock.after(IDLE_MS_MAX, () => void this.close(id));
  }

  /** Everything from the first byte until the line is quiet; nothing when `msMax` passes without a byte. */
  listen(id: string, msMax: number): Promise<Uint8Array> {
    const { clock } = this.#options;
    const ear = this.#ears.get(id);
    if (ear === undefined) return Promise.reject(new NotListening(id));
    ear.idle.cancel();
    ear.idle = this.#closeLater(id);
    return new Promise((resolve) => {
      const heard: number[] = [];
      const end = () => {
        timer.cancel();
        ear.hear = null;
        resolve(Uint8Array.from(heard));
      };
      let timer = clock.after(msMax, end);
      ear.hear = (bytes) => {
        heard.push(...bytes.subarray(0, BYTES_MAX - heard.length));
        timer.cancel();
        timer = clock.after(QUIET_MS, end);
      };
    });
  }

  async close(id: string): Promise<void> {
    const ear = this.#ears.get(id);
    if (ear === undefined) return;
    this.#ears.delete(id);
    ear.idle.cancel();
    await ear.close();
  }

  async closeAll(): Promise<void> {
    await Promise.allSettled([...this.#ears.keys()].map((id) => this.close(id)));
  }
}

function tapped(untap: () => void): () => Promise<void> {
  return () => {
    untap();
    return Promise.resolve();
  };
}

/** What a proposed profile makes of bytes that were heard: levels or actions, in order. */
export function tryProfile(
  kind: "pad" | "keypad",
  settings: Readonly<Record<string, unknown>>,
  bytes: Uint8Array,
): { readonly heard: string[]; readonly garbageBytes: number } {
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
