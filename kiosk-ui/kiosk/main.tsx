// Starts the kiosk page: sockets, clock, presses.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./kiosk.css";
import { computed, effect } from "@preact/signals";
import { render } from "preact";
import { newKey, post } from "../shared/api.ts";
import { wallClock } from "../shared/format.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { KioskApp } from "./app.tsx";
import { KioskStore } from "./store.ts";

/** The commonest kiosk; `?inch=` says otherwise. */
const INCHES_DEFAULT = 21.5;
const TICK_MS = 500;

const kioskId = pageParameter("id", "kiosk-1");
const live = followView("kiosk", kioskId);
const nowMs = ticking(TICK_MS);
const store = new KioskStore({
  kioskId,
  live,
  nowMs,
  origin: window.location.origin,
  newKey,
  post,
  followTicket: (id) => followView("ticket", id),
});
const time = computed(() => {
  const view = live.view.value;
  return view === null || nowMs.value < 0 ? "" : wallClock(live.hallNowMs(), view.hall.timezone).time;
});
effect(() => {
  if (nowMs.value >= 0) queueMicrotask(() => store.tick());
});

startPresses(document, INCHES_DEFAULT);
const page = document.getElementById("page");
if (page !== null) render(<KioskApp store={store} time={time} />, page);
