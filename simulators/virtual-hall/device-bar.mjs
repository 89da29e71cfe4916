// Under every device: its name, its fault to choose, and its last frames in hex.

import { element, setFlag, setText } from "./element.mjs";
import { control } from "./feed.mjs";
import { faultWords, kindWords } from "./texts.mjs";

const FRAMES_MS = 500;
const FRAMES_SHOWN_MAX = 50;

/** "ff680303…" → "ff 68 03 03 …": bytes can be counted. */
const spaced = (hex) => hex.replace(/^[0-9a-f]+/, (bytes) => bytes.match(/.{1,2}/g)?.join(" ") ?? "");

function frameRow({ atMs, direction, hex }) {
  const at = new Date(atMs);
  const time = `${at.toLocaleTimeString("zh-CN", { hour12: false })}.${String(at.getMilliseconds()).padStart(3, "0")}`;
  const way = direction === "in" ? "▸ 收 in" : "◂ 发 out";
  return element(
    "tr",
    { class: `frame-${direction}` },
    element("td", {}, time),
    element("td", {}, way),
    element("td", { class: "hex" }, spaced(hex)),
  );
}

/** The fold-out with the frames of one device at a time. */
export function makeFrames(panel) {
  const title = element("h2", {});
  const rows = element("tbody", {});
  const close = element("button", { type: "button", class: "plain" }, "关闭 Close ✕");
  const scroll = element("div", { class: "frames-scroll", tabindex: "0" }, element("table", {}, rows));
  panel.append(element("header", {}, title, close), scroll);
  let openId = null;
  let openedBy = null;
  let timer = null;
  let shown = "";

  async function read() {
    const id = openId;
    try {
      const { frames = [] } = await control.device(id);
      const text = JSON.stringify(frames);
      if (id === openId && text !== shown) {
        shown = text;
        rows.replaceChildren(...frames.slice(-FRAMES_SHOWN_MAX).reverse().map(frameRow));
        if (frames.length === 0) rows.append(element("tr", {}, element("td", {}, "还没有报文 No frames yet")));
      }
    } catch {
      setText(title, `${id}: 读不到 cannot be read`);
    }
    if (id === openId && id !== null) timer = setTimeout(read, FRAMES_MS);
  }

  function shut() {
    clearTimeout(timer);
    openId = null;
    panel.hidden = true;
    openedBy?.setAttribute("aria-expanded", "false");
    openedBy?.focus();
    openedBy = null;
  }

  close.addEventListener("click", shut);
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape") shut();
  });
  return (id, button) => {
    const again = openId === id;
    if (openId !== null) shut();
    if (again) return;
    openId = id;
    openedBy = button;
    shown = "";
    button.setAttribute("aria-expanded", "true");
    setText(title, `报文 Frames · ${id}`);
    rows.replaceChildren();
    panel.hidden = false;
    void read();
    close.focus();
  };
}

/** One line of a device: lamp, name, fault, frames. */
export function makeBar(device, { setFault, openFrames }) {
  const [zh, en] = kindWords(device.model.split("/")[0]);
  const choices = (device.faults ?? ["none"]).map((fault) => element("option", { value: fault }, faultWords(fault)));
  const label = `${zh} ${en} ${device.id}: 故障 fault`;
  const chosen = () => {
    setFault(device.id, select.value);
    // From here on it shows what the device has, whoever changes it.
    select.blur();
  };
  const select = element("select", { "aria-label": label, onchange: chosen }, ...choices);
  const frames = element(
    "button",
    { type: "button", class: "plain", "aria-expanded": "false", title: `报文 Frames ${device.id}` },
    "报文 hex",
  );
  frames.addEventListener("click", () => openFrames(device.id, frames));
  const lamp = element("span", { class: "lamp", "aria-hidden": "true" });
  const name = element(
    "span",
    { class: "device-name", title: `${device.id} · ${device.model} · ${en}` },
    zh,
    element("code", {}, device.id),
  );
  const body = element("div", { class: "device-bar" }, lamp, name, select, frames);
  return {
    body,
    update({ fault }) {
      // Not while somebody is choosing.
      if (select.value !== fault && document.activeElement !== select) select.value = fault;
      setFlag(body, "dark", fault === "unplugged");
      setFlag(body, "troubled", fault !== "none" && fault !== "unplugged");
    },
  };
}
