// What every strip will show in each state, counted in cells before anything is sent (surfaces.md §2.3).
import type { Config } from "../../config/schema.ts";
import { cellsOf, fitText } from "../../drivers/led/text-fit.ts";
import { modelById } from "../../drivers/models.ts";
import type { StripPreviewView } from "../contract/technician.ts";
import { stripShow } from "../strip-texts.ts";
import { inLanguage } from "../ticket-paper.ts";

const STATES = ["closed", "idle", "calling", "serving", "paused"] as const;

/** The longest number each window can call decides whether a sentence fits. */
function longestNumber(config: Config, windowId: string | undefined): string {
  const window = config.windows.find(({ id }) => id === windowId);
  const numbers = config.services
    .filter(({ id }) => window === undefined || window.services.includes(id))
    .map(({ prefix, digits }) => `${prefix}${"0".repeat(digits - 1)}1`);
  return numbers.reduce((longest, number) => (number.length > longest.length ? number : longest), "");
}

/** One entry per strip, in the order of the configuration. */
export function stripPreviews(config: Config): StripPreviewView[] {
  return config.devices.flatMap((device): StripPreviewView[] => {
    const model = modelById(device.model);
    if (model?.kind !== "led") return [];
    const cells = model.cells(device.settings);
    const window = config.windows.find(({ id }) => id === device.window);
    const windowName = window === undefined ? "" : inLanguage(window.name, "zh-CN");
    const number = longestNumber(config, device.window);
    const shows = STATES.map((state) => {
      const called = state === "calling" || state === "serving";
      const show = stripShow({ state, number: called ? number : null, calls: 1 }, windowName, config.texts.strip);
      const fitted = fitText(show.texts, cells) ?? { text: "", fits: true };
      const missing = model.missingGlyphs(fitted.text);
      return { state, text: fitted.text, cells: cellsOf(fitted.text), fits: fitted.fits, missing };
    });
    return [{ deviceId: device.id, windowId: device.window ?? null, model: device.model, cells, shows }];
  });
}
