// Every line of the hall: how fast it is, whether its bytes take their time, and how often two talked at once.

import { element, setText } from "./element.mjs";
import { control } from "./feed.mjs";

const READ_MS = 2000;

const speedWords = ({ paced, baudRate, bitsPerByte }) => {
  if (baudRate === undefined) return "不限速 no speed";
  const speed = `${baudRate} bit/s · ${bitsPerByte} 位/字节 bits a byte`;
  return paced ? `${speed} · 按实际速度 at real speed` : `${speed} · 不等待 not paced`;
};

function makeLink({ id, paced }, notice) {
  const speed = element("span", {});
  const clashes = element("span", { class: "clashes" });
  const choose = () =>
    control.collide(id, box.checked).catch((error) => notice(`${id}: 没有设置 not set (${error.message})`));
  const box = element("input", { type: "checkbox", onchange: choose });
  const choice = element("label", { hidden: !paced }, box, " 同时发送时互相破坏 collisions destroy");
  return {
    body: element("li", {}, element("code", {}, id), speed, clashes, choice),
    update(link) {
      setText(speed, speedWords(link));
      setText(clashes, link.paced ? `冲突 collisions ${link.collisions}` : "");
      if (document.activeElement !== box) box.checked = link.collide;
    },
  };
}

/** Keeps the list of lines up to date; a simulator that does not answer leaves it as it was. */
export function followLinks(list, notice) {
  let shape = "";
  let made = new Map();
  const read = async () => {
    const links = await control.links().catch(() => null);
    if (Array.isArray(links)) {
      const next = JSON.stringify(links.map(({ id, paced }) => [id, paced]));
      if (next !== shape) {
        shape = next;
        made = new Map(links.map((link) => [link.id, makeLink(link, notice)]));
        list.replaceChildren(...[...made.values()].map(({ body }) => body));
      }
      for (const link of links) made.get(link.id)?.update(link);
    }
    setTimeout(read, READ_MS);
  };
  void read();
}
