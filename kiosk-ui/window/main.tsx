// Starts the staff console.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./window.css";
import "./lists.css";
import { render } from "preact";
import { requireAdmission } from "../shared/admission.ts";
import { newKey, post } from "../shared/api.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { ConsoleApp } from "./app.tsx";
import { consoleKey } from "./keys.ts";
import { softTone } from "./ping.ts";
import { ConsoleStore } from "./store.ts";
import { type TabChannel, TabLease } from "./tab-lease.ts";

const LEASE_GIVE_UP_MS = 4_000;
const windowId = pageParameter("id", "1");
const mini = new URLSearchParams(window.location.search).has("mini");
const store = new ConsoleStore({ windowId, live: followView("window", windowId), newKey, post, ping: softTone() });

const tabId = newKey();
const lease = new TabLease({
  tabId,
  channel:
    typeof BroadcastChannel === "undefined"
      ? null
      : (new BroadcastChannel(`window-${windowId}`) as unknown as TabChannel),
  claim: async (release) => {
    const path = `/windows/${encodeURIComponent(windowId)}/lease`;
    const answer = await post<{ held?: boolean }>(
      path,
      { tabId, release },
      { key: newKey(), giveUpMs: LEASE_GIVE_UP_MS },
    );
    return answer.ok ? answer.value.held === true : null;
  },
  every: (ms, run) => void setInterval(run, ms),
  onChange: (readOnly) => {
    store.readOnly.value = readOnly;
  },
});
addEventListener("pagehide", () => lease.leave());
setInterval(() => store.tick(), 500);

requireAdmission({ kind: "staff", rights: ["window"] });
startPresses(document, null);
document.addEventListener("keydown", (event) => {
  if (consoleKey(store, event)) event.preventDefault();
});
const page = document.getElementById("page");
if (mini) document.body.classList.add("mini-page");
if (page !== null)
  render(<ConsoleApp store={store} nowMs={ticking(250)} mini={mini} onTake={() => void lease.takeOver()} />, page);
