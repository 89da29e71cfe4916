// What people hold before a device: cards for the reader, codes for the scanner.

import { element, setFlag, setText, words } from "./element.mjs";

const CODE_CHARACTERS_MAX = 512;

/** An identity-card reader: its cards beside it, to lay down and to lift. */
export function makeReader(device, press) {
  const state = element("output", { class: "plain-display" });
  const cards = (device.view?.cards ?? []).map(({ key, name }) => {
    const laid = () => press(device.id, { key });
    return { key, button: element("button", { class: "key id-card", type: "button", onclick: laid }, name) };
  });
  const lift = () => press(device.id, { key: "lift" });
  const liftButton = element("button", { class: "key", type: "button", onclick: lift }, ...words("拿走", "lift"));
  const body = element(
    "section",
    { class: "reader", "aria-label": `读卡器 reader ${device.id}` },
    state,
    element("div", { class: "plain-keys" }, ...cards.map(({ button }) => button), liftButton),
  );
  return {
    body,
    update({ display, view = {} }) {
      setText(state, display || "（断电 unplugged）");
      for (const { key, button } of cards) {
        setFlag(button, "laid", view.card === key);
        button.setAttribute("aria-pressed", String(view.card === key));
      }
      liftButton.disabled = view.card === null;
    },
  };
}

/** A scanner: the content of a code is typed, and held before it. */
export function makeScanner(device, press) {
  const label = `要扫的码 content of the code for ${device.id}`;
  const field = element("input", {
    type: "text",
    maxlength: CODE_CHARACTERS_MAX,
    "aria-label": label,
    placeholder: "二维码内容 code",
  });
  const state = element("output", { class: "plain-display" });
  const held = (event) => {
    event.preventDefault();
    if (field.value !== "") press(device.id, { text: field.value });
  };
  const body = element(
    "section",
    { class: "scanner", "aria-label": `扫码器 scanner ${device.id}` },
    state,
    element(
      "form",
      { class: "say-form", onsubmit: held },
      field,
      element("button", { class: "key" }, ...words("扫", "scan")),
    ),
  );
  return {
    body,
    update({ fault, view = {} }) {
      const dark = fault === "unplugged";
      const last = view.last ? `上次 last: ${view.last}` : "等待扫码 waiting";
      setText(state, dark ? "（断电 unplugged）" : view.armed ? last : "灯灭，扫不到 light off");
      setFlag(body, "armed", !dark && Boolean(view.armed));
    },
  };
}
