// One link of the hall, served with the devices of that line: a listening socket, or a pseudo-terminal through socat.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { SimLink } from "./hall-file.ts";
import type { SimDevice } from "./lib.ts";

/** A pseudo-terminal ends when its reader goes; it is made again so soon. */
const PTY_AGAIN_MS = 150;
const PTY_MS_MAX = 5_000;
/** Answers that a host may leave unread; then its connection is given up. */
export const UNREAD_BYTES_MAX = 1024 * 1024;
const SOCAT_PLACES = ["/usr/bin/socat", "/usr/local/bin/socat", "/opt/homebrew/bin/socat"];

/** Where the line can be reached, or why it cannot. */
export type Served = { readonly ok: true; readonly at: string } | { readonly ok: false; readonly why: string };

/** A bus or a printer's line. Every device hears every byte; what a device sends goes to whoever is connected. */
export class ServedLink {
  readonly link: SimLink;
  readonly #devices: readonly SimDevice[];
  readonly #sockets = new Set<Socket>();
  readonly #isPrinter: boolean;
  #server: Server | null = null;
  #socat: ChildProcess | null = null;
  #again: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(link: SimLink, devices: readonly SimDevice[]) {
    this.link = link;
    this.#devices = devices;
    this.#isPrinter = devices.some((device) => device.model.startsWith("printer/"));
    for (const device of devices) {
      device.onSend((bytes) => this.#send(bytes));
      device.onChange(() => this.#follow());
    }
  }

  /** The port that is listened on, also behind a pseudo-terminal. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  async start(): Promise<Served> {
    const { type, host, port } = this.link;
    if (type === "tcp") return this.#listen(host, port);
    if (type !== "serial" && type !== "file") return { ok: false, why: `a link of type "${type}" is not simulated` };
    const socat = SOCAT_PLACES.find((place) => existsSync(place));
    if (socat === undefined)
      return { ok: false, why: "伪终端需要 socat a pseudo-terminal needs socat: sudo apt-get install socat" };
    if (!existsSync(dirname(this.link.path))) return this.#noPty();
    if (isRealDevice(this.link.path))
      return { ok: false, why: `${this.link.path} 已存在 exists already: a real device is not replaced` };
    const listening = await this.#listen("127.0.0.1", 0);
    if (!listening.ok) return listening;
    this.#openPty(socat);
    return this.#ptyThere();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const socat = this.#socat;
    if (socat !== null && socat.exitCode === null) {
      const gone = new Promise((done) => socat.once("exit", done));
      socat.kill("SIGTERM");
      await gone;
    }
    for (const socket of this.#sockets) socket.destroy();
    await new Promise<void>((done) => (this.#server === null ? done() : this.#server.close(() => done())));
  }

  #listen(host: string, port: number): Promise<Served> {
    const server = createServer((socket) => this.#accept(socket));
    this.#server = server;
    return new Promise((done) => {
      server.once("error", (error) => done({ ok: false, why: `${host}:${port}: ${error.message}` }));
      server.listen(port, host, () => done({ ok: true, at: `tcp ${host}:${this.port}` }));
    });
  }

  #accept(socket: Socket): void {
    socket.setNoDelay(true);
    socket.on("error", () => socket.destroy());
    // A printer talks to one host at a time; a serial server gives its line to whoever came last.
    if (!this.#plugged || (this.#isPrinter && this.#sockets.size > 0)) {
      socket.destroy();
      return;
    }
    for (const older of this.#sockets) older.destroy();
    this.#sockets.add(socket);
    socket.on("data", (bytes) => {
      for (const device of this.#devices) device.receive(bytes);
    });
    socket.on("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size > 0) return;
      for (const device of this.#devices) device.hostGone();
    });
    this.#follow();
  }

  #send(bytes: Uint8Array): void {
    for (const socket of this.#sockets) {
      if (socket.writableLength > UNREAD_BYTES_MAX) socket.destroy();
      else socket.write(bytes);
    }
  }

  /** A bus is there while one of its members has power. */
  get #plugged(): boolean {
    return this.#devices.some((device) => device.plugged);
  }

  /** A device that lost its power takes its own line with it; one that does not read stops the flow. */
  #follow(): void {
    const reading = this.#devices.some((device) => device.reading);
    for (const socket of this.#sockets) {
      if (!this.#plugged) socket.destroy();
      else if (reading && socket.isPaused()) socket.resume();
      else if (!reading && !socket.isPaused()) socket.pause();
    }
  }

  #openPty(socat: string): void {
    if (this.#stopped) return;
    const args = [`pty,raw,echo=0,link=${this.link.path}`, `tcp:127.0.0.1:${this.port}`];
    const child = spawn(socat, args, { stdio: "ignore" });
    this.#socat = child;
    child.on("error", () => undefined);
    child.on("exit", () => {
      if (this.#stopped) return;
      this.#again = setTimeout(() => this.#openPty(socat), PTY_AGAIN_MS);
    });
  }

  async #ptyThere(): Promise<Served> {
    const untilMs = performance.now() + PTY_MS_MAX;
    while (performance.now() < untilMs) {
      if (existsSync(this.link.path)) return { ok: true, at: `pty ${this.link.path}` };
      await new Promise((done) => setTimeout(done, 20));
    }
    return this.#noPty();
  }

  #noPty(): Served {
    const why = "无法创建 could not be made: does its folder exist, and may you write there?";
    return { ok: false, why: `${this.link.path} ${why}` };
  }
}

/** Something that is not a link left behind by an earlier pseudo-terminal. */
function isRealDevice(path: string): boolean {
  try {
    if (!lstatSync(path).isSymbolicLink()) return true;
    rmSync(path);
    return false;
  } catch {
    // Nothing is there.
    return false;
  }
}
