// Starts the hall board.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./hall.css";
import { computed } from "@preact/signals";
import { render } from "preact";
import { allowSound } from "../shared/chime.ts";
import { followView } from "../shared/live.ts";
import { ringing } from "../shared/ringing.ts";
import { browserTimers } from "../shared/timers.ts";
import { startPresses, ticking } from "../shared/ui/parts.tsx";
import { HallApp } from "./app.tsx";

const live = followView("hall", null);
const calls = computed(() => live.view.value?.calls ?? null);

startPresses(document, null);
document.addEventListener("pointerdown", () => void allowSound(), { once: true });
void allowSound();
const page = document.getElementById("page");
const rings = ringing(calls, browserTimers);
if (page !== null) render(<HallApp live={live} nowMs={ticking(500)} ringing={rings} />, page);
