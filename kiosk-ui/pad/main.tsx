// Starts the rating pad page.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "../shared/ui/levels.css";
import "./pad.css";
import "./after.css";
import { effect, signal } from "@preact/signals";
import { render } from "preact";
import type { OptionsView } from "../../controller/contract/ratings.ts";
import { ClipMouth, SynthMouth, Voice } from "../kiosk/voice.ts";
import { requireAdmission } from "../shared/admission.ts";
import { get, newKey, post } from "../shared/api.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { PadApp } from "./app.tsx";
import { Prompt } from "./prompt.ts";
import { PadStore } from "./store.ts";

/** The commonest tablet at a window; `?inch=` says otherwise. */
const INCHES_DEFAULT = 10.1;

const windowId = pageParameter("id", "1");
const live = followView("pad", windowId);
const options = signal<OptionsView | null>(null);
const store = new PadStore({ windowId, live, nowMs: ticking(500), newKey, post, options });

/** Editions change at midnight at most; a tablet that was cut off asks again. */
const OPTIONS_EVERY_MS = 10 * 60_000;
async function fetchOptions(): Promise<void> {
  const answer = await get<OptionsView>("/ratings/options");
  if (answer.ok) options.value = answer.value;
}
void fetchOptions();
setInterval(() => void fetchOptions(), OPTIONS_EVERY_MS);

const prompt = new Prompt(new Voice([new ClipMouth(), new SynthMouth()]));
effect(() => {
  const { timezone = "UTC" } = live.view.value?.hall ?? {};
  prompt.follow(store.shown.value, options.value, { nowMs: live.hallNowMs(), timezone });
});

requireAdmission({ kind: "device", role: "pad", place: windowId });
startPresses(document, INCHES_DEFAULT);
const page = document.getElementById("page");
if (page !== null) render(<PadApp store={store} />, page);
