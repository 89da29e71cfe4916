// How a loudspeaker page is, in words. Pure.
import type { SoundView } from "../../controller/contract/sound.ts";
import type { Both } from "../shared/i18n/both.ts";

export interface SoundState {
  readonly tone: "well" | "quiet" | "trouble";
  readonly words: Both;
}

export interface PageState {
  readonly id: string;
  /** The service is heard of. */
  readonly isHere: boolean;
  readonly blocked: boolean;
}

/** The worst first: somebody who walks by should see what is to be done. */
export function stateOf(view: SoundView | null, { id, isHere, blocked }: PageState): SoundState {
  if (!isHere && view === null)
    return {
      tone: "trouble",
      words: { zh: "正在连接…若久候请检查网址中的区域", en: "Connecting… if it lasts, check the zone in the address" },
    };
  if (!isHere) return { tone: "trouble", words: { zh: "与系统的连接中断，正在重连", en: "Link lost, reconnecting" } };
  if (blocked)
    return { tone: "trouble", words: { zh: "浏览器未允许发声", en: "The browser does not let sound out yet" } };
  if (view?.zone.quiet === true)
    return { tone: "quiet", words: { zh: "静音时段：只显示，不播报", en: "Quiet hours: shown, not said" } };
  if (view?.speakers.includes(id) === true)
    return { tone: "well", words: { zh: "正常，由本页播报", en: "Ready: this page speaks" } };
  return { tone: "quiet", words: { zh: "待命，由另一页播报", en: "Standing by: another page speaks" } };
}
