// The sentences of a window's strip, longest first; the model shows the first that fits its width.
import type { Config } from "../config/schema.ts";
import type { StripShow } from "../drivers/kernel/model.ts";
import type { StripIntent } from "./domain/intents.ts";

/** Sentences by state, from the configuration. */
export type StripTemplates = Config["texts"]["strip"];

/** On the window's own strip the window number is redundant: by default it appears only while nobody is called. */
export function stripShow(
  intent: StripIntent,
  windowName: string,
  templates: StripTemplates,
  asksByCode = false,
): StripShow {
  const { state, number } = intent;
  const { reason, back } = intent;
  // Who is called comes before everything else, and a closed window asks nobody.
  const says = asksByCode && state !== "calling" && state !== "closed" ? "rate" : state;
  const texts = templates[says]
    // A sentence about what nobody said is left out.
    .filter(
      (one) => (reason !== undefined || !one.includes("{reason}")) && (back !== undefined || !one.includes("{back}")),
    )
    .map((template) =>
      template
        .replaceAll("{number}", number ?? "")
        .replaceAll("{window}", windowName)
        .replaceAll("{reason}", reason ?? "")
        .replaceAll("{back}", back ?? ""),
    );
  return { state, texts, number };
}
