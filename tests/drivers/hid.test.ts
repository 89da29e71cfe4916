// HID devices: found anew at every opening, never guessed, and what is missing said in words.
import { describe, expect, test } from "vitest";
import { Connection } from "../../drivers/kernel/connection.ts";
import {
  chooseHid,
  type HidHandle,
  type HidInfo,
  type HidOptions,
  type HidPort,
  hidTransport,
} from "../../drivers/transports/hid.ts";
import { type NodeHid, type NodeHidSystem, nodeHidPort, udevRule } from "../../drivers/transports/node-hid-port.ts";
import { VirtualClock } from "../helpers/virtual-clock.ts";
import { below, seeded } from "./adapters/noise.ts";

const info = (path: string, more: Partial<HidInfo> = {}): HidInfo => ({
  path,
  vendorId: 0x1234,
  productId: 0x5678,
  serialNumber: null,
  usagePage: null,
  interface: null,
  usbPort: null,
  title: "Acme Pad",
  ...more,
});

/** Devices on a bench: what is plugged in, what was written, and a plug to pull. */
class Bench implements HidPort {
  devices: HidInfo[] = [];
  readonly written: string[] = [];
  readonly #open = new Map<string, { report?: (bytes: Uint8Array) => void; error?: (error: Error) => void }>();
  lists = 0;

  list(): Promise<readonly HidInfo[]> {
    this.lists += 1;
    return Promise.resolve([...this.devices]);
  }

  open(path: string): Promise<HidHandle> {
    if (!this.devices.some((each) => each.path === path)) return Promise.reject(new Error(`cannot open ${path}`));
    const listeners: { report?: (bytes: Uint8Array) => void; error?: (error: Error) => void } = {};
    this.#open.set(path, listeners);
    return Promise.resolve({
      write: (report) => {
        this.written.push(`${path} ${Buffer.from(report).toString("hex")}`);
        return Promise.resolve();
      },
      close: () => {
        this.#open.delete(path);
        return Promise.resolve();
      },
      onReport: (listener) => {
        listeners.report = listener;
      },
      onError: (listener) => {
        listeners.error = listener;
      },
    });
  }

  get openPaths(): string[] {
    return [...this.#open.keys()];
  }

  press(path: string, bytes: readonly number[]): void {
    this.#open.get(path)?.report?.(Uint8Array.from(bytes));
  }

  unplug(path: string): void {
    this.devices = this.devices.filter((each) => each.path !== path);
    this.#open.get(path)?.error?.(new Error("could not read from HID device"));
  }
}

const PAD: HidOptions = { vendorId: 0x1234, productId: 0x5678 };

/** A transport kept open for ever under a virtual clock. */
function kept(options: HidOptions, port: HidPort, clock = new VirtualClock()) {
  const told: string[] = [];
  const transport = hidTransport(options, port);
  const connection = new Connection({
    transport,
    clock,
    random: () => 0.5,
    events: {
      up: () => told.push("up"),
      down: (reason) => told.push(`down ${reason}`),
      data: (bytes) => told.push(`data ${Buffer.from(bytes).toString("hex")}`),
    },
  });
  connection.start();
  return { transport, connection, clock, told };
}

describe("choosing a device", () => {
  test("one that is absent is named with what is there", () => {
    const seen = [info("/dev/hidraw0", { vendorId: 0x046d, productId: 0xc31c, title: "Acme Keyboard" })];
    expect(() => chooseHid(PAD, seen)).toThrow(
      "HID 1234:5678 未插入 not plugged in; 现有 seen: 046D:C31C Acme Keyboard",
    );
    expect(() => chooseHid(PAD, [])).toThrow("seen: 无 nothing");
    expect(() => chooseHid({ ...PAD, serialNumber: "S9" }, [info("a", { serialNumber: "S1" })])).toThrow(
      "HID 1234:5678 S9 未插入 not plugged in; 现有 seen: 1234:5678 Acme Pad, serialNumber S1",
    );
  });

  test("two of a kind are refused, and told apart by serial number, port, interface or usage page", () => {
    const twins = [
      info("/dev/hidraw0", { serialNumber: "S1", usbPort: "1-1", interface: 0, usagePage: 1 }),
      info("/dev/hidraw1", { serialNumber: "S2", usbPort: "1-2", interface: 1, usagePage: 0xff00 }),
    ];
    expect(() => chooseHid(PAD, twins)).toThrow(/is 2 devices; .*serialNumber S1.*usbPort 1-2/);
    expect(chooseHid({ ...PAD, serialNumber: "S2" }, twins)).toBe("/dev/hidraw1");
    expect(chooseHid({ ...PAD, usbPort: "1-1" }, twins)).toBe("/dev/hidraw0");
    expect(chooseHid({ ...PAD, interface: 1 }, twins)).toBe("/dev/hidraw1");
    expect(chooseHid({ ...PAD, usagePage: 1 }, twins)).toBe("/dev/hidraw0");
  });

  test("a device that lists several collections is one device", () => {
    expect(chooseHid(PAD, [info("/dev/hidraw0", { usagePage: 1 }), info("/dev/hidraw0", { usagePage: 12 })])).toBe(
      "/dev/hidraw0",
    );
  });
});

describe("the transport", () => {
  test("hands over whole reports and writes them as they are, report id first", async () => {
    const bench = new Bench();
    bench.devices = [info("/dev/hidraw0")];
    const { connection, clock, told, transport } = kept(PAD, bench);
    await clock.advanceAsync(0);
    bench.press("/dev/hidraw0", [1, 4, 0, 0]);
    await connection.write(Uint8Array.of(2, 1, 0, 0));
    expect(told).toEqual(["up", "data 01040000"]);
    expect(bench.written).toEqual(["/dev/hidraw0 02010000"]);
    expect(transport.label).toBe("hid:1234:5678");
    expect(transport.wholeReports).toBe(true);
    await expect(transport.open()).rejects.toThrow("is open already");
    await connection.stop();
    expect(bench.openPaths).toEqual([]);
    await expect(transport.write(Uint8Array.of(1))).rejects.toThrow("not open");
    expect(hidTransport({ ...PAD, usbPort: "1-2" }, bench).label).toBe("hid:1234:5678:1-2");
  });

  test("unplugged for a minute and back under another path, it is open within three seconds", async () => {
    const bench = new Bench();
    bench.devices = [info("/dev/hidraw0")];
    const { clock, told } = kept(PAD, bench);
    await clock.advanceAsync(0);
    bench.unplug("/dev/hidraw0");
    await clock.advanceAsync(60_000);
    expect(told[1]).toContain("went away: could not read from HID device");
    expect(told.at(-1)).toContain("HID 1234:5678 未插入 not plugged in");
    const lists = bench.lists;
    bench.devices = [info("/dev/hidraw3")];
    const fromMs = clock.monotonicMs();
    await clock.until(() => told.at(-1) === "up");
    expect(clock.monotonicMs() - fromMs).toBeLessThanOrEqual(3_000);
    expect(bench.lists).toBeGreaterThan(lists);
    bench.press("/dev/hidraw3", [1]);
    expect(told.at(-1)).toBe("data 01");
  });

  test("500 random replugs of two identical pads never swap them", async () => {
    const bench = new Bench();
    const clock = new VirtualClock();
    const random = seeded(17);
    const pads = [kept({ ...PAD, usbPort: "1-1" }, bench, clock), kept({ ...PAD, serialNumber: "S2" }, bench, clock)];
    const at = (i: number, path: string) =>
      i === 0 ? info(path, { usbPort: "1-1", serialNumber: "S1" }) : info(path, { usbPort: "1-2", serialNumber: "S2" });
    let slowestMs = 0;
    for (let trial = 0; trial < 500; trial++) {
      for (const path of bench.openPaths) bench.unplug(path);
      bench.devices = [];
      await clock.advanceAsync(random() * 20_000);
      const paths = ["/dev/hidraw0", "/dev/hidraw1"];
      if (random() < 0.5) paths.reverse();
      const first = below(2, random);
      bench.devices = [at(first, paths[first] ?? "")];
      await clock.advanceAsync(random() * 1_500);
      bench.devices.push(at(1 - first, paths[1 - first] ?? ""));
      const fromMs = clock.monotonicMs();
      await clock.until(() => pads.every(({ connection }) => connection.isUp));
      slowestMs = Math.max(slowestMs, clock.monotonicMs() - fromMs);
      for (const [i, { told }] of pads.entries()) {
        bench.press(paths[i] ?? "", [i]);
        expect(told.at(-1), `trial ${trial}`).toBe(`data 0${i}`);
      }
    }
    expect(slowestMs).toBeLessThanOrEqual(3_000);
  });

  test("paths that change hands between looking and opening are noticed", async () => {
    const bench = new Bench();
    const [one, two] = [info("/dev/hidraw0", { serialNumber: "S1" }), info("/dev/hidraw1", { serialNumber: "S2" })];
    bench.devices = [one, two];
    const open = bench.open.bind(bench);
    bench.open = (path) => {
      bench.devices = [
        { ...one, path: two.path },
        { ...two, path: one.path },
      ];
      return open(path);
    };
    await expect(hidTransport({ ...PAD, serialNumber: "S1" }, bench).open()).rejects.toThrow("moved meanwhile");
    expect(bench.openPaths).toEqual([]);
  });

  test("closed while it opens, it stays closed", async () => {
    const bench = new Bench();
    bench.devices = [info("/dev/hidraw0")];
    const transport = hidTransport(PAD, bench);
    const opening = transport.open();
    const again = transport.open();
    const closing = transport.close();
    await expect(opening).rejects.toThrow("was closed");
    await expect(again).rejects.toThrow("is open already");
    await closing;
    expect(bench.openPaths).toEqual([]);
  });
});

describe("the native module", () => {
  const device = {
    vendorId: 0x1234,
    productId: 0x5678,
    path: "/dev/hidraw0",
    serialNumber: "",
    manufacturer: "Acme",
    product: "Pad",
    release: 1,
    interface: -1,
    usagePage: 1,
  };
  const fake = (hid: Partial<NodeHid>, more: Partial<NodeHidSystem> = {}): NodeHidSystem => ({
    load: () =>
      Promise.resolve({
        devicesAsync: () => Promise.resolve([device]),
        HIDAsync: { open: () => Promise.reject(new TypeError("cannot open device with path /dev/hidraw0")) },
        ...hid,
      }),
    nodes: () => Promise.resolve([]),
    access: () => Promise.resolve(),
    user: "hall",
    ...more,
  });

  test("that cannot be loaded names the packages, and is tried again", async () => {
    let loads = 0;
    const broken = fake(
      {},
      {
        load: () => {
          loads += 1;
          return Promise.reject(new Error("libusb-1.0.so.0: cannot open shared object file"));
        },
      },
    );
    const port = nodeHidPort(broken);
    await expect(port.list()).rejects.toThrow("sudo apt-get install libusb-1.0-0 libudev1");
    await expect(port.open("/dev/hidraw0")).rejects.toThrow("libudev1");
    expect(loads).toBe(2);
  });

  test("is loaded once, and its first call is part of loading", async () => {
    let loads = 0;
    const system = fake({});
    const port = nodeHidPort({
      ...system,
      load: () => {
        loads += 1;
        return system.load();
      },
    });
    await port.list();
    await port.list();
    expect(loads).toBe(1);
    const failing = nodeHidPort(fake({ devicesAsync: () => Promise.reject(new Error("no library")) }));
    await expect(failing.list()).rejects.toThrow("HID is unavailable");
  });

  test("tells what it knows of a device, the physical port by the system's own list or the path", async () => {
    const node = { path: "/dev/hidraw0", usbPort: "1-1.2" } as never;
    const [known] = await nodeHidPort(fake({}, { nodes: () => Promise.resolve([node]) })).list();
    expect(known).toEqual(info("/dev/hidraw0", { usagePage: 1, usbPort: "1-1.2" }));
    const libusb = [
      { ...device, path: "3-4:1.0", interface: 0 },
      { ...device, path: undefined },
    ];
    const listed = await nodeHidPort(fake({ devicesAsync: () => Promise.resolve(libusb) })).list();
    expect(listed).toEqual([info("3-4:1.0", { usagePage: 1, interface: 0, usbPort: "3-4" })]);
  });

  test("that may not open a device names the rule and the group", async () => {
    const refused = { access: () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" })) };
    const opened = nodeHidPort(fake({}, refused)).open("/dev/hidraw0");
    await expect(opened).rejects.toThrow(udevRule(0x1234));
    await expect(opened).rejects.toThrow("sudo usermod -aG plugdev hall");
    expect(udevRule(0x0a)).toContain('ATTRS{idVendor}=="000a"');
    // Any other trouble keeps its own words.
    await expect(nodeHidPort(fake({})).open("/dev/hidraw0")).rejects.toThrow("cannot open device");
    const gone = { access: () => Promise.reject(Object.assign(new Error("no"), { code: "ENOENT" })) };
    await expect(nodeHidPort(fake({}, gone)).open("/dev/hidraw0")).rejects.toThrow("cannot open device");
    await expect(nodeHidPort(fake({})).open("1-1:1.0")).rejects.toThrow("cannot open device");
  });

  test("carries reports, writes and errors", async () => {
    const listeners: Record<string, (value: never) => void> = {};
    const written: string[] = [];
    const handle = {
      write: (bytes: number[] | Buffer) => {
        written.push(Buffer.from(bytes).toString("hex"));
        return Promise.resolve(bytes.length);
      },
      close: () => Promise.resolve(),
      on: (name: string, listener: (value: never) => void) => {
        listeners[name] = listener;
        return handle;
      },
    };
    const HIDAsync = { open: () => Promise.resolve(handle) } as unknown as NodeHid["HIDAsync"];
    const opened = await nodeHidPort(fake({ HIDAsync })).open("/dev/hidraw0");
    const told: string[] = [];
    opened.onReport((bytes) => told.push(Buffer.from(bytes).toString("hex")));
    opened.onError((error) => told.push(error.message));
    listeners.data?.(Buffer.of(1, 2) as never);
    listeners.error?.(new Error("gone") as never);
    await opened.write(Uint8Array.of(2, 3));
    await opened.close();
    expect([told, written]).toEqual([["0102", "gone"], ["0203"]]);
  });

  test("loads here, or says what to install; a device that is not there is named", async () => {
    await expect(hidTransport({ vendorId: 0xfffe, productId: 0xfffd }).open()).rejects.toThrow(
      /HID FFFE:FFFD 未插入 not plugged in; 现有 seen: |sudo apt-get install libusb-1\.0-0 libudev1/,
    );
  });
});
