// A rating pad: one button per grade, lit while the pad asks.

import { element, setFlag, setText } from "./element.mjs";
import { levelWords } from "./texts.mjs";

/** FF 68 codes run from 0, bad, to 4, best: the order of a pad whose grade map is not known. */
function buttonsOf(device) {
  const grades = device.settings?.grades;
  if (grades !== undefined && grades !== null) {
    const mapped = Object.entries(grades).map(([code, level]) => ({ code, level: Number(level) }));
    return mapped.sort((a, b) => b.level - a.level);
  }
  return [...(device.keys ?? [])].reverse().map((code) => ({ code, level: null }));
}

const ASKS = { asking: "请评价 Please rate", rated: "谢谢 Thank you", resting: "欢迎 Welcome" };

/** One pad on the page. */
export function makePad(device, press) {
  const screen = element("output", { class: "pad-screen" });
  const buttons = buttonsOf(device).map(({ code, level }) => {
    const [zh, en] = levelWords(level, code);
    // Codes of the wire are numbers; a pad of another make has named keys.
    const what = /^\d+$/.test(code) ? { grade: Number(code) } : { key: code };
    const button = element(
      "button",
      { class: `grade grade-${level ?? "any"}`, type: "button", onclick: () => press(device.id, what) },
      element("span", { class: "lamp", "aria-hidden": "true" }),
      element("span", { class: "zh" }, zh),
      element("span", { class: "en", lang: "en" }, en),
    );
    return { code, button };
  });
  const label = { class: "pad", "aria-label": `评价器 rating pad ${device.id}` };
  const body = element("section", label, screen, ...buttons.map(({ button }) => button));
  return {
    body,
    update({ display = "", fault, view = {} }) {
      const dark = fault === "unplugged";
      const state = view.state ?? (display.includes("请评价") ? "asking" : "resting");
      // A pad of the network says itself when it is not logged in.
      const away = view.link !== undefined && view.link !== "in";
      setText(screen, dark ? "" : away ? display : (ASKS[state] ?? display));
      const chosen = state === "rated" ? String(view.grade ?? /\d+/.exec(display)?.[0] ?? "") : null;
      for (const { code, button } of buttons) setFlag(button, "chosen", code === chosen);
      setFlag(body, "dark", dark);
      setFlag(body, "asking", !dark && state === "asking");
    },
  };
}
