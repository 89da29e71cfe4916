// Devices that connect to the service by themselves: each keeps one WebSocket open, for as long as it has power.
import { WebSocket } from "ws";
import type { SimLink } from "./hall-file.ts";
import type { SimDevice } from "./lib.ts";

/** A device that finds nobody tries again so soon. */
export const AGAIN_MS = 1_000;
const HANDSHAKE_MS_MAX = 5_000;
const MESSAGE_BYTES_MAX = 64 * 1024;
/** Messages that the service may leave unread; then the connection is given up. */
const UNREAD_BYTES_MAX = 1024 * 1024;

/** One device and its connection: never more than one attempt at a time. */
class Client {
  readonly #address: string;
  readonly #device: SimDevice;
  #socket: WebSocket | null = null;
  #again: NodeJS.Timeout | null = null;
  #isOpen = false;
  #stopped = false;

  constructor(address: string, device: SimDevice) {
    this.#address = address;
    this.#device = device;
    device.onSend((bytes) => this.#send(bytes));
    device.onChange(() => this.#follow());
  }

  start(): void {
    this.#connect();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const socket = this.#socket;
    if (socket === null) return;
    const gone = new Promise<void>((done) => socket.once("close", () => done()));
    socket.terminate();
    await gone;
  }

  #connect(): void {
    this.#again = null;
    if (this.#stopped || this.#socket !== null || !this.#device.plugged) return;
    const socket = new WebSocket(this.#address, {
      handshakeTimeout: HANDSHAKE_MS_MAX,
      maxPayload: MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
    });
    this.#socket = socket;
    socket.on("open", () => {
      this.#isOpen = true;
      this.#device.hostCame?.();
    });
    socket.on("message", (data, isBinary) => {
      if (!isBinary && Buffer.isBuffer(data)) this.#device.receive(data);
    });
    // A failed attempt ends with "close", too.
    socket.on("error", () => undefined);
    socket.on("close", () => {
      this.#socket = null;
      if (this.#isOpen) this.#device.hostGone();
      this.#isOpen = false;
      this.#later();
    });
  }

  #later(): void {
    if (this.#stopped || this.#again !== null) return;
    this.#again = setTimeout(() => this.#connect(), AGAIN_MS);
  }

  #send(bytes: Uint8Array): void {
    const socket = this.#socket;
    if (socket === null || socket.readyState !== WebSocket.OPEN) return;
    if (socket.bufferedAmount > UNREAD_BYTES_MAX) socket.terminate();
    else socket.send(bytes, { binary: false });
  }

  /** A device that lost its power is gone at once; one that has it again looks for the service. */
  #follow(): void {
    if (!this.#device.plugged) this.#socket?.terminate();
    else if (this.#socket === null) this.#later();
  }
}

/** The devices of one link of type `websocket`. */
export class WebSocketClients {
  readonly #address: string;
  readonly #clients: readonly Client[];

  constructor({ host, port }: SimLink, devices: readonly SimDevice[]) {
    // "Every address" is where a server listens, not where it can be found.
    const where = host === "" || host === "0.0.0.0" ? "127.0.0.1" : host === "::" ? "[::1]" : host;
    this.#address = `ws://${where.includes(":") && !where.startsWith("[") ? `[${where}]` : where}:${port}`;
    this.#clients = devices.map((device) => new Client(this.#address, device));
  }

  /** Begins to connect, and says where to; whether anybody is there shows on the devices. */
  start(): string {
    for (const client of this.#clients) client.start();
    return this.#address;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#clients.map((client) => client.stop()));
  }
}
