// Sound zones that name what is not there, or one voice twice.
import { modelById } from "../drivers/models.ts";
import type { Finding } from "./finding.ts";
import type { Config } from "./schema.ts";

const BROWSER = "browser";

export function soundFaults({ sound, windows, devices }: Config): Finding[] {
  const findings: Finding[] = [];
  const zones = sound.zones ?? [];
  const [ids, voices] = [new Set<string>(), new Map<string, string>()];
  for (const [i, zone] of zones.entries()) {
    const path = ["sound", "zones", i];
    if (ids.has(zone.id)) findings.push({ path: [...path, "id"], message: `id "${zone.id}" is used twice` });
    ids.add(zone.id);
    for (const [j, id] of (zone.windows ?? []).entries())
      if (!windows.some((window) => window.id === id))
        findings.push({ path: [...path, "windows", j], message: `there is no window "${id}"` });
    for (const [j, id] of (zone.sinks ?? []).entries()) {
      if (id === BROWSER) continue;
      const at = [...path, "sinks", j];
      const device = devices.find((one) => one.id === id);
      const other = voices.get(id);
      if (device === undefined)
        findings.push({ path: at, message: `there is no device "${id}", and it is not "browser"` });
      else if (modelById(device.model)?.kind !== "voice")
        findings.push({ path: at, message: `"${id}" is a ${device.model}, not a voice` });
      else if (other !== undefined)
        findings.push({ path: at, message: `"${id}" speaks in zone "${other}" already: a voice has one queue` });
      voices.set(id, zone.id);
    }
  }
  return findings;
}

/** A window that nobody hears, a voice that never speaks. */
export function soundWarnings({ sound, windows, devices }: Config): Finding[] {
  const zones = sound.zones;
  if (zones === undefined) return [];
  const findings: Finding[] = [];
  const path = ["sound", "zones"];
  for (const { id } of windows)
    if (!zones.some((zone) => zone.windows === undefined || zone.windows.includes(id)))
      findings.push({ path, message: `calls of window "${id}" are heard in no zone` });
  if (zones.some(({ sinks }) => sinks === undefined)) return findings;
  for (const { id, model } of devices)
    if (modelById(model)?.kind === "voice" && !zones.some(({ sinks }) => sinks?.includes(id)))
      findings.push({ path, message: `voice "${id}" is in no zone: it never speaks` });
  return findings;
}
