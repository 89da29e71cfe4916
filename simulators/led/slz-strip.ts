// Simulated "SLZ" strip screen of bank halls, in colour or single-colour (hardware.md §2.3).
import { Ear } from "../frame-search.ts";
import { SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { answer, type DeviceParts, plainDevice } from "../plain-device.ts";
import { buildSlzReply, type SlzOrder, type SlzSign, type SlzText, slzOrderAt, slzTextAt } from "./slz-frame.ts";

const ADDRESS_DEFAULT = 1;

export interface SlzStripSettings {
  readonly address?: number | undefined;
  readonly variant?: "colour" | "single" | undefined;
  /** Whether the board answers; the single-colour one never does. */
  readonly reply?: boolean | undefined;
  readonly width?: number | undefined;
  readonly height?: number | undefined;
}

/** One strip: shows what it is told and keeps one text in its ROM. */
class SlzStrip implements DeviceParts {
  readonly id: string;
  readonly model = "led/slz-strip";
  readonly core: SimCore;
  readonly #settings: SlzStripSettings;
  readonly #address: number;
  readonly #ear: Ear<SlzOrder | SlzText>;
  #shown: readonly SlzSign[] = [];
  #rom: readonly SlzSign[] = [];

  constructor(settings: SlzStripSettings, options: SimOptions) {
    this.#settings = settings;
    this.#address = settings.address ?? ADDRESS_DEFAULT;
    this.id = options.id ?? `strip-${this.#address}`;
    this.core = new SimCore(options, settings.reply === true ? ["late-ack", "corrupt-ack"] : []);
    const frameAt = settings.variant === "single" ? slzTextAt : slzOrderAt;
    this.#ear = new Ear<SlzOrder | SlzText>(this.core, frameAt, (order) => this.#obey(order));
  }

  display(): string {
    return textOf(this.#shown);
  }

  view(): Record<string, unknown> {
    const { variant = "colour", width, height } = this.#settings;
    return {
      address: this.#address,
      variant,
      ...(width === undefined || height === undefined ? {} : { width, height }),
      colour: this.#shown[0]?.colour ?? "red",
      signs: this.#shown,
      rom: textOf(this.#rom),
    };
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  powerOff(): void {
    this.#ear.clear();
    this.#shown = [];
  }

  #obey(order: SlzOrder | SlzText): void {
    if (order.addr !== this.#address) return;
    this.core.log.add("in", order.bytes);
    if (!("cmd" in order)) this.#shown = [...order.text].map((sign) => ({ sign, colour: "red" }));
    else if (order.cmd === "show") this.#shown = order.signs ?? [];
    else if (order.cmd === "showRom") this.#shown = this.#rom;
    else this.#rom = order.signs ?? this.#shown;
    if ("cmd" in order && this.#settings.reply === true) this.#answer(order);
    this.core.changed();
  }

  #answer(order: SlzOrder): void {
    const reply = buildSlzReply(this.#address, order.cmd);
    const { fault } = this.core;
    if (fault === "corrupt-ack") reply[reply.length - 1] = 0x55;
    answer(this.core, reply);
  }
}

const textOf = (signs: readonly SlzSign[]): string => signs.map(({ sign }) => sign).join("");

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: SlzStripSettings, options: SimOptions): SimDevice =>
  plainDevice(new SlzStrip(settings, options));
