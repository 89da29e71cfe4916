// Words and figures of the ratings tab. Pure.
import type {
  RatingFiguresView,
  RatingsTodayView,
  ShareView,
  SignalView,
} from "../../../controller/contract/ratings.ts";
import type { Both } from "../../shared/i18n/both.ts";

export const CHANNEL_NAMES: Readonly<Record<string, Both>> = {
  window_pad: { zh: "评价器", en: "Pad" },
  hall_terminal: { zh: "自助终端", en: "Terminal" },
  qr: { zh: "扫码", en: "QR" },
  sms: { zh: "短信", en: "SMS" },
  phone: { zh: "电话回访", en: "Call" },
  web_pc: { zh: "网页", en: "Web" },
  mobile: { zh: "手机", en: "Mobile" },
  paper: { zh: "纸质", en: "Paper" },
  system_default: { zh: "默认", en: "Default" },
};
export const ORIGIN_NAMES: Readonly<Record<string, Both>> = {
  active: { zh: "主动", en: "given" },
  default: { zh: "默认", en: "default" },
  imported: { zh: "导入", en: "imported" },
};
export const SIGNAL_NAMES: Readonly<Record<string, Both>> = {
  "press-before-end": { zh: "办理中按键", en: "Pressed during service" },
  "press-at-closed-window": { zh: "关窗时按键", en: "Pressed while closed" },
  "quick-press": { zh: "按键过快", en: "Pressed too fast" },
  series: { zh: "连续相同", en: "Even series" },
  "staff-side-pad": { zh: "评价器位置", en: "Pad on the staff's side" },
  "corrected-upward": { zh: "改高较多", en: "Changed upward" },
};
export const FLAG_NAMES: Readonly<Record<string, Both>> = {
  "reason-missing": { zh: "缺原因", en: "reason missing" },
  "no-call": { zh: "未叫号", en: "no call" },
};

/** `83.3 %`, or a dash where there is nothing to divide. */
export function percent(share: number | null): string {
  return share === null ? "–" : `${(Math.round(share * 1000) / 10).toFixed(1)} %`;
}

/** `5/6 · 43.6–97.0 %`: n and the range stand beside every share (I12). */
export function ground({ n, of, range }: ShareView): string {
  const [low, high] = range ?? [];
  const span = low === undefined || high === undefined ? "" : ` · ${percent(low)}–${percent(high)}`;
  return `${n}/${of}${span}`;
}

export interface Tile {
  readonly name: Both;
  readonly hint: Both;
  readonly share: ShareView;
}

/** Asked, active, with defaults: side by side, never one alone. */
export function threeTiles(figures: RatingFiguresView): readonly Tile[] {
  const { asked, active, withDefaults, defaults, imported } = figures;
  return [
    {
      name: { zh: "已请评价", en: "Asked" },
      hint: { zh: "至少有一个渠道请其评价", en: "offered at least one channel" },
      share: asked,
    },
    {
      name: { zh: "主动评价", en: "Active" },
      hint: { zh: "由办事人本人评价", en: "given by people themselves" },
      share: active,
    },
    {
      name: { zh: "含默认与导入", en: "With defaults" },
      hint: {
        zh: `其中默认 ${defaults}，导入 ${imported}`,
        en: `of these ${defaults} defaults, ${imported} imported`,
      },
      share: withDefaults,
    },
  ];
}

/** How the active ones came about, in one line. */
export function madeUpOf({ channels }: RatingFiguresView): Both {
  if (channels.length === 0) return { zh: "今日还没有主动评价", en: "nobody has rated yet today" };
  const one = (language: "zh" | "en") =>
    channels.map(({ channel, n }) => `${CHANNEL_NAMES[channel]?.[language] ?? channel} ${n}`).join(" · ");
  return { zh: one("zh"), en: one("en") };
}

/** Signs nobody has looked at come first; the others stay. */
export function openSignals(signals: readonly SignalView[]): number {
  return signals.filter(({ checked }) => checked === null).length;
}

export type WindowRow = RatingsTodayView["windows"][number];
