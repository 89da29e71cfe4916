// Makes alarms noticed on staff pages: a number in the title, and one gentle sound for each new one unless muted.
import type { AlarmView } from "../../controller/contract/views.ts";
import { chime } from "./chime.ts";

/** What the page shows these alarms for: `board` on the manager's page, `desk` at the guide desk. */
export type AlarmPlace = "board" | "desk";

/** What a bell must know of an alarm. */
export type HeardAlarm = Pick<AlarmView, "id" | "raisedAt" | "severity" | "sinks" | "acknowledged" | "silencedUntil">;

export interface BellDeps {
  readonly ring: () => void;
  readonly setTitle: (title: string) => void;
  readonly storage: Pick<Storage, "getItem" | "setItem"> | null;
}

/** Each place by itself: who mutes the manager's page has not muted the desk beside it. */
const MUTED_KEYS: Readonly<Record<AlarmPlace, string>> = {
  board: "hallkeeper.alarms.muted",
  desk: "hallkeeper.alarms.muted.desk",
};
/** Less serious ones are seen, not heard. */
const HEARD: ReadonlySet<string> = new Set(["major", "critical"]);

/** Alarms of this place that nobody looks after. */
export function openAlarms(alarms: readonly HeardAlarm[], place: AlarmPlace): readonly HeardAlarm[] {
  return alarms.filter(
    ({ sinks, acknowledged, silencedUntil }) =>
      sinks.includes(place) && acknowledged === null && silencedUntil === null,
  );
}

/** One per page: give it every view. */
export class AlarmBell {
  readonly #place: AlarmPlace;
  readonly #deps: BellDeps;
  readonly #title: string;
  #heard: ReadonlySet<string> | null = null;

  constructor(place: AlarmPlace, title: string, deps: BellDeps) {
    this.#place = place;
    this.#title = title;
    this.#deps = deps;
  }

  get muted(): boolean {
    return this.#deps.storage?.getItem(MUTED_KEYS[this.#place]) === "yes";
  }

  mute(muted: boolean): void {
    this.#deps.storage?.setItem(MUTED_KEYS[this.#place], muted ? "yes" : "no");
  }

  /** What was there when the page opened is shown and not rung. Several new ones at once are one sound. */
  show(alarms: readonly HeardAlarm[]): void {
    const open = openAlarms(alarms, this.#place);
    this.#deps.setTitle(open.length === 0 ? this.#title : `(${open.length}) ${this.#title}`);
    const keys = new Set(open.map(({ id, raisedAt }) => `${id} ${raisedAt}`));
    const before = this.#heard;
    const isNew =
      before !== null && open.some((one) => HEARD.has(one.severity) && !before.has(`${one.id} ${one.raisedAt}`));
    this.#heard = keys;
    if (isNew && !this.muted) this.#deps.ring();
  }
}

/** A browser that keeps nothing for us still rings. */
function ownStorage(): Storage | null {
  try {
    return window.localStorage;
  } catch {
    return null;
  }
}

export function browserBell(place: AlarmPlace): AlarmBell {
  const setTitle = (title: string): void => {
    if (document.title !== title) document.title = title;
  };
  return new AlarmBell(place, document.title, { ring: chime, setTitle, storage: ownStorage() });
}
