// One link of the hall, served with the devices of that line: a listening socket, or a pseudo-terminal through socat.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, lstatSync, rmSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { dirname } from "node:path";
import type { SimLink } from "./hall-file.ts";
import { realClock, type SimClock, type SimDevice, seededRandom } from "./lib.ts";
import { WebSocketClients } from "./websocket-client.ts";
import { LINE_BYTES_MAX, type LineSpeed, PacedLine, speedOf } from "./wire-pace.ts";

/** A pseudo-terminal ends when its reader goes; it is made again so soon. */
const PTY_AGAIN_MS = 150;
const PTY_MS_MAX = 5_000;
/** Answers that a host may leave unread; then its connection is given up. */
export const UNREAD_BYTES_MAX = 1024 * 1024;
const SOCAT_PLACES = ["/usr/bin/socat", "/usr/local/bin/socat", "/opt/homebrew/bin/socat"];

/** Where the line can be reached, or why it cannot. */
export type Served = { readonly ok: true; readonly at: string } | { readonly ok: false; readonly why: string };

export interface ServedLinkOptions {
  /** False: bytes take no time, whatever the speed of the line. */
  readonly paced?: boolean | undefined;
  readonly clock?: SimClock | undefined;
  readonly random?: (() => number) | undefined;
}

/** What the page shows of a line. */
export interface LinkView extends Partial<LineSpeed> {
  readonly id: string;
  readonly type: string;
  /** Bytes take as long as on the real line. */
  readonly paced: boolean;
  /** Talking at once destroys what is said; else it is only counted. */
  readonly collide: boolean;
  readonly collisions: number;
}

/** A bus or a printer's line. Every device hears every byte; what a device sends goes to whoever is connected. */
export class ServedLink {
  readonly link: SimLink;
  readonly #devices: readonly SimDevice[];
  readonly #line: PacedLine | null;
  readonly #sockets = new Set<Socket>();
  readonly #isPrinter: boolean;
  #server: Server | null = null;
  #socat: ChildProcess | null = null;
  #clients: WebSocketClients | null = null;
  #again: NodeJS.Timeout | null = null;
  #stopped = false;

  constructor(link: SimLink, devices: readonly SimDevice[], options: ServedLinkOptions = {}) {
    this.link = link;
    this.#devices = devices;
    this.#line = this.#paced(options);
    this.#isPrinter = devices.some((device) => device.model.startsWith("printer/"));
    for (const device of devices) {
      device.onSend((bytes) => {
        if (this.#line === null) this.#send(bytes);
        else this.#line.fromDevice(device, bytes);
      });
      device.onChange(() => this.#follow());
    }
  }

  /** The port that is listened on, also behind a pseudo-terminal. */
  get port(): number {
    const address = this.#server?.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  get view(): LinkView {
    const { id, type } = this.link;
    const line = this.#line;
    const told = { collide: line?.collide ?? false, collisions: line?.collisions ?? 0 };
    return { id, type, paced: line !== null, ...speedOf(this.link), ...told };
  }

  /** Whether two talkers at once destroy each other's words; false for a line whose bytes take no time. */
  setCollide(collide: boolean): boolean {
    if (this.#line === null) return false;
    this.#line.collide = collide;
    return true;
  }

  async start(): Promise<Served> {
    const { type, host, port } = this.link;
    if (type === "tcp") return this.#listen(host, port);
    if (type === "websocket") {
      this.#clients = new WebSocketClients(this.link, this.#devices);
      return { ok: true, at: this.#clients.start() };
    }
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
    await this.#clients?.stop();
    const socat = this.#socat;
    if (socat !== null && socat.exitCode === null) {
      const gone = new Promise((done) => socat.once("exit", done));
      socat.kill("SIGTERM");
      await gone;
    }
    for (const socket of this.#sockets) socket.destroy();
    this.#line?.clear();
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
      if (this.#line === null) this.#toDevices(bytes);
      else this.#line.fromHost(bytes);
      this.#follow();
    });
    socket.on("close", () => {
      this.#sockets.delete(socket);
      if (this.#sockets.size > 0) return;
      this.#afterHost(() => {
        for (const device of this.#devices) device.hostGone();
      });
    });
    // Behind what the last host left on the wire, and behind its end.
    this.#afterHost(() => {
      for (const device of this.#devices) device.hostCame?.();
    });
    this.#follow();
  }

  #paced({ paced = true, clock = realClock, random = seededRandom(1) }: ServedLinkOptions): PacedLine | null {
    const speed = paced ? speedOf(this.link) : null;
    if (speed === null) return null;
    return new PacedLine({
      ...{ clock, speed, random },
      // A device alone on its line has a wire for each direction.
      shared: this.#devices.length > 1,
      toDevices: (bytes) => {
        this.#toDevices(bytes);
        this.#follow();
      },
      toHost: (bytes) => this.#send(bytes),
    });
  }

  /** Once the devices have heard what was sent so far. */
  #afterHost(task: () => void): void {
    if (this.#line === null) task();
    else this.#line.afterHost(task);
  }

  #toDevices(bytes: Uint8Array): void {
    for (const device of this.#devices) device.receive(bytes);
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
    const taking = this.#devices.some((device) => device.reading);
    this.#line?.setReading(taking);
    if (!this.#plugged) this.#line?.clear();
    const reading = taking && (this.#line?.hostBytes ?? 0) < LINE_BYTES_MAX;
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
