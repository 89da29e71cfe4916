// An SMS modem: the messages it sent, and a box to write one to the hall.

import { element, setText, words } from "./element.mjs";

const SHOWN_MAX = 5;
const TEXT_CHARACTERS_MAX = 600;

const timeOf = (atMs) => new Date(atMs).toLocaleTimeString("zh-CN", { hour12: false });

function messageRow({ to, text, parts, atMs }) {
  const more = parts > 1 ? ` · ${parts} 条 parts` : "";
  return element(
    "li",
    {},
    element("time", {}, timeOf(atMs)),
    element("span", {}, element("b", {}, `→ ${to}`), `${more} `, element("span", { class: "sms-text" }, text)),
  );
}

/** One modem on the page. */
export function makeModem(device, press) {
  const list = element("ol", { class: "log-list", "aria-label": "已发短信 messages sent" });
  const nothing = element("p", { class: "none-yet" }, ...words("还没有发出短信。", "No messages sent yet."));
  const stored = element("p", { class: "none-yet" });
  const from = element("input", {
    type: "tel",
    class: "sms-from",
    maxlength: 20,
    "aria-label": `发件号码 sender, ${device.id}`,
    placeholder: device.view?.sender ?? "",
  });
  const text = element("input", {
    type: "text",
    maxlength: TEXT_CHARACTERS_MAX,
    "aria-label": `来信内容 message to the hall, ${device.id}`,
    placeholder: "发给大厅的短信 message",
  });
  const written = (event) => {
    event.preventDefault();
    if (text.value === "") return;
    press(device.id, from.value === "" ? { text: text.value } : { text: text.value, key: from.value });
    text.value = "";
  };
  const body = element(
    "section",
    { class: "modem", "aria-label": `短信猫 modem ${device.id}` },
    list,
    nothing,
    stored,
    element(
      "form",
      { class: "say-form", onsubmit: written },
      from,
      text,
      element("button", { class: "key" }, ...words("来信", "send in")),
    ),
  );
  let shown = "";
  return {
    body,
    update({ view = {} }) {
      setText(stored, view.stored > 0 ? `卡内来信 on the card: ${view.stored}` : "");
      const sent = (view.sms ?? []).slice(-SHOWN_MAX).reverse();
      const now = JSON.stringify(sent);
      if (now === shown) return;
      shown = now;
      list.replaceChildren(...sent.map(messageRow));
      nothing.hidden = sent.length > 0;
    },
  };
}
