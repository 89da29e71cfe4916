// The lines of the simulated hall: sockets, who may hold a printer, flow control, and pseudo-terminals.
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { ServedLink } from "../../simulators/bus.ts";
import { EscposPrinterSim } from "../../simulators/printers/escpos.ts";
import { type Simulators, startSimulators } from "../../simulators/run.ts";
import { allowedMs } from "../helpers/patience.ts";
import { eventually } from "../helpers/real-hall.ts";
import { ptyLink, smallHall, tcpLink } from "./small-hall.ts";

const socat = ["/usr/bin/socat", "/usr/local/bin/socat"].find((path) => existsSync(path));
if (socat === undefined) {
  if (process.env.CI) throw new Error("socat is missing: apt-get install socat");
  console.warn("WITHOUT PSEUDO-TERMINALS: serial lines were not tried. Install socat and run the tests again.");
}

/** One connection of the service to a line. */
class Host {
  readonly socket: Socket;
  #heard = Buffer.alloc(0);
  closed = false;

  constructor(port: number) {
    this.socket = connect(port, "127.0.0.1");
    this.socket.on("data", (chunk: Buffer) => {
      this.#heard = Buffer.concat([this.#heard, chunk]);
    });
    this.socket.on("error", () => this.socket.destroy());
    this.socket.on("close", () => {
      this.closed = true;
    });
  }

  get heard(): string {
    return this.#heard.toString("hex");
  }

  write(hex: string): void {
    this.socket.write(Buffer.from(hex.replace(/\s+/g, ""), "hex"));
  }
}

const PING = "a5a5a5a5a5a5a5a501000080000000000000fe020500a20001000068f85a";
const ACK = "a5a5a5a5a5a5a5a500800100000000000000fe020500a00000000064dc5a";
const CALL = "ff6803036801010c0e16";
const ticket = (text: string): string => `${Buffer.from(text, "latin1").toString("hex")}0a1d564200`;

let simulators: Simulators;
let hosts: Host[] = [];
const started = async (links = [tcpLink("bus"), tcpLink("paper")]) => {
  simulators = await startSimulators({ hall: smallHall(links), port: 0 });
};
const portOf = (link: string) => simulators.links.find(({ id }) => id === link)?.port ?? 0;
const deviceOf = (id: string) => {
  const found = simulators.devices.find(({ device }) => device.id === id)?.device;
  if (found === undefined) throw new Error(`no device ${id}`);
  return found;
};

function host(link: string): Host {
  const made = new Host(portOf(link));
  hosts.push(made);
  return made;
}

/** Connected, and known to the line: a status byte has come back. */
async function printing(): Promise<Host> {
  const made = host("paper");
  made.write("100404");
  await eventually("the first status", () => made.heard === "12");
  return made;
}

afterEach(async () => {
  for (const { socket } of hosts) socket.destroy();
  hosts = [];
  await simulators.stop();
});

describe("a bus over TCP", () => {
  beforeEach(() => started());

  test("carries every device: each answers for itself alone", async () => {
    const one = host("bus");
    one.write(PING);
    await eventually("the strip", () => one.heard === ACK);
    deviceOf("keypad-1").press({ key: "call" });
    await eventually("the keypad", () => one.heard.startsWith(ACK + CALL));
    one.write(CALL);
    await eventually("the end of its repeats", () => deviceOf("keypad-1").view().unacknowledged === false);
    expect(deviceOf("pad-1").display).toBe("欢迎");
  });

  test("belongs to whoever came last", async () => {
    const first = host("bus");
    first.write(PING);
    await eventually("the first", () => first.heard === ACK);
    const second = host("bus");
    second.write(PING);
    await eventually("the second", () => second.heard === ACK);
    await eventually("the first to be cut off", () => first.closed);
    expect(first.heard).toBe(ACK);
  });

  test("is silent but there while one of its devices has no power, and gone when none has", async () => {
    const one = host("bus");
    deviceOf("strip-1").setFault("unplugged");
    deviceOf("keypad-1").press({ key: "call" });
    one.write(PING);
    await eventually("the keypad", () => one.heard.includes(CALL));
    expect(one.heard).not.toContain(ACK);
    deviceOf("keypad-1").setFault("unplugged");
    expect(one.closed).toBe(false);
    deviceOf("pad-1").setFault("unplugged");
    await eventually("the line to end", () => one.closed);
    const again = host("bus");
    await eventually("the line to refuse", () => again.closed);
  });
});

describe("a printer's line", () => {
  beforeEach(() => started());

  test("takes one client at a time; the second is turned away and the first goes on", async () => {
    const first = await printing();
    const second = host("paper");
    await eventually("the second to be turned away", () => second.closed);
    first.write("100401");
    await eventually("the first to be answered", () => first.heard === "1216");
    first.socket.end();
    await eventually("the first to go", () => first.closed);
    const third = await eventually("a place", async () => {
      const next = host("paper");
      next.write("100402");
      await eventually("an end of the wait", () => next.closed || next.heard === "12");
      return next.heard === "12" ? next : null;
    });
    expect(third.closed).toBe(false);
  });

  test("a host that resets loses its half command, and the next one's ticket is whole", async () => {
    const first = await printing();
    first.write("1d763000ff00");
    first.write("100401");
    first.socket.destroy();
    const second = await eventually("a place", async () => {
      const next = host("paper");
      next.write(`${ticket("A001")}100404`);
      await eventually("an end of the wait", () => next.closed || next.heard === "12");
      return next.closed ? null : next;
    });
    expect(second.heard).toBe("12");
    const { view } = await ticketsOf();
    expect(view).toEqual(["A001"]);
  });

  test("a printer that hangs stops the flow, and everything comes out afterwards", async () => {
    const one = await printing();
    deviceOf("printer-1").setFault("hang");
    const taken = deviceOf("printer-1").frames.length;
    for (let i = 0; i < 50; i++) one.write(ticket(String(i)));
    one.write("100404");
    // The other line is served meanwhile: what this printer could take, it would have taken by now.
    const bus = host("bus");
    bus.write(PING);
    await eventually("the strip", () => bus.heard === ACK);
    expect(deviceOf("printer-1").frames).toHaveLength(taken);
    deviceOf("printer-1").setFault("none");
    await eventually("the status behind the last ticket", () => one.heard === "1212");
    expect(deviceOf("printer-1").view()).toMatchObject({ tickets: 50 });
  });

  test("a printer that stands still prints everything once the paper is in, and loses nothing on the way", async () => {
    const one = await printing();
    deviceOf("printer-1").setFault("paper-out");
    const many = 7_000;
    one.write(ticket("x".repeat(40)).repeat(many));
    await eventually("its memory to fill", () => !deviceOf("printer-1").reading);
    deviceOf("printer-1").setFault("none");
    await eventually("the last ticket", () => deviceOf("printer-1").view().tickets === many, 15_000);
  });

  test("ends with the power", async () => {
    const one = await printing();
    deviceOf("printer-1").setFault("unplugged");
    await eventually("the line to end", () => one.closed);
    deviceOf("printer-1").setFault("none");
    expect((await printing()).closed).toBe(false);
  });

  async function ticketsOf(): Promise<{ view: string[] }> {
    const reply = await fetch(`http://127.0.0.1:${simulators.port}/sim/devices/printer-1/tickets`);
    const list = (await reply.json()) as { text: string }[];
    return { view: list.map(({ text }) => text) };
  }
});

/** A printer whose answers the test writes itself. */
class TalkativePrinter extends EscposPrinterSim {
  say: (bytes: Uint8Array) => void = () => undefined;
  override onSend(listener: (bytes: Uint8Array) => void): void {
    this.say = listener;
  }
}

test("a host that reads nothing is given up, so that answers cannot pile up", async () => {
  await started();
  const device = new TalkativePrinter();
  const line = new ServedLink(tcpLink("paper"), [device]);
  await line.start();
  const deaf = new Host(line.port);
  hosts.push(deaf);
  deaf.socket.pause();
  deaf.write("41");
  await eventually("the connection", () => device.frames.length > 0);
  const block = new Uint8Array(256 * 1024);
  for (let i = 0; i < 100; i++) {
    device.say(block);
    await new Promise((done) => setImmediate(done));
  }
  deaf.socket.resume();
  await eventually("the connection to be given up", () => deaf.closed);
  const next = new Host(line.port);
  hosts.push(next);
  next.write("42");
  await eventually("the next host", () => device.frames.length > 1);
  next.socket.destroy();
  await line.stop();
});

describe("a line that cannot be served", () => {
  test("is named with its reason; the others are served", async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, "127.0.0.1", done));
    const address = taken.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    await started([{ ...tcpLink("bus"), port }, tcpLink("paper")]);
    const [bus, paper] = simulators.links;
    expect(bus?.served).toEqual({ ok: false, why: expect.stringContaining("EADDRINUSE") });
    expect(paper?.served).toEqual({ ok: true, at: `tcp 127.0.0.1:${portOf("paper")}` });
    await new Promise((done) => taken.close(done));
  });

  test("an unknown type of link is said to be unknown", async () => {
    await started([{ ...tcpLink("bus"), type: "carrier-pigeon" }, tcpLink("paper")]);
    expect(simulators.links[0]?.served).toEqual({ ok: false, why: expect.stringContaining("carrier-pigeon") });
  });
});

describe.runIf(socat !== undefined)("a pseudo-terminal", () => {
  let folder: string;
  let readers: ChildProcess[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "hallkeeper-pty-"));
  });
  afterEach(() => {
    for (const reader of readers) reader.kill("SIGTERM");
    readers = [];
    rmSync(folder, { recursive: true, force: true });
  });

  /** Opens the terminal as a host does, with another program than the one that made it. */
  function open(path: string): { heard(): string; write(hex: string): void; child: ChildProcess } {
    const child = spawn(socat ?? "socat", ["-", `${path},raw,echo=0`], { stdio: ["pipe", "pipe", "ignore"] });
    readers.push(child);
    let heard = Buffer.alloc(0);
    child.stdout.on("data", (chunk: Buffer) => {
      heard = Buffer.concat([heard, chunk]);
    });
    return {
      child,
      heard: () => heard.toString("hex"),
      write: (hex) => child.stdin.write(Buffer.from(hex, "hex")),
    };
  }

  test("carries the bus both ways, and comes back after its reader went", async () => {
    const path = join(folder, "bus");
    await started([ptyLink("bus", path), tcpLink("paper")]);
    expect(simulators.links[0]?.served).toEqual({ ok: true, at: `pty ${path}` });
    const first = open(path);
    first.write(PING);
    await eventually("the answer", () => first.heard() === ACK);
    first.child.kill("SIGTERM");
    await eventually("the line again", async () => {
      const next = open(path);
      next.write(PING);
      await eventually("an end", () => next.heard().length >= ACK.length || next.child.exitCode !== null, 1_000);
      return next.heard() === ACK;
    });
  });

  test("takes the place of a link left behind, never of a real device", async () => {
    const [stale, real] = [join(folder, "stale"), join(folder, "real")];
    symlinkSync(join(folder, "nowhere"), stale);
    writeFileSync(real, "a device");
    await started([ptyLink("bus", stale), { ...ptyLink("paper", real), type: "file" }]);
    expect(simulators.links.map(({ served }) => served)).toEqual([
      { ok: true, at: `pty ${stale}` },
      { ok: false, why: expect.stringContaining("already") },
    ]);
    expect(existsSync(real)).toBe(true);
  });

  test("without a folder says what is missing", async () => {
    await started([ptyLink("bus", join(folder, "no", "such", "place")), tcpLink("paper")]);
    expect(simulators.links[0]?.served).toEqual({ ok: false, why: expect.stringContaining("could not be made") });
  });

  test("is gone when the simulators stop", async () => {
    const path = join(folder, "bus");
    await started([ptyLink("bus", path), tcpLink("paper")]);
    await simulators.stop();
    await eventually("the terminal to go", () => !existsSync(path));
    await started();
  });
});

describe("a line with a speed", () => {
  const at = (baudRate: number) => ({ ...tcpLink("bus"), baudRate });
  const links = async () =>
    (await (await fetch(`http://127.0.0.1:${simulators.port}/sim/links`)).json()) as Record<string, unknown>[];
  const fault = async (id: string, body: unknown) =>
    (await fetch(`http://127.0.0.1:${simulators.port}/sim/links/${id}/fault`, {
      method: "POST",
      body: JSON.stringify(body),
    })) as Response;

  test("answers when the wire has carried question and answer", async () => {
    await started([at(1200), tcpLink("paper")]);
    const one = host("bus");
    const startMs = performance.now();
    one.write(PING);
    await eventually("the strip", () => one.heard === ACK);
    // 30 bytes there and 31 back, 8.3 ms each.
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(500);
    expect(await links()).toMatchObject([
      { id: "bus", type: "tcp", paced: true, baudRate: 1200, bitsPerByte: 10, collide: false, collisions: 0 },
      { id: "paper", paced: false },
    ]);
  });

  test("without pacing does not make anybody wait", async () => {
    simulators = await startSimulators({ hall: smallHall([at(300), tcpLink("paper")]), port: 0, paced: false });
    const one = host("bus");
    const startMs = performance.now();
    one.write(PING);
    await eventually("the strip", () => one.heard === ACK);
    expect(performance.now() - startMs).toBeLessThan(allowedMs(2_000));
    expect((await links())[0]).toMatchObject({ id: "bus", paced: false });
  });

  test("two keys at once spoil each other where lines may collide, and the repeats get through", async () => {
    await started([at(1200), tcpLink("paper")]);
    expect((await fault("bus", { collide: "yes" })).status).toBe(400);
    expect((await fault("paper", { collide: true })).status).toBe(400);
    expect((await fault("nowhere", { collide: true })).status).toBe(404);
    expect((await fault("bus", { collide: true })).status).toBe(200);
    const one = host("bus");
    one.write(PING);
    await eventually("the strip", () => one.heard === ACK);
    deviceOf("keypad-1").press({ key: "call" });
    deviceOf("pad-1").press({ grade: 0 });
    await eventually("both frames", () => one.heard.length >= ACK.length + 2 * CALL.length);
    expect(one.heard).not.toContain(CALL);
    expect((await links())[0]).toMatchObject({ collide: true, collisions: 1 });
    expect((await fault("bus", { collide: false })).status).toBe(200);
    await eventually("the repeat", () => one.heard.includes(CALL));
  });

  test("a host that goes is followed by the end of what it said", async () => {
    await started([at(2400), tcpLink("paper")]);
    const one = host("bus");
    // Half of the frame comes with the first host: with the second one it is worth nothing.
    one.write(PING.slice(0, 40));
    one.socket.end();
    await eventually("the end", () => one.closed);
    const two = host("bus");
    two.write(PING);
    await eventually("the answer", () => two.heard === ACK);
  });
});
