// HID devices through `node-hid`, loaded only when a hall uses one; a missing library shows at the first call.
import { constants } from "node:fs";
import { access } from "node:fs/promises";
import { userInfo } from "node:os";
import type { Device, HIDAsync } from "node-hid";
import type { HidHandle, HidInfo, HidPort } from "./hid.ts";
import { type UsbNode, usbNodes } from "./usb-id.ts";

/** The two calls of `node-hid` that are used. */
export interface NodeHid {
  devicesAsync(): Promise<Device[]>;
  readonly HIDAsync: { open(path: string): Promise<Pick<HIDAsync, "write" | "close" | "on">> };
}

export interface NodeHidSystem {
  load(): Promise<NodeHid>;
  /** The system's own list, for the physical ports. */
  nodes(): Promise<readonly UsbNode[]>;
  /** Rejects when the node may not be opened. */
  access(path: string): Promise<void>;
  readonly user: string;
}

const system: NodeHidSystem = {
  load: async () => {
    const { default: nodeHid } = await import("node-hid");
    return nodeHid;
  },
  nodes: () => usbNodes("/sys/class/hidraw", (name) => `/dev/${name}`),
  access: (path) => access(path, constants.R_OK | constants.W_OK),
  user: userInfo().username,
};

/** A port that loads the native module at its first use, once; a failure is told in words and tried again. */
export function nodeHidPort(using: NodeHidSystem = system): HidPort {
  let loaded: Promise<NodeHid> | null = null;
  const hid = async (): Promise<NodeHid> => {
    loaded ??= probed(using);
    try {
      return await loaded;
    } catch (error) {
      loaded = null;
      throw error;
    }
  };
  return {
    list: async () => {
      const { devicesAsync } = await hid();
      const [devices, nodes] = await Promise.all([devicesAsync(), using.nodes()]);
      return devices.flatMap((device) => infoOf(device, nodes));
    },
    open: async (path) => {
      const { HIDAsync } = await hid();
      try {
        return handleOf(await HIDAsync.open(path));
      } catch (error) {
        throw await whyNot(path, error, using);
      }
    },
  };
}

/** Importing proves nothing: the libraries are looked for at the first call. */
async function probed(using: NodeHidSystem): Promise<NodeHid> {
  try {
    const hid = await using.load();
    await hid.devicesAsync();
    return hid;
  } catch (error) {
    const remedy = "sudo apt-get install libusb-1.0-0 libudev1";
    throw new Error(`HID 不可用，请安装 HID is unavailable, install: ${remedy}`, { cause: error });
  }
}

/** Where `node-hid` was built for libusb, a path is `1-1.2:1.0` itself. */
const LIBUSB_PATH = /^([0-9]+-[0-9]+(?:\.[0-9]+)*):/;

function infoOf(device: Device, nodes: readonly UsbNode[]): HidInfo[] {
  const { path, vendorId, productId, serialNumber, usagePage, interface: number, manufacturer, product } = device;
  if (path === undefined) return [];
  const usbPort = nodes.find((node) => node.path === path)?.usbPort ?? LIBUSB_PATH.exec(path)?.[1] ?? null;
  const title = [manufacturer, product].filter((word) => word !== undefined && word !== "").join(" ");
  return [
    {
      path,
      vendorId,
      productId,
      serialNumber: serialNumber === undefined || serialNumber === "" ? null : serialNumber,
      usagePage: usagePage ?? null,
      interface: number >= 0 ? number : null,
      usbPort,
      title,
    },
  ];
}

function handleOf(device: Awaited<ReturnType<NodeHid["HIDAsync"]["open"]>>): HidHandle {
  return {
    write: async (report) => {
      await device.write(Buffer.from(report));
    },
    close: () => device.close(),
    onReport: (listener) => {
      device.on("data", listener);
    },
    onError: (listener) => {
      device.on("error", listener);
    },
  };
}

/** `node-hid` says only that it could not open; the system knows whether it may be opened at all. */
async function whyNot(path: string, error: unknown, using: NodeHidSystem): Promise<Error> {
  const given = error instanceof Error ? error : new Error(String(error));
  if (!path.startsWith("/dev/")) return given;
  try {
    await using.access(path);
    return given;
  } catch (refused) {
    if ((refused as NodeJS.ErrnoException).code !== "EACCES") return given;
  }
  const info = (await using.load().then((hid) => hid.devicesAsync())).find((each) => each.path === path);
  return new Error(hidRefused(path, info?.vendorId ?? 0, using.user), { cause: given });
}

/** What a technician types when a HID device may not be opened. */
export function hidRefused(path: string, vendorId: number, user = userInfo().username): string {
  return `${path} 无权访问 permission denied; run: ${udevCommand(vendorId, user)}`;
}

/** The rule that opens HID devices of one vendor to the group `plugdev` (hardware.md §10). */
export function udevRule(vendorId: number): string {
  const vendor = vendorId.toString(16).padStart(4, "0");
  return `KERNEL=="hidraw*", SUBSYSTEM=="hidraw", ATTRS{idVendor}=="${vendor}", MODE="0660", GROUP="plugdev"`;
}

function udevCommand(vendorId: number, user: string): string {
  const file = "/etc/udev/rules.d/70-hallkeeper.rules";
  const steps = [
    `echo '${udevRule(vendorId)}' | sudo tee -a ${file}`,
    "sudo udevadm control --reload && sudo udevadm trigger",
    `sudo usermod -aG plugdev ${user}`,
  ];
  return `${steps.join(" && ")}, 然后重新登录 then log in again`;
}
