// A staff keypad as it lies on the desk: LCD, digits, function keys. Typing digits works while it has the focus.

import { element, setFlag, setText } from "./element.mjs";
import { KEY_WORDS } from "./texts.mjs";

const LCD_PLACES = 3;
/** Beside each row of digits stand two function keys, the most used ones nearest to the digits. */
const DIGIT_ROWS = ["123", "456", "789", "0"];
const BESIDE = 2;
const KEYBOARD = { Backspace: "cancel", Delete: "cancel" };

function digitKey(digit, press) {
  const label = {
    class: `key digit digit-${digit}`,
    type: "button",
    onclick: () => press(digit),
    "aria-label": `数字 digit ${digit}`,
  };
  return element("button", label, digit);
}

function functionKey(key, press) {
  const [zh, en] = KEY_WORDS[key] ?? [key, ""];
  return element(
    "button",
    { class: `key function key-${key}`, type: "button", onclick: () => press(key) },
    element("span", { class: "zh" }, zh),
    element("span", { class: "en", lang: "en" }, en),
  );
}

/** Rows of keys: digits to the left, two function keys to the right of each row; what does not fit follows below. */
function keyRows(keys, press) {
  const named = Object.keys(KEY_WORDS).filter((key) => keys.includes(key));
  const rest = keys.filter((key) => !/^\d$/.test(key) && KEY_WORDS[key] === undefined);
  const functions = [...named, ...rest].map((key) => functionKey(key, press));
  const rows = DIGIT_ROWS.flatMap((row, index) => {
    const digits = [...row].filter((digit) => keys.includes(digit)).map((digit) => digitKey(digit, press));
    return [...digits, ...functions.slice(index * BESIDE, (index + 1) * BESIDE)];
  });
  return [...rows, ...functions.slice(DIGIT_ROWS.length * BESIDE)];
}

/** One keypad on the page. */
export function makeKeypad(device, press) {
  const ticket = element("output", { class: "lcd-figure" });
  const waiting = element("output", { class: "lcd-figure" });
  const typed = element("span", { class: "lcd-typed" });
  const lcd = element(
    "div",
    { class: "lcd" },
    element("div", { class: "lcd-part" }, element("span", { class: "lcd-label" }, "票号 ticket"), ticket),
    element("div", { class: "lcd-part" }, element("span", { class: "lcd-label" }, "等候 waiting"), waiting),
    typed,
  );
  const keys = element("div", { class: "keys" }, ...keyRows(device.keys ?? [], (key) => press(device.id, { key })));
  const body = element("section", { class: "keypad", "aria-label": `键盘 keypad ${device.id}` }, lcd, keys);
  body.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
    const key = /^\d$/.test(event.key) ? event.key : KEYBOARD[event.key];
    if (key === undefined || !(device.keys ?? []).includes(key)) return;
    event.preventDefault();
    press(device.id, { key });
  });
  return {
    body,
    update({ display = "", fault, view = {} }) {
      const dark = fault === "unplugged";
      const result = display.includes("成功") ? "成功 ok" : display.includes("失败") ? "失败 failed" : "";
      setText(ticket, dark ? "" : (view.ticket || "").padStart(LCD_PLACES, "-"));
      setText(waiting, dark ? "" : view.waiting || "-");
      setText(typed, dark ? "" : view.typed ? `▸ ${view.typed}` : result);
      setFlag(body, "dark", dark);
      setFlag(body, "refused", result.startsWith("失败"));
      setFlag(body, "sending", view.unacknowledged === true);
    },
  };
}
