// A voice line: what is being said, and what the hall heard before.

import { element, setFlag, setText, words } from "./element.mjs";

const SHOWN_MAX = 4;
const STATES = {
  speaking: ["正在播报", "speaking"],
  paused: ["暂停", "paused"],
  asleep: ["休眠", "asleep"],
  idle: ["安静", "silent"],
};

const timeOf = (atMs) => new Date(atMs).toLocaleTimeString("zh-CN", { hour12: false });

function spokenRow({ text, atMs, cutOff }) {
  const cut = cutOff ? [" ", element("em", {}, "被打断 cut off")] : [];
  return element("li", {}, element("time", {}, timeOf(atMs)), element("span", {}, text, ...cut));
}

/** One voice module on the page. */
export function makeVoice(device) {
  const state = element("span", { class: "said-state" });
  const now = element("output", { class: "said-now" });
  const list = element("ol", { class: "log-list", "aria-label": "播报记录 what was said" });
  const nothing = element("p", { class: "none-yet" }, ...words("还没有播报。", "Nothing said yet."));
  const body = element(
    "section",
    { class: "voice", "aria-label": `语音 voice ${device.id}` },
    element("div", { class: "said" }, element("span", { class: "lamp", "aria-hidden": "true" }), state, now),
    list,
    nothing,
  );
  let shown = "";
  return {
    body,
    update({ display = "", fault, view = {} }) {
      const dark = fault === "unplugged";
      setText(state, dark ? "断电 unplugged" : (STATES[view.state] ?? [view.state ?? ""]).join(" "));
      setText(now, display);
      setFlag(body, "dark", dark);
      setFlag(body, "speaking", !dark && view.state === "speaking");
      const spoken = (view.spoken ?? []).slice(-SHOWN_MAX).reverse();
      const text = JSON.stringify(spoken);
      if (text === shown) return;
      shown = text;
      list.replaceChildren(...spoken.map(spokenRow));
      nothing.hidden = spoken.length > 0;
    },
  };
}
