// Starts the citizen's page. It carries no web font: a phone has its own, and the page must stay under 50 kB.
import "../shared/ui/base.css";
import "../shared/ui/levels.css";
import "./ticket.css";
import { effect } from "@preact/signals";
import { render } from "preact";
import type { TicketPageView } from "../../controller/contract/views.ts";
import { allowSound, chime } from "../shared/chime.ts";
import { followView } from "../shared/live.ts";
import { startPresses, ticking } from "../shared/ui/parts.tsx";
import { TicketApp } from "./app.tsx";
import { callsAloud } from "./view.ts";

const token = decodeURIComponent(window.location.pathname.replace(/\/+$/, "").split("/").pop() ?? "");
const live = followView("ticket", token);

let before: TicketPageView | null = null;
effect(() => {
  const now = live.view.value;
  if (now === null) return;
  if (callsAloud(before, now)) {
    chime();
    if (typeof navigator.vibrate === "function") navigator.vibrate([400, 200, 400]);
  }
  before = now;
});

startPresses(document, null);
document.addEventListener("pointerdown", () => void allowSound(), { once: true });
const page = document.getElementById("page");
if (page !== null) render(<TicketApp live={live} token={token} nowMs={ticking(1000)} />, page);
