// Simulated Modbus RTU number board: a slave whose registers are its digits (hardware.md §2.4).
import { Ear } from "../frame-search.ts";
import { SimCore, type SimDevice, type SimOptions, u16be } from "../lib.ts";
import { answer, type DeviceParts, plainDevice } from "../plain-device.ts";
import {
  BROADCAST,
  buildModbus,
  EXCEPTION,
  EXCEPTION_BIT,
  FN,
  type ModbusOrder,
  type ModbusRequest,
  modbusAt,
  orderOf,
  packBits,
  words,
} from "./modbus-frame.ts";
import { type NumberFormat, numberText, registersOf } from "./number-text.ts";

const UNIT_DEFAULT = 1;
const REGISTER_DEFAULT = 1;
const DIGITS_DEFAULT = 3;
/** Registers and coils of a board, when its settings name no higher ones. */
const TABLE_SIZE = 256;
const TABLE_SIZE_MAX = 0x10000;

export interface ModbusNumberSettings {
  readonly address?: number | undefined;
  /** The function the host writes with; the board obeys 6 and 16 alike. */
  readonly function?: number | undefined;
  readonly register?: number | undefined;
  readonly digits?: number | undefined;
  readonly format?: NumberFormat | undefined;
  readonly decimals?: number | undefined;
  readonly colorRegister?: number | undefined;
  /** The register value that leaves a place, or a binary board, dark. */
  readonly blankValue?: number | undefined;
}

type Done = { readonly body: readonly number[] } | { readonly exception: number };

/** One board on the bus. */
class ModbusNumber implements DeviceParts {
  readonly id: string;
  readonly model = "led/modbus-number";
  readonly core: SimCore;
  readonly #unit: number;
  readonly #settings: ModbusNumberSettings;
  readonly #first: number;
  readonly #registers: Uint16Array;
  readonly #coils = new Uint8Array(TABLE_SIZE);
  readonly #ear: Ear<ModbusRequest | null>;
  /** A board is dark until it has been told a number. */
  #told = false;

  constructor(settings: ModbusNumberSettings, options: SimOptions) {
    this.#settings = settings;
    this.#unit = settings.address ?? UNIT_DEFAULT;
    this.#first = settings.register ?? REGISTER_DEFAULT;
    this.id = options.id ?? `number-${this.#unit}`;
    const used = Math.max(this.#first + this.#places, (settings.colorRegister ?? 0) + 1);
    this.#registers = new Uint16Array(Math.min(TABLE_SIZE_MAX, Math.max(TABLE_SIZE, used)));
    this.core = new SimCore(options, ["late-ack", "corrupt-ack", "exception"]);
    this.#ear = new Ear<ModbusRequest | null>(this.core, modbusAt(this.#unit), (request) => {
      if (request !== null) this.#hear(request);
    });
  }

  get #places(): number {
    return registersOf(this.#settings.format ?? "binary", this.#settings.digits ?? DIGITS_DEFAULT);
  }

  display(): string {
    if (!this.#told) return "";
    const { format = "binary", digits = DIGITS_DEFAULT, decimals = 0, blankValue = null } = this.#settings;
    const values = [...this.#registers.subarray(this.#first, this.#first + this.#places)];
    return numberText(values, { format, digits, decimals, blankValue });
  }

  view(): Record<string, unknown> {
    const { colorRegister } = this.#settings;
    return {
      address: this.#unit,
      register: this.#first,
      registers: [...this.#registers.subarray(this.#first, this.#first + this.#places)],
      colorValue: colorRegister === undefined ? null : (this.#registers[colorRegister] ?? null),
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
    this.#registers.fill(0);
    this.#coils.fill(0);
    this.#told = false;
  }

  #hear(request: ModbusRequest): void {
    const { unit, fn } = request;
    if (unit !== this.#unit && unit !== BROADCAST) return;
    this.core.log.add("in", request.bytes);
    const order = orderOf(request);
    // To everybody at once only writing makes sense: answers to a read would collide.
    const readsForAll = unit === BROADCAST && typeof order !== "number" && order.do === "read";
    const done = this.core.fault === "exception" ? { exception: 4 } : readsForAll ? null : this.#obey(order, request);
    if (unit !== BROADCAST && done !== null) this.#reply(fn, done);
    this.core.changed();
  }

  #obey(order: ModbusOrder | number, { fn, body }: ModbusRequest): Done {
    if (typeof order === "number") return { exception: order };
    const table = order.table === "coils" ? this.#coils : this.#registers;
    const count = order.do === "read" ? order.count : order.values.length;
    if (order.address + count > table.length) return { exception: EXCEPTION.address };
    if (order.do === "read") {
      const values = [...table.subarray(order.address, order.address + count)];
      const data = order.table === "coils" ? packBits(values) : words(values);
      return { body: [data.length, ...data] };
    }
    table.set(order.values, order.address);
    if (order.table === "registers") this.#toldBy(order.address, count);
    // Single writes come back as they were; others with their address and count.
    const single = fn === FN.writeCoil || fn === FN.writeRegister;
    return { body: single ? [...body] : [...u16be(order.address), ...u16be(count)] };
  }

  #toldBy(address: number, count: number): void {
    if (address < this.#first + this.#places && address + count > this.#first) this.#told = true;
  }

  #reply(fn: number, done: Done): void {
    const bytes =
      "exception" in done
        ? buildModbus(this.#unit, fn | EXCEPTION_BIT, [done.exception])
        : buildModbus(this.#unit, fn, done.body);
    if (this.core.fault === "corrupt-ack") bytes[bytes.length - 1] = ((bytes.at(-1) ?? 0) + 1) & 0xff;
    answer(this.core, bytes);
  }
}

/** The device of one entry of a hall's file. */
export const createSimulator = (settings: ModbusNumberSettings, options: SimOptions): SimDevice =>
  plainDevice(new ModbusNumber(settings, options));
