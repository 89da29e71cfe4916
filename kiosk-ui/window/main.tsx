// Starts the staff console.
import "@fontsource-variable/noto-sans-sc/index.css";
import "../shared/ui/base.css";
import "./window.css";
import { render } from "preact";
import { newKey, post } from "../shared/api.ts";
import { followView } from "../shared/live.ts";
import { pageParameter, startPresses, ticking } from "../shared/ui/parts.tsx";
import { ConsoleApp } from "./app.tsx";
import { consoleKey } from "./keys.ts";
import { ConsoleStore } from "./store.ts";

const windowId = pageParameter("id", "1");
const store = new ConsoleStore({ windowId, live: followView("window", windowId), newKey, post });

startPresses(document, null);
document.addEventListener("keydown", (event) => {
  if (consoleKey(store, event)) event.preventDefault();
});
const page = document.getElementById("page");
if (page !== null) render(<ConsoleApp store={store} nowMs={ticking(250)} />, page);
