// A ticket printer with its paper: the newest ticket on top, older ones below, as pictures.

import { element, setFlag, setText, words } from "./element.mjs";
import { control } from "./feed.mjs";

/** Tickets kept on the page; the printer itself remembers more. */
const SHOWN_MAX = 24;

function pictureOf(ticket) {
  const png = ticket.png ?? "";
  if (png === "") return null;
  return png.startsWith("/") || png.startsWith("data:") ? png : `data:image/png;base64,${png}`;
}

const timeOf = (iso) => new Date(iso).toLocaleTimeString("zh-CN", { hour12: false });

function slip(ticket, fresh) {
  const picture = pictureOf(ticket);
  // The text is what stands on the paper, so it says the same as the picture.
  const face =
    picture === null
      ? element("pre", {}, ticket.text)
      : element("img", { src: picture, alt: ticket.text, loading: "lazy", decoding: "async" });
  const torn = ticket.cut === "torn" ? " · 撕断 torn" : "";
  const caption = element("figcaption", {}, `第${ticket.n}张 no. ${ticket.n} · ${timeOf(ticket.at)}${torn}`);
  return element("figure", { class: fresh ? "slip fresh" : "slip" }, element("div", { class: "paper" }, face), caption);
}

/** One printer on the page. */
export function makePrinter(device, press) {
  const state = element("output", { class: "printer-state" });
  const feed = element(
    "button",
    { class: "key", type: "button", onclick: () => press(device.id, { key: "feed" }) },
    ...words("走纸", "feed"),
  );
  const slips = element("div", { class: "slips", tabindex: "0", "aria-label": "已打印的票 Printed tickets" });
  const empty = element(
    "p",
    { class: "empty" },
    ...words("还没有票。在取号机上取一个号。", "No tickets yet: take a number at the kiosk."),
  );
  const front = element("div", { class: "printer-front" }, element("span", { class: "lamp" }), state);
  if ((device.keys ?? []).includes("feed")) front.append(feed);
  const body = element(
    "section",
    { class: "printer", "aria-label": `打印机 printer ${device.id}` },
    front,
    element("div", { class: "slot" }),
    slips,
    empty,
  );
  let printed = -1;
  let newest = 0;
  let reading = false;

  async function read() {
    reading = true;
    const first = newest === 0;
    try {
      const answer = await control.tickets(device.id);
      const tickets = (Array.isArray(answer) ? answer : []).map((ticket, index) => ({ n: index + 1, ...ticket }));
      const fresh = tickets.filter(({ n }) => n > newest).sort((a, b) => a.n - b.n);
      for (const ticket of fresh.slice(-SHOWN_MAX)) slips.prepend(slip(ticket, !first));
      while (slips.children.length > SHOWN_MAX) slips.lastChild.remove();
      newest = Math.max(newest, ...fresh.map(({ n }) => n));
      empty.hidden = slips.children.length > 0;
    } catch {
      printed = -1;
    }
    reading = false;
  }

  return {
    body,
    update({ display = "", fault, view = {} }) {
      const dark = fault === "unplugged";
      setText(state, dark ? "断电 no power" : display);
      setFlag(body, "dark", dark);
      setFlag(body, "troubled", !dark && fault !== "none");
      const count = view.tickets ?? 0;
      if (count === printed || reading) return;
      // A simulator that was started anew counts from one again.
      if (count < printed) {
        newest = 0;
        slips.replaceChildren();
      }
      printed = count;
      void read();
    },
  };
}
