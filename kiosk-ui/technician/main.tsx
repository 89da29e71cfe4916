// Starts the technician's page.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./technician.css";
import "./sheets.css";
import { render } from "preact";
import { newKey } from "../shared/api.ts";
import { browserTimers } from "../shared/timers.ts";
import { startPresses } from "../shared/ui/parts.tsx";
import { TechnicianApi } from "./api.ts";
import { TechnicianApp } from "./app.tsx";
import { TechnicianStore } from "./store.ts";

const api = new TechnicianApi({ timers: browserTimers, fetch: (url, init) => window.fetch(url, init), newKey }, "");
const store = new TechnicianStore({ api, timers: browserTimers, storage: window.sessionStorage }, location.hash);

startPresses(document, null);
window.addEventListener("hashchange", () => {
  store.goTo(location.hash);
  window.scrollTo(0, 0);
});
const page = document.getElementById("page");
if (page !== null) render(<TechnicianApp store={store} />, page);
