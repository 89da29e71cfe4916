// What the simulators need of a hall's configuration file; everything else in it is the service's business.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import type { HallInfo } from "./hall-feed.ts";

export interface SimLink {
  readonly id: string;
  readonly type: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** Speed of the line, or of the bus behind a serial server; see `wire-pace.ts` for what is taken without it. */
  readonly baudRate?: number | undefined;
  readonly dataBits?: number | undefined;
  readonly parity?: string | undefined;
  readonly stopBits?: number | undefined;
}

export interface SimDeviceEntry {
  readonly id: string;
  readonly model: string;
  readonly link: string;
  readonly window: string | null;
  readonly settings: Readonly<Record<string, unknown>>;
}

export interface SimHallFile {
  readonly info: HallInfo;
  readonly links: readonly SimLink[];
  readonly devices: readonly SimDeviceEntry[];
}

type Raw = Record<string, unknown>;
const listOf = (value: unknown): Raw[] =>
  Array.isArray(value) ? value.filter((item): item is Raw => typeof item === "object" && item !== null) : [];
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
const rawOf = (value: unknown): Raw => (typeof value === "object" && value !== null ? (value as Raw) : {});
const nameOf = (value: unknown): Record<string, string> | string =>
  typeof value === "object" && value !== null ? (value as Record<string, string>) : textOf(value);

/** Reads the file. Throws with a sentence when it is no YAML or lists no devices. */
export function readHallFile(file: string): SimHallFile {
  const raw = rawOf(parse(readFileSync(file, "utf8")));
  const hall = rawOf(raw.hall);
  const server = rawOf(raw.server);
  const devices = listOf(raw.devices);
  if (devices.length === 0) throw new Error(`${file}: 没有设备 no devices are listed`);
  const host = textOf(server.host);
  const shownHost = host === "" || host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return {
    info: {
      name: nameOf(hall.name),
      baseUrl: `http://${shownHost}:${typeof server.port === "number" ? server.port : 8080}`,
      windows: listOf(raw.windows).map((window) => ({ id: textOf(window.id), name: nameOf(window.name) })),
      kiosks: listOf(raw.kiosks).map((kiosk) => textOf(kiosk.id)),
    },
    links: listOf(raw.links).map((link) => ({
      id: textOf(link.id),
      type: textOf(link.type),
      host: textOf(link.host),
      port: typeof link.port === "number" ? link.port : 0,
      path: textOf(link.path),
      baudRate: numberOf(link.baudRate),
      dataBits: numberOf(link.dataBits),
      parity: typeof link.parity === "string" ? link.parity : undefined,
      stopBits: numberOf(link.stopBits),
    })),
    devices: devices.map((device) => ({
      id: textOf(device.id),
      model: textOf(device.model),
      link: textOf(device.link),
      window: typeof device.window === "string" ? device.window : null,
      settings: rawOf(device.settings),
    })),
  };
}
