// Accessibility checks of one page as it stands: axe with the rules of WCAG 2.2 A and AA, and the size of every target.
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa"];

/** Colours do not depend on the words: one language of a state suffices for the costliest rules. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

/** What axe finds, one line per rule and place. */
export async function axeFaults(page: Page, withColours = true): Promise<string[]> {
  // One document at a time: our pages frame nothing, and a second page per check would be opened otherwise.
  const axe = new AxeBuilder({ page }).withTags(TAGS).setLegacyMode(true);
  const { violations } = await (withColours ? axe : axe.disableRules(OF_COLOURS)).analyze();
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map(({ target, failureSummary }) => {
      const why = (failureSummary ?? "").split("\n").slice(1, 2).join("").trim();
      return `axe ${id}: ${help} · ${target.join(" ")} · ${why}`;
    }),
  );
}

/** A target is what can be pressed; a link in the middle of a sentence is exempt by the rule itself (2.5.8). */
const TARGETS = `((least) => {
  const faults = [];
  const shown = (element) => {
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && getComputedStyle(element).visibility !== "hidden";
  };
  const inSentence = (element) => {
    if (element.tagName !== "A" || getComputedStyle(element).display !== "inline") return false;
    const around = element.parentElement;
    return (around?.textContent ?? "").trim().length > (element.textContent ?? "").trim().length;
  };
  const pressable = "button, a[href], input:not([type=hidden]), select, textarea, summary, [role=button], [role=tab]";
  for (const one of document.querySelectorAll(pressable)) {
    if (!shown(one) || inSentence(one)) continue;
    // A box to tick is pressed by its label.
    const label = one.matches("input[type=checkbox], input[type=radio]") ? one.closest("label") : null;
    const box = (label ?? one).getBoundingClientRect();
    const size = Math.min(box.width, box.height);
    if (size >= least - 0.5) continue;
    const name = (one.getAttribute("aria-label") ?? one.textContent ?? "").trim().slice(0, 24);
    faults.push("target " + size.toFixed(1) + " px < " + least.toFixed(1) + ": " + one.tagName + " " + name);
  }
  return faults;
})`;

/** 24 px on any page (2.5.8). */
const PX_LEAST = 24;
/** What a finger needs on a machine in a hall. */
const MM_LEAST = 20;
const MM_PER_INCH = 25.4;

export interface Measured {
  readonly width: number;
  readonly height: number;
  readonly inches: number;
}

/** The pixels of 20 mm on this glass. */
export const fingerPx = ({ width, height, inches }: Measured): number =>
  (MM_LEAST * Math.hypot(width, height)) / (inches * MM_PER_INCH);

/** Targets that are too small; on a glass for fingers the bound is 20 true millimetres. */
export function smallTargets(page: Page, finger: Measured | null): Promise<string[]> {
  const least = finger === null ? PX_LEAST : Math.max(PX_LEAST, fingerPx(finger));
  return page.evaluate<string[]>(`${TARGETS}(${least})`);
}
