// What the board tests put into a page and ask of it, as text: it runs in the browser.

/** A stand-in for the hall's socket: `hall.send(view)`, `hall.beat()`, and nothing while `hall.cut` is true. */
export const FAKE_SOCKET = `
  window.hall = {
    sockets: [], seq: 0, view: null, cut: false, opened: 0,
    all(message) {
      for (const socket of this.sockets) socket.onmessage?.({ data: JSON.stringify(message) });
    },
    at() { return new Date().toISOString(); },
    send(view) {
      this.view = view;
      this.seq += 1;
      if (!this.cut) this.all({ type: "view", view: "hall", seq: this.seq, at: this.at(), data: view });
    },
    beat() {
      if (!this.cut) this.all({ type: "heartbeat", seq: this.seq, at: this.at() });
    },
  };
  window.WebSocket = class {
    constructor() {
      this.onmessage = null;
      this.onclose = null;
      window.hall.opened += 1;
      window.hall.sockets.push(this);
      setTimeout(() => { if (window.hall.view !== null) window.hall.send(window.hall.view); }, 0);
    }
    addEventListener() {}
    close() {
      window.hall.sockets = window.hall.sockets.filter((socket) => socket !== this);
    }
  };
`;

/** Counts the notes of the chime; every chime has four tones. */
export const COUNT_TONES = `
  window.tones = 0;
  const made = AudioContext.prototype.createOscillator;
  AudioContext.prototype.createOscillator = function () {
    window.tones += 1;
    return made.call(this);
  };
`;

/** Every text on the page whose contrast is below the bound, with its figure. */
export const LOW_CONTRAST = `(() => {
  const rgb = (text) => (text.match(/[\\d.]+/g) ?? []).map(Number);
  const channel = (value) => {
    const share = value / 255;
    return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const ratio = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  /** Every ground a letter may stand on: gradients have several. */
  const grounds = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      const stops = style.backgroundImage.match(/rgba?\\([^)]+\\)/g);
      if (stops !== null) return stops.map(rgb);
      const colour = rgb(style.backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return [colour];
    }
    return [[255, 255, 255]];
  };
  const low = [];
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim() !== "");
    if (!own || element.tagName === "NOSCRIPT" || element.getClientRects().length === 0) continue;
    const colour = rgb(getComputedStyle(element).color);
    const least = Math.min(...grounds(element).map((ground) => ratio(colour, ground)));
    if (least < 7) low.push(element.className + " " + element.textContent.slice(0, 12) + " " + least.toFixed(2));
  }
  return low;
})()`;

/** Parts that cover one another, stand outside the picture, or are cut off inside their place. */
export const MISPLACED = `(() => {
  const wrong = [];
  const box = (element) => element.getBoundingClientRect();
  const visible = (element) => element.getClientRects().length > 0;
  const name = (element) => (element.className || element.tagName) + " " + element.textContent.slice(0, 14);
  const apart = (a, b) =>
    a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
  const check = (list) => {
    for (let i = 0; i < list.length; i += 1)
      for (let j = i + 1; j < list.length; j += 1)
        if (!apart(box(list[i]), box(list[j]))) wrong.push(name(list[i]) + " covers " + name(list[j]));
  };
  const all = (selector) => [...document.querySelectorAll(selector)].filter(visible);
  const parts = all(".hall > *");
  // On a strip a notice takes the place of the foot for a while.
  check(parts.filter((part) => !(part.matches(".hall-foot") && document.querySelector(".shape-strip > .ticker"))));
  check(all(".big-call"));
  for (const row of all(".big-call")) check([...row.children]);
  check(all(".earlier li, .waiting li"));
  check(all(".earlier-number, .earlier-window"));
  check(all(".hall-header > *"));
  check(all(".hall-foot > *"));
  for (const part of all(".hall *")) {
    const { left, top, right, bottom } = box(part);
    const outside = left < -1 || top < -1 || right > innerWidth + 1 || bottom > innerHeight + 1;
    if (outside) wrong.push(name(part) + " outside");
  }
  const inside = (selector, place) => {
    for (const part of all(selector)) {
      const outer = part.closest(place);
      const [a, b] = [box(part), box(outer)];
      if (a.bottom > b.bottom + 1 || a.right > b.right + 1) wrong.push(name(part) + " is cut off by " + place);
    }
  };
  inside(".big-call-number, .sign-lead, .sign-name", ".big-call");
  inside(".earlier li", ".earlier");
  inside(".waiting li", ".waiting");
  inside(".count, .service, .next-up", "li");
  inside(".missed-numbers, .missed-how, .rule, .age", ".hall-foot");
  for (const line of all(".ticker, .missed-numbers, .next-up, .big-call-number, .earlier-number"))
    if (line.scrollWidth > line.clientWidth + 1) wrong.push(name(line) + " runs over");
  return wrong;
})()`;
