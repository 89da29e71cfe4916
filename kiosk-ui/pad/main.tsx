// Starts the rating pad page.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "../shared/ui/levels.css";
import "./pad.css";
import { render } from "preact";
import { newKey, post } from "../shared/api.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { PadApp } from "./app.tsx";
import { PadStore } from "./store.ts";

/** The commonest tablet at a window; `?inch=` says otherwise. */
const INCHES_DEFAULT = 10.1;

const windowId = pageParameter("id", "1");
const live = followView("pad", windowId);
const store = new PadStore({ windowId, live, nowMs: ticking(500), newKey, post });

startPresses(document, INCHES_DEFAULT);
const page = document.getElementById("page");
if (page !== null) render(<PadApp store={store} />, page);
