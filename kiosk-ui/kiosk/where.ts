// Where a person is and the way back: every page remembers the one before it.
import { batch, signal } from "@preact/signals";
import type { Place } from "./model.ts";

interface Step {
  readonly place: Place;
  readonly page: number;
}

const HOME: Place = { name: "home" };
/** The tree is three deep; a longer way is somebody walking in circles. */
const TRAIL_MAX = 20;

export class Where {
  readonly place = signal<Place>(HOME);
  readonly page = signal(0);
  readonly typed = signal("");
  readonly trail = signal<readonly Step[]>([]);

  show(place: Place, trail: readonly Step[] = this.trail.value, page = 0): void {
    batch(() => {
      this.place.value = place;
      this.page.value = page;
      this.typed.value = "";
      this.trail.value = trail.slice(-TRAIL_MAX);
    });
  }

  /** Onward; another day of the same calendar is the same step. */
  go(to: Place): void {
    const here = this.place.value;
    const sideways = to.name === "book" && here.name === "book";
    this.show(to, sideways ? this.trail.value : this.#withHere());
  }

  /** To a page that came up by itself; of two in a row the first leaves no trace. */
  open(to: Place): void {
    this.show(to, this.place.value.name === to.name ? this.trail.value : this.#withHere());
  }

  home(): void {
    this.show(HOME, []);
  }

  /** False: there was nowhere to go back to. */
  back(): boolean {
    const last = this.trail.value[this.trail.value.length - 1];
    if (last === undefined) {
      if (this.place.value.name === "home") return false;
      this.home();
      return true;
    }
    this.show(last.place, this.trail.value.slice(0, -1), last.page);
    return true;
  }

  #withHere(): readonly Step[] {
    return [...this.trail.value, { place: this.place.value, page: this.page.value }];
  }
}
