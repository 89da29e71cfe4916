// Simulated Alpha sign (Adaptive, BetaBrite): text, string and priority files on an addressed line (hardware.md §2.7).
import { Ear } from "../frame-search.ts";
import { SimCore, type SimDevice, type SimOptions } from "../lib.ts";
import { answer, type DeviceParts, plainDevice } from "../plain-device.ts";
import { AlphaFiles, readMemory, readText } from "./alpha-files.ts";
import { type AlphaCommand, type AlphaPacket, alphaAt, buildAlphaPacket, reaches } from "./alpha-frame.ts";

const ACK = 0x06;
const NAK = 0x15;
/** §2.7: the status byte; bit 6 is always there. */
const STATUS = { ok: 0x40, illegal: 0x60, sum: 0x50, overflow: 0x48 } as const;
const ADDRESS_DEFAULT = 1;
const TYPE_ALL = "Z";

export interface AlphaSignSettings {
  /** 1 … 255, or the two hex characters themselves. */
  readonly address?: number | string | undefined;
  /** The sign's own type code; it hears `Z` and `?` besides. */
  readonly type?: string | undefined;
  /** Whether it answers every packet with ACK or NAK and its status. */
  readonly reply?: boolean | undefined;
}

/** One sign. */
class AlphaSign implements DeviceParts {
  readonly id: string;
  readonly model = "led/alpha-sign";
  readonly core: SimCore;
  readonly #sign: string;
  readonly #type: string;
  readonly #reply: boolean;
  readonly #ear: Ear<AlphaPacket>;
  #files = new AlphaFiles();
  #status: number = STATUS.ok;
  #time: string | null = null;

  constructor({ address = ADDRESS_DEFAULT, type = TYPE_ALL, reply = false }: AlphaSignSettings, options: SimOptions) {
    this.#sign = typeof address === "string" ? address : address.toString(16).toUpperCase().padStart(2, "0");
    this.#type = type;
    this.#reply = reply;
    this.id = options.id ?? `sign-${this.#sign}`;
    this.core = new SimCore(options, ["late-ack", "corrupt-ack", "nak"]);
    this.#ear = new Ear<AlphaPacket>(this.core, alphaAt, (packet) => this.#hear(packet));
  }

  display(): string {
    return this.#files.shown.trim();
  }

  view(): Record<string, unknown> {
    return {
      address: this.#sign,
      type: this.#type,
      status: this.#status,
      time: this.#time,
      priority: this.#files.contentOf("text", "0") ?? "",
      files: this.#files.table.map((entry) => ({
        ...entry,
        content: entry.type === "dots" ? null : this.#files.contentOf(entry.type, entry.label),
      })),
    };
  }

  hear(bytes: Uint8Array): void {
    this.#ear.push(bytes);
  }

  hostGone(): void {
    this.#ear.clear();
  }

  /** Files live in a battery-backed memory: they are there again with the power. */
  powerOff(): void {
    this.#ear.clear();
    this.#status = STATUS.ok;
  }

  #hear(packet: AlphaPacket): void {
    const typed = packet.type === TYPE_ALL || packet.type === "?" || packet.type === this.#type;
    if (!typed || !reaches(packet.sign, this.#sign)) return;
    this.core.log.add("in", packet.bytes);
    this.#status = STATUS.ok;
    for (const command of packet.commands) {
      const status = this.core.fault === "nak" ? STATUS.illegal : this.#obey(command);
      if (status !== STATUS.ok) this.#status = status;
    }
    if (this.#reply) this.#answer(packet);
    this.core.changed();
  }

  #obey({ code, data, sum }: AlphaCommand): number {
    if (sum === "bad") return STATUS.sum;
    switch (code) {
      case "A":
        return readText(data) === null ? STATUS.illegal : this.#write("text", data);
      case "G":
        return this.#write("string", data);
      case "E":
        return this.#special(data);
      case "B":
        return this.#read("text", "A", data);
      case "H":
        return this.#read("string", "G", data);
      case "F":
        return this.#readSpecial(data);
      default:
        return STATUS.illegal;
    }
  }

  #write(type: "text" | "string", data: string): number {
    const [label, content] = [data.slice(0, 1), data.slice(1)];
    const result = this.#files.write(type, label, content);
    return result === "ok" ? STATUS.ok : STATUS[result];
  }

  #special(data: string): number {
    const [code, rest] = [data.slice(0, 1), data.slice(1)];
    if (code === "$") {
      const table = readMemory(rest);
      if (table === null) return STATUS.illegal;
      this.#files.configure(table);
      return STATUS.ok;
    }
    if (code === "," && rest === "") return STATUS.ok; // A soft reset keeps the files.
    if (code === " " && /^([01][0-9]|2[0-3])[0-5][0-9]$/.test(rest)) {
      this.#time = `${rest.slice(0, 2)}:${rest.slice(2)}`;
      return STATUS.ok;
    }
    return STATUS.illegal;
  }

  #read(type: "text" | "string", code: string, label: string): number {
    const content = label.length === 1 ? this.#files.contentOf(type, label) : null;
    if (content === null) return STATUS.illegal;
    this.#send(buildAlphaPacket(TYPE_ALL, "00", code, label + content));
    return STATUS.ok;
  }

  #readSpecial(code: string): number {
    if (code !== "$") return STATUS.illegal;
    this.#send(buildAlphaPacket(TYPE_ALL, "00", "E", `$${this.#files.tableText}`));
    return STATUS.ok;
  }

  #answer({ commands }: AlphaPacket): void {
    // What was asked for is the answer.
    if (commands.some(({ code }) => "BHF".includes(code)) && this.#status === STATUS.ok) return;
    this.#send(Uint8Array.of(this.#status === STATUS.ok ? ACK : NAK, this.#status));
  }

  #send(bytes: Uint8Array): void {
    const broken = this.core.fault === "corrupt-ack" ? bytes.map((byte) => byte ^ 0x20) : bytes;
    answer(this.core, broken);
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: AlphaSignSettings, options: SimOptions): SimDevice =>
  plainDevice(new AlphaSign(settings, options));
