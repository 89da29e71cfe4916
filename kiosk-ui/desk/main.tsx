// Starts the guide desk's page.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./desk.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import { requireAdmission } from "../shared/admission.ts";
import { get, newKey, post } from "../shared/api.ts";
import { allowSound } from "../shared/chime.ts";
import { followView } from "../shared/live.ts";
import { browserTimers } from "../shared/timers.ts";
import { startPresses, ticking } from "../shared/ui/parts.tsx";
import { DeskApp } from "./app.tsx";
import { deskBell } from "./bell.ts";
import { heardAtDesk } from "./heard.ts";
import { deskKey } from "./keys.ts";
import { DeskStore } from "./store.ts";

const live = followView("desk", null);
const store = new DeskStore({ live, timers: browserTimers, newKey, post, get }, location.hash);

requireAdmission({ kind: "staff", rights: ["guide", "supervisor", "manager"] });
startPresses(document, null);
document.addEventListener("keydown", (event) => {
  if (deskKey(store, event, document)) event.preventDefault();
});
window.addEventListener("hashchange", () => store.goTo(location.hash));
// The first view is shown and not rung: what was there before the page opened is no news.
effect(() => {
  if (live.view.value !== null) deskBell.show(heardAtDesk(live.view.value));
});
document.addEventListener("pointerdown", () => void allowSound(), { once: true });
void allowSound();
const page = document.getElementById("page");
if (page !== null) render(<DeskApp store={store} nowMs={ticking(1000)} />, page);
