// `hallkeeper device …` against a running service, and `doctor` for the kinds of lines: as a technician types them.
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { eventually, freePort, hallConfig, RealHall } from "../helpers/real-hall.ts";

const root = resolve(import.meta.dirname, "..", "..");

interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function run(...args: string[]): Promise<Ran> {
  return new Promise((done) => {
    execFile(process.execPath, [join(root, "dist/controller/cli.js"), ...args], { cwd: root }, (error, out, err) =>
      done({ code: error === null ? 0 : Number(error.code), out, err }),
    );
  });
}

let hall: RealHall;
const device = (...words: string[]) =>
  run("device", ...words, "--config", hall.configFile, "--data", hall.dataDir) as Promise<Ran>;

beforeAll(async () => {
  const [port, bus, strips, printer, sim] = await Promise.all(Array.from({ length: 5 }, () => freePort()));
  const ports = { hall: port ?? 0, bus: bus ?? 0, strips: strips ?? 0, printer: printer ?? 0, sim: sim ?? 0 };
  // Without trust in the machine itself: only the key in the data folder lets these commands pass.
  const config = { ...hallConfig({ windows: 1 }, ports), security: { trustLoopback: false } };
  hall = new RealHall(config, ports);
  await hall.startSimulators();
  await hall.startService();
  await eventually("every device to be online", async () => {
    const key = readFileSync(join(hall.dataDir, "technician.key"), "utf8").trim();
    const answer = await fetch(`${hall.base}/api/v1/devices`, { headers: { "x-technician-key": key } });
    const devices = (await answer.json()) as { state: string }[];
    return devices.every(({ state }) => state === "online");
  });
}, 120_000);

afterAll(async () => {
  await hall.stop();
});

describe("device list", () => {
  test("shows every device in a line, and is content when all are online", async () => {
    const { code, out } = await device("list");
    expect(code).toBe(0);
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(4);
    for (const id of ["printer-1", "strip-1", "keypad-1", "pad-1"])
      expect(lines.find((line) => line.startsWith(`${id} `))).toMatch(/ online /);
    expect(lines.find((line) => line.startsWith("strip-1"))).toMatch(/led\/onbon-bx5k +bus-2 .*% *$/);
  });

  test("with --json is for programs", async () => {
    const { code, out } = await device("list", "--json");
    expect(code).toBe(0);
    expect(JSON.parse(out)).toHaveLength(4);
  });

  test("fails while one of them is in trouble, and says which and why", async () => {
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "paper-out" });
    await eventually("the trouble", async () => {
      const { code, out } = await device("list");
      return code === 1 && /printer-1 +faulted .*paper is out/.test(out);
    });
    await hall.simulate("POST", "/devices/printer-1/fault", { fault: "none" });
    await eventually("its end", async () => (await device("list")).code === 0);
  }, 120_000);
});

describe("device test", () => {
  test("does the device's own test, and the named ones of its kind", async () => {
    for (const words of [["strip-1"], ["strip-1", "all-dots"], ["keypad-1", "beep"]]) {
      const { code, out } = await device("test", ...words);
      expect([words, code, out]).toEqual([words, 0, expect.stringMatching(/^ok /)]);
    }
  }, 120_000);

  test("fails for a test that the kind does not have, and for one that did not go well", async () => {
    expect(await device("test", "keypad-1", "scroll")).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^FAILED/),
    });
    await hall.simulate("POST", "/devices/strip-1/fault", { fault: "mute" });
    expect(await device("test", "strip-1")).toMatchObject({ code: 1 });
    await hall.simulate("POST", "/devices/strip-1/fault", { fault: "none" });
  }, 120_000);

  test("of nobody, or by no name, says so", async () => {
    expect(await device("test", "none")).toMatchObject({ code: 1, err: expect.stringContaining("DEVICE_UNKNOWN") });
    const wrong = await device("test", "strip-1", "everything");
    expect([wrong.code, wrong.err]).toEqual([2, expect.stringContaining("all-dots")]);
  });
});

describe("device sniff and replay", () => {
  const dir = mkdtempSync(join(tmpdir(), "hallkeeper-sniff-"));
  afterAll(() => rmSync(dir, { recursive: true, force: true }));

  test("a press is seen on the wire, and read again from the file", async () => {
    const sniffing = device("sniff", "keypad-1", "--seconds", "3");
    await hall.simulate("POST", "/devices/keypad-1/press", { key: "call" });
    const { code, out } = await sniffing;
    expect(code).toBe(0);
    expect(out).toMatch(/^\d{16} rx [0-9a-f]+ {2}# .+$/m);
    const file = join(dir, "keypad.wirelog");
    writeFileSync(file, out);
    const again = await device("replay", file, "keypad-1");
    expect(again.code).toBe(0);
    // 0C is CALL.
    expect(again.out).toMatch(/^\d{16} [0-9a-f]+ {2}\{.*"data":\[12\]\}$/m);
    // As the page writes it: without meanings.
    writeFileSync(file, out.replaceAll(/ {2}#.*$/gm, ""));
    expect((await device("replay", file, "keypad-1")).out).toBe(again.out);
  }, 120_000);

  test("as JSON, the same", async () => {
    const { out } = await device("sniff", "keypad-1", "--seconds", "1", "--json");
    const frames = out
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as { direction: string; hex: string });
    expect(frames.some(({ direction }) => direction === "rx")).toBe(true);
    const file = join(dir, "keypad.json");
    writeFileSync(file, out);
    expect((await device("replay", file, "keypad-1")).code).toBe(0);
  }, 120_000);

  test("bytes that the model does not understand are shown and fail", async () => {
    const file = join(dir, "noise.wirelog");
    writeFileSync(file, "1 rx 00112233445566778899aabbccddeeff\n2 rx ffffffff\n");
    const { code, out } = await device("replay", file, "keypad-1");
    expect(code).toBe(1);
    expect(out).toContain("garbage");
  });

  test("a file that holds nothing, or is not there, is not taken for a good one", async () => {
    const file = join(dir, "empty.wirelog");
    writeFileSync(file, "# nothing\n1 tx aa55\n");
    expect((await device("replay", file, "keypad-1")).code).toBe(2);
    expect((await device("replay", join(dir, "none"), "keypad-1")).code).toBe(2);
    expect((await device("replay", file, "none")).code).toBe(2);
    expect((await device("replay", file, "printer-1")).err).toContain("conversation");
  }, 120_000);
});

describe("the key", () => {
  test("is in the data folder, for its owner alone; without it nothing passes, and the way is shown", async () => {
    const key = readFileSync(join(hall.dataDir, "technician.key"), "utf8").trim();
    const locked = await hall.call("GET", "/technician/devices/strip-1/wirelog");
    expect(locked.status).toBe(401);
    const open = await hall.call("GET", "/technician/devices/strip-1/wirelog", undefined, { "x-technician-key": key });
    expect(open.status).toBe(200);
    const elsewhere = await run("device", "test", "strip-1", "--config", hall.configFile, "--data", "/nonexistent");
    expect([elsewhere.code, elsewhere.err]).toEqual([1, expect.stringMatching(/TECHNICIAN_KEY_NEEDED.*--data DIR/)]);
  });
});

describe("a service that is not there", () => {
  test("is said in words, and another program is not taken for it", async () => {
    const port = String(await freePort());
    const nobody = await run("device", "list", "--config", hall.configFile, "--port", port);
    expect([nobody.code, nobody.err]).toEqual([1, expect.stringContaining("--port N")]);
    const other = await fetch(`${hall.sim}/`).then((response) => response.status);
    expect(other).toBeGreaterThan(0);
    const simPort = hall.sim.split(":").at(-1) ?? "";
    const wrong = await run("device", "list", "--config", hall.configFile, "--port", simPort);
    expect([wrong.code, wrong.err]).toEqual([1, expect.stringMatching(/another program|: /)]);
  });

  test.each([["device"], ["device", "list", "more"], ["device", "sniff"], ["device", "replay", "file"]])(
    "wrong words (%j %j) are answered with the right ones",
    async (...words) => {
      const { code, err } = await run(...words.filter((word) => word !== undefined), "--config", hall.configFile);
      expect([code, err]).toEqual([2, expect.stringContaining("device sniff ID")]);
    },
  );

  test.each(["0", "-1", "soon"])("--seconds %s is refused", async (seconds) => {
    expect((await device("sniff", "strip-1", `--seconds=${seconds}`)).code).toBe(2);
  });
});

describe("doctor", () => {
  interface Finding {
    readonly check: string;
    readonly state: string;
    readonly detail: string;
    readonly fix: string;
  }
  const dir = mkdtempSync(join(tmpdir(), "hallkeeper-doctor-"));
  let taken: Server;
  let findings: Finding[];

  beforeAll(async () => {
    const [server, free, busy] = await Promise.all([freePort(), freePort(), freePort()]);
    taken = createServer().listen(busy, "127.0.0.1");
    const ports = { hall: server, bus: 1, strips: 2, printer: 3, sim: 0 };
    const file = join(dir, "hall.yaml");
    const links = [
      { id: "pads-free", type: "websocket", host: "127.0.0.1", port: free },
      { id: "pads-busy", type: "websocket", host: "127.0.0.1", port: busy },
      { id: "hid", type: "hid", vendorId: 0xfff1, productId: 0xfff2 },
      { id: "usb-serial", type: "serial", path: "usb:fff1:fff2:NONE" },
      { id: "usb-printer", type: "file", path: "usb:fff1:fff3" },
      { id: "gone", type: "serial", path: join(dir, "ttyUSB9") },
    ];
    const plan = hallConfig({ windows: 1, withPrinter: false, withStrips: false }, ports);
    writeFileSync(file, stringify({ ...plan, links, devices: [] }));
    const { out, code } = await run("doctor", "--config", file, "--data", dir, "--json");
    expect(code).toBe(1);
    findings = JSON.parse(out).findings;
  }, 120_000);
  afterAll(() => {
    taken.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const of = (id: string) => findings.find(({ check }) => check === `link ${id}`);

  test("knows a port that pads may have from one that another program has", () => {
    expect(of("pads-free")?.state).toBe("ok");
    expect(of("pads-busy")).toMatchObject({ state: "warn", detail: expect.stringContaining("in use") });
    // The hall's own option would not help here.
    expect(of("pads-busy")?.fix).not.toContain("--port");
  });

  test("says of a HID line what is missing: the library, or the device", () => {
    expect(of("hid")?.state).toBe("fail");
    expect(of("hid")?.detail).toMatch(/libusb|FFF1:FFF2 .*not plugged in/);
    expect(of("hid")?.fix).not.toBe("");
  });

  test("says of a stable name that nothing is plugged in under it, for adapters and for printers", () => {
    for (const id of ["usb-serial", "usb-printer"]) {
      expect(of(id)).toMatchObject({ state: "fail", detail: expect.stringContaining("not plugged in") });
      expect(of(id)?.fix).toContain("usb:VVVV:PPPP@PORT");
    }
    expect(of("gone")).toMatchObject({ state: "fail", detail: expect.stringContaining("does not exist") });
  });
});
