// What an inspector measures on a page: sizes of targets in millimetres, contrast, names, headings, overflow.
import type { Page } from "playwright-core";

/** Runs inside the page, as text: these tests know no DOM. */
const INSPECT = String.raw`((inches) => {
  const faults = [];
  const pxPerMm = Math.hypot(screen.width, screen.height) / (inches * 25.4);
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden";
  };
  const what = (element) => (element.className || element.tagName) + "「" + (element.textContent ?? "") + "」";
  const buttons = [...document.querySelectorAll("button, [role=button], a")].filter(shown);
  for (const button of buttons) {
    const box = button.getBoundingClientRect();
    const least = Math.min(box.width, box.height) / pxPerMm;
    if (least < 19.9) faults.push("target of " + (least.toFixed(1)) + " mm: " + (what(button)));
    if (box.left < -1 || box.top < -1 || box.right > innerWidth + 1 || box.bottom > innerHeight + 1)
      faults.push("off the glass: " + (what(button)));
    if ((button.getAttribute("aria-label") ?? button.textContent ?? "").trim() === "")
      faults.push("a button without name");
    if (button.scrollHeight > button.clientHeight + 2 || button.scrollWidth > button.clientWidth + 2)
      faults.push("text cut off: " + (what(button)));
  }
  for (const [i, one] of buttons.entries()) {
    for (const other of buttons.slice(i + 1)) {
      const [a, b] = [one.getBoundingClientRect(), other.getBoundingClientRect()];
      const apart = a.right <= b.left + 1 || b.right <= a.left + 1 || a.bottom <= b.top + 1 || b.bottom <= a.top + 1;
      if (!apart && !one.contains(other) && !other.contains(one))
        faults.push("overlap: " + what(one) + " " + what(other));
    }
  }
  if (document.querySelectorAll("h1").length !== 1) faults.push((document.querySelectorAll("h1").length) + " headings");
  if (document.querySelectorAll("main").length !== 1) faults.push("not one main part");
  if (document.documentElement.lang === "") faults.push("the page names no language");
  for (const image of document.querySelectorAll("svg[role=img], img"))
    if (!image.getAttribute("aria-label") && !image.getAttribute("alt")) faults.push("a picture without name");
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) faults.push("an id stands twice");

  const colour = (text) => {
    const [r = 0, g = 0, b = 0, a = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
    return [r, g, b, a];
  };
  const ground = (element) => {
    for (let at = element; at !== null; at = at.parentElement) {
      const found = colour(getComputedStyle(at).backgroundColor);
      if (found[3] > 0.99) return found;
    }
    return [255, 255, 255, 1];
  };
  const light = ([r, g, b]) => {
    const part = (value) => {
      const share = value / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    };
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  for (const element of document.querySelectorAll("body *")) {
    const own = [...element.childNodes].some((node) => node.nodeType === 3 && (node.textContent ?? "").trim() !== "");
    if (!own || !shown(element) || element.tagName === "NOSCRIPT") continue;
    const [bright, dark] = [light(colour(getComputedStyle(element).color)), light(ground(element))].sort(
      (a, b) => b - a,
    );
    const contrast = ((bright ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
    if (contrast < 4.5) faults.push("contrast " + (contrast.toFixed(2)) + ": " + (what(element)));
    if (Number.parseFloat(getComputedStyle(element).fontSize) / pxPerMm < 2.2)
      faults.push("tiny print: " + (what(element)));
  }
  return faults;
})`;

/** Faults of the page as it stands, in words; empty when there is none. */
export function faultsOf(page: Page, inches: number): Promise<string[]> {
  return page.evaluate<string[]>(`${INSPECT}(${inches})`);
}
