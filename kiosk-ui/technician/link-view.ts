// Links as the page can describe them: their fields, ids and titles. Pure.
import type { Both } from "../shared/i18n/both.ts";
import { type Draft, draftOf, type Field, fieldsOf, settingsOf } from "./form-view.ts";

const text = { type: "string" };
const integer = (minimum: number, maximum: number, more: object = {}) => ({
  type: "integer",
  minimum,
  maximum,
  ...more,
});
const BAUD = integer(300, 921_600);
const USB_ID = integer(0, 65_535);
const PORT = integer(1, 65_535);
const GAP = integer(0, 1_000);
const ECHO = {
  type: "boolean",
  default: false,
  description: "两线转换器会收到自己的发送 2-wire adapters hear themselves",
};

/** The same fields as the configuration's own description; a test keeps them equal. */
const SCHEMAS = {
  serial: {
    properties: {
      id: text,
      path: { ...text, description: "例 e.g. /dev/ttyUSB0, usb:1a86:7523@1-1.2" },
      baudRate: { ...BAUD, default: 9_600, description: "波特率 speed" },
      dataBits: { enum: [7, 8], default: 8 },
      parity: { enum: ["none", "even", "odd"], default: "none", description: "校验" },
      stopBits: { enum: [1, 2], default: 1 },
      echo: ECHO,
      gapMs: GAP,
    },
    required: ["id", "path"],
  },
  tcp: {
    properties: {
      id: text,
      host: { ...text, description: "设备或串口服务器的地址 address of the device or serial server" },
      port: PORT,
      echo: ECHO,
      gapMs: GAP,
      baudRate: { ...BAUD, description: "串口服务器后面的速率 speed behind a serial server" },
    },
    required: ["id", "host", "port"],
  },
  file: { properties: { id: text, path: { ...text, description: "例 e.g. /dev/usb/lp0" } }, required: ["id", "path"] },
  hid: {
    properties: {
      id: text,
      vendorId: USB_ID,
      productId: USB_ID,
      serialNumber: text,
      usbPort: { ...text, description: "两台相同时填 for two of a kind: 1-1.2" },
      usagePage: USB_ID,
      interface: integer(0, 255),
    },
    required: ["id", "vendorId", "productId"],
  },
  websocket: {
    properties: {
      id: text,
      host: { ...text, default: "127.0.0.1", description: "本机监听的地址 we listen here" },
      port: PORT,
    },
    required: ["id", "port"],
  },
} as const;

export type LinkType = keyof typeof SCHEMAS;
export const LINK_TYPES = Object.keys(SCHEMAS) as readonly LinkType[];
export const LINK_WORDS: Readonly<Record<LinkType, Both>> = {
  serial: { zh: "串口", en: "serial port" },
  tcp: { zh: "网络 TCP", en: "TCP" },
  file: { zh: "USB 打印口", en: "USB printer port" },
  hid: { zh: "USB HID", en: "USB HID" },
  websocket: { zh: "设备来连接", en: "WebSocket, the device connects" },
};

export type LinkConfig = Readonly<Record<string, unknown>>;

export const isLinkType = (type: unknown): type is LinkType => LINK_TYPES.some((each) => each === type);
export const linkFields = (type: LinkType): readonly Field[] => fieldsOf(SCHEMAS[type]);

/** A link being chosen: one of the file's, or one described in a form (new, or one of the file's changed). */
export type LinkChoice =
  | { readonly mode: "existing"; readonly id: string }
  | { readonly mode: "form"; readonly type: LinkType; readonly draft: Draft };

export function formOf(link: LinkConfig, freeId: string): LinkChoice {
  const type = isLinkType(link.type) ? link.type : "serial";
  return { mode: "form", type, draft: draftOf(linkFields(type), { id: freeId, ...link }) };
}

export interface ChosenLink {
  /** Null: not complete yet. */
  readonly link: LinkConfig | null;
  /** It must be written into the file before a device can use it. */
  readonly isNew: boolean;
  readonly faults: Readonly<Record<string, Both>>;
}

export function chosenLink(choice: LinkChoice | null, links: readonly LinkConfig[]): ChosenLink {
  if (choice === null) return { link: null, isNew: false, faults: {} };
  if (choice.mode === "existing") {
    return { link: links.find(({ id }) => id === choice.id) ?? null, isNew: false, faults: {} };
  }
  const { settings, faults } = settingsOf(linkFields(choice.type), choice.draft);
  const { id, ...rest } = settings;
  const link = Object.keys(faults).length === 0 ? { id, type: choice.type, ...rest } : null;
  return { link, isNew: true, faults };
}

/** `bus-1 · 网络 TCP · 127.0.0.1:15001 · 9600`. */
export function linkTitle(link: LinkConfig): string {
  const { id, type, host, port, path, baudRate, vendorId, productId } = link;
  const hex = (value: unknown): string => Number(value).toString(16).padStart(4, "0");
  const words = isLinkType(type) ? LINK_WORDS[type].zh : String(type);
  const where =
    vendorId === undefined ? (host === undefined ? path : `${host}:${port}`) : `${hex(vendorId)}:${hex(productId)}`;
  return [id, words, where, baudRate].filter((part) => part !== undefined).join(" · ");
}
