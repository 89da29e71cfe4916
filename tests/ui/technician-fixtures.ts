// An invented hall's devices and settings, and a service that answers what a test tells it to.
import type { ConfigView, ModelView } from "../../controller/contract/technician.ts";
import type { DeviceView } from "../../controller/contract/views.ts";
import type { Answer } from "../../kiosk-ui/shared/api.ts";
import type { Technician } from "../../kiosk-ui/technician/api.ts";
import { TechnicianStore } from "../../kiosk-ui/technician/store.ts";
import { FakeTime } from "./fake-time.ts";
import { at } from "./fixtures.ts";

export function device(over: Partial<DeviceView> = {}): DeviceView {
  return {
    id: "strip-1",
    model: "led/onbon-bx5k",
    kind: "led",
    title: "窗口屏 / window strip",
    link: "bus-1",
    windowId: "1",
    state: "online",
    detail: "",
    lastSeenAt: at(5),
    counters: { framesIn: 9, framesOut: 9, timeouts: 0, garbage: 0, naks: 0, retries: 0 },
    roundTripMs: 12.34,
    facts: {},
    uptime: 1,
    ...over,
  };
}

export function model(over: Partial<ModelView> = {}): ModelView {
  return {
    id: "led/onbon-bx5k",
    kind: "led",
    title: "窗口屏 / window strip",
    links: ["serial", "tcp"],
    settings: {
      type: "object",
      properties: {
        address: { type: "integer", minimum: 1, maximum: 250 },
        width: { type: "integer", default: 96 },
        colour: { anyOf: [{ const: "single" }, { const: "double" }], default: "single" },
      },
      required: ["address"],
    },
    tests: ["plain", "all-dots", "brightness"],
    ...over,
  };
}

export function config(over: Partial<ConfigView> = {}): ConfigView {
  return {
    file: "/srv/hall/hall.yaml",
    text: "version: 1\n",
    digest: "d1",
    links: [
      { id: "bus-1", type: "tcp", host: "10.0.0.9", port: 4001 },
      { id: "line-1", type: "serial", path: "/dev/ttyUSB0", baudRate: 9600 },
    ],
    devices: [
      { id: "strip-1", model: "led/onbon-bx5k", link: "bus-1", window: "1", settings: { address: 1 } },
      { id: "strip-2", model: "led/onbon-bx5k", link: "bus-1", window: "2", settings: { address: 2 } },
      { id: "keypad-1", model: "keypad/ff68", link: "line-1", settings: { address: 1, variant: "jackqchen" } },
    ],
    windows: [
      { id: "1", name: { "zh-CN": "1号窗口", en: "Window 1" } },
      { id: "2", name: { "zh-CN": "2号窗口", en: "Window 2" } },
    ],
    versions: [],
    ...over,
  };
}

export const ok = <T>(value: T): Answer<T> => ({ ok: true, status: 200, value });
export const no = (status: number, code: string, detail = ""): Answer<never> => ({ ok: false, status, code, detail });

export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

/** Answers by path; the newest answer for a path counts, a function is asked each time. */
export class FakeService implements Technician {
  key = "";
  readonly asked: Asked[] = [];
  readonly #answers = new Map<string, unknown>();

  answer(
    path: string,
    answer: Answer<unknown> | ((body: unknown) => Answer<unknown> | Promise<Answer<unknown>>),
  ): this {
    this.#answers.set(path, answer);
    return this;
  }

  get<T>(path: string): Promise<Answer<T>> {
    return this.#ask<T>(path, undefined);
  }

  post<T>(path: string, body: unknown): Promise<Answer<T>> {
    return this.#ask<T>(path, body);
  }

  bodies(path: string): unknown[] {
    return this.asked.filter((each) => each.path === path && each.body !== undefined).map(({ body }) => body);
  }

  async #ask<T>(path: string, body: unknown): Promise<Answer<T>> {
    this.asked.push({ path, body });
    const found = this.#answers.get(path) ?? this.#answers.get(path.replace(/\?.*/, ""));
    const answer = typeof found === "function" ? await found(body) : found;
    return (answer ?? no(404, "ROUTE_UNKNOWN", path)) as Answer<T>;
  }
}

export interface Page {
  readonly service: FakeService;
  readonly store: TechnicianStore;
  readonly time: FakeTime;
  readonly kept: Map<string, string>;
}

/** A page on an address, with the usual answers. */
export function openPage(hash = "", kept = new Map<string, string>()): Page {
  const service = new FakeService()
    .answer("/devices", ok([device()]))
    .answer("/technician/models", ok([model()]))
    .answer("/technician/config", ok(config()));
  const time = new FakeTime();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  };
  return { service, time, kept, store: new TechnicianStore({ api: service, timers: time, storage }, hash) };
}
