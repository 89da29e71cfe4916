// Serial ports and printers by names that stay: whatever number the system gives them, no device takes another's place.
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SerialPort, SerialPortMock } from "serialport";
import { afterEach, describe, expect, test } from "vitest";
import { Connection } from "../../drivers/kernel/connection.ts";
import { builtInPorts, type CandidateSources, listPorts } from "../../drivers/transports/candidates.ts";
import type { HidInfo } from "../../drivers/transports/hid.ts";
import { type SerialSystem, serialTransport } from "../../drivers/transports/serial.ts";
import { listSerial, resolveSerialPath } from "../../drivers/transports/serial-path.ts";
import { listUsbPrinters, usbFileTransport } from "../../drivers/transports/usb-file.ts";
import { chooseUsb, parseUsbName, stableName, type UsbNode } from "../../drivers/transports/usb-id.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { below, seeded } from "./adapters/noise.ts";

const node = (path: string, more: Partial<UsbNode> = {}): UsbNode => ({
  path,
  vendorId: "1a86",
  productId: "7523",
  serialNumber: null,
  usbPort: null,
  usbInterface: "1.0",
  title: "Acme Serial",
  ...more,
});

const folders: string[] = [];
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});
async function folder(): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "ports-"));
  folders.push(made);
  return made;
}

interface Plugged {
  readonly usbPort: string;
  readonly files: Readonly<Record<string, string>>;
  readonly interface?: string;
}

/** A tree as the system keeps it: a device folder with its facts, an interface below, and the class linking to it. */
async function plug(sys: string, kind: "tty" | "usbmisc", name: string, what: Plugged): Promise<void> {
  const device = join(sys, "devices", "pci0000:00", "usb1", "1-1", what.usbPort === "1-1" ? "." : what.usbPort);
  const below = join(device, `${what.usbPort}:${what.interface ?? "1.0"}`, ...(kind === "tty" ? [name] : []));
  await mkdir(below, { recursive: true });
  for (const [file, text] of Object.entries(what.files)) await writeFile(join(device, file), `${text}\n`);
  const entry = join(sys, "class", kind, name);
  await mkdir(entry, { recursive: true });
  await symlink(below, join(entry, "device"));
}

describe("a stable name", () => {
  test.each([
    ["usb:1a86:7523", { vendorId: "1a86", productId: "7523" }],
    ["usb:1A86:7523:AB:01", { vendorId: "1a86", productId: "7523", serialNumber: "AB:01" }],
    ["usb:1a86:7523@1-1.2", { vendorId: "1a86", productId: "7523", usbPort: "1-1.2" }],
    ["usb:1a86:7523@1-1.2:1.3", { vendorId: "1a86", productId: "7523", usbPort: "1-1.2", usbInterface: "1.3" }],
  ])("%s", (name, wanted) => {
    expect(parseUsbName(name)).toEqual(wanted);
  });

  test.each(["usb:1a86", "usb:1a86:75", "usb:1a86:7523@", "usb:1a86:7523@hub", "usb:1a86:7523:"])(
    "%s is refused",
    (name) => {
      expect(() => parseUsbName(name)).toThrow("is no such name");
    },
  );

  test("means one device, or is refused with what there is", () => {
    const nodes = [
      node("/dev/ttyUSB0", { usbPort: "1-1.1" }),
      node("/dev/ttyUSB1", { usbPort: "1-1.2" }),
      node("/dev/ttyUSB2", { productId: "ea60", vendorId: "10c4", serialNumber: "S7", usbPort: "1-1.3" }),
    ];
    expect(chooseUsb("usb:1A86:7523@1-1.2", nodes).path).toBe("/dev/ttyUSB1");
    expect(chooseUsb("usb:10c4:ea60", nodes).path).toBe("/dev/ttyUSB2");
    expect(() => chooseUsb("usb:1a86:7523", nodes)).toThrow(
      "is 2 devices, name one: usb:1a86:7523@1-1.1 (/dev/ttyUSB0), usb:1a86:7523@1-1.2 (/dev/ttyUSB1)",
    );
    expect(() => chooseUsb("usb:10c4:ea60:S8", nodes)).toThrow(
      "usb:10c4:ea60:S8 未插入 not plugged in; 现有 seen: usb:1a86",
    );
    expect(() => chooseUsb("usb:10c4:ea60", [])).toThrow("seen: 无 nothing");
  });

  test("is the serial number, else the place, else as much as is known", () => {
    const twin = node("/dev/ttyUSB0", { serialNumber: "0001", usbPort: "1-1" });
    const other = node("/dev/ttyUSB1", { serialNumber: "0001", usbPort: "1-2" });
    // Makers who give every adapter the same serial number.
    expect(stableName(twin, [twin, other])).toBe("usb:1a86:7523@1-1");
    expect(stableName(twin, [twin])).toBe("usb:1a86:7523:0001");
    const quad = [0, 1].map((i) => node(`/dev/ttyUSB${i}`, { usbPort: "1-1", usbInterface: `1.${i}` }));
    expect(quad.map((each) => stableName(each, quad))).toEqual(["usb:1a86:7523@1-1:1.0", "usb:1a86:7523@1-1:1.1"]);
    for (const each of quad) expect(chooseUsb(stableName(each, quad), quad)).toBe(each);
    const bare = node("/dev/ttyUSB0");
    expect(stableName(bare, [bare])).toBe("usb:1a86:7523");
    expect(stableName(bare, [bare, node("/dev/ttyUSB1")])).toBe("/dev/ttyUSB0");
    expect(stableName(node("/dev/x", { vendorId: null }), [])).toBe("/dev/x");
  });
});

describe("the list of ports", () => {
  test("comes from the system's own tree, with place, serial number and title", async () => {
    const sys = await folder();
    const files = { idVendor: "1A86", idProduct: "7523", serial: "S1", manufacturer: "Acme", product: "Serial" };
    await plug(sys, "tty", "ttyUSB1", { usbPort: "1-1", files, interface: "1.2" });
    await plug(sys, "tty", "ttyUSB0", { usbPort: "1-1.4.2", files: { idVendor: "10c4", idProduct: "ea60" } });
    await mkdir(join(sys, "class", "tty", "console"));
    const listed = () => Promise.reject(new Error("must not be asked"));
    expect(await listSerial({ sys, dev: "/dev", listed })).toEqual([
      node("/dev/ttyUSB0", { vendorId: "10c4", productId: "ea60", usbPort: "1-1.4.2", title: "/dev/ttyUSB0" }),
      node("/dev/ttyUSB1", { serialNumber: "S1", usbPort: "1-1", usbInterface: "1.2" }),
    ]);
    const facts = { idVendor: "04b8", idProduct: "0e28" };
    await plug(sys, "usbmisc", "lp0", { usbPort: "1-1.3", files: facts });
    await mkdir(join(sys, "class", "usbmisc", "hiddev0"));
    const [printer] = await listUsbPrinters(sys);
    expect(printer).toMatchObject({ path: "/dev/usb/lp0", vendorId: "04b8", usbPort: "1-1.3" });
  });

  test("comes from serialport where there is no tree, and from by-id where udevadm is missing", async () => {
    const root = await folder();
    const port = { path: "COM3", vendorId: "1A86", productId: "7523", serialNumber: "S1" };
    const listed = () => Promise.resolve([port, { path: "/dev/ttyS0" }]);
    expect(await listSerial({ sys: join(root, "none"), dev: root, listed })).toEqual([
      node("COM3", { serialNumber: "S1", usbInterface: null, title: "COM3" }),
    ]);
    const missing = () => Promise.reject(new Error("spawn udevadm ENOENT"));
    expect(await listSerial({ sys: root, dev: root, listed: missing })).toEqual([]);
    await mkdir(join(root, "serial", "by-id"), { recursive: true });
    await writeFile(join(root, "ttyUSB0"), "");
    await symlink("../../ttyUSB0", join(root, "serial", "by-id", "usb-Acme_S1-if00"));
    const [byId] = await listSerial({ sys: root, dev: root, listed: missing });
    expect(byId?.path).toBe(join(root, "serial", "by-id", "usb-Acme_S1-if00"));
    expect(byId?.title).toContain("ttyUSB0");
    const nodes = byId === undefined ? [] : [byId];
    expect(nodes.map((each) => stableName(each, nodes))).toEqual([byId?.path]);
    expect(await resolveSerialPath("/dev/ttyUSB9", missing as never)).toBe("/dev/ttyUSB9");
  });

  test("of this machine is a list", async () => {
    expect(Array.isArray(await listSerial())).toBe(true);
    expect(Array.isArray(await listPorts())).toBe(true);
  });
});

/** A bench of adapters: which path each physical port has now. */
class Bench {
  readonly paths = new Map<string, string>();
  readonly opened = new Map<string, SerialPort>();

  readonly system: SerialSystem = {
    list: () => Promise.resolve([...this.paths].map(([usbPort, path]) => node(path, { usbPort }))),
    check: () => Promise.resolve(),
    port: (options) => {
      const port = new SerialPortMock(options) as unknown as SerialPort;
      this.opened.set(options.path, port);
      return port;
    },
  };

  plug(usbPort: string, path: string): void {
    SerialPortMock.binding.createPort(path, { echo: false, record: true });
    this.paths.set(usbPort, path);
  }

  /** The bytes that arrive from whatever hangs on this physical port. */
  say(usbPort: string, bytes: readonly number[]): void {
    const port = this.opened.get(this.paths.get(usbPort) ?? "")?.port as { emitData(data: Buffer): void } | undefined;
    port?.emitData(Buffer.from(bytes));
  }

  unplugAll(): void {
    this.paths.clear();
    const pulled = new Error("disconnected") as never;
    for (const port of this.opened.values()) if (port.isOpen) port.close(() => undefined, pulled);
    this.opened.clear();
    SerialPortMock.binding.reset();
  }
}

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe("replugged", () => {
  test("500 times at random, two identical adapters never swap, and are back within three seconds", async () => {
    const bench = new Bench();
    const clock = new VirtualClock();
    const random = seeded(17);
    const pads = ["1-1.1", "1-1.2"].map((usbPort) => {
      const heard: number[] = [];
      const options = { path: `usb:1a86:7523@${usbPort}`, baudRate: 9600, system: bench.system };
      const transport = serialTransport({ ...options, clock });
      const events = { up: () => undefined, down: () => undefined, data: (bytes: Uint8Array) => heard.push(...bytes) };
      const connection = new Connection({ transport, clock, random, events });
      connection.start();
      return { usbPort, heard, connection };
    });
    let slowestMs = 0;
    for (let trial = 0; trial < 500; trial++) {
      bench.unplugAll();
      await settle();
      for (let left = random() * 20_000; left > 0; left -= 1_000) {
        await clock.advanceAsync(1_000);
        await settle();
      }
      const paths = ["/dev/ttyUSB0", "/dev/ttyUSB1"];
      if (random() < 0.5) paths.reverse();
      const order = below(2, random) === 0 ? pads : [...pads].reverse();
      for (const { usbPort } of order) bench.plug(usbPort, paths.pop() ?? "");
      const fromMs = clock.monotonicMs();
      while (!pads.every(({ connection }) => connection.isUp) && clock.monotonicMs() - fromMs < 10_000) {
        await clock.advanceAsync(50);
        await settle();
      }
      slowestMs = Math.max(slowestMs, clock.monotonicMs() - fromMs);
      for (const [i, { usbPort }] of pads.entries()) bench.say(usbPort, [i + 1]);
      for (let turn = 0; turn < 4; turn++) await settle();
      for (const [i, { heard }] of pads.entries()) expect(heard.splice(0), `trial ${trial}`).toEqual([i + 1]);
    }
    expect(slowestMs).toBeLessThanOrEqual(3_000);
    for (const { connection } of pads) await connection.stop();
    bench.unplugAll();
  }, 300_000);

  test("ports that change numbers between looking and opening are noticed", async () => {
    const bench = new Bench();
    bench.plug("1-1.1", "/dev/ttyUSB0");
    bench.plug("1-1.2", "/dev/ttyUSB1");
    const turned: SerialSystem = {
      ...bench.system,
      port: (options) => {
        bench.paths.set("1-1.1", "/dev/ttyUSB1");
        bench.paths.set("1-1.2", "/dev/ttyUSB0");
        return bench.system.port(options);
      },
    };
    const transport = serialTransport({ path: "usb:1a86:7523@1-1.1", baudRate: 9600, system: turned });
    await expect(transport.open()).rejects.toThrow("the ports were numbered anew");
    await settle();
    expect(bench.opened.get("/dev/ttyUSB0")?.isOpen).toBe(false);
    await expect(transport.write(Uint8Array.of(1))).rejects.toThrow("not open");
    const gone: SerialSystem = {
      ...bench.system,
      port: (options) => {
        bench.paths.delete("1-1.2");
        return bench.system.port(options);
      },
    };
    const other = serialTransport({ path: "usb:1a86:7523@1-1.2", baudRate: 9600, system: gone });
    await expect(other.open()).rejects.toThrow("not plugged in");
    bench.unplugAll();
  });

  test("a printer that is not there, or is two, is refused in words", async () => {
    const printers = [node("/dev/usb/lp0", { usbPort: "1-1" }), node("/dev/usb/lp1", { usbPort: "1-2" })];
    const file = (path: string) => usbFileTransport({ path, list: () => Promise.resolve(printers) });
    await expect(file("usb:1a86:7523").open()).rejects.toThrow("is 2 devices");
    await expect(file("usb:1a86:7523@1-9").open()).rejects.toThrow("not plugged in");
    await expect(file("usb:1a86:7523@1-2").open()).rejects.toThrow(/lp1/);
    expect(file("/dev/usb/lp0").retryMsMax).toBe(2_000);
  });
});

describe("candidates", () => {
  const hid = (path: string, more: Partial<HidInfo> = {}): HidInfo => ({
    ...{ path, vendorId: 0x1234, productId: 0x5678, serialNumber: null, usagePage: 1, interface: 0 },
    ...{ usbPort: "1-3", title: "Acme Pad" },
    ...more,
  });
  const sources = (more: Partial<CandidateSources>): CandidateSources => ({
    serial: () => Promise.resolve([]),
    builtIn: () => Promise.resolve([]),
    printers: () => Promise.resolve([]),
    hid: () => Promise.resolve([]),
    check: () => Promise.resolve(),
    hidTrouble: () => Promise.resolve(null),
    ...more,
  });

  test("carry a link ready for the configuration, and what is in the way", async () => {
    const found = await listPorts(
      sources({
        serial: () => Promise.resolve([node("/dev/ttyUSB0", { usbPort: "1-1.2" })]),
        builtIn: () => Promise.resolve(["/dev/ttyS0"]),
        printers: () => Promise.resolve([node("/dev/usb/lp0", { serialNumber: "P1", usbPort: "1-4" })]),
        hid: () => Promise.resolve([hid("/dev/hidraw0", { serialNumber: "H1" })]),
        check: (path) =>
          path === "/dev/ttyUSB0" ? Promise.reject(new Error("run: sudo usermod -aG dialout hall")) : Promise.resolve(),
        hidTrouble: () => Promise.resolve("run: udev"),
      }),
    );
    expect(found.map(({ kind, id, trouble, link }) => ({ kind, id, trouble, link }))).toEqual([
      {
        kind: "serial",
        id: "usb:1a86:7523@1-1.2",
        trouble: "run: sudo usermod -aG dialout hall",
        link: { type: "serial", path: "usb:1a86:7523@1-1.2" },
      },
      { kind: "serial", id: "/dev/ttyS0", trouble: null, link: { type: "serial", path: "/dev/ttyS0" } },
      { kind: "usb-printer", id: "usb:1a86:7523:P1", trouble: null, link: { type: "file", path: "usb:1a86:7523:P1" } },
      {
        kind: "hid",
        id: "usb:1234:5678:H1",
        trouble: "run: udev",
        link: { type: "hid", vendorId: 0x1234, productId: 0x5678, serialNumber: "H1" },
      },
    ]);
    expect(found[0]).toMatchObject({ path: "/dev/ttyUSB0", vendorId: 0x1a86, productId: 0x7523, port: "1-1.2" });
  });

  test("two HID pads of a kind are named by place, two interfaces of one by number", async () => {
    const twins = [
      hid("a", { usbPort: "1-1" }),
      hid("b", { usbPort: "1-2" }),
      hid("b", { usbPort: "1-2", usagePage: 2 }),
    ];
    const links = async (infos: HidInfo[]) =>
      (await listPorts(sources({ hid: () => Promise.resolve(infos) }))).map(({ id }) => id);
    expect(await links(twins)).toEqual(["usb:1234:5678@1-1", "usb:1234:5678@1-2"]);
    expect(await links([hid("a"), hid("b", { interface: 1 })])).toEqual(["usb:1234:5678@1-3#0", "usb:1234:5678@1-3#1"]);
    expect(await links([hid("a", { usbPort: null, title: "" })])).toEqual(["usb:1234:5678"]);
  });

  test("a kind that cannot be listed leaves the others", async () => {
    const found = await listPorts(
      sources({ hid: () => Promise.reject(new Error("no libusb")), builtIn: () => Promise.resolve(["/dev/ttyS0"]) }),
    );
    expect(found.map(({ path }) => path)).toEqual(["/dev/ttyS0"]);
  });

  test("ports on the mainboard are those with a chip behind them", async () => {
    const sys = await folder();
    for (const [name, type] of Object.entries({ ttyS0: "4", ttyS1: "0", ttyAMA0: "32", tty1: "4" })) {
      await mkdir(join(sys, "class", "tty", name), { recursive: true });
      await writeFile(join(sys, "class", "tty", name, "type"), `${type}\n`);
    }
    await mkdir(join(sys, "class", "tty", "ttyS9"));
    expect(await builtInPorts(sys)).toEqual(["/dev/ttyAMA0", "/dev/ttyS0"]);
  });
});
