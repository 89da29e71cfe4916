// The sound zones of a hall, from its configuration: which windows are heard where, how loud, when, by what. Pure.
import type { Config, DeviceConfig } from "../../config/schema.ts";

/** The sink that stands for the pages that play. */
export const BROWSER = "browser";

export interface ZonePlan {
  readonly id: string;
  readonly name: Readonly<Record<string, string>>;
  /** Null: all. */
  readonly windows: readonly string[] | null;
  readonly volume: number;
  readonly quiet: readonly string[];
  readonly players: "one" | "all";
  /** Whether pages may play here. */
  readonly browser: boolean;
  /** Named as a sink: it is missed when no page plays. */
  readonly browserExpected: boolean;
  /** Ids of voice modules. */
  readonly voices: readonly string[];
}

const ALL = { "zh-CN": "全大厅", en: "Whole hall" };
const NO_PAGES = { browser: false, browserExpected: false } as const;
const isVoice = ({ model }: DeviceConfig) => model.startsWith("voice/");
const USUAL = { volume: 100, quiet: [], players: "one" } as const;

/** In the order of the configuration. */
export function zonesOf({ sound, devices }: Pick<Config, "sound" | "devices">): ZonePlan[] {
  const voices = devices.filter(isVoice);
  if (sound.zones === undefined) {
    const common = voices.filter(({ windows }) => windows === undefined).map(({ id }) => id);
    const apart = voices.filter(({ windows }) => windows !== undefined);
    return [
      { ...USUAL, id: "all", name: ALL, windows: null, browser: true, browserExpected: false, voices: common },
      ...apart.map(({ id, windows }): ZonePlan => {
        // Far from each other, or they would have no windows of their own: each reads at its own pace.
        return { ...USUAL, ...NO_PAGES, id, name: { "zh-CN": id }, windows: windows ?? null, voices: [id] };
      }),
    ];
  }
  const claimed = new Set(sound.zones.flatMap(({ sinks }) => sinks ?? []));
  let free: readonly string[] = voices.map(({ id }) => id).filter((id) => !claimed.has(id));
  return sound.zones.map(({ id, name, windows, sinks, ...rest }): ZonePlan => {
    const own = sinks?.filter((sink) => sink !== BROWSER) ?? free;
    if (sinks === undefined) free = [];
    const browser = sinks?.includes(BROWSER) ?? true;
    const pages = { browser, browserExpected: sinks?.includes(BROWSER) ?? false };
    return { ...rest, ...pages, id, name: name ?? { "zh-CN": id }, windows: windows ?? null, voices: own };
  });
}

/** Whether a local time of day, `HH:MM`, lies in one of the spans; a span may go over midnight. */
export function isQuiet(spans: readonly string[], time: string): boolean {
  return spans.some((span) => {
    const [from = "", to = ""] = span.split("-");
    return from <= to ? time >= from && time < to : time >= from || time < to;
  });
}
