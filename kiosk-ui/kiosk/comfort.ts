// How this person wants the kiosk: language, large print, voice, lower buttons. Reset when they leave.
import { signal } from "@preact/signals";
import type { KioskView } from "../../controller/contract/views.ts";
import type { Tongue } from "../shared/i18n/text.ts";
import { tonguesOf } from "./sheets.ts";

const VOLUME_DEFAULT = 0.6;
const VOLUMES = [0.2, 0.4, 0.6, 0.8, 1] as const;

export type Switch = "elderly" | "guide" | "reach" | "volume" | "blank";

export class Comfort {
  readonly tongue = signal<Tongue>("zh-CN");
  readonly elderly = signal(false);
  readonly guide = signal(false);
  readonly reach = signal(false);
  readonly blank = signal(false);
  readonly volume = signal(VOLUME_DEFAULT);

  turn(what: Switch): void {
    const { volume } = this;
    if (what === "volume") volume.value = VOLUMES.find((level) => level > volume.value + 0.01) ?? VOLUMES[0];
    else this[what].value = !this[what].value;
  }

  /** As this kiosk is set up; also the volume is nobody else's. */
  reset(view: KioskView | null): void {
    this.guide.value = false;
    this.reach.value = false;
    this.blank.value = false;
    this.volume.value = VOLUME_DEFAULT;
    if (view === null) return;
    this.elderly.value = view.kiosk.elderlyFirst;
    this.tongue.value = tonguesOf({ view })[0] ?? "zh-CN";
  }

  /** As everybody finds it. */
  asNew(view: KioskView): boolean {
    const switched = this.guide.value || this.reach.value || this.blank.value || this.volume.value !== VOLUME_DEFAULT;
    const plain = this.tongue.value === (tonguesOf({ view })[0] ?? "zh-CN");
    return plain && !switched && this.elderly.value === view.kiosk.elderlyFirst;
  }

  /** Nobody who reads large print or listens is hurried. */
  get unhurried(): boolean {
    return this.elderly.value || this.guide.value;
  }
}
