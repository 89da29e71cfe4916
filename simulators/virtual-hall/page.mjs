// The virtual hall: builds the page from the devices that the simulator has, and keeps it up to date.

import { makeBar, makeFrames } from "./device-bar.mjs";
import { element, setText, words } from "./element.mjs";
import { control, follow } from "./feed.mjs";
import { makeReader, makeScanner } from "./inputs.mjs";
import { makeKeypad } from "./keypad.mjs";
import { followLinks } from "./links.mjs";
import { makeModem } from "./modem.mjs";
import { makePad } from "./pad.mjs";
import { makePrinter } from "./printer.mjs";
import { makeStrip } from "./strip.mjs";
import { kindWords } from "./texts.mjs";
import { makeVoice } from "./voice.mjs";

const NOTICE_MS = 4000;
/** A window card at the size of ordinary text, in pixels; cards grow until they fill the screen. */
const CARD = { width: 462, height: 386, gap: 12, growMin: 0.84, growMax: 1.7, growScrolledMax: 1.15 };
const LIVE_WORDS = {
  live: ["实时", "live"],
  polling: ["轮询", "polling"],
  lost: ["连接中断，正在重试", "connection lost, trying again"],
};

const place = (id) => document.getElementById(id);
const openFrames = makeFrames(place("frames"));
let noticeTimer = null;

function notice(text) {
  clearTimeout(noticeTimer);
  place("notice").hidden = false;
  setText(place("notice"), text);
  noticeTimer = setTimeout(() => {
    place("notice").hidden = true;
  }, NOTICE_MS);
}

function press(id, what) {
  control.press(id, what).catch((error) => notice(`${id}: 按键没有生效 the key had no effect (${error.message})`));
}

function setFault(id, fault) {
  control.fault(id, fault).catch((error) => notice(`${id}: 故障没有设置 the fault was not set (${error.message})`));
}

/** A device without a picture of its own: its line of text and its keys. */
function makePlain(device) {
  const shown = element("output", { class: "plain-display" });
  const keys = (device.keys ?? []).map((key) =>
    element("button", { class: "key", type: "button", onclick: () => press(device.id, { key }) }, key),
  );
  const [zh, en] = kindWords(device.model.split("/")[0]);
  const title = element("h3", {}, ...words(zh, en));
  return {
    body: element("section", { class: "plain-device" }, title, shown, element("div", { class: "plain-keys" }, ...keys)),
    update: ({ display }) => setText(shown, display || "（无显示 dark）"),
  };
}

const MAKERS = {
  led: makeStrip,
  keypad: (device) => makeKeypad(device, press),
  pad: (device) => makePad(device, press),
  printer: (device) => makePrinter(device, press),
  voice: makeVoice,
  reader: (device) => makeReader(device, press),
  scanner: (device) => makeScanner(device, press),
  modem: (device) => makeModem(device, press),
};

function makeDevice(device) {
  const face = (MAKERS[device.model.split("/")[0]] ?? makePlain)(device);
  const bar = makeBar(device, { setFault, openFrames });
  return {
    kind: device.model.split("/")[0],
    face: face.body,
    bar: bar.body,
    update(next) {
      face.update(next);
      bar.update(next);
    },
  };
}

function pageLink(base, path, zh, en) {
  // One tab per page: a second press comes back to it.
  return element("a", { href: base + path, target: `hall${path}`, rel: "noopener" }, ...words(zh, en));
}

function windowCard(id, name, made, base) {
  const of = (...kinds) => made.filter(({ kind }) => kinds.includes(kind));
  const others = made.filter(({ kind }) => !["led", "keypad", "pad"].includes(kind));
  const query = encodeURIComponent(id);
  const links =
    base === null
      ? []
      : [
          pageLink(base, `/window?id=${query}`, "操作台", "console"),
          pageLink(base, `/screen?window=${query}`, "窗口屏", "screen"),
          pageLink(base, `/pad?id=${query}`, "评价页", "pad page"),
        ];
  return element(
    "article",
    { class: "window" },
    element("header", {}, element("h2", {}, ...words(name.zh, name.en)), element("nav", {}, ...links)),
    ...of("led").map(({ face }) => face),
    element("div", { class: "desk" }, ...of("keypad", "pad").map(({ face }) => face)),
    ...others.map(({ face }) => face),
    element("footer", {}, ...made.map(({ bar }) => bar)),
  );
}

/** The window's name in both languages; ids alone when the simulator does not know it. */
function nameOf(window) {
  const { name } = window;
  if (typeof name === "string") return { zh: name, en: "" };
  return { zh: name?.["zh-CN"] ?? `${window.id}号窗口`, en: name?.en ?? `Window ${window.id}` };
}

/** The hall's address as this browser can reach it: 127.0.0.1 is another machine when seen from there. */
function reachable(baseUrl) {
  if (!URL.canParse(baseUrl ?? "")) return null;
  const url = new URL(baseUrl);
  const here = ["127.0.0.1", "localhost", "[::1]"];
  if (here.includes(url.hostname) && !here.includes(location.hostname)) url.hostname = location.hostname;
  return url.href.replace(/\/+$/, "");
}

function showPages(hall, base) {
  const name = typeof hall.name === "string" ? hall.name : (hall.name?.["zh-CN"] ?? hall.name?.en);
  if (name) {
    setText(place("hall-name"), `虚拟大厅 · ${name}`);
    document.title = `虚拟大厅 Virtual hall · ${name}`;
  }
  if (base === null) return;
  const kiosks = (hall.kiosks ?? []).map((kiosk) => (typeof kiosk === "string" ? kiosk : kiosk.id));
  place("pages").replaceChildren(
    ...kiosks.map((id, index) =>
      pageLink(base, `/kiosk?id=${encodeURIComponent(id)}`, index === 0 ? "取号机" : `取号机 ${id}`, "Kiosk"),
    ),
    pageLink(base, "/hall", "大厅屏", "Hall board"),
    pageLink(base, "/manager", "管理", "Manager"),
    pageLink(base, "/", "全部页面", "All pages"),
  );
}

/** How many times its ordinary size a card can have with so many columns: by width, and by height without scrolling. */
function room(area, count, columns) {
  const height = innerHeight - area.getBoundingClientRect().top - scrollY - CARD.gap;
  const rows = Math.ceil(count / columns);
  const wide = ((area.clientWidth + CARD.gap) / columns - CARD.gap) / CARD.width;
  const high = ((height + CARD.gap) / rows - CARD.gap) / CARD.height;
  return { columns, wide, all: Math.min(wide, high) };
}

/** Cards as large as the screen allows; when they do not fit all at once, the page scrolls. */
function fitCards() {
  const area = place("windows");
  const count = area.children.length;
  if (count === 0) return;
  const ways = Array.from({ length: count }, (_, index) => room(area, count, index + 1));
  const whole = ways.reduce((best, way) => (way.all > best.all ? way : best));
  const scrolled = ways.findLast(({ wide }) => wide >= 1) ?? ways[0];
  const fits = whole.all >= CARD.growMin;
  const grow = fits ? whole.all : Math.max(CARD.growMin, scrolled.wide);
  area.style.setProperty("--columns", (fits ? whole : scrolled).columns);
  area.style.setProperty("--grow", Math.min(fits ? CARD.growMax : CARD.growScrolledMax, grow).toFixed(3));
}

/** Builds everything anew; asked for again only when the set of devices is another one. */
function build(devices, hall, base) {
  const made = new Map(devices.map((device) => [device.id, { device, ...makeDevice(device) }]));
  const at = (windowId) => [...made.values()].filter(({ device }) => (device.window ?? null) === windowId);
  const known = (hall.windows ?? []).filter(({ id }) => at(id).length > 0);
  const unknown = [...new Set(devices.map(({ window }) => window ?? null))].filter(
    (id) => id !== null && !known.some((window) => window.id === id),
  );
  const cards = [...known, ...unknown.map((id) => ({ id }))].map((window) =>
    windowCard(window.id, nameOf(window), at(window.id), base),
  );
  place("windows").replaceChildren(...cards);
  place("windows").hidden = cards.length === 0;
  const sides = at(null).map(({ face, bar }) => element("article", { class: "side-device" }, face, bar));
  place("side").replaceChildren(...sides);
  place("side").hidden = sides.length === 0;
  fitCards();
  return made;
}

async function start() {
  const hall = await control.hall().catch(() => ({}));
  const base = reachable(new URLSearchParams(location.search).get("hall") ?? hall.baseUrl);
  showPages(hall, base);
  let made = new Map();
  let shape = "";
  addEventListener("resize", fitCards);
  followLinks(place("links"), notice);
  follow(
    (devices) => {
      const next = JSON.stringify(
        devices.map(({ id, model, window, keys, faults }) => [id, model, window, keys, faults]),
      );
      if (next !== shape) {
        shape = next;
        made = build(devices, hall, base);
      }
      for (const device of devices) made.get(device.id)?.update(device);
    },
    (how) => {
      const [zh, en] = LIVE_WORDS[how];
      setText(place("live"), `${zh} ${en}`);
      place("live").dataset.how = how;
      document.body.classList.toggle("lost", how === "lost");
    },
  );
}

void start();
