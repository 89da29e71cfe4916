// One short spoken invitation when the pad asks: only where the hall wants it, within its hours, once per question.
import type { OptionsView } from "../../controller/contract/ratings.ts";
import type { Tongue } from "../shared/i18n/text.ts";
import type { PadShown } from "./view.ts";

/** The same for every person and every clerk; no level is ever spoken of. */
export const PAD_SPOKEN = { ask: "请评价本次服务", acceptance: "请评价受理环节" } as const;

export interface Speaker {
  say(
    text: string,
    manner: { readonly tongue: Tongue; readonly volume: number; readonly slow: boolean },
  ): Promise<void>;
  stop(): void;
}

/** Whether the wall clock of the hall stands within `HH:MM-HH:MM`; a span over midnight is understood. */
export function isWithin(hours: string, nowMs: number, timezone: string): boolean {
  const [from = "", to = ""] = hours.split("-");
  const form = { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: timezone } as const;
  const now = new Intl.DateTimeFormat("en-GB", form).format(nowMs);
  return from <= to ? from <= now && now < to : now >= from || now < to;
}

/** What is to be said now; null: nothing. */
export function promptOf(
  shown: PadShown | null,
  voice: NonNullable<OptionsView["pad"]>["voice"],
  clock: { readonly nowMs: number; readonly timezone: string },
): string | null {
  if (shown?.name !== "invited" || voice === null || !isWithin(voice.hours, clock.nowMs, clock.timezone)) return null;
  return shown.stage === 1 ? PAD_SPOKEN.acceptance : PAD_SPOKEN.ask;
}

/** Speaks once for each question, and falls silent when it is answered or over. */
export class Prompt {
  readonly #speaker: Speaker;
  #about = "";

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  follow(
    shown: PadShown | null,
    options: OptionsView | null,
    clock: { readonly nowMs: number; readonly timezone: string },
  ): void {
    const about = shown?.name === "invited" ? `${shown.caseId} ${shown.stage ?? 2}` : "";
    if (about === this.#about) return;
    this.#about = about;
    this.#speaker.stop();
    const voice = options?.pad?.voice ?? null;
    const text = promptOf(shown, voice, clock);
    if (text === null || voice === null) return;
    void this.#speaker.say(text, { tongue: "zh-CN", volume: voice.volume, slow: false });
  }
}
