// What a schema cannot say: references, doubles, and models that do not fit their link.
import { modelById, models } from "../drivers/models.ts";
import { alarmFaults } from "./alarm-check.ts";
import { askingFaults } from "./asking-check.ts";
import { zoneFaults } from "./board-check.ts";
import { messageFaults } from "./check-messages.ts";
import { offerFaults, offerWarnings } from "./check-offer.ts";
import { ratingFaults } from "./check-rating.ts";
import { upwardFaults, upwardWarnings } from "./check-upward.ts";
import type { Finding, Path } from "./finding.ts";
import { loopFaults } from "./loop-check.ts";
import type { Config } from "./schema.ts";
import { soundFaults, soundWarnings } from "./sound-check.ts";
import { nearest } from "./suggest.ts";

/** Faults stop the service; warnings are shown and live on. */
export function crossCheck(config: Config): { faults: Finding[]; warnings: Finding[] } {
  const faults = [
    ...doubles(config),
    ...timezone(config),
    ...references(config),
    ...linkFaults(config),
    ...deviceFaults(config),
    ...addressFaults(config),
    ...zoneFaults(config),
    ...alarmFaults(config),
    ...soundFaults(config),
    ...offerFaults(config),
    ...messageFaults(config),
    ...askingFaults(config),
    ...upwardFaults(config),
    ...ratingFaults(config),
    ...loopFaults(config),
  ];
  return {
    faults,
    warnings: [...warnings(config), ...offerWarnings(config), ...soundWarnings(config), ...upwardWarnings(config)],
  };
}

function doubles(config: Config): Finding[] {
  const findings: Finding[] = [];
  const { services, windows, staff, kiosks, links, devices } = config;
  const lists: Record<string, readonly { id: string }[]> = { services, windows, staff, kiosks, links, devices };
  const idAt = (name: string) => (i: number) => [name, i, "id"];
  for (const [name, list] of Object.entries(lists)) findings.push(...twice(list, (item) => item.id, idAt(name), "id"));
  const numberAt = (i: number) => ["staff", i, "number"];
  findings.push(...twice(staff, (member) => member.number, numberAt, "staff number"));
  return findings;
}

function twice<T>(list: readonly T[], key: (item: T) => string, path: (i: number) => Path, what: string): Finding[] {
  const seen = new Map<string, number>();
  const findings: Finding[] = [];
  for (const [i, item] of list.entries()) {
    const first = seen.get(key(item));
    if (first === undefined) seen.set(key(item), i);
    else
      findings.push({ path: path(i), message: `${what} "${key(item)}" is used twice (first as number ${first + 1})` });
  }
  return findings;
}

function timezone(config: Config): Finding[] {
  try {
    new Intl.DateTimeFormat("en", { timeZone: config.hall.timezone });
    return [];
  } catch {
    const message = `"${config.hall.timezone}" is no IANA time zone, such as Asia/Shanghai`;
    return [{ path: ["hall", "timezone"], message }];
  }
}

function missing(path: Path, what: string, id: string, known: readonly string[]): Finding {
  const near = nearest(id, known);
  const hint =
    near === null ? (known.length > 0 ? `; there are: ${known.join(", ")}` : "") : `; did you mean "${near}"?`;
  return { path, message: `there is no ${what} "${id}"${hint}` };
}

function references(config: Config): Finding[] {
  const findings: Finding[] = [];
  const services = config.services.map((service) => service.id);
  for (const [i, window] of config.windows.entries())
    for (const [j, id] of window.services.entries())
      if (!services.includes(id)) findings.push(missing(["windows", i, "services", j], "service", id, services));
  const devices = config.devices.map((device) => device.id);
  const wanted = [
    ...config.kiosks.map(({ printer }, i) => ({ printer, path: ["kiosks", i, "printer"] })),
    { printer: config.desk?.printer, path: ["desk", "printer"] },
    { printer: config.evidence?.printOn, path: ["evidence", "printOn"] },
  ];
  for (const { printer, path } of wanted) {
    if (printer === undefined || printer === null) continue;
    const device = config.devices.find((candidate) => candidate.id === printer);
    if (device === undefined) findings.push(missing(path, "device", printer, devices));
    else if (modelById(device.model)?.kind !== "printer")
      findings.push({ path, message: `"${device.id}" is a ${device.model}, not a printer` });
  }
  return findings;
}

/** Where a link leads: two that lead to the same place are one line. */
export function placeOfLink(link: Config["links"][number]): string {
  if (link.type === "tcp") return `${link.host}:${link.port}`;
  if (link.type === "websocket") return `websocket ${link.host}:${link.port}`;
  if (link.type === "hid")
    return `hid ${[link.vendorId, link.productId, link.serialNumber, link.usbPort, link.interface].join(":")}`;
  return link.path;
}

function linkFaults(config: Config): Finding[] {
  const findings = twice(config.links, placeOfLink, (i) => ["links", i], "line");
  const { port } = config.server;
  for (const [i, link] of config.links.entries())
    if (link.type === "websocket" && link.port === port)
      findings.push({ path: ["links", i, "port"], message: `port ${port} is the hall's own (server.port)` });
  return findings;
}

function deviceFaults(config: Config): Finding[] {
  const findings: Finding[] = [];
  const links = config.links.map((link) => link.id);
  const windows = config.windows.map((window) => window.id);
  const kiosks = config.kiosks.map((kiosk) => kiosk.id);
  const known = models.map((model) => model.id);
  for (const [i, device] of config.devices.entries()) {
    const path = ["devices", i];
    const model = modelById(device.model);
    if (model === undefined) findings.push(missing([...path, "model"], "model", device.model, known));
    const link = config.links.find((candidate) => candidate.id === device.link);
    if (link === undefined) findings.push(missing([...path, "link"], "link", device.link, links));
    else if (model !== undefined && !model.links.includes(link.type))
      findings.push({
        path: [...path, "link"],
        message: `${model.id} works on ${model.links.join(", ")}, not on ${link.type}`,
      });
    if (device.window !== undefined && !windows.includes(device.window))
      findings.push(missing([...path, "window"], "window", device.window, windows));
    if (device.window === undefined && model !== undefined && AT_A_WINDOW.has(model.kind))
      findings.push({ path, message: `a ${model.kind} belongs to a window: "window" is missing` });
    for (const [j, id] of (device.windows ?? []).entries())
      if (!windows.includes(id)) findings.push(missing([...path, "windows", j], "window", id, windows));
    if (device.kiosk !== undefined && !kiosks.includes(device.kiosk))
      findings.push(missing([...path, "kiosk"], "kiosk", device.kiosk, kiosks));
    findings.push(...guardFaults(config, device, [...path, "settings", "missedWithinSeconds"]));
  }
  return findings;
}

/** A second call inside the guard time is the same press: it could never say that nobody came. */
function guardFaults(config: Config, { settings }: Config["devices"][number], path: Path): Finding[] {
  const { missedWithinSeconds: seconds } = settings;
  const { repeatPressSeconds } = config.policy.calls;
  if (typeof seconds !== "number" || seconds > repeatPressSeconds) return [];
  return [{ path, message: `must be more than policy.calls.repeatPressSeconds (${repeatPressSeconds} s)` }];
}

const AT_A_WINDOW: ReadonlySet<string> = new Set(["led", "keypad", "pad"]);
/** Kinds that have no address: each has its line to itself. */
const ALONE: ReadonlySet<string> = new Set(["printer", "voice", "reader", "scanner", "modem"]);

/** Devices that could not be told apart on their line. */
function addressFaults(config: Config): Finding[] {
  return config.devices.flatMap((device, i): Finding[] => {
    const before = config.devices.slice(0, i).filter(({ link }) => link === device.link);
    const first = before[0];
    const alone = [device, ...before].find((each) => ALONE.has(kindOf(each)));
    if (first !== undefined && alone !== undefined) {
      const message = `a ${kindOf(alone)} has its line to itself: "${first.id}" is on it already`;
      return [{ path: ["devices", i, "link"], message }];
    }
    const twin = before.find((each) => each.model === device.model && addressOf(each) === addressOf(device));
    if (twin === undefined) return [];
    const message = `address ${addressOf(device)} on link "${device.link}" is taken by "${twin.id}"`;
    return [{ path: ["devices", i, "settings", "address"], message }];
  });
}

type Device = Config["devices"][number];
const kindOf = ({ model }: Device): string => modelById(model)?.kind ?? "";
/** What tells devices of one model apart on their line. */
const addressOf = ({ settings }: Device): string => String(settings.address ?? settings.windowNumber ?? "");

/** Keys that only some kinds look at. */
const ONLY_FOR = {
  windows: ["voice"],
  kiosk: ["reader", "scanner"],
  expectEverySeconds: ["led", "keypad", "pad", "voice", "scanner"],
} as const satisfies Partial<Record<keyof Config["devices"][number], readonly string[]>>;

function warnings(config: Config): Finding[] {
  const findings: Finding[] = [];
  const served = new Set(config.windows.flatMap((window) => window.services));
  for (const [i, service] of config.services.entries())
    if (!served.has(service.id)) findings.push({ path: ["services", i], message: `no window serves "${service.id}"` });
  for (const [i, device] of config.devices.entries()) {
    const { kind = "" } = modelById(device.model) ?? {};
    for (const [key, kinds] of Object.entries(ONLY_FOR))
      if (
        device[key as keyof typeof ONLY_FOR] !== undefined &&
        kind !== "" &&
        !(kinds as readonly string[]).includes(kind)
      )
        findings.push({ path: ["devices", i, key], message: `"${key}" means nothing for a ${kind}` });
  }
  return findings;
}
