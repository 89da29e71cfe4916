// What is plugged in that a link could use: serial ports, USB printers, HID devices, each by a name that stays.
import { constants } from "node:fs";
import { access, readdir, readFile } from "node:fs/promises";
import { checkDeviceNode } from "./device-node.ts";
import type { HidInfo } from "./hid.ts";
import { hidRefused, nodeHidPort } from "./node-hid-port.ts";
import { listSerial } from "./serial-path.ts";
import { listUsbPrinters } from "./usb-file.ts";
import { stableName, type UsbNode } from "./usb-id.ts";

/** One line of the technician's list. */
export interface Candidate {
  readonly kind: "serial" | "usb-printer" | "hid";
  /** Stable: `usb:…`, or the path where nothing better is known. */
  readonly id: string;
  readonly path: string;
  readonly title: string;
  readonly vendorId: number | null;
  readonly productId: number | null;
  readonly serialNumber: string | null;
  /** The physical USB port, such as `1-1.2`. */
  readonly port: string | null;
  /** Why it cannot be opened, with the command that mends it; null: it can. */
  readonly trouble: string | null;
  /** Ready to be put into the configuration, but for its id. */
  readonly link: Readonly<Record<string, unknown>>;
}

/** Where the lists come from. */
export interface CandidateSources {
  serial(): Promise<readonly UsbNode[]>;
  /** Ports on the mainboard, by path. */
  builtIn(): Promise<readonly string[]>;
  printers(): Promise<readonly UsbNode[]>;
  hid(): Promise<readonly HidInfo[]>;
  /** Rejects in words when the node cannot be opened. */
  check(path: string): Promise<void>;
  /** Null: the node may be opened, or nobody can tell. */
  hidTrouble(info: HidInfo): Promise<string | null>;
}

const system: CandidateSources = {
  serial: () => listSerial(),
  builtIn: () => builtInPorts(),
  printers: () => listUsbPrinters(),
  hid: () => nodeHidPort().list(),
  check: checkDeviceNode,
  hidTrouble: async ({ path, vendorId }) => {
    if (!path.startsWith("/dev/")) return null;
    try {
      await access(path, constants.R_OK | constants.W_OK);
      return null;
    } catch {
      return hidRefused(path, vendorId);
    }
  },
};

/** Everything there is; a source that fails (no HID library) leaves its kind out and the others stay. */
export async function listPorts(sources: CandidateSources = system): Promise<Candidate[]> {
  const [serial, builtIn, printers, hid] = await Promise.all([
    orNone(sources.serial()),
    orNone(sources.builtIn()),
    orNone(sources.printers()),
    orNone(sources.hid()),
  ]);
  const none = { vendorId: null, productId: null, serialNumber: null, usbPort: null, usbInterface: null };
  const onBoard = builtIn.map((path) => ({ path, ...none, title: "主板串口 port on the mainboard" }));
  return Promise.all([
    ...serial.map((node) => nodeCandidate("serial", node, serial, sources)),
    ...onBoard.map((node) => nodeCandidate("serial", node, onBoard, sources)),
    ...printers.map((node) => nodeCandidate("usb-printer", node, printers, sources)),
    ...oncePerPath(hid).map((info, _, all) => hidCandidate(info, all, sources)),
  ]);
}

async function orNone<T>(list: Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await list;
  } catch {
    return []; // Opening a link of this kind says what is missing.
  }
}

const numberOf = (hex: string | null): number | null => (hex === null ? null : Number.parseInt(hex, 16));

async function nodeCandidate(
  kind: "serial" | "usb-printer",
  node: UsbNode,
  all: readonly UsbNode[],
  sources: CandidateSources,
): Promise<Candidate> {
  const id = stableName(node, all);
  const { path, title, serialNumber, usbPort: port } = node;
  const trouble = await sources.check(path).then(
    () => null,
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  const link = { type: kind === "serial" ? "serial" : "file", path: id };
  const [vendorId, productId] = [numberOf(node.vendorId), numberOf(node.productId)];
  return { kind, id, path, title, vendorId, productId, serialNumber, port, trouble, link };
}

const oncePerPath = (infos: readonly HidInfo[]): HidInfo[] => [
  ...new Map(infos.map((info) => [info.path, info])).values(),
];

async function hidCandidate(info: HidInfo, all: readonly HidInfo[], sources: CandidateSources): Promise<Candidate> {
  const { path, vendorId, productId, serialNumber, usbPort, title } = info;
  const hex = (id: number) => id.toString(16).padStart(4, "0");
  const place = placeOf(info, all);
  const id = `usb:${hex(vendorId)}:${hex(productId)}${Object.entries(place)
    .map(([key, value]) => (key === "serialNumber" ? `:${value}` : key === "usbPort" ? `@${value}` : `#${value}`))
    .join("")}`;
  const trouble = await sources.hidTrouble(info);
  const link = { type: "hid", vendorId, productId, ...place };
  const named = title === "" ? `HID ${hex(vendorId)}:${hex(productId)}` : title;
  return { kind: "hid", id, path, title: named, vendorId, productId, serialNumber, port: usbPort, trouble, link };
}

/** As much as it takes to mean this device alone: serial number or place, and the interface where it has several. */
function placeOf(info: HidInfo, all: readonly HidInfo[]): Record<string, string | number> {
  const twins = all.filter((each) => each.vendorId === info.vendorId && each.productId === info.productId);
  const place: Record<string, string | number> = {};
  const { serialNumber, usbPort } = info;
  const numbered =
    serialNumber !== null && !twins.some((t) => t.serialNumber === serialNumber && t.usbPort !== usbPort);
  if (numbered) place.serialNumber = serialNumber;
  else if (usbPort !== null) place.usbPort = usbPort;
  const same = twins.filter(
    (twin) =>
      (place.serialNumber === undefined || twin.serialNumber === serialNumber) &&
      (place.usbPort === undefined || twin.usbPort === usbPort),
  );
  if (same.length > 1 && info.interface !== null) place.interface = info.interface;
  return place;
}

/** The kernel lists many; those without a chip behind them are of type 0. */
export async function builtInPorts(sys = "/sys", dev = "/dev"): Promise<string[]> {
  const folder = `${sys}/class/tty`;
  const names = (await readdir(folder)).filter((name) => /^tty(S|AMA)[0-9]+$/.test(name)).sort();
  const types = await Promise.all(
    names.map((name) =>
      readFile(`${folder}/${name}/type`, "utf8").then(
        (text) => text.trim(),
        () => "0",
      ),
    ),
  );
  return names.filter((_, i) => types[i] !== "0").map((name) => `${dev}/${name}`);
}
