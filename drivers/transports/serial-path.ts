// Which serial ports there are, and which one a link means: numbers such as ttyUSB0 change places (hardware.md §10).
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { chooseUsb, isUsbName, type UsbNode, usbNodes } from "./usb-id.ts";

export type ListSerial = () => Promise<readonly UsbNode[]>;

/** The node to open now: a path as it is, a stable name looked up. Rejects in words when it means none or several. */
export async function resolveSerialPath(path: string, list: ListSerial = listSerial): Promise<string> {
  return isUsbName(path) ? chooseUsb(path, await list()).path : path;
}

export interface SerialSources {
  /** Roots of the system's trees. */
  readonly sys: string;
  readonly dev: string;
  /** `SerialPort.list()`: needs `udevadm` on Linux. */
  readonly listed: () => Promise<readonly Listed[]>;
}

/** What `SerialPort.list()` tells, as far as it is used here. */
export interface Listed {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly productId?: string | undefined;
  readonly serialNumber?: string | undefined;
  readonly manufacturer?: string | undefined;
}

const system: SerialSources = {
  sys: "/sys",
  dev: "/dev",
  listed: async () => (await import("serialport")).SerialPort.list(),
};

/**
 * Ports on USB. The system's own tree knows the physical port and needs no other program; where there is no such tree
 * `serialport` is asked, and where that fails for want of `udevadm` the links of /dev/serial/by-id are all there is.
 */
export async function listSerial({ sys, dev, listed }: SerialSources = system): Promise<UsbNode[]> {
  const found = await usbNodes(join(sys, "class", "tty"), (name) => join(dev, name));
  if (found.length > 0) return found;
  try {
    const ports = await listed();
    return ports.filter(({ vendorId }) => vendorId !== undefined).map(nodeOf);
  } catch {
    return byId(dev); // "spawn udevadm ENOENT" without the udev package.
  }
}

function nodeOf({ path, vendorId, productId, serialNumber, manufacturer }: Listed): UsbNode {
  return {
    path,
    vendorId: vendorId?.toLowerCase() ?? null,
    productId: productId?.toLowerCase() ?? null,
    serialNumber: serialNumber ?? null,
    usbPort: null,
    usbInterface: null,
    title: manufacturer ?? path,
  };
}

/** The links are stable names themselves; ids cannot be had from them. */
async function byId(dev: string): Promise<UsbNode[]> {
  const folder = join(dev, "serial", "by-id");
  try {
    const names = (await readdir(folder)).sort();
    const nothing = { vendorId: null, productId: null, serialNumber: null, usbPort: null, usbInterface: null };
    const titled = names.map(async (name) => ({
      path: join(folder, name),
      ...nothing,
      title: `${name} → ${await realpath(join(folder, name))}`,
    }));
    return await Promise.all(titled);
  } catch {
    return []; // No folder: nothing is plugged in.
  }
}
