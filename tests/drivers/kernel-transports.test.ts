// Real bytes: pty pairs under `serialport` and the device file, TCP with a reset in the middle, and the wire in memory.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, watch, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../drivers/kernel/clock.ts";
import { createDevice } from "../../drivers/kernel/device.ts";
import { FrameReader } from "../../drivers/kernel/frame-reader.ts";
import { Link } from "../../drivers/kernel/link.ts";
import type { Transport } from "../../drivers/kernel/transport.ts";
import { groupOf, worded } from "../../drivers/transports/device-node.ts";
import { memoryPair } from "../../drivers/transports/memory.ts";
import { serialTransport } from "../../drivers/transports/serial.ts";
import { tcpTransport } from "../../drivers/transports/tcp.ts";
import { usbFileTransport } from "../../drivers/transports/usb-file.ts";
import { ackedStrip, decodeFrame, encodeFrame, type Frame, frameCodec } from "../helpers/invented-models.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";

/** Collects what arrives; `until` resolves when so many bytes are there. */
function collect(transport: Transport) {
  const bytes: number[] = [];
  const waiting: { count: number; resolve: () => void }[] = [];
  const closed: (Error | null)[] = [];
  const closeWaiting: (() => void)[] = [];
  transport.onData((chunk) => {
    bytes.push(...chunk);
    for (const each of waiting) if (bytes.length >= each.count) each.resolve();
  });
  transport.onClose((reason) => {
    closed.push(reason);
    for (const resolve of closeWaiting.splice(0)) resolve();
  });
  const until = (count: number) =>
    new Promise<void>((resolve) => {
      if (bytes.length >= count) resolve();
      else waiting.push({ count, resolve });
    });
  const untilClosed = () =>
    new Promise<void>((resolve) => {
      if (closed.length > 0) resolve();
      else closeWaiting.push(resolve);
    });
  return { bytes, closed, until, untilClosed };
}

const pattern = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 7 + (at >> 8)) & 0xff);

/** A pair of linked ptys from socat; `pull` ends it and `plug` makes it anew under the same names. */
class PtyPair {
  readonly #folder = mkdtempSync(join(tmpdir(), "hallkeeper-pty-"));
  readonly a = join(this.#folder, "a");
  readonly b = join(this.#folder, "b");
  #socat: ChildProcess | null = null;

  plug(): Promise<void> {
    return new Promise((resolve, reject) => {
      const watcher = watch(this.#folder, () => {
        if (!existsSync(this.a) || !existsSync(this.b)) return;
        watcher.close();
        resolve();
      });
      const ends = [this.a, this.b].map((path) => `pty,raw,echo=0,link=${path}`);
      this.#socat = spawn("socat", ends, { stdio: "ignore" });
      this.#socat.once("error", reject);
    });
  }

  async pull(): Promise<void> {
    const socat = this.#socat;
    if (socat === null) return;
    this.#socat = null;
    await new Promise((resolve) => {
      socat.once("exit", resolve);
      socat.kill();
    });
  }

  async done(): Promise<void> {
    await this.pull();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

const hasSocat = await new Promise<boolean>((resolve) => {
  const probe = spawn("socat", ["-V"], { stdio: "ignore" });
  probe.once("error", () => resolve(false));
  probe.once("exit", (code) => resolve(code === 0));
});

test("socat is there, or this run says that it went without", () => {
  if (process.env.CI !== undefined && process.env.CI !== "") expect(hasSocat, "install socat").toBe(true);
  if (!hasSocat) console.warn("RAN WITHOUT SOCAT: serial lines and device files were not tested on a pty");
  expect(typeof hasSocat).toBe("boolean");
});

describe.runIf(hasSocat)("a pty pair", () => {
  let pair: PtyPair;
  const open: Transport[] = [];
  const use = (transport: Transport) => {
    open.push(transport);
    return transport;
  };

  beforeEach(async () => {
    pair = new PtyPair();
    await pair.plug();
  });
  afterEach(async () => {
    await Promise.all(open.splice(0).map((transport) => transport.close()));
    await pair.done();
  });

  test("carries 20 kB each way between two serial ports, no byte lost at closing, and opens again", async () => {
    const [left, right] = [
      use(serialTransport({ path: pair.a, baudRate: 9600 })),
      use(serialTransport({ path: pair.b, baudRate: 9600 })),
    ];
    const [atLeft, atRight] = [collect(left), collect(right)];
    await Promise.all([left.open(), right.open()]);
    const bytes = pattern(20_000);
    await Promise.all([left.write(bytes), right.write(bytes)]);
    await Promise.all([atLeft.until(20_000), atRight.until(20_000)]);
    expect(Uint8Array.from(atLeft.bytes)).toEqual(bytes);
    expect(Uint8Array.from(atRight.bytes)).toEqual(bytes);
    await left.close();
    await expect(left.write(Uint8Array.of(1))).rejects.toThrow("is not open");
    await left.open();
    await left.write(Uint8Array.of(1, 2, 3));
    await atRight.until(20_003);
  });

  test("parity, seven bits and odd speeds are accepted on a pty", async () => {
    const port = use(serialTransport({ path: pair.a, baudRate: 57_600, dataBits: 7, parity: "even", stopBits: 2 }));
    await port.open();
    await port.write(Uint8Array.of(0x41));
  });

  test("stands in for a printer's device file: both ways, one user at a time, opened again", async () => {
    const file = use(usbFileTransport({ path: pair.a }));
    const far = use(serialTransport({ path: pair.b, baudRate: 9600 }));
    const [atFile, atFar] = [collect(file), collect(far)];
    await Promise.all([file.open(), far.open()]);
    const bytes = pattern(8_000); // More than a pty holds: the writing has to wait for the reader.
    await file.write(bytes);
    await atFar.until(8_000);
    expect(Uint8Array.from(atFar.bytes)).toEqual(bytes);
    await far.write(Uint8Array.of(0x16, 0x12));
    await atFile.until(2);
    expect(atFile.bytes).toEqual([0x16, 0x12]);
    const second = usbFileTransport({ path: pair.a });
    await expect(second.open()).rejects.toThrow("another device of this hall");
    await file.close();
    await expect(file.write(bytes)).rejects.toThrow("is not open");
    expect(atFile.closed).toEqual([null]);
    await file.open();
    await file.write(Uint8Array.of(9));
    await atFar.until(8_001);
  });

  test("a strip on a real serial line gets its current text again after the cable was pulled", async () => {
    const link = new Link({
      id: "bus",
      transport: serialTransport({ path: pair.a, baudRate: 115_200 }),
      clock: systemClock,
      random: () => 0,
    });
    const strip = createDevice({ id: "s", model: ackedStrip(), settings: { addr: 1 }, link, clock: systemClock });
    const until = (state: string) =>
      new Promise<void>((resolve) => {
        if (strip.status().state === state) resolve();
        strip.onState((status) => status.state === state && resolve());
      });
    const texts: string[] = [];
    const board = use(serialTransport({ path: pair.b, baudRate: 115_200 }));
    const reader = new FrameReader([frameCodec], {
      frame: ([reading]) => {
        const frame = reading?.message as Frame;
        if (frame.kind === "S") texts.push(frame.data);
        void board.write(encodeFrame({ kind: "A", addr: 1, data: "" }));
      },
      garbage: () => undefined,
    });
    board.onData((bytes) => reader.push(bytes));
    await board.open();
    strip.show({ state: "calling", texts: ["A001"] });
    link.start();
    await until("online");
    await pair.pull();
    await until("offline");
    strip.show({ state: "calling", texts: ["A002"] });
    strip.show({ state: "calling", texts: ["A003"] });
    await board.close();
    await pair.plug();
    await board.open();
    await until("online");
    await strip.close({ state: "closed", texts: ["bye"] });
    await link.stop();
    expect(texts.filter((text, at) => text !== texts[at - 1])).toEqual(["A001", "A003", "bye"]);
  });
});

describe("ports that cannot be opened", () => {
  test("a missing port is named", async () => {
    await expect(serialTransport({ path: "/dev/ttyNONE9", baudRate: 9600 }).open()).rejects.toThrow(
      "no such port /dev/ttyNONE9",
    );
    await expect(usbFileTransport({ path: "/dev/usb/lpNONE" }).open()).rejects.toThrow("no such port /dev/usb/lpNONE");
  });

  test("a file that is no device is refused, so that no ticket is printed into it", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hallkeeper-node-"));
    const path = join(folder, "plain");
    writeFileSync(path, "");
    await expect(usbFileTransport({ path }).open()).rejects.toThrow("is not a device");
    await expect(serialTransport({ path, baudRate: 9600 }).open()).rejects.toThrow("is not a device");
    rmSync(folder, { recursive: true });
  });

  test("a port of another group says which command helps", async () => {
    const folder = mkdtempSync(join(tmpdir(), "hallkeeper-group-"));
    const groups = join(folder, "group");
    writeFileSync(groups, `lp:x:7:\ndialout:x:${process.getgid?.() ?? 0}:\n`);
    expect(await groupOf(groups, groups)).toBe("dialout");
    rmSync(folder, { recursive: true });
    const error = await worded("/dev/null", Object.assign(new Error("EACCES"), { code: "EACCES" }));
    expect(error.message).toMatch(/port belongs to group \S+; run: sudo usermod -aG \S+ \S+/);
    expect(error.cause).toBeInstanceOf(Error);
  });
});

describe("TCP", () => {
  let server: Server;
  let port = 0;
  let sockets: Socket[] = [];
  let onSocket: (socket: Socket) => void = () => undefined;
  beforeAll(async () => {
    server = createServer({ allowHalfOpen: true }, (socket) => {
      sockets.push(socket);
      socket.on("error", () => undefined);
      onSocket(socket);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    port = typeof address === "object" && address !== null ? address.port : 0;
  });
  afterEach(() => {
    for (const socket of sockets) socket.destroy();
    sockets = [];
    onSocket = () => undefined;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("carries bytes both ways, refuses writes when closed, and opens again", async () => {
    onSocket = (socket) => socket.on("data", (bytes) => socket.write(bytes));
    const transport = tcpTransport({ host: "127.0.0.1", port });
    const got = collect(transport);
    await expect(transport.write(Uint8Array.of(1))).rejects.toThrow("is not connected");
    await transport.open();
    await transport.write(pattern(5_000));
    await got.until(5_000);
    expect(Uint8Array.from(got.bytes)).toEqual(pattern(5_000));
    for (const socket of sockets) socket.on("end", () => socket.end());
    await transport.close();
    expect(got.closed).toEqual([null]);
    await transport.open();
    await transport.write(Uint8Array.of(7));
    await got.until(5_001);
    await transport.close();
  });

  test("closing right after a write loses nothing, even when the other side reads slowly", async () => {
    let received = 0;
    const ended = new Promise<void>((resolve) => {
      onSocket = (socket) => {
        socket.pause();
        systemClock.after(50, () => socket.resume());
        socket.on("data", (bytes) => {
          received += bytes.length;
        });
        socket.on("end", () => {
          socket.end();
          resolve();
        });
      };
    });
    const transport = tcpTransport({ host: "127.0.0.1", port });
    await transport.open();
    const writing = transport.write(new Uint8Array(3_000_000));
    await transport.close();
    await ended;
    expect(received).toBe(3_000_000);
    await writing;
  });

  test("a reset in the middle of a ticket is told with words, and unfinished writes are refused", async () => {
    onSocket = (socket) => socket.once("data", () => socket.resetAndDestroy());
    const transport = tcpTransport({ host: "127.0.0.1", port });
    const got = collect(transport);
    await transport.open();
    const writes = await Promise.allSettled([
      transport.write(new Uint8Array(8_000_000)),
      transport.write(new Uint8Array(8_000_000)),
    ]);
    await got.untilClosed();
    expect(writes.map(({ status }) => status)).toContain("rejected");
    expect(got.closed).toHaveLength(1);
    expect(got.closed[0]?.message).toMatch(/reset by the other side|closed by the other side/);
    await expect(transport.write(Uint8Array.of(1))).rejects.toThrow("is not connected");
  });

  test("an end from the other side is told", async () => {
    onSocket = (socket) => socket.end();
    const transport = tcpTransport({ host: "127.0.0.1", port });
    const got = collect(transport);
    await transport.open();
    await got.untilClosed();
    expect(got.closed[0]?.message).toContain("closed by the other side");
  });

  test("nobody listening is told with words", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const freePort = typeof address === "object" && address !== null ? address.port : 0;
    await new Promise((resolve) => other.close(resolve));
    await expect(tcpTransport({ host: "127.0.0.1", port: freePort }).open()).rejects.toThrow("nothing listens");
  });

  test("no answer to connecting ends in time, on the clock it was given", async () => {
    const clock = new VirtualClock();
    const transport = tcpTransport({ host: "127.0.0.1", port, clock });
    const opening = transport.open();
    clock.advance(3_000); // Before the network had a turn.
    await expect(opening).rejects.toThrow("no answer within 3 s");
  });

  test("a link over real TCP finds its strip again after a reset", async () => {
    let texts = 0;
    const second = new Promise<void>((resolve) => {
      onSocket = (socket) =>
        socket.on("data", (bytes) => {
          const decoded = decodeFrame(bytes);
          if (decoded.kind !== "message") return;
          if (decoded.message.kind === "S") texts += 1;
          if (decoded.message.kind === "S" && texts === 1) socket.resetAndDestroy();
          else socket.write(encodeFrame({ kind: "A", addr: 1, data: "" }));
          if (texts === 2) resolve();
        });
    });
    const transport = tcpTransport({ host: "127.0.0.1", port });
    const link = new Link({ id: "bus", transport, clock: systemClock, random: () => 0 });
    const strip = createDevice({ id: "s", model: ackedStrip(), settings: { addr: 1 }, link, clock: systemClock });
    strip.show({ state: "calling", texts: ["A001"] });
    link.start();
    await second;
    await strip.close();
    await link.stop();
    expect(link.counters.lost).toBe(1);
  });
});

describe("the wire in memory", () => {
  test("is paced, ordered, and never delivers inside write", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
    const got: string[] = [];
    peer.receive = (bytes) => got.push(`${clock.monotonicMs().toFixed(1)} ${bytes.length}`);
    await transport.open();
    void transport.write(new Uint8Array(60));
    void transport.write(new Uint8Array(6));
    expect(got).toEqual([]);
    await clock.advanceAsync(100);
    expect(got).toEqual(["62.5 60", "68.8 6"]);
  });

  test("loses what is on its way when it is cut, and refuses to open until restored", async () => {
    const clock = new VirtualClock();
    const { transport, peer } = memoryPair(clock, { baudRate: 9600 });
    const got = collect(transport);
    let arrived = 0;
    peer.receive = () => {
      arrived += 1;
    };
    await transport.open();
    await transport.write(new Uint8Array(60));
    peer.send(new Uint8Array(60));
    await clock.advanceAsync(10);
    peer.cut();
    await clock.advanceAsync(200);
    expect([arrived, got.bytes.length]).toEqual([0, 0]);
    expect(got.closed[0]?.message).toBe("memory wire was cut");
    await expect(transport.open()).rejects.toThrow("is cut");
    await expect(transport.write(Uint8Array.of(1))).rejects.toThrow("not open");
    peer.restore();
    await transport.open();
    expect(peer.opened).toBe(2);
  });
});
