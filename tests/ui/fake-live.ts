// A live view whose content the test sets by hand.
import { type Signal, signal } from "@preact/signals";
import type { ViewData, ViewName } from "../../controller/contract/views.ts";
import type { Live } from "../../kiosk-ui/shared/live.ts";

export interface FakeLive<N extends ViewName> extends Live<N> {
  readonly view: Signal<ViewData[N] | null>;
  readonly link: Signal<"live" | "stale">;
  closed: boolean;
}

export function fakeLive<N extends ViewName>(data: ViewData[N] | null, hallNowMs: () => number): FakeLive<N> {
  return {
    view: signal<ViewData[N] | null>(data),
    link: signal<"live" | "stale">("live"),
    heardMs: signal<number | null>(0),
    hallNowMs,
    closed: false,
    close() {
      this.closed = true;
    },
  };
}
