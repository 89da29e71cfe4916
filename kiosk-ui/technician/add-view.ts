// Adding, changing or replacing a device: from what was chosen to edits of the configuration file. Pure.
import type { ConfigEdit, ModelView } from "../../controller/contract/technician.ts";
import type { Both } from "../shared/i18n/both.ts";
import { type Draft, draftOf, type Field, fieldsOf, settingsOf, unknownOf } from "./form-view.ts";
import { type ChosenLink, chosenLink, type LinkChoice, type LinkConfig } from "./link-view.ts";

type Record_ = Readonly<Record<string, unknown>>;

export interface DeviceDraft {
  /** The id of the device being changed; null: a new one. */
  readonly replaces: string | null;
  readonly id: string;
  readonly modelId: string;
  readonly link: LinkChoice | null;
  readonly place: Draft;
  readonly settings: Draft;
  /** Settings that the model's schema does not name, as JSON; empty: none. */
  readonly extra: string;
}

const ID_PATTERN = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const PLACE_SCHEMA = {
  properties: {
    window: { type: "string", description: "所在窗口 the window it stands at" },
    windows: { type: "array", description: '语音：播报哪些窗口 voices: windows it calls for, e.g. ["1","2"]' },
    kiosk: { type: "string", description: "读卡器、扫码器：所在取号机 the kiosk of a reader or scanner" },
    expectEverySeconds: {
      type: "integer",
      minimum: 1,
      maximum: 86_400,
      description: "会自己定时说话的设备：超过此秒数算离线 offline when silent for longer",
    },
  },
};

/** Where a device of this kind stands; the windows are offered by name. */
export function placeFields(kind: string, windows: readonly { id: string }[]): readonly Field[] {
  const wanted: Readonly<Record<string, readonly string[]>> = {
    voice: ["windows"],
    printer: ["window"],
    reader: ["window", "kiosk"],
    scanner: ["window", "kiosk"],
    modem: [],
  };
  const names = [...(wanted[kind] ?? ["window"]), "expectEverySeconds"];
  return fieldsOf(PLACE_SCHEMA)
    .filter(({ name }) => names.includes(name))
    .map((field) =>
      field.name === "window" ? { ...field, kind: "choice" as const, choices: windows.map(({ id }) => id) } : field,
    );
}

/** The form as it opens for a device of the configuration. */
export function draftOfDevice(device: Record_, model: ModelView | undefined): DeviceDraft {
  const settings = (device.settings ?? {}) as Record_;
  const fields = fieldsOf(model?.settings);
  const extra = unknownOf(fields, settings);
  return {
    replaces: String(device.id),
    id: String(device.id),
    modelId: String(device.model),
    link: { mode: "existing", id: String(device.link) },
    place: draftOf(fieldsOf(PLACE_SCHEMA), device),
    settings: draftOf(fields, settings),
    extra: Object.keys(extra).length === 0 ? "" : JSON.stringify(extra, null, 2),
  };
}

export function emptyDraft(id: string): DeviceDraft {
  return { replaces: null, id, modelId: "", link: null, place: {}, settings: {}, extra: "" };
}

/** Another model for the same place: settings that both know stay; a link it cannot use is chosen anew. */
export function withModel(draft: DeviceDraft, model: ModelView, links: readonly LinkConfig[]): DeviceDraft {
  const fields = fieldsOf(model.settings);
  const fresh = draftOf(fields, {});
  const kept = Object.fromEntries(fields.map(({ name }) => [name, draft.settings[name] ?? fresh[name] ?? ""]));
  const type =
    draft.link?.mode === "existing"
      ? links.find(({ id }) => id === (draft.link as { id: string }).id)?.type
      : draft.link?.type;
  const link = type !== undefined && model.links.includes(String(type)) ? draft.link : null;
  return { ...draft, modelId: model.id, settings: kept, link, extra: "" };
}

export interface Drafted {
  /** Null: not complete yet. */
  readonly edits: readonly ConfigEdit[] | null;
  readonly faults: {
    readonly id: Both | null;
    readonly extra: Both | null;
    readonly place: Readonly<Record<string, Both>>;
    readonly settings: Readonly<Record<string, Both>>;
  };
  readonly link: ChosenLink;
}

function idFault({ id, replaces }: DeviceDraft, taken: readonly string[]): Both | null {
  if (!ID_PATTERN.test(id.trim())) {
    return { zh: "字母或数字开头，可含 . _ -", en: "letters and digits, then also . _ -" };
  }
  return replaces === null && taken.includes(id.trim()) ? { zh: "这个名字已被使用", en: "this id is taken" } : null;
}

function extraOf(text: string): { value: Record_; fault: Both | null } {
  if (text.trim() === "") return { value: {}, fault: null };
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return { value: value as Record_, fault: null };
    }
  } catch {
    // Said below: half-typed JSON is no object either.
  }
  return { value: {}, fault: { zh: "应为 JSON 对象", en: "must be a JSON object" } };
}

/** What to send for what was typed. What the form does not show of a device it replaces stays as it was. */
export function drafted(
  draft: DeviceDraft,
  model: ModelView | undefined,
  config: {
    readonly links: readonly LinkConfig[];
    readonly devices: readonly Record_[];
    readonly windows: readonly { id: string }[];
  },
): Drafted {
  const taken = config.devices.map(({ id }) => String(id));
  const placeFieldsNow = placeFields(model?.kind ?? "", config.windows);
  const place = settingsOf(placeFieldsNow, draft.place);
  const settings = settingsOf(fieldsOf(model?.settings), draft.settings);
  const extra = extraOf(draft.extra);
  const link = chosenLink(draft.link, config.links);
  const id = idFault(draft, taken);
  const faults = { id, extra: extra.fault, place: place.faults, settings: settings.faults };
  const bad =
    id !== null || extra.fault !== null || [place, settings].some((each) => Object.keys(each.faults).length > 0);
  if (bad || model === undefined || link.link === null) return { edits: null, faults, link };
  const old = config.devices.find((device) => device.id === draft.replaces) ?? {};
  const shown = new Set([...placeFieldsNow.map(({ name }) => name), "id", "model", "link", "settings"]);
  const kept = Object.fromEntries(Object.entries(old).filter(([name]) => !shown.has(name)));
  const device = {
    id: draft.id.trim(),
    model: model.id,
    link: link.link.id,
    ...kept,
    ...place.settings,
    settings: { ...extra.value, ...settings.settings },
  };
  const edits: ConfigEdit[] = [{ op: "set-device", device }];
  if (link.isNew) edits.unshift({ op: "set-link", link: link.link });
  return { edits, faults, link };
}

/** Taking a device out, with its line when nothing else stands on it and that is wanted. */
export function removalOf(deviceId: string, devices: readonly Record_[], withLink: boolean): readonly ConfigEdit[] {
  const link = devices.find(({ id }) => id === deviceId)?.link;
  const edits: ConfigEdit[] = [{ op: "remove-device", id: deviceId }];
  if (withLink && typeof link === "string" && !sharesLink(deviceId, devices)) {
    edits.push({ op: "remove-link", id: link });
  }
  return edits;
}

export function sharesLink(deviceId: string, devices: readonly Record_[]): boolean {
  const link = devices.find(({ id }) => id === deviceId)?.link;
  return devices.some((device) => device.id !== deviceId && device.link === link);
}
