// Names of USB devices that stay when the system numbers its ports anew: `usb:1a86:7523`, serial number, place.
import type { Dirent } from "node:fs";
import { readdir, readFile, realpath } from "node:fs/promises";
import { join } from "node:path";

/** A device node and the USB device behind it; what is not known is null. Ids are four lower-case hex digits. */
export interface UsbNode {
  readonly path: string;
  readonly vendorId: string | null;
  readonly productId: string | null;
  readonly serialNumber: string | null;
  /** The physical port it is plugged into, such as `1-1.2`. */
  readonly usbPort: string | null;
  /** Configuration and interface, such as `1.0`: tells the ports of one adapter apart. */
  readonly usbInterface: string | null;
  readonly title: string;
}

/** What a stable name asks for. */
export interface UsbWanted {
  readonly vendorId: string;
  readonly productId: string;
  readonly serialNumber?: string;
  readonly usbPort?: string;
  readonly usbInterface?: string;
}

const NAME = /^usb:([0-9a-f]{4}):([0-9a-f]{4})(?::(.+)|@([0-9]+-[0-9]+(?:\.[0-9]+)*)(?::([0-9]+\.[0-9]+))?)?$/i;

export const isUsbName = (path: string): boolean => path.startsWith("usb:");

/** Understands a stable name; throws in words when it is written wrongly. */
export function parseUsbName(name: string): UsbWanted {
  const found = NAME.exec(name);
  if (found === null) {
    const forms = "usb:1a86:7523, usb:1a86:7523:SERIAL, usb:1a86:7523@1-1.2";
    throw new Error(`"${name}" 写法不对 is no such name: ${forms}`);
  }
  const [, vendorId = "", productId = "", serialNumber, usbPort, usbInterface] = found;
  return {
    vendorId: vendorId.toLowerCase(),
    productId: productId.toLowerCase(),
    ...(serialNumber === undefined ? {} : { serialNumber }),
    ...(usbPort === undefined ? {} : { usbPort }),
    ...(usbInterface === undefined ? {} : { usbInterface }),
  };
}

/** The one node a name means. None, or more than one, is refused in words: a device is never guessed. */
export function chooseUsb(name: string, nodes: readonly UsbNode[]): UsbNode {
  const wanted = parseUsbName(name);
  const found = nodes.filter((node) => fits(node, wanted));
  const [first] = found;
  if (first === undefined) throw new Error(`${name} 未插入 not plugged in; 现有 seen: ${seen(nodes)}`);
  if (found.length > 1) {
    const choices = found.map((node) => `${stableName(node, nodes)} (${node.path})`).join(", ");
    throw new Error(`${name} 有 ${found.length} 个，请选定一个 is ${found.length} devices, name one: ${choices}`);
  }
  return first;
}

function fits(node: UsbNode, wanted: UsbWanted): boolean {
  return Object.entries(wanted).every(([key, value]) => node[key as keyof UsbWanted] === value);
}

const seen = (nodes: readonly UsbNode[]): string =>
  nodes.length === 0 ? "无 nothing" : nodes.map((node) => `${stableName(node, nodes)} (${node.path})`).join(", ");

/** The shortest name that means this node alone, however its neighbours come and go: serial number, else its place. */
export function stableName(node: UsbNode, nodes: readonly UsbNode[]): string {
  const { vendorId, productId, serialNumber, usbPort, usbInterface } = node;
  if (vendorId === null || productId === null) return node.path;
  const base = `usb:${vendorId}:${productId}`;
  const twins = (name: string) => nodes.filter((other) => fits(other, parseUsbName(name))).length;
  if (serialNumber !== null && twins(`${base}:${serialNumber}`) === 1) return `${base}:${serialNumber}`;
  if (usbPort === null) return twins(base) === 1 ? base : node.path;
  if (twins(`${base}@${usbPort}`) === 1 || usbInterface === null) return `${base}@${usbPort}`;
  return `${base}@${usbPort}:${usbInterface}`;
}

/** Nodes of a class of the system (`tty`, `usbmisc`, `hidraw`) that hang on USB, by the system's own tree. */
export async function usbNodes(folder: string, nodePath: (name: string) => string | null): Promise<UsbNode[]> {
  let entries: Dirent[];
  try {
    entries = await readdir(folder, { withFileTypes: true });
  } catch {
    return []; // No such class: no such device was ever plugged in, or this is no Linux.
  }
  const found = await Promise.all(
    entries.map(async ({ name }) => {
      const path = nodePath(name);
      return path === null ? null : nodeAt(join(folder, name), path);
    }),
  );
  return found.filter((node) => node !== null).sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** Place and interface in a path such as `/sys/devices/…/usb1/1-1/1-1.2/1-1.2:1.0/ttyUSB0`. */
const PLACE = /^(.*\/([0-9]+-[0-9]+(?:\.[0-9]+)*))\/\2:([0-9]+\.[0-9]+)(?:\/|$)/;

async function nodeAt(entry: string, path: string): Promise<UsbNode | null> {
  let device: string;
  try {
    device = await realpath(join(entry, "device"));
  } catch {
    return null; // A console, or unplugged since the folder was read.
  }
  const place = PLACE.exec(device);
  if (place === null) return null;
  const [, root = "", usbPort = null, usbInterface = null] = place;
  const [vendorId, productId, serialNumber, maker, product] = await Promise.all(
    ["idVendor", "idProduct", "serial", "manufacturer", "product"].map((file) => textOf(join(root, file))),
  );
  const title = [maker, product].filter((word) => word != null).join(" ");
  return {
    path,
    vendorId: vendorId?.toLowerCase() ?? null,
    productId: productId?.toLowerCase() ?? null,
    serialNumber: serialNumber ?? null,
    usbPort,
    usbInterface,
    title: title === "" ? path : title,
  };
}

async function textOf(file: string): Promise<string | null> {
  try {
    const text = (await readFile(file, "utf8")).trim();
    return text === "" ? null : text;
  } catch {
    return null; // Not every device has a serial number or a name.
  }
}
